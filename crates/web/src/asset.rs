//! Styles, scripts and icons, built into the binary by `build.rs`.
//!
//! A file is asked for under a name that carries a hash of its content, so browsers keep it for
//! ever and a new version is never mixed with an old page. Nothing is read from disk while serving.

/// Where the files are served: `/assets/app-0a1b2c3d4e5f.css`.
pub const FOLDER: &str = "/assets";

/// What to send as `Cache-Control`: the name changes when the content does.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One built file, as it is and compressed.
#[derive(Debug)]
pub struct Asset {
    /// The name that templates use: `app.css`.
    pub name: &'static str,
    /// The name that browsers ask for: `app-0a1b2c3d4e5f.css`.
    pub file: &'static str,
    /// What to send as `Content-Type`.
    pub media_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    /// The content, compressed with Brotli at build time: a seventh less than with gzip.
    pub brotli: &'static [u8],
    /// The content, compressed with gzip at build time.
    pub gzip: &'static [u8],
}

static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets/assets.rs"));

static ICONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/assets/icons.rs"));

/// Finds a file by the last part of the path that a browser asks for.
pub fn lookup(file: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.file == file)
}

/// The address of a file, for example of `app.css`. A name that was not built gives an address
/// that answers 404.
pub fn asset_url(name: &str) -> String {
    let file = ASSETS.iter().find(|asset| asset.name == name).map_or(name, |asset| asset.file);
    format!("{FOLDER}/{file}")
}

/// A Lucide icon as inline SVG; empty for a name that no template or view wrote as a literal.
pub fn icon(name: &str) -> &'static str {
    ICONS.binary_search_by_key(&name, |(known, _)| known).map_or("", |found| ICONS[found].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_finds_its_style_under_the_hashed_name() {
        let url = asset_url("app.css");
        let file = url.strip_prefix("/assets/").unwrap();
        let asset = lookup(file).unwrap();
        assert_eq!(asset.media_type, "text/css; charset=utf-8");
        assert!(asset.brotli.len() < asset.gzip.len() && asset.gzip.len() < asset.bytes.len());
        assert_eq!(&asset.gzip[..2], b"\x1f\x8b");
        assert!(lookup("app.css").is_none());
    }

    #[test]
    fn icons_are_found_by_name() {
        assert!(icon("phone").starts_with("<svg"));
        let unheard_of = "no-such-icon";
        assert_eq!(icon(unheard_of), "");
    }
}
