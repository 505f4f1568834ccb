//! Reading a wording from left to right: numbers, words and signs, with mistakes that point at the place.

use std::ops::Range;

use rust_decimal::Decimal;

/// Digits before the point that a plan may use; more is a slip of the keyboard.
const WHOLE_DIGITS: usize = 12;
/// Digits after the point that a plan may use.
const FRACTION_DIGITS: usize = 6;

/// What is wrong with a wording, where in it, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}; allowed: {allowed}")]
pub struct Mistake {
    /// What is wrong.
    pub message: String,
    /// What is allowed, or how to mend it.
    pub allowed: String,
    /// Bytes of the wording that are meant.
    pub at: Range<usize>,
}

/// A place in a wording.
#[derive(Clone)]
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    expected: &'static str,
}

impl<'a> Scan<'a> {
    /// Starts at the beginning; `expected` says in mistakes what is allowed.
    pub(super) fn new(text: &'a str, expected: &'static str) -> Scan<'a> {
        Scan { text, at: 0, expected }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// A mistake about a stretch of the wording.
    pub(super) fn mistake(&self, at: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), allowed: self.expected.to_owned(), at }
    }

    /// A mistake about the whole wording with its own hint.
    pub(super) fn whole(&self, message: impl Into<String>, allowed: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), allowed: allowed.into(), at: 0..self.text.len() }
    }

    /// The next run of characters up to a space or one of `/,%`, without taking it.
    fn peek_run(&mut self, stop: &[char]) -> Range<usize> {
        self.skip_space();
        let rest = self.rest();
        let length = rest.find(|c: char| c.is_whitespace() || stop.contains(&c)).unwrap_or(rest.len());
        self.at..self.at + length
    }

    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Takes a word if it comes next.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let run = self.peek_run(&['/', ',', '%']);
        let found = self.slice(&run) == word;
        if found {
            self.at = run.end;
        }
        found
    }

    /// Takes whatever word comes next.
    pub(super) fn any_word(&mut self) -> (&'a str, Range<usize>) {
        let run = self.peek_run(&['/', ',', '%']);
        self.at = run.end;
        (self.slice(&run), run)
    }

    /// Takes a sign if it comes next.
    pub(super) fn has(&mut self, sign: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    /// Takes a sign that must come next.
    pub(super) fn symbol(&mut self, sign: &str) -> Result<(), Mistake> {
        if self.has(sign) {
            return Ok(());
        }
        if self.rest().is_empty() {
            return Err(self.mistake(0..self.text.len(), format!("`{sign}` is missing at the end")));
        }
        let run = self.peek_run(&[]);
        Err(self.mistake(run.clone(), format!("`{sign}` is missing before `{}`", self.slice(&run))))
    }

    /// Takes a word that must come next.
    pub(super) fn need(&mut self, word: &str) -> Result<(), Mistake> {
        if self.word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    /// Whether a number comes next.
    pub(super) fn at_number(&mut self) -> bool {
        self.skip_space();
        self.rest().starts_with(|c: char| c.is_ascii_digit())
    }

    /// What comes next is not what should.
    pub(super) fn unexpected(&mut self, wanted: &str) -> Mistake {
        let run = self.peek_run(&[]);
        if run.is_empty() {
            return self.mistake(0..self.text.len(), format!("{wanted} is missing at the end"));
        }
        let found = self.slice(&run);
        self.mistake(run, format!("{wanted} is expected, not `{found}`"))
    }

    /// Takes an exact decimal without a sign.
    pub(super) fn decimal(&mut self) -> Result<Decimal, Mistake> {
        if self.text.trim().is_empty() {
            return Err(self.mistake(0..self.text.len(), "the text is empty"));
        }
        self.skip_space();
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
        let raw = rest.get(..length).unwrap_or_default();
        // "5 min, then": the comma belongs to the sentence, not to the number.
        let number = raw.trim_end_matches(',');
        let range = start..start + number.len();
        if number.is_empty() {
            let run = self.peek_run(&[]);
            let found = self.slice(&run).to_owned();
            return Err(self.mistake(run, format!("`{found}` is not a number without a sign")));
        }
        if number.contains(',') {
            let mended = mend(number);
            let mut mistake = self.mistake(range, format!("`{number}` is written with a comma"));
            mistake.allowed = format!("write `{mended}`: decimals follow a point, thousands are not separated");
            return Err(mistake);
        }
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
            return Err(self.mistake(range, format!("`{number}` is not a number")));
        }
        if whole.len() > WHOLE_DIGITS || fraction.len() > FRACTION_DIGITS {
            let mut mistake = self.mistake(range, format!("`{}` has too many digits", shorten(number)));
            mistake.allowed = format!("at most {WHOLE_DIGITS} digits before the point and {FRACTION_DIGITS} after it");
            return Err(mistake);
        }
        self.at = range.end;
        number.parse().map_err(|_| self.mistake(range, format!("`{number}` is not a number")))
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), Mistake> {
        self.skip_space();
        if self.rest().is_empty() {
            return Ok(());
        }
        let range = self.at..self.text.trim_end().len();
        let found = shorten(self.slice(&range));
        Err(self.mistake(range, format!("`{found}` is too much here")))
    }
}

/// "1.700,00" and "1,700.00" both mean 1700.00; "39,00" means 39.00.
fn mend(number: &str) -> String {
    let last = number.rfind([',', '.']).unwrap_or(number.len());
    let (whole, fraction) = number.split_at(last);
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let fraction: String = fraction.chars().filter(char::is_ascii_digit).collect();
    // Exactly three digits after a lone comma are thousands ("1,700").
    if fraction.len() == 3 && number.matches([',', '.']).count() == 1 {
        return format!("{digits}{fraction}");
    }
    if fraction.is_empty() { digits } else { format!("{digits}.{fraction}") }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    let head: String = text.chars().take(39).collect();
    format!("{head}…")
}
