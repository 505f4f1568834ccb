//! Where words begin and end.
//!
//! A word is a run of letters and digits; scripts that write without spaces have a word for each sign. What stands
//! between words is dropped, but words that were written without a space between them ("ERR-4711", "5.3.1",
//! "anna@acme.example") are asked for as a phrase.

use crate::fold::fold;

/// Words beyond this are cut: nobody types them, and they would fill the index.
const LONGEST: usize = 64;

/// A word of a text, folded, and where it stands in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) folded: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        let alone = stands_alone(letter);
        let mark = matches!(letter, '\u{300}'..='\u{36f}') && start.is_some();
        let inside = (letter.is_alphanumeric() || mark) && !alone;
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(&mut found, text, from, at);
                start = None;
            }
            _ => {}
        }
        if alone {
            push(&mut found, text, at, at + letter.len_utf8());
        }
    }
    if let Some(from) = start {
        push(&mut found, text, from, text.len());
    }
    found
}

fn push(found: &mut Vec<Word>, text: &str, start: usize, end: usize) {
    let mut folded = fold(&text[start..end]);
    if let Some((cut, _)) = folded.char_indices().nth(LONGEST) {
        folded.truncate(cut);
    }
    if !folded.is_empty() {
        found.push(Word { folded, start, end });
    }
}

/// Signs of scripts without spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
fn stands_alone(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && letter.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_end_where_letters_do() {
        assert_eq!(folded("ERR-4711: die Größe (5.3.1)"), ["err", "4711", "die", "grosse", "5", "3", "1"]);
        assert_eq!(folded("印刷エラー 🙂 ok"), ["印", "刷", "エ", "ラ", "ー", "ok"]);
        assert_eq!(folded("A\u{308}rger"), ["arger"]);
        assert_eq!(folded(" \u{301}\0\u{202e}"), Vec::<String>::new());
    }

    proptest::proptest! {
        #[test]
        fn words_lie_in_the_text_in_order(text in ".{0,80}") {
            let mut before = 0;
            for word in words(&text) {
                assert!(before <= word.start && word.start < word.end && text.get(word.start..word.end).is_some());
                before = word.end;
            }
        }
    }
}
