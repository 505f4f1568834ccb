//! What may tie a mail to a ticket: an address token, the ids it refers to, a number in its subject.
//!
//! These are hints, strongest first. A token was given to one ticket's participants; references are guessable only by who has seen our
//! mail; a subject number proves nothing and counts only together with a matching participant. That judgement is the caller's.

use crate::address::MailAddress;
use crate::classify::OwnAddresses;
use crate::parse::Mail;

/// What a mail says about the conversation it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThreadHints {
    /// The token of a plus address of ours (`support+TOKEN@…`), in lower case.
    pub token: Option<String>,
    /// Message ids without angle brackets, newest first and each once: In-Reply-To, then References from the end.
    pub references: Vec<String>,
    /// The number in `[#1042]` or `[DESK #1042]` of the subject.
    pub subject_number: Option<u64>,
}

/// Collects the hints. `own` says which addresses carry our tokens and which word may stand before a number in the subject.
pub fn hints(mail: &Mail, own: &OwnAddresses) -> ThreadHints {
    let mut references: Vec<String> = Vec::new();
    let newest_first = mail.in_reply_to.iter().chain(mail.references.iter().rev());
    let mut seen = std::collections::HashSet::new();
    for id in newest_first {
        if seen.insert(id.as_str()) {
            references.push(id.clone());
        }
    }
    ThreadHints { token: token(mail, own), references, subject_number: subject_number(&mail.subject, &own.desk) }
}

/// Where it was really delivered is asked first: To and Cc are written by the sender.
fn token(mail: &Mail, own: &OwnAddresses) -> Option<String> {
    let delivered = mail.delivered_to.iter().filter_map(|text| MailAddress::parse(text).ok());
    let written = mail.to.iter().chain(&mail.cc);
    delivered
        .chain(written.map(|address| address.address.clone()))
        .find_map(|address| own.addresses.iter().find_map(|base| address.token(base)))
}

/// The first `[#1042]`, or `[DESK #1042]` where DESK is our own desk. Other trackers' `[BUG #7]` is not ours.
fn subject_number(subject: &str, desk: &str) -> Option<u64> {
    subject.split('[').skip(1).find_map(|rest| {
        let (inside, _) = rest.split_once(']')?;
        let (word, number) = inside.split_once('#')?;
        let word = word.trim();
        let ours = word.is_empty() || word.to_lowercase() == desk.to_lowercase();
        let digits = number.trim();
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if ours && plain { digits.parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_number_is_ours_or_none() {
        for (subject, expect) in [
            ("AW: [#1042] Drucker", Some(1042)),
            ("Re: [ACME-HELP #7] x", Some(7)),
            ("Re: [acme-help #7] x", Some(7)),
            ("[BUG #7] then [#8]", Some(8)),
            ("[BUG #7]", None),
            ("#1042", None),
            ("[1042]", None),
            ("[# 12 ]", Some(12)),
            ("[#-12]", None),
            ("[#+12]", None),
            ("[#]", None),
            ("[#12", None),
            ("[[#12]]", Some(12)),
            ("[#99999999999999999999999]", None),
        ] {
            assert_eq!(subject_number(subject, "Acme-Help"), expect, "{subject}");
        }
    }
}
