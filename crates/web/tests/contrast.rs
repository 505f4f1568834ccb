//! Computes the contrast of every pair of colours that stands together on a page: in both themes,
//! and in each of the 24 hues that a desk can have.
//!
//! Reads `assets/css/tokens.css`, the only place where colours are chosen. The ratio is the one of
//! WCAG 2.2: 4.5 to 1 for words, 3 to 1 for borders and fills that mean something.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[derive(Clone, Copy)]
enum Theme {
    Light,
    Dark,
}

/// The declarations of the tokens: name and value.
fn tokens() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/css/tokens.css");
    let source = fs::read_to_string(path).expect("the tokens are in the repository");
    // one declaration a line; the first of a name is the one for all desks
    let declarations = source.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    let mut tokens = BTreeMap::new();
    for (name, value) in declarations {
        tokens.entry(name.to_owned()).or_insert(value.trim().to_owned());
    }
    tokens
}

/// The luminance of a token; hues come from the desk.
fn luminance(tokens: &BTreeMap<String, String>, name: &str, theme: Theme, hue: f64) -> f64 {
    let value = tokens.get(name).expect("a token of that name");
    let mut colours = value.split("oklch(").skip(1);
    let colour = match theme {
        Theme::Light => colours.next(),
        Theme::Dark => colours.nth(1),
    };
    let colour = colour.expect("a colour for both themes");
    let numbers: Vec<f64> = colour
        .replace("var(--hue)", &hue.to_string())
        .split([')', ' ', ','])
        .map_while(|number| number.trim_end_matches('%').parse().ok())
        .collect();
    let [lightness, chroma, hue] = numbers.try_into().expect("lightness, chroma and hue");
    oklch_luminance(lightness / 100.0, chroma, hue.to_radians())
}

/// OKLCH to linear sRGB, cut to what a screen can show, to luminance.
fn oklch_luminance(lightness: f64, chroma: f64, hue: f64) -> f64 {
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let red = 4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short;
    let green = -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short;
    let blue = -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn ratio(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Pairs below their least ratio.
fn failures(pairs: &[(&str, &str)], least: f64) -> Vec<String> {
    let tokens = tokens();
    let mut failures = Vec::new();
    for (theme, of) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for hue in (0..360).step_by(15) {
            for (front, behind) in pairs {
                let found = ratio(
                    luminance(&tokens, front, theme, f64::from(hue)),
                    luminance(&tokens, behind, theme, f64::from(hue)),
                );
                if found < least {
                    failures.push(format!("{front} on {behind}, {of}, hue {hue}: {found:.2}"));
                }
            }
        }
    }
    failures
}

#[test]
fn words_can_be_read_on_everything_they_stand_on() {
    let surfaces = ["ground", "paper", "raised", "wash"];
    let mut pairs = vec![("on-accent", "accent")];
    for front in ["ink", "soft", "accent"] {
        pairs.extend(surfaces.map(|behind| (front, behind)));
    }
    for (state, wash) in
        [("soon", "soon-wash"), ("breached", "breached-wash"), ("kept", "kept-wash"), ("waiting", "waiting-wash")]
    {
        pairs.extend(surfaces.map(|behind| (state, behind)));
        pairs.extend([(state, wash), ("ink", wash), ("soft", wash)]);
    }
    let failures = failures(&pairs, 4.5);
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn borders_and_fills_that_mean_something_stand_out() {
    let mut pairs = Vec::new();
    for front in ["edge", "due-fill", "soon-fill", "breached-fill", "kept-fill"] {
        pairs.extend(["paper", "raised"].map(|behind| (front, behind)));
    }
    let failures = failures(&pairs, 3.0);
    assert!(failures.is_empty(), "{failures:#?}");
}
