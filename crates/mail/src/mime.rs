//! The body: walking the parts, choosing the text, collecting the files.
//!
//! Every level is one pass over its own bytes, and levels are bounded, so the walk is linear in the message. Messages inside a message
//! (`message/rfc822`) are files; their inside is not walked.

mod sealed;

use std::io::BufRead;

use crate::charset;
use crate::decode;
use crate::field::{Parameters, decode_words};
use crate::flowed;
use crate::header::Headers;
use crate::html;
use crate::parse::{Attachment, Cut, Limits, Mail, Seal};
use crate::report::ReportReader;
use crate::tnef::{self, Winmail};

/// Deepest nesting whatever the limits say: each level is a level of the stack.
const MAX_STACK: usize = 100;
/// Longest boundary believed, in bytes. RFC 2046 allows 70.
const MAX_BOUNDARY: usize = 250;

/// A piece of what is to be read: plain, rich or both forms of the same.
#[derive(Default)]
struct Passage {
    text: Option<String>,
    html: Option<String>,
}

struct Walk<'a> {
    limits: &'a Limits,
    cut: &'a mut Vec<Cut>,
    attachments: Vec<Attachment>,
    parts: usize,
    report: ReportReader,
    /// Texts of winmail.dat: the message's where it has no other.
    spare: Vec<Passage>,
    seal: Option<Seal>,
}

/// One part and where it stands.
struct Part<'a, 'x> {
    headers: &'a Headers,
    /// Header and body together, as they came.
    raw: &'x [u8],
    body: &'x [u8],
    depth: usize,
    parent: &'a str,
}

/// Reads the body of a message into `mail`.
pub(crate) fn fill(headers: &Headers, body: &[u8], limits: &Limits, mail: &mut Mail, cut: &mut Vec<Cut>) {
    let (attachments, report, spare) = (Vec::new(), ReportReader::default(), Vec::new());
    let mut walk = Walk { limits, cut, attachments, parts: 0, report, spare, seal: None };
    let mut passages = walk.part(&Part { headers, raw: body, body, depth: 0, parent: "" });
    mail.text = joined_text(&passages);
    if mail.text.trim().is_empty() && !walk.spare.is_empty() {
        passages = walk.spare;
        mail.text = joined_text(&passages);
    }
    mail.html = joined_html(&passages);
    mail.seal = walk.seal;
    if let Some((text, seal)) = sealed::unarmoured(&mail.text) {
        mail.text = text.unwrap_or_else(|| std::mem::take(&mut mail.text));
        mail.seal.get_or_insert(seal);
    }
    mail.attachments = walk.attachments;
    mail.report = walk.report.finish();
}

impl Walk<'_> {
    fn part(&mut self, part: &Part<'_, '_>) -> Vec<Passage> {
        self.parts += 1;
        let kind = part.headers.parameters("content-type").unwrap_or_default();
        if kind.value.starts_with("multipart/")
            && let Some(boundary) = boundary(&kind, part.body)
        {
            if part.depth >= self.limits.max_depth.min(MAX_STACK) {
                self.cut.push(Cut::Depth);
                self.keep(part.raw, "nested.eml");
                return Vec::new();
            }
            if kind.value == "multipart/signed"
                && let Some(passages) = self.signed(part, &boundary)
            {
                return passages;
            }
            if kind.value == "multipart/encrypted" {
                self.seal(part, Seal::Encrypted);
            }
            return self.multipart(part, &kind.value, &boundary);
        }
        self.leaf(part, &kind)
    }

    fn multipart(&mut self, part: &Part<'_, '_>, kind: &str, boundary: &[u8]) -> Vec<Passage> {
        let mut forms: Vec<Vec<Passage>> = Vec::new();
        for raw in Pieces::new(part.body, boundary) {
            if self.parts >= self.limits.max_parts {
                self.cut.push(Cut::Parts);
                // The rest of this multipart, up to where the enclosing one ends.
                let start = raw.as_ptr() as usize - part.body.as_ptr() as usize;
                self.keep(&part.body[start..], "rest.eml");
                break;
            }
            let (headers, body) = Headers::read_part(raw, self.limits, self.cut);
            forms.push(self.part(&Part { headers: &headers, raw, body, depth: part.depth + 1, parent: kind }));
        }
        if kind == "multipart/alternative" {
            return vec![best_forms(forms)];
        }
        forms.into_iter().flatten().collect()
    }

    fn leaf(&mut self, part: &Part<'_, '_>, kind: &Parameters) -> Vec<Passage> {
        let disposition = part.headers.parameters("content-disposition").unwrap_or_default();
        let media_type = match kind.value.as_str() {
            "" if part.parent == "multipart/digest" => "message/rfc822",
            // A multipart that has no parts is read as what it is: text.
            "" | "text" => "text/plain",
            other if other.starts_with("multipart/") => "text/plain",
            other => other,
        };
        let bytes = decoded(part);
        if part.parent == "multipart/report" {
            self.report.part(media_type, &bytes, self.limits);
        }
        let name = disposition.get("filename").or_else(|| kind.get("name"));
        if is_winmail(media_type, name)
            && let Some(winmail) = tnef::read(&bytes, self.limits.max_parts.saturating_sub(self.parts))
        {
            self.winmail(winmail, &bytes);
            return Vec::new();
        }
        if matches!(media_type, "application/pkcs7-mime" | "application/x-pkcs7-mime")
            && let Some(passages) = self.opened(part, kind, &bytes)
        {
            return passages;
        }
        let attached = disposition.value == "attachment" || (name.is_some() && part.depth > 0);
        match media_type {
            "text/plain" if !attached => {
                let text = decode::body(&charset::text(bytes, kind.get("charset")));
                vec![Passage { text: Some(unflowed(text, kind)), html: None }]
            }
            "text/html" if !attached => {
                let text = decode::body(&charset::text(bytes, kind.get("charset")));
                vec![Passage { text: None, html: Some(text) }]
            }
            _ => {
                let content_id = part.headers.ids("content-id").into_iter().next();
                let inline =
                    disposition.value != "attachment" && (disposition.value == "inline" || content_id.is_some());
                let name = self.name(name, media_type, &bytes);
                self.attachments.push(Attachment {
                    name,
                    media_type: media_type_or_bytes(media_type),
                    content_id,
                    bytes,
                    inline,
                });
                Vec::new()
            }
        }
    }

    /// What Outlook packed into one file. The pack itself stays a file where not all of it was read.
    fn winmail(&mut self, winmail: Winmail, raw: &[u8]) {
        if !winmail.is_whole {
            self.cut.push(Cut::Packed);
        }
        if winmail.text.is_some() || winmail.html.is_some() {
            self.spare.push(Passage { text: winmail.text, html: winmail.html });
        }
        for file in winmail.files {
            self.parts += 1;
            let media_type = file.media_type.unwrap_or_default().trim().to_ascii_lowercase();
            let name = self.name(file.name.as_deref(), &media_type, &file.bytes);
            let id = file.content_id.map(|id| decode::one_line(&id, 250));
            let content_id = id.map(|id| id.trim_matches(['<', '>']).to_owned()).filter(|id| !id.is_empty());
            let inline = content_id.is_some();
            let media_type = media_type_or_bytes(&media_type);
            self.attachments.push(Attachment { name, media_type, content_id, bytes: file.bytes, inline });
        }
        if !winmail.is_whole {
            self.keep(raw, "winmail.dat");
        }
    }

    /// The sender's file name, cleaned; else the subject of a message inside; else a number with the usual extension.
    fn name(&self, given: Option<&str>, media_type: &str, bytes: &[u8]) -> String {
        let number = self.attachments.len() + 1;
        let numbered = || format!("attachment-{number}{}", extension(media_type));
        match given {
            Some(given) => decode::file_name(&decode_words(given), numbered),
            None if media_type == "message/rfc822" => {
                let (headers, _) = Headers::read(bytes, self.limits, &mut Vec::new());
                // A slash in a subject separates words, not folders.
                let subject = headers.text("subject").unwrap_or_default().replace(['/', '\\'], "-");
                match decode::file_name(&subject, String::new) {
                    subject if subject.is_empty() => numbered(),
                    subject => decode::file_name(&format!("{subject}.eml"), numbered),
                }
            }
            None => numbered(),
        }
    }

    fn keep(&mut self, raw: &[u8], name: &str) {
        self.attachments.push(Attachment {
            name: name.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            content_id: None,
            bytes: raw.to_vec(),
            inline: false,
        });
    }
}

fn is_winmail(media_type: &str, name: Option<&str>) -> bool {
    matches!(media_type, "application/ms-tnef" | "application/vnd.ms-tnef")
        || name.is_some_and(|name| name.trim().eq_ignore_ascii_case("winmail.dat"))
}

fn decoded(part: &Part<'_, '_>) -> Vec<u8> {
    let encoding = part.headers.line("content-transfer-encoding").unwrap_or_default();
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => decode::base64(part.body),
        "quoted-printable" => decode::quoted_printable(part.body),
        _ => part.body.to_vec(),
    }
}

/// A text as paragraphs where its part says that its lines flow.
fn unflowed(text: String, kind: &Parameters) -> String {
    let says = |name, what: &str| kind.get(name).is_some_and(|value| value.trim().eq_ignore_ascii_case(what));
    if !says("format", "flowed") {
        return text;
    }
    flowed::unwrap(&text, if says("delsp", "yes") { flowed::Blank::Added } else { flowed::Blank::Kept })
}

/// The boundary as declared if it occurs, else the first line of the body that looks like one.
fn boundary(kind: &Parameters, body: &[u8]) -> Option<Vec<u8>> {
    let declared = kind.get("boundary").map(|text| text.trim_end().as_bytes().to_vec());
    if let Some(declared) = declared
        && !declared.is_empty()
        && declared.len() <= MAX_BOUNDARY
        && Pieces::new(body, &declared).rest.is_some()
    {
        return Some(declared);
    }
    let line = body.split(|byte| *byte == b'\n').take(20).map(<[u8]>::trim_ascii_end).find(|line| !line.is_empty())?;
    let guess = line.strip_prefix(b"--")?;
    let plausible = (4..=MAX_BOUNDARY).contains(&guess.len())
        && guess.iter().all(u8::is_ascii_graphic)
        && guess.iter().any(u8::is_ascii_alphanumeric);
    plausible.then(|| guess.to_vec())
}

/// The pieces of a multipart's body between its boundary lines.
struct Pieces<'x, 'b> {
    rest: Option<&'x [u8]>,
    boundary: &'b [u8],
}

impl<'x, 'b> Pieces<'x, 'b> {
    fn new(body: &'x [u8], boundary: &'b [u8]) -> Pieces<'x, 'b> {
        let mut pieces = Pieces { rest: Some(body), boundary };
        // What stands before the first boundary is for programs that know no MIME.
        pieces.rest = match pieces.find_line(body) {
            Some((_, after, Delimiter::Next)) => Some(&body[after..]),
            _ => None,
        };
        pieces
    }

    /// The first boundary line: where the piece before it ends, where the next begins, and which it is.
    fn find_line(&self, body: &[u8]) -> Option<(usize, usize, Delimiter)> {
        let mut start = 0;
        while start < body.len() {
            let end = start + line_length(&body[start..]);
            if let Some(delimiter) = self.delimiter(&body[start..end]) {
                let before = body[..start].strip_suffix(b"\n").unwrap_or(&body[..start]);
                let before = before.strip_suffix(b"\r").unwrap_or(before);
                return Some((before.len(), end, delimiter));
            }
            start = end;
        }
        None
    }

    fn delimiter(&self, line: &[u8]) -> Option<Delimiter> {
        let after = line.strip_prefix(b"--")?.strip_prefix(self.boundary)?;
        match after.trim_ascii_end() {
            b"" => Some(Delimiter::Next),
            b"--" => Some(Delimiter::Last),
            _ => None,
        }
    }
}

/// Length of the first line with its line end. The library's search is several times faster than looking at each byte.
fn line_length(mut bytes: &[u8]) -> usize {
    bytes.skip_until(b'\n').unwrap_or(bytes.len())
}

enum Delimiter {
    Next,
    Last,
}

impl<'x> Iterator for Pieces<'x, '_> {
    type Item = &'x [u8];

    fn next(&mut self) -> Option<&'x [u8]> {
        let body = self.rest.take()?;
        match self.find_line(body) {
            Some((end, after, delimiter)) => {
                if matches!(delimiter, Delimiter::Next) {
                    self.rest = Some(&body[after..]);
                }
                Some(&body[..end])
            }
            // Never closed: broken off on the way.
            None if body.is_empty() => None,
            None => Some(body),
        }
    }
}

/// Of several forms of the same: the first that has plain text, the last that is rich.
fn best_forms(forms: Vec<Vec<Passage>>) -> Passage {
    let mut best = Passage::default();
    for form in forms {
        let plain = form.iter().any(|passage| passage.text.is_some());
        if best.text.is_none() && plain {
            best.text = Some(joined_text(&form));
        }
        best.html = joined_html(&form).or(best.html);
    }
    best
}

fn joined_text(passages: &[Passage]) -> String {
    let mut out = String::new();
    for passage in passages {
        let converted;
        let text = match (&passage.text, &passage.html) {
            (Some(text), _) if !text.trim().is_empty() => text,
            (_, Some(rich)) => {
                converted = html::to_text(rich);
                &converted
            }
            _ => continue,
        };
        if text.trim().is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
        }
        out.push_str(text);
    }
    out
}

fn joined_html(passages: &[Passage]) -> Option<String> {
    if passages.iter().all(|passage| passage.html.is_none()) {
        return None;
    }
    let mut out = String::new();
    for passage in passages {
        match (&passage.html, &passage.text) {
            (Some(rich), _) => out.push_str(rich),
            (None, Some(text)) => out.push_str(&html::from_text(text)),
            (None, None) => {}
        }
    }
    Some(out)
}

fn media_type_or_bytes(media_type: &str) -> String {
    let plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    match media_type.split_once('/') {
        Some((left, right)) if plain(left) && plain(right) => media_type.to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

fn extension(media_type: &str) -> &'static str {
    match media_type {
        "text/plain" => ".txt",
        "text/html" => ".html",
        "text/calendar" => ".ics",
        "message/rfc822" => ".eml",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "application/pdf" => ".pdf",
        _ => "",
    }
}
