//! The rich text that Outlook writes, as text or as the HTML that is wrapped in it.
//!
//! Packed as MS-OXRTFCP says (`compressed-rtf` unpacks it too, but panics on short input and reserves whatever size it is told), read
//! for its words alone: fonts, colours and pictures are passed over. HTML that Outlook wrapped in RTF
//! (MS-OXRTFEX) is taken out again. Bounded: what is unpacked is cut at [`MAX_UNPACKED`], groups nest to [`MAX_GROUPS`], and every byte is
//! read once.

use std::collections::HashMap;

use crate::charset;

/// Most bytes unpacked. Packing saves at most a factor of nine, so little is needed to get here.
const MAX_UNPACKED: usize = 16 * 1024 * 1024;
/// Deepest nesting of groups. What lies deeper is left out.
const MAX_GROUPS: usize = 1000;
/// Most fonts whose charset is remembered.
const MAX_FONTS: usize = 1000;
const RING: usize = 4096;

/// What every packed text may refer back to, as the format fixes it.
const BEFORE: &[u8; 207] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \
\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\
\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// What was written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rich {
    Text(String),
    Html(String),
}

/// Unpacks; nothing where it is not packed in a way that the format knows.
pub(crate) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, rest) = bytes.split_at_checked(16)?;
    match &head[8..12] {
        b"MELA" => Some(rest[..rest.len().min(MAX_UNPACKED)].to_vec()),
        b"LZFu" => Some(unpacked(rest)),
        _ => None,
    }
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut ring = [b' '; RING];
    ring[..BEFORE.len()].copy_from_slice(BEFORE);
    let mut at = BEFORE.len();
    let mut out = Vec::new();
    let mut rest = bytes.iter().copied();
    while let Some(control) = rest.next() {
        for bit in 0..8 {
            let Some(byte) = rest.next() else { return out };
            let (from, length) = match (control >> bit & 1, rest.len()) {
                (0, _) => {
                    out.push(byte);
                    ring[at] = byte;
                    at = (at + 1) % RING;
                    continue;
                }
                _ => {
                    let Some(low) = rest.next() else { return out };
                    (usize::from(byte) << 4 | usize::from(low >> 4), usize::from(low & 15) + 2)
                }
            };
            if from == at || out.len() + length > MAX_UNPACKED {
                return out;
            }
            for step in 0..length {
                let byte = ring[(from + step) % RING];
                out.push(byte);
                ring[at] = byte;
                at = (at + 1) % RING;
            }
        }
        if out.len() >= MAX_UNPACKED {
            break;
        }
    }
    out
}

/// The words of a rich text.
pub(crate) fn read(bytes: &[u8]) -> Rich {
    let mut reader = Reader { rest: bytes, page: 1252, ..Reader::default() };
    reader.run();
    reader.flush();
    if reader.is_html { Rich::Html(reader.out) } else { Rich::Text(reader.out) }
}

/// What holds within a group.
#[derive(Clone, Copy)]
struct Group {
    shown: Shown,
    /// Between `\htmlrtf` and `\htmlrtf0`: for readers that know no HTML.
    is_spare: bool,
    /// How many characters stand after `\u` for readers that know no Unicode.
    after_unicode: usize,
    page: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Words,
    Fonts,
    Nothing,
}

impl Default for Group {
    fn default() -> Group {
        Group { shown: Shown::Words, is_spare: false, after_unicode: 1, page: None }
    }
}

#[derive(Default)]
struct Reader<'x> {
    rest: &'x [u8],
    out: String,
    /// Bytes of a code page that wait for the rest of their character.
    pending: Vec<u8>,
    page: u32,
    pending_page: u32,
    fonts: HashMap<i32, u32>,
    font: i32,
    group: Group,
    outer: Vec<Group>,
    /// Groups deeper than are read.
    too_deep: usize,
    is_html: bool,
    is_starred: bool,
    skipping: usize,
    high: Option<u16>,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'{' => self.enter(),
                b'}' => self.leave(),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => self.byte(byte),
            }
        }
    }

    fn enter(&mut self) {
        self.skipping = 0;
        if self.outer.len() >= MAX_GROUPS {
            self.too_deep += 1;
        } else {
            self.outer.push(self.group);
        }
    }

    fn leave(&mut self) {
        self.skipping = 0;
        self.is_starred = false;
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if let Some(outer) = self.outer.pop() {
            self.group = outer;
        }
    }

    fn control(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else { return };
        if first.is_ascii_alphabetic() {
            return self.word();
        }
        self.rest = rest;
        match first {
            b'\'' => {
                let digits = rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(value) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    self.rest = &rest[2..];
                    self.byte(value);
                }
            }
            b'*' => self.is_starred = true,
            b'~' => self.say('\u{a0}'),
            b'_' => self.say('-'),
            b'\\' | b'{' | b'}' => self.byte(first),
            b'\r' | b'\n' => self.say('\n'),
            _ => {}
        }
    }

    /// A control word with its number and the blank that ends it.
    fn word(&mut self) {
        let rest = self.rest;
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, after) = rest.split_at(length);
        let sign = usize::from(after.first() == Some(&b'-'));
        let digits = after[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&after[..sign + digits]).ok().and_then(|digits| digits.parse::<i32>().ok());
        let after = if digits > 0 { &after[sign + digits..] } else { after };
        self.rest = after.strip_prefix(b" ").unwrap_or(after);
        let starred = std::mem::take(&mut self.is_starred);
        self.act(word, number, starred.then_some(Starred));
    }

    fn act(&mut self, word: &[u8], number: Option<i32>, starred: Option<Starred>) {
        match word {
            b"htmltag" if starred.is_some() => {
                // Only what stands in the way of programs without HTML is hidden, never a tag within it.
                self.group.is_spare = false;
            }
            _ if starred.is_some() => self.group.shown = Shown::Nothing,
            b"fonttbl" => self.group.shown = Shown::Fonts,
            b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"header" | b"headerl" | b"headerr"
            | b"headerf" | b"footer" | b"footerl" | b"footerr" | b"footerf" | b"nonshppict" | b"filetbl" => {
                self.group.shown = Shown::Nothing;
            }
            b"fromhtml" => self.is_html = number != Some(0),
            b"htmlrtf" => self.group.is_spare = number != Some(0),
            b"ansicpg" => self.page = number.and_then(|page| u32::try_from(page).ok()).unwrap_or(1252),
            b"f" => self.font(number.unwrap_or_default()),
            b"fcharset" => self.font_charset(number.unwrap_or_default()),
            b"uc" => {
                let most = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
                self.group.after_unicode = most.min(16);
            }
            b"u" => self.unicode(number.unwrap_or_default()),
            b"bin" => {
                let length = number.and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
                self.rest = self.rest.get(length..).unwrap_or_default();
            }
            _ => {
                if let Some(character) = named(word) {
                    self.say(character);
                }
            }
        }
    }

    fn font(&mut self, number: i32) {
        self.font = number;
        if self.group.shown != Shown::Fonts {
            self.group.page = self.fonts.get(&number).copied();
        }
    }

    fn font_charset(&mut self, number: i32) {
        if self.group.shown == Shown::Fonts
            && self.fonts.len() < MAX_FONTS
            && let Some(page) = page_of_font(number)
        {
            self.fonts.insert(self.font, page);
        }
    }

    /// A character by its number, half a pair included, and what follows for others.
    fn unicode(&mut self, number: i32) {
        let unit = number as u16;
        match (self.high.take(), unit) {
            (_, 0xd800..=0xdbff) => self.high = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                if let Some(Ok(character)) = char::decode_utf16([high, unit]).next() {
                    self.say(character);
                }
            }
            _ => self.say(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
        self.skipping = self.group.after_unicode;
    }

    fn is_shown(&self) -> bool {
        self.too_deep == 0 && self.group.shown == Shown::Words && !(self.is_html && self.group.is_spare)
    }

    fn byte(&mut self, byte: u8) {
        if self.skipping > 0 {
            self.skipping -= 1;
        } else if self.is_shown() {
            let page = self.group.page.unwrap_or(self.page);
            if page != self.pending_page {
                self.flush();
                self.pending_page = page;
            }
            self.pending.push(byte);
        }
    }

    fn say(&mut self, character: char) {
        self.skipping = 0;
        if self.is_shown() {
            self.flush();
            self.out.push(character);
        }
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let label = charset::of_code_page(self.pending_page);
            self.out.push_str(&charset::text(std::mem::take(&mut self.pending), Some(&label)));
        }
    }
}

/// The word stands after `\*`: whoever does not know it passes over its group.
struct Starred;

fn named(word: &[u8]) -> Option<char> {
    Some(match word {
        b"par" | b"line" | b"row" | b"sect" | b"page" => '\n',
        b"tab" | b"cell" => '\t',
        b"lquote" => '‘',
        b"rquote" => '’',
        b"ldblquote" => '“',
        b"rdblquote" => '”',
        b"bullet" => '•',
        b"endash" => '–',
        b"emdash" => '—',
        _ => return None,
    })
}

fn page_of_font(charset: i32) -> Option<u32> {
    Some(match charset {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the format's own description (MS-OXRTFCP, 4.1.1 and 4.1.2).
    #[test]
    fn packed_text_is_unpacked_as_the_format_describes() {
        let simple = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(decompress(simple).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        let crossing = b"\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04 WXYZ\x0dn}\x01\x0e\xb0";
        assert_eq!(decompress(crossing).unwrap(), b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
        assert_eq!(decompress(b"\0\0\0\0\0\0\0\0MELA\0\0\0\0{\\rtf1 x}").unwrap(), b"{\\rtf1 x}");
        assert_eq!(decompress(b"\0\0\0\0\0\0\0\0NONE\0\0\0\0{\\rtf1 x}"), None);
        assert_eq!(decompress(b"LZFu"), None);
    }

    #[test]
    fn rich_text_is_read_for_its_words() {
        for (rich, expect) in [
            (
                r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}Guten Tag,\par\par es brennt.}",
                "Guten Tag,\n\nes brennt.",
            ),
            (r"{\rtf1\ansicpg1252 Gr\'fc\'dfe \{a\}\~b\tab c\\d}", "Grüße {a}\u{a0}b\tc\\d"),
            (r"{\rtf1\uc1 \u9786?und\u228 \'e4 so {\uc0\u8364}5}", "☺undä so €5"),
            (r"{\rtf1\u-10179?\u-8704?!}", "😀!"),
            (r"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f1 \'cf\'f0 {\f0 \'e4}\'e8}", "Пр äи"),
            (
                r"{\rtf1\ansi Siehe {\field{\*\fldinst HYPERLINK x}{\fldrslt hier}}{\pict 00ff}{\bin3 }}}.}",
                "Siehe hier.",
            ),
            ("{\\rtf1 a\r\nb\\\nc", "ab\nc"),
            (r"}}}\'zz\u", "zz\0"),
        ] {
            assert_eq!(read(rich.as_bytes()), Rich::Text(expect.to_owned()), "{rich}");
        }
        let wrapped = r"{\rtf1\ansi\fromhtml1 {\fonttbl;}{\*\htmltag64 <p>}\htmlrtf {\b\htmlrtf0 {\*\htmltag84 <b>}Gr\'fc\'dfe{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 {\*\mhtmltag x}{\*\htmltag72 </p>}}";
        assert_eq!(read(wrapped.as_bytes()), Rich::Html("<p><b>Grüße</b>&nbsp;</p>".to_owned()));
    }

    #[test]
    fn deep_groups_are_left_out_and_what_follows_is_read() {
        let deep = format!("{{\\rtf1 a{}tief{}b}}", "{".repeat(100_000), "}".repeat(100_000));
        assert_eq!(read(deep.as_bytes()), Rich::Text("ab".to_owned()));
    }
}
