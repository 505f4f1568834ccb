//! How fast mail is read: everything that handling asks of a mail before it asks the database, on one thread.
//!
//! Told apart are the mails that people and machines send every day, and all of the corpus: a few of it are built to be costly, and
//! what they cost is the price of an attack.

use corpus::{Case, Desk, mails};
use mail::{Limits, MailAddress, OwnAddresses, classify, fold_quotes, forwarded, hints, parse};

use super::engine::Extent;

/// Most bytes of a mail that somebody sends without meaning harm and without files worth speaking of.
const USUAL_MAX: usize = 20_000;

/// Mails read a second.
pub fn mails_read(extent: &Extent) {
    let desk = Desk::default();
    let own = OwnAddresses {
        addresses: MailAddress::parse(&desk.address).into_iter().collect(),
        message_id_domains: vec![desk.id_domain.clone()],
        desk: desk.name.clone(),
    };
    let all = mails(&desk);
    let usual: Vec<Case> = all.iter().filter(|case| case.raw.len() <= USUAL_MAX).cloned().collect();
    for (what, cases) in [("mails read", &usual), ("mails read, hostile ones among them", &all)] {
        extent.measure(what, 50_000, |count| {
            cases.iter().cycle().take(count as usize).map(|case| read(&case.raw, &own)).sum()
        });
    }
}

/// What handling reads of one mail, as a number, so that none of it is left out.
fn read(raw: &[u8], own: &OwnAddresses) -> i64 {
    let Ok(mail) = parse(raw, &Limits::default()) else { return 0 };
    let (kind, hints) = (classify(&mail, own), hints(&mail, own));
    let folded = fold_quotes(&mail.text).visible.len() + forwarded(&mail).map_or(0, |inner| inner.text.len());
    let judged = usize::from(kind == mail::Kind::Person) + hints.references.len();
    i64::try_from(folded + judged).unwrap_or(0)
}
