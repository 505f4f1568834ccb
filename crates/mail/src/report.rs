//! Delivery reports (RFC 3464) and read receipts (RFC 8098) inside a message.

use crate::address::MailAddress;
use crate::header::Headers;
use crate::parse::Limits;

/// Most recipients read from one report.
const MAX_GROUPS: usize = 200;

/// What a machine reports about a message of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What happened.
    pub outcome: Outcome,
    /// The recipient it happened to: the first that failed, else the first named.
    pub recipient: Option<MailAddress>,
    /// Enhanced status code such as `5.1.1`.
    pub status: Option<String>,
    /// What the other server said, one line.
    pub diagnostic: Option<String>,
    /// Message-ID of the message the report is about, without angle brackets.
    pub original_message_id: Option<String>,
}

/// What a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It will not arrive.
    Failed,
    /// It has not arrived yet; the server goes on trying.
    Delayed,
    /// It arrived or was passed on.
    Delivered,
    /// It was shown, deleted or otherwise handled by the recipient's program.
    Receipt,
    /// The recipient complained (RFC 5965).
    Complaint,
}

/// Gathers a report while the parts of a `multipart/report` go by.
#[derive(Debug, Default)]
pub(crate) struct ReportReader {
    outcome: Option<Outcome>,
    recipient: Option<MailAddress>,
    status: Option<String>,
    diagnostic: Option<String>,
    original_message_id: Option<String>,
}

impl ReportReader {
    /// Takes one part of a report.
    pub(crate) fn part(&mut self, media_type: &str, bytes: &[u8], limits: &Limits) {
        match media_type {
            "message/delivery-status" | "message/global-delivery-status" => {
                self.groups(bytes, limits);
            }
            "message/disposition-notification" | "message/global-disposition-notification" => {
                let (headers, _) = Headers::read(bytes, limits, &mut Vec::new());
                self.outcome.get_or_insert(Outcome::Receipt);
                self.recipient = self.recipient.take().or_else(|| recipient(&headers));
                let original = headers.ids("original-message-id").into_iter().next();
                self.original_message_id = self.original_message_id.take().or(original);
            }
            "message/feedback-report" => {
                self.outcome.get_or_insert(Outcome::Complaint);
            }
            "message/rfc822" | "message/global" | "text/rfc822-headers" | "message/global-headers" => {
                let (headers, _) = Headers::read(bytes, limits, &mut Vec::new());
                // The message itself knows its id better than a field about it.
                if let Some(id) = headers.ids("message-id").into_iter().next() {
                    self.original_message_id = Some(id);
                }
            }
            _ => {}
        }
    }

    /// One group of fields about the message, then one for each recipient.
    fn groups(&mut self, bytes: &[u8], limits: &Limits) {
        let mut rest = bytes;
        for _ in 0..MAX_GROUPS {
            if rest.iter().all(u8::is_ascii_whitespace) {
                break;
            }
            let (headers, after) = Headers::read(rest, limits, &mut Vec::new());
            if after.len() == rest.len() {
                break;
            }
            rest = after;
            let Some(outcome) = outcome(&headers) else {
                continue;
            };
            let failed_already = self.outcome == Some(Outcome::Failed);
            let worse = outcome == Outcome::Failed && !failed_already;
            if self.outcome.is_none()
                || worse
                || (outcome == Outcome::Delayed && !failed_already && self.outcome != Some(Outcome::Delayed))
            {
                self.outcome = Some(outcome);
                self.recipient = recipient(&headers);
                self.status = headers.line("status");
                self.diagnostic = headers.line("diagnostic-code");
            }
        }
    }

    /// The report, if the parts were one.
    pub(crate) fn finish(self) -> Option<Report> {
        Some(Report {
            outcome: self.outcome?,
            recipient: self.recipient,
            status: self.status,
            diagnostic: self.diagnostic,
            original_message_id: self.original_message_id,
        })
    }
}

/// What happened to one recipient: by Action, else by the class of Status. A group with neither is about the message.
fn outcome(headers: &Headers) -> Option<Outcome> {
    let action = headers.line("action").map(|text| text.to_lowercase());
    let action = action.as_deref().map(|text| text.split([' ', ';', '(']).next().unwrap_or_default());
    match action {
        Some("failed") => Some(Outcome::Failed),
        Some("delayed") => Some(Outcome::Delayed),
        Some("delivered" | "relayed" | "expanded") => Some(Outcome::Delivered),
        _ => match headers.line("status")?.chars().next()? {
            '5' => Some(Outcome::Failed),
            '4' => Some(Outcome::Delayed),
            '2' => Some(Outcome::Delivered),
            _ => None,
        },
    }
}

/// The original address is the one we wrote to; the final one may be where it was forwarded.
fn recipient(headers: &Headers) -> Option<MailAddress> {
    ["original-recipient", "final-recipient"].into_iter().find_map(|name| {
        let line = headers.line(name)?;
        let address = line.rsplit(';').next().unwrap_or_default();
        MailAddress::parse(address.trim().trim_matches(['<', '>'])).ok()
    })
}
