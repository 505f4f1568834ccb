//! The text of hours, made ready for the parser, and what of it is refused.
//!
//! The parser behind this accepts more than can be computed exactly and forgets where it read it. So the text is
//! looked at first: what has no exact meaning here is refused with its place, and a few things people write
//! (`Dec 24,31`, a closing semicolon, several blanks) are brought into the form that the parser knows. Each byte
//! of that form remembers the byte of the given text it came from.

use super::hours::HoursError;

/// The text for the parser, and where each of its bytes came from.
pub(super) struct Prepared {
    pub(super) text: String,
    origins: Vec<usize>,
    given: usize,
}

impl Prepared {
    /// The place in the given text of a byte of the prepared text.
    pub(super) fn origin(&self, at: usize) -> usize {
        self.origins.get(at).copied().unwrap_or(self.given)
    }

    fn push(&mut self, text: &str, origin: usize, advance: bool) {
        self.text.push_str(text);
        self.origins.extend((0..text.len()).map(|i| if advance { origin + i } else { origin }));
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Word,
    Number,
    Blank,
    Quote,
    Sign,
}

#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    kind: Kind,
    text: &'a str,
    start: usize,
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn is(&self, text: &str) -> bool {
        self.text == text
    }

    fn is_word(&self, words: &[&str]) -> bool {
        self.kind == Kind::Word && words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/// Checks the text and brings it into the parser's form.
pub(super) fn prepare(given: &str) -> Result<Prepared, HoursError> {
    let tokens = tokens(given)?;
    refuse(&tokens)?;
    let last = tokens.iter().rposition(|token| token.kind != Kind::Blank && !token.is(";"));
    let first = tokens.iter().position(|token| token.kind != Kind::Blank);
    let (Some(first), Some(last)) = (first, last) else {
        return Err(HoursError::new("no hours are given; write for example Mo-Fr 09:00-17:00", 0, given.len()));
    };
    let mut prepared = Prepared { text: String::with_capacity(given.len()), origins: Vec::new(), given: given.len() };
    let mut dates = DateList::default();
    for at in first..=last {
        let token = tokens[at];
        if let Some(prefix) = dates.prefix(&tokens, at) {
            prepared.push(&prefix, token.start, false);
        }
        // `2026Dec 24` is `2026 Dec 24`, `DecTh[4]` is `Dec Th[4]`; without the blank the parser takes what stands before it
        // for a choice of years or months.
        let before = tokens.get(at.wrapping_sub(1)).filter(|before| match before.kind {
            Kind::Number => before.text.len() == 4,
            kind => kind == Kind::Word,
        });
        if before.is_some() && token.kind == Kind::Word {
            prepared.push(" ", token.start, false);
        }
        match token.kind {
            Kind::Blank => prepared.push(" ", token.start, true),
            Kind::Word if token.is_word(&["ph"]) => prepared.push("PH", token.start, true),
            _ => prepared.push(token.text, token.start, true),
        }
    }
    Ok(prepared)
}

fn tokens(given: &str) -> Result<Vec<Token<'_>>, HoursError> {
    let mut tokens = Vec::new();
    let mut rest = given;
    while let Some(c) = rest.chars().next() {
        let start = given.len() - rest.len();
        let run = |belongs: fn(char) -> bool| rest.find(|c: char| !belongs(c)).unwrap_or(rest.len());
        let (kind, length) = match c {
            'a'..='z' | 'A'..='Z' => (Kind::Word, word(&rest[..run(char::is_alphabetic)])),
            '0'..='9' => (Kind::Number, run(|c| c.is_ascii_digit())),
            '"' => match rest[1..].find('"') {
                Some(end) => (Kind::Quote, end + 2),
                None => {
                    return Err(HoursError::new("the quoted text has no end", start, given.len()));
                }
            },
            '–' | '—' | '−' => {
                return Err(HoursError::new("write the range with a plain -", start, start + c.len_utf8()));
            }
            c if c.is_whitespace() => (Kind::Blank, run(char::is_whitespace)),
            c => (Kind::Sign, c.len_utf8()),
        };
        let (text, tail) = rest.split_at(length);
        tokens.push(Token { kind, text, start });
        rest = tail;
    }
    Ok(tokens)
}

/// Length of the first word of letters: `DecTh` are two, a month and a weekday.
fn word(letters: &str) -> usize {
    let is = |text: &str, words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match letters.split_at_checked(3) {
        Some((month, day)) if is(month, &MONTHS) && is(day, &WEEKDAYS) => month.len(),
        _ => letters.len(),
    }
}

/// Refuses what has no exact meaning here.
fn refuse(tokens: &[Token<'_>]) -> Result<(), HoursError> {
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let fault = |message: &str, until: &Token<'_>| Err(HoursError::new(message, token.start, until.end()));
        if token.is_word(&["sunrise", "sunset", "dawn", "dusk"]) {
            return fault("times by the sun depend on the place and cannot be promised; write a time", token);
        }
        if token.is_word(&["sh"]) {
            return fault("school holidays are not known here; write the dates", token);
        }
        if token.is_word(&["unknown"]) {
            return fault("hours must be certain; write open or off", token);
        }
        if let Some(next) = next.filter(|next| token.is("|") && next.is("|")) {
            return fault("fallback rules (||) are not supported; write the rules out with ;", next);
        }
        if token.kind == Kind::Quote {
            let before = tokens[..at].iter().rfind(|token| token.kind != Kind::Blank);
            if !before.is_some_and(|word| word.is_word(&["open", "off", "closed"])) {
                return fault(
                    "a comment alone leaves it open whether the desk is there; write open or off before it",
                    token,
                );
            }
        }
        let after_time = at >= 3 && token.kind == Kind::Sign && is_time(&tokens[at - 3..at]);
        if after_time && token.is("+") {
            return fault("an open end cannot be computed; write the closing time", token);
        }
        if after_time && token.is("/") {
            return fault("points in time cannot be covered; write the time as a range", token);
        }
        if let Some(after) = tokens.get(at + 2).filter(|_| next.is_some_and(|next| next.kind == Kind::Blank)) {
            let holiday_then_day = token.is_word(&["ph"]) && after.is_word(&WEEKDAYS);
            if holiday_then_day || token.is_word(&WEEKDAYS) && after.is_word(&["ph"]) {
                return fault("holidays and weekdays stand with a comma between them", after);
            }
        }
    }
    Ok(())
}

fn is_time(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [hour, colon, minute] if hour.kind == Kind::Number && colon.is(":") && minute.kind == Kind::Number)
}

/// Follows `[year] month day{,day}` so that each further day can be given its month.
#[derive(Default)]
struct DateList {
    prefix: Option<String>,
}

impl DateList {
    /// What must stand before the token for the parser, if anything.
    fn prefix(&mut self, tokens: &[Token<'_>], at: usize) -> Option<String> {
        let token = tokens[at];
        let next_is = |text| tokens.get(at + 1).is_some_and(|next| next.is(text));
        match token.kind {
            Kind::Word if token.is_word(&MONTHS) => {
                self.prefix = Some(format!("{}{} ", year_before(&tokens[..at]), token.text));
            }
            Kind::Number if token.text.len() <= 2 && !next_is(":") => {
                let before = tokens[..at].iter().rfind(|token| token.kind != Kind::Blank);
                if before.is_some_and(|before| before.is(",")) {
                    return self.prefix.clone();
                }
            }
            Kind::Blank => {}
            Kind::Sign if token.is(",") || token.is("-") => {}
            Kind::Number if token.text.len() == 4 && !next_is(":") => {}
            _ => self.prefix = None,
        }
        None
    }
}

/// The year that belongs to the month after these tokens: one year alone, not a list or range of years.
fn year_before(tokens: &[Token<'_>]) -> String {
    let mut before = tokens.iter().rev().filter(|token| token.kind != Kind::Blank);
    match (before.next(), before.next()) {
        (Some(year), None) if year.kind == Kind::Number && year.text.len() == 4 => {
            format!("{} ", year.text)
        }
        (Some(year), Some(sign)) if year.kind == Kind::Number && year.text.len() == 4 && !sign.is("/") => {
            // In `2026-2028 Dec 24` and `2026,2028 Dec 24` the years are a selector of their own. After a date, as in
            // `2026 Dec 24,2027 Dec 24`, they are not; the number before the sign tells.
            match before.next() {
                Some(first) if (sign.is("-") || sign.is(",")) && first.text.len() == 4 => String::new(),
                _ => format!("{} ", year.text),
            }
        }
        _ => String::new(),
    }
}

/// What a person may have meant who wrote the text at the fault.
pub(super) fn hint(rest: &str) -> &'static str {
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    match word.as_str() {
        "di" | "mi" | "do" | "so" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" => {
            "weekdays are Mo Tu We Th Fr Sa Su"
        }
        "mai" | "okt" | "dez" | "mär" | "mrz" => "months are Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "geschlossen" | "zu" => "closed is written off",
        "feiertag" | "feiertage" | "holiday" | "holidays" => "public holidays are written PH",
        _ if rest.starts_with(|c: char| c.is_ascii_digit()) => "times are written 09:00-17:00",
        _ if rest.is_empty() => "the text ends too early",
        _ => "write for example Mo-Fr 09:00-12:30,13:30-17:00; PH off",
    }
}
