//! Names of files: what a sender wrote becomes one that is safe to be shown, sent and written to a disk.

/// Longest name, in characters.
const MAX: usize = 120;

/// No path, no control characters, none that turn the direction of writing or take no space, nothing that a disk minds.
pub(super) fn safe(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String =
        last.chars().filter(|&one| !is_hidden(one)).map(|one| if is_odd(one) { '_' } else { one }).collect();
    let trimmed = seen.trim().trim_matches('.').trim();
    if trimmed.is_empty() {
        return "file".to_owned();
    }
    if trimmed.chars().count() <= MAX {
        return trimmed.to_owned();
    }
    // The ending says what it is to whoever opens it.
    let (stem, ending) = match trimmed.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 10 => (stem, format!(".{ending}")),
        _ => (trimmed, String::new()),
    };
    let kept: String = stem.chars().take(MAX - ending.chars().count()).collect();
    kept + &ending
}

fn is_hidden(one: char) -> bool {
    one.is_control()
        || matches!(one, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_odd(one: char) -> bool {
    matches!(one, '"' | '<' | '>' | ':' | '|' | '?' | '*')
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn a_name_is_safe_to_show_and_to_store() {
        let check = |name: &str, expect: &str| assert_eq!(safe(name), expect, "{name:?}");
        check("Protokoll März.txt", "Protokoll März.txt");
        check("../../etc/passwd", "passwd");
        check("C:\\Windows\\cmd.exe", "cmd.exe");
        check("rechnung\u{202e}fdp.exe", "rechnungfdp.exe");
        check("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png");
        check("\"quoted\" <b>.png", "_quoted_ _b_.png");
        check(" .. ", "file");
        check("", "file");
        check("😀.png", "😀.png");
        let long = safe(&format!("{}.png", "x".repeat(500)));
        assert!(long.chars().count() == 120 && long.ends_with(".png"));
    }
}
