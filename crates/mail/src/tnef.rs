//! winmail.dat: what Outlook and Exchange put a whole message into (TNEF, MS-OXTNEF), read for its text and its files.
//!
//! The one crate that reads it (`tnef`) knows neither texts nor long names and has stood still since 2019, so this reader is ours, and small: it knows the few attributes that hold texts and files and passes
//! over all others. Nothing is believed: lengths are checked against what is there, messages inside messages are bounded in depth, files in
//! number, and work is linear at each level. What is broken is read as far as it goes, and [`Winmail::is_whole`] says so. Not here: the
//! check sums, which say nothing that the content does not, and recipients, appointments and tasks, which stay in the raw mail.

use crate::charset;
use crate::decode;
use crate::rtf::{self, Rich};

const SIGNATURE: u32 = 0x223e_9f78;
/// Deepest message inside a message.
const MAX_DEPTH: usize = 4;

/// Attributes, by the numbers that the format gives them.
const CODE_PAGE: u32 = 0x0006_9007;
const BODY: u32 = 0x0002_800c;
const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
const FILE_BEGINS: u32 = 0x0006_9002;
const FILE_TITLE: u32 = 0x0001_8010;
const FILE_CONTENT: u32 = 0x0006_800f;
const FILE_PROPERTIES: u32 = 0x0006_9005;

/// A file inside.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// As it stands there; nothing is cleaned yet.
    pub(crate) name: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) content_id: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Winmail {
    pub(crate) text: Option<String>,
    pub(crate) html: Option<String>,
    /// In order; the files of a message inside follow its text.
    pub(crate) files: Vec<File>,
    /// Whether all was read: nothing broken off, no file too many, nothing too deep.
    pub(crate) is_whole: bool,
}

/// Reads what has the signature of the format, with at most so many files.
pub(crate) fn read(bytes: &[u8], most: usize) -> Option<Winmail> {
    Reader { out: Winmail { is_whole: true, ..Winmail::default() }, most }.read(bytes)
}

struct Reader {
    out: Winmail,
    most: usize,
}

/// The texts of one message.
#[derive(Default)]
struct Texts {
    page: u32,
    html_page: u32,
    plain: Option<String>,
    html: Option<Vec<u8>>,
    html_words: Option<String>,
    rich: Option<Rich>,
}

/// A file while its attributes are read.
#[derive(Default)]
struct Open<'x> {
    title: Option<String>,
    short: Option<String>,
    long: Option<String>,
    media_type: Option<String>,
    content_id: Option<String>,
    content: Option<&'x [u8]>,
    message: Option<&'x [u8]>,
}

impl Reader {
    fn read(mut self, bytes: &[u8]) -> Option<Winmail> {
        let texts = self.message(bytes, 0)?;
        let (text, html) = texts.best();
        self.out.text = text;
        self.out.html = html;
        Some(self.out)
    }

    fn message(&mut self, bytes: &[u8], depth: usize) -> Option<Texts> {
        let mut rest = Bytes(bytes);
        if rest.u32()? != SIGNATURE {
            return None;
        }
        rest.take(2)?;
        let mut texts = Texts { page: 1252, ..Texts::default() };
        let mut open = None;
        while !rest.0.is_empty() {
            let Some((id, data)) = attribute(&mut rest) else {
                self.out.is_whole = false;
                break;
            };
            match id {
                CODE_PAGE => texts.page = Bytes(data).u32().unwrap_or(texts.page),
                BODY => texts.plain = Some(string(data, texts.page)),
                MESSAGE_PROPERTIES => self.message_properties(data, &mut texts),
                FILE_BEGINS => {
                    self.close(open.take(), depth);
                    open = Some(Open::default());
                }
                FILE_TITLE => open.get_or_insert_default().title = Some(string(data, texts.page)),
                FILE_CONTENT => open.get_or_insert_default().content = Some(data),
                FILE_PROPERTIES => self.file_properties(data, texts.page, open.get_or_insert_default()),
                _ => {}
            }
        }
        self.close(open, depth);
        Some(texts)
    }

    fn message_properties(&mut self, data: &[u8], texts: &mut Texts) {
        let mut properties = Properties::new(data);
        for one in properties.by_ref() {
            match one.id {
                0x1000 => texts.plain = one.text(texts.page).or(texts.plain.take()),
                0x1009 => texts.rich = rtf::decompress(one.value).map(|rich| rtf::read(&rich)),
                0x1013 if one.kind == BINARY => texts.html = Some(one.value.to_vec()),
                0x1013 => texts.html_words = one.text(texts.page),
                0x3fde => texts.html_page = Bytes(one.value).u32().unwrap_or_default(),
                _ => {}
            }
        }
        self.out.is_whole &= properties.is_whole;
    }

    fn file_properties<'x>(&mut self, data: &'x [u8], page: u32, open: &mut Open<'x>) {
        let mut properties = Properties::new(data);
        for one in properties.by_ref() {
            match one.id {
                0x3001 if open.title.is_none() => open.title = one.text(page),
                0x3704 => open.short = one.text(page),
                0x3707 => open.long = one.text(page),
                0x370e => open.media_type = one.text(page),
                0x3712 => open.content_id = one.text(page),
                // Before an object stands which kind of object it is: 16 bytes. A message is in this same format.
                0x3701 if one.kind == OBJECT => open.message = one.value.get(16..),
                0x3701 if open.content.is_none_or(<[u8]>::is_empty) => open.content = Some(one.value),
                _ => {}
            }
        }
        self.out.is_whole &= properties.is_whole;
    }

    /// A file's attributes are over.
    fn close(&mut self, open: Option<Open<'_>>, depth: usize) {
        let Some(open) = open else { return };
        let given = [open.long, open.short, open.title].into_iter().flatten().find(|name| !name.trim().is_empty());
        let inner = open.message.filter(|bytes| Bytes(bytes).u32() == Some(SIGNATURE));
        if inner.is_some() && depth + 1 >= MAX_DEPTH {
            self.out.is_whole = false;
            return;
        }
        let bytes = open.message.or(open.content).unwrap_or_default();
        if self.out.files.len() >= self.most {
            self.out.is_whole = false;
            return;
        }
        let Some(inner) = inner else {
            let bytes = bytes.to_vec();
            let (media_type, content_id) = (open.media_type, open.content_id);
            self.out.files.push(File { name: given, media_type, content_id, bytes });
            return;
        };
        // A message inside becomes a file with its text, and its files follow.
        let at = self.out.files.len();
        self.out.files.push(File::default());
        let (text, html) = self.message(inner, depth + 1).unwrap_or_default().best();
        let (media_type, extension, words) = match (text, html) {
            (Some(text), _) => ("text/plain", "txt", text),
            (None, Some(html)) => ("text/html", "html", html),
            (None, None) => ("text/plain", "txt", String::new()),
        };
        self.out.files[at] = File {
            name: given.map(|name| format!("{name}.{extension}")),
            media_type: Some(media_type.to_owned()),
            content_id: None,
            bytes: words.into_bytes(),
        };
    }
}

impl Texts {
    /// The plain text and the HTML; what is written in RTF is one of them.
    fn best(self) -> (Option<String>, Option<String>) {
        let (told, page) = (self.html_page, self.page);
        // Where no page is told for the HTML, it is UTF-8 if it can be.
        let words = |bytes: Vec<u8>| match told {
            0 if std::str::from_utf8(&bytes).is_ok() => charset::text(bytes, None),
            0 => charset::text(bytes, Some(&charset::of_code_page(page))),
            told => charset::text(bytes, Some(&charset::of_code_page(told))),
        };
        let html = self.html.map(words).or(self.html_words);
        let (plain, html) = match self.rich {
            Some(Rich::Html(rich)) => (self.plain, html.or(Some(rich))),
            Some(Rich::Text(rich)) => (self.plain.filter(|text| !text.trim().is_empty()).or(Some(rich)), html),
            None => (self.plain, html),
        };
        let said = |text: Option<String>| text.map(|text| decode::body(&text)).filter(|text| !text.trim().is_empty());
        (said(plain), said(html))
    }
}

/// One attribute: whose it is (a byte that its number says as well), number, length, content, check sum.
fn attribute<'x>(rest: &mut Bytes<'x>) -> Option<(u32, &'x [u8])> {
    rest.take(1)?;
    let id = rest.u32()?;
    let length = rest.u32()?;
    let data = rest.take(length as usize)?;
    // The last check sum is missing where a mail was cut by two bytes; the content is there.
    rest.take(2).or_else(|| rest.take(rest.0.len()))?;
    Some((id, data))
}

fn string(bytes: &[u8], page: u32) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    charset::text(bytes[..end].to_vec(), Some(&charset::of_code_page(page)))
}

const STRING: u16 = 0x001e;
const UNICODE: u16 = 0x001f;
const BINARY: u16 = 0x0102;
const OBJECT: u16 = 0x000d;
const MANY: u16 = 0x1000;

/// A property of MAPI with its value; the first where it has several.
struct Property<'x> {
    id: u16,
    kind: u16,
    value: &'x [u8],
}

impl Property<'_> {
    fn text(&self, page: u32) -> Option<String> {
        match self.kind {
            STRING => Some(string(self.value, page)),
            UNICODE => {
                let units = self.value.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
                let units = units.take_while(|unit| *unit != 0);
                Some(char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
            }
            _ => None,
        }
    }
}

struct Properties<'x> {
    rest: Bytes<'x>,
    left: u32,
    is_whole: bool,
}

impl<'x> Properties<'x> {
    fn new(data: &'x [u8]) -> Properties<'x> {
        let mut rest = Bytes(data);
        let count = rest.u32();
        Properties { rest, left: count.unwrap_or_default(), is_whole: count.is_some() }
    }

    fn one(&mut self) -> Option<Property<'x>> {
        let rest = &mut self.rest;
        let kind = rest.u16()?;
        let id = rest.u16()?;
        if id >= 0x8000 {
            // A property that has a name: which family, then a number or a text.
            rest.take(16)?;
            if rest.u32()? == 0 {
                rest.take(4)?;
            } else {
                let length = rest.u32()?;
                rest.padded(length)?;
            }
        }
        let single = kind & !MANY;
        let length = match single {
            0x0002 | 0x0003 | 0x0004 | 0x000a | 0x000b => Some(4),
            0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => Some(8),
            0x0048 => Some(16),
            STRING | UNICODE | BINARY | OBJECT => None,
            _ => return None,
        };
        let count = if length.is_none() || kind != single { rest.u32()? } else { 1 };
        let mut first = None;
        for _ in 0..count {
            let length = match length {
                Some(length) => length,
                None => rest.u32()?,
            };
            let value = rest.padded(length)?;
            first.get_or_insert(value);
        }
        Some(Property { id, kind: single, value: first.unwrap_or_default() })
    }
}

impl<'x> Iterator for Properties<'x> {
    type Item = Property<'x>;

    fn next(&mut self) -> Option<Property<'x>> {
        self.left = self.left.checked_sub(1)?;
        let one = self.one();
        if one.is_none() {
            self.is_whole = false;
            self.left = 0;
        }
        one
    }
}

/// What is still to be read, little-endian.
struct Bytes<'x>(&'x [u8]);

impl<'x> Bytes<'x> {
    fn take(&mut self, length: usize) -> Option<&'x [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A value that fills up to the next four bytes. The last filling may be missing.
    fn padded(&mut self, length: u32) -> Option<&'x [u8]> {
        let length = length as usize;
        let taken = self.take(length)?;
        let filling = length.next_multiple_of(4) - length;
        self.0 = self.0.get(filling..).unwrap_or_default();
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)
    }
}
