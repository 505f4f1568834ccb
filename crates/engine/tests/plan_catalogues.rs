//! The shipped catalogues read without a mistake and say what their vendors promise.

use engine::plan::catalogue::Catalogue;
use engine::plan::read;

fn shipped(name: &str) -> Catalogue {
    let path = format!("{}/../../plans/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    read(&path, &text).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn all_four_catalogues_read() {
    for name in [
        "shop-levels",
        "commerce-agreements",
        "module-licences",
        "agency-hours",
    ] {
        shipped(name);
    }
}
