//! The limit on nesting, checked before the parser builds anything: what is nested too deeply never reaches it.

/// Deepest nesting of brackets and dotted names in a file.
pub(super) const MAX_DEPTH: usize = 16;

/// Where in a text a scan stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Keys, signs, numbers.
    Plain,
    /// After `#`, to the end of the line.
    Comment,
    /// Between quotes: which, and whether three of them.
    Quoted(u8, bool),
}

/// The first byte that is nested too deeply.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut ix, mut depth, mut dots) = (At::Plain, 0_usize, 0_usize, 0_usize);
    while let Some(&byte) = bytes.get(ix) {
        let mut step = 1;
        match (at, byte) {
            (At::Plain, b'#') => at = At::Comment,
            (At::Plain, b'"' | b'\'') => {
                let three = triple(bytes, ix, byte);
                step = if three { 3 } else { 1 };
                at = At::Quoted(byte, three);
            }
            (At::Plain, b'[' | b'{') => depth += 1,
            (At::Plain, b']' | b'}') => depth = depth.saturating_sub(1),
            (At::Plain, b'.') => dots += 1,
            (At::Plain, b'\n' | b'=' | b',') => dots = 0,
            // An unfinished text of one line ends with the line, as it does for the parser.
            (At::Comment | At::Quoted(_, false), b'\n') => (at, dots) = (At::Plain, 0),
            (At::Quoted(b'"', _), b'\\') => step = if bytes.get(ix + 1) == Some(&b'\n') { 1 } else { 2 },
            (At::Quoted(quote, false), byte) if byte == quote => at = At::Plain,
            (At::Quoted(quote, true), byte) if byte == quote && triple(bytes, ix, quote) => {
                step = 3;
                at = At::Plain;
            }
            _ => {}
        }
        if depth > MAX_DEPTH || dots > MAX_DEPTH {
            return Some(ix);
        }
        ix += step;
    }
    None
}

fn triple(bytes: &[u8], at: usize, quote: u8) -> bool {
    bytes.get(at..at + 3).is_some_and(|three| three.iter().all(|&byte| byte == quote))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nests_counts() {
        let deep = "[".repeat(17);
        let dots = "a.".repeat(17);
        let check = |text: &str, expect: bool| assert_eq!(too_deep(text).is_some(), expect, "{text}");
        check(&deep, true);
        check(&format!("x = {deep}"), true);
        check(&format!("{dots}b = 1"), true);
        check(&format!("# {deep} {dots}"), false);
        check(&format!("x = \"{deep} {dots}\""), false);
        check(&format!("x = '{deep}'"), false);
        check(&format!("x = \"\"\"\n{deep}\n\"\"\""), false);
        check(&format!("x = \"\\\"{deep}\""), false);
        check(&format!("x = \"a\"\n{deep}"), true);
        check(&format!("x = \"unfinished\n{deep}"), true);
        check(&"[a]\n".repeat(100), false);
    }
}
