//! Header fields: splitting them off a message or a part, and reading those that matter here.
//!
//! Splitting is our own so that it is bounded and forgiving: an mbox line before the header, bytes that are no UTF-8, a line that is no
//! field, a missing blank line. What a field says is read by [`field`](crate::field).

use crate::address::Address;
use crate::charset;
use crate::field::{Parameters, addresses, date, ids, line, parameters, unstructured};
use crate::parse::{ArcSet, Cut, Limits, Mail, Marks};

/// Longest field read, in bytes.
const MAX_FIELD: usize = 64 * 1024;
/// Longest field of message ids read: they are cut by number, and the newest stand last.
const MAX_ID_FIELD: usize = 1024 * 1024;
/// Longest field with parameters read: their reader is not linear.
const MAX_PARAMETER_FIELD: usize = 16 * 1024;
/// Lines looked ahead to tell a broken field from the beginning of the text.
const LOOK_AHEAD: usize = 10;

/// The fields that are kept. Others are skipped unread.
const KNOWN: &[&str] = &[
    "action",
    "arc-authentication-results",
    "arc-seal",
    "authentication-results",
    "auto-submitted",
    "cc",
    "content-disposition",
    "content-id",
    "content-transfer-encoding",
    "content-type",
    "date",
    "delivered-to",
    "diagnostic-code",
    "disposition",
    "envelope-to",
    "feedback-type",
    "final-recipient",
    "from",
    "in-reply-to",
    "list-id",
    "list-post",
    "list-unsubscribe",
    "mailing-list",
    "message-id",
    "mime-version",
    "original-message-id",
    "original-recipient",
    "precedence",
    "received",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "status",
    "subject",
    "to",
    "x-auto-reply",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-failed-recipients",
    "x-mail-autoreply",
    "x-mainstay-desk",
    "x-original-to",
];

/// The kept fields of one header, in order.
#[derive(Debug, Default)]
pub(crate) struct Headers {
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    /// UTF-8 without control characters other than tabs and folds, ending in a line end.
    value: Vec<u8>,
}

impl Headers {
    /// Splits bytes into header fields and the rest. Blank lines before the first field are skipped.
    pub(crate) fn read<'x>(raw: &'x [u8], limits: &Limits, cut: &mut Vec<Cut>) -> (Headers, &'x [u8]) {
        let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
        let blank = raw.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count();
        Headers::read_part(&raw[blank..], limits, cut)
    }

    /// The same for a part of a multipart, where a blank line at the start means that there are no fields.
    pub(crate) fn read_part<'x>(raw: &'x [u8], limits: &Limits, cut: &mut Vec<Cut>) -> (Headers, &'x [u8]) {
        let mut headers = Headers::default();
        let mut lines = Lines { rest: raw };
        let mut count = 0;
        // Whether continuation lines belong to the last kept field, or to one that was skipped.
        let mut keeping = false;
        loop {
            let before = lines.rest;
            let Some(line) = lines.next() else { break };
            if line.is_empty() {
                break;
            }
            if matches!(line[0], b' ' | b'\t') {
                if keeping && let Some(field) = headers.fields.last_mut() {
                    append(field, line, cut);
                }
                continue;
            }
            let Some((name, value)) = split_field(line) else {
                if is_postmark(line) || lines.clone().take(LOOK_AHEAD).take_while(|next| !next.is_empty()).any(is_known)
                {
                    keeping = false;
                    continue;
                }
                lines.rest = before;
                break;
            };
            count += 1;
            if count > limits.max_headers {
                cut.push(Cut::Headers);
                keeping = false;
                continue;
            }
            keeping = false;
            if let Some(name) = known(name) {
                let mut field = Field { name, value: Vec::with_capacity(value.len() + 1) };
                append(&mut field, value, cut);
                headers.fields.push(field);
                keeping = true;
            }
        }
        for field in &mut headers.fields {
            field.finish();
        }
        (headers, lines.rest)
    }

    /// Whether anything here is a field that mails have.
    pub(crate) fn look_like_mail(&self) -> bool {
        !self.fields.is_empty()
    }

    fn all(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.fields.iter().filter(move |field| field.name == name).map(|field| field.value.as_slice())
    }

    fn first(&self, name: &'static str) -> Option<&[u8]> {
        self.all(name).next()
    }

    /// The first field of a name as one undecoded line.
    pub(crate) fn line(&self, name: &'static str) -> Option<String> {
        self.first(name).map(line)
    }

    /// The first field of a name as one line with encoded words decoded.
    pub(crate) fn text(&self, name: &'static str) -> Option<String> {
        self.first(name).map(unstructured)
    }

    /// The message ids of all fields of a name, oldest first.
    pub(crate) fn ids(&self, name: &'static str) -> Vec<String> {
        self.all(name).flat_map(ids).collect()
    }

    /// The first field of a name with its parameters.
    pub(crate) fn parameters(&self, name: &'static str) -> Option<Parameters> {
        self.first(name).map(parameters)
    }

    fn addresses(&self, name: &'static str) -> Vec<Address> {
        self.all(name).flat_map(addresses).collect()
    }

    fn has(&self, names: &[&'static str]) -> bool {
        self.fields.iter().any(|field| names.contains(&field.name))
    }

    /// Fills in everything that the top header tells.
    pub(crate) fn fill(&self, mail: &mut Mail, limits: &Limits, cut: &mut Vec<Cut>) {
        mail.message_id = self.ids("message-id").into_iter().next();
        mail.in_reply_to = newest(self.ids("in-reply-to"), limits, cut);
        mail.references = newest(self.ids("references"), limits, cut);
        mail.from = self.addresses("from").into_iter().next();
        mail.sender = self.addresses("sender").into_iter().next();
        mail.reply_to = self.addresses("reply-to");
        mail.to = self.addresses("to");
        mail.cc = self.addresses("cc");
        mail.delivered_to = ["delivered-to", "x-original-to", "envelope-to"]
            .into_iter()
            .flat_map(|name| self.all(name))
            .map(|value| line(value).trim_matches(['<', '>', ' ']).to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        mail.subject = self.text("subject").unwrap_or_default();
        mail.date = self.first("date").and_then(date);
        mail.marks = self.marks();
    }

    /// What was sealed, by the two fields of each set that say who and what.
    fn arc(&self) -> Vec<ArcSet> {
        let texts = |name| self.all(name).take(ARC_MAX).map(|value| String::from_utf8_lossy(value).into_owned());
        let checks: Vec<String> = texts("arc-authentication-results").collect();
        let instance = |list: &str| tag(list, "i")?.parse::<u8>().ok();
        let set = |seal: String| {
            let instance_of_seal = instance(&seal)?;
            let checks = checks.iter().find(|checks| instance(checks) == Some(instance_of_seal))?.clone();
            let sealer = tag(&seal, "d")?.trim_end_matches('.').to_lowercase();
            Some(ArcSet { instance: instance_of_seal, sealer, checks })
        };
        texts("arc-seal").filter_map(set).collect()
    }

    fn marks(&self) -> Marks {
        let lower = |name| self.line(name).map(|text: String| text.to_lowercase());
        Marks {
            auto_submitted: lower("auto-submitted")
                .map(|text| text.split([';', ' ', '(']).next().unwrap_or_default().to_owned()),
            precedence: lower("precedence"),
            return_path: self.line("return-path").map(|text| text.trim_matches(['<', '>', ' ']).to_owned()),
            response_suppress: lower("x-auto-response-suppress"),
            auto_reply: self.has(&[
                "x-auto-reply",
                "x-autoreply",
                "x-autorespond",
                "x-autoresponder",
                "x-mail-autoreply",
            ]),
            list: self.has(&["list-id", "list-post", "list-unsubscribe", "mailing-list"]),
            checks: self
                .all("authentication-results")
                .map(|value| String::from_utf8_lossy(value).into_owned())
                .collect(),
            arc: self.arc(),
            desks: self.all("x-mainstay-desk").map(unstructured).collect(),
            failed_recipients: self.line("x-failed-recipients"),
        }
    }
}

/// Most sets of seals that there may be (RFC 8617, 4.2.1).
const ARC_MAX: usize = 50;

/// The value of a tag in a list of them: `i=1; a=rsa-sha256; d=list.example`.
fn tag(list: &str, name: &str) -> Option<String> {
    let mut pairs = list.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| known.trim() == name)?;
    Some(value.split_whitespace().collect())
}

impl Field {
    fn finish(&mut self) {
        if std::str::from_utf8(&self.value).is_err() {
            self.value = charset::guess(std::mem::take(&mut self.value)).into_bytes();
        }
        self.value.push(b'\n');
    }
}

/// Lines without their line ends.
#[derive(Clone)]
struct Lines<'x> {
    rest: &'x [u8],
}

impl<'x> Iterator for Lines<'x> {
    type Item = &'x [u8];

    fn next(&mut self) -> Option<&'x [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let (line, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &[][..]),
        };
        self.rest = rest;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// `Name: value`, where the name is printable ASCII without blanks (blanks before the colon are forgiven).
fn split_field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().take(200).position(|byte| *byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    let plain = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    plain.then_some((name, &line[colon + 1..]))
}

fn known(name: &[u8]) -> Option<&'static str> {
    KNOWN.iter().copied().find(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

fn is_known(line: &[u8]) -> bool {
    split_field(line).is_some_and(|(name, _)| known(name).is_some())
}

/// The line that mbox files put before a message.
fn is_postmark(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

fn append(field: &mut Field, line: &[u8], cut: &mut Vec<Cut>) {
    let most = match field.name {
        "references" | "in-reply-to" => MAX_ID_FIELD,
        "content-type" | "content-disposition" => MAX_PARAMETER_FIELD,
        _ => MAX_FIELD,
    };
    if field.value.len() + line.len() >= most {
        cut.push(Cut::Headers);
        return;
    }
    if !field.value.is_empty() {
        field.value.push(b'\n');
    }
    let clean = line.iter().filter(|byte| **byte == b'\t' || **byte >= b' ' && **byte != 0x7f);
    field.value.extend(clean);
}

fn newest(mut ids: Vec<String>, limits: &Limits, cut: &mut Vec<Cut>) -> Vec<String> {
    if ids.len() > limits.max_references {
        cut.push(Cut::References);
        ids.drain(..ids.len() - limits.max_references);
    }
    ids
}
