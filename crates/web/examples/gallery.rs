//! Writes every sample to a folder, with styles and scripts beside, to be looked at in a browser:
//! `cargo run -p web --features samples --example gallery -- /tmp/gallery`.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use web::asset;
use web::text::Language;
use web::view::sample;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or("/tmp/gallery".to_owned());
    let folder = PathBuf::from(folder);
    fs::create_dir_all(folder.join("assets"))?;
    for name in ["app.css", "app.js", "mark.svg"] {
        let url = asset::asset_url(name);
        let file = url.rsplit('/').next().unwrap_or(name);
        if let Some(found) = asset::lookup(file) {
            fs::write(folder.join("assets").join(file), found.bytes)?;
        }
    }
    for language in Language::ALL {
        for sample in sample::all(language) {
            // The clock of a picture stands still, and files have no server at their root.
            let html = sample.html.replace("<html ", "<html data-still ").replace("\"/assets/", "\"assets/");
            let name = format!("{}.{}.html", sample.name, language.tag());
            fs::write(folder.join(name), html)?;
        }
    }
    Ok(())
}
