//! Whether the author's address is proven, by what the receiving mail server recorded (RFC 8601 Authentication-Results).
//!
//! Only the server that took the mail from outside knows the peer's address, so SPF, DKIM, DMARC and ARC are its work; here its
//! record is read. Anybody can write such a field, so only fields under the name of that one server count, and of these the topmost
//! for each method: servers put theirs on top and remove what carries their name. What is not proven is not thereby false:
//! [`Proof::Refuted`] is kept apart. Whoever forwards a mail breaks what SPF, and often what DKIM proves; forwarders that seal what they
//! found (ARC, RFC 8617) are believed by name, where the own server found their seals whole. A relaxed alignment is asked as DMARC does, but without a list of public suffixes: the
//! author's domain must be the domain that was checked, or lie below it.

use crate::parse::{ArcSet, Mail};

/// Fields that are read; a mail server writes a handful.
const MAX_FIELDS: usize = 20;

/// What a mail server checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The policy of the author's domain, RFC 7489.
    Dmarc,
    /// A signature, RFC 6376.
    Dkim,
    /// The address of the sending server, RFC 7208.
    Spf,
    /// What a forwarder found that is believed, RFC 8617.
    Arc,
}

impl Check {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Check::Dmarc => "dmarc",
            Check::Dkim => "dkim",
            Check::Spf => "spf",
            Check::Arc => "arc",
        }
    }
}

/// What the record says about the author's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It is the author's.
    Proven(Check),
    /// It was checked, and whoever wrote it had no right to.
    Refuted(Check),
    /// There is no record by that server, or it says nothing either way.
    Missing,
}

/// Whose word counts.
#[derive(Debug, Clone, Copy)]
pub struct Believed<'a> {
    /// The server that took the mail from outside.
    pub server: &'a str,
    /// Domains of forwarders whose seals count, in lower case.
    pub sealers: &'a [String],
}

/// Reads what the server that took the mail recorded, and where that proves nothing, what forwarders sealed.
pub fn proof(mail: &Mail, believed: Believed<'_>) -> Proof {
    let Some(from) = &mail.from else { return Proof::Missing };
    let author = from.address.domain();
    let fields = mail.marks.checks.iter().take(MAX_FIELDS);
    let results: Vec<CheckResult> = fields.filter_map(|field| read(field, believed.server)).flatten().collect();
    match judge(&results, author) {
        Proof::Proven(check) => Proof::Proven(check),
        _ if is_sealed(mail, &results, author, believed.sealers) => Proof::Proven(Check::Arc),
        other => other,
    }
}

/// Whether a believed forwarder found the author proven, and nobody but believed ones had the mail in their hands since.
fn is_sealed(mail: &Mail, results: &[CheckResult], author: &str, sealers: &[String]) -> bool {
    let whole = results.iter().find(|result| result.method == "arc").is_some_and(|result| result.outcome == "pass");
    let mut sets: Vec<&ArcSet> = mail.marks.arc.iter().collect();
    sets.sort_by_key(|set| std::cmp::Reverse(set.instance));
    let believed = sets.iter().take_while(|set| sealers.contains(&set.sealer));
    whole && believed.into_iter().any(|set| matches!(judge(&set.results(), author), Proof::Proven(_)))
}

impl ArcSet {
    /// What the sealer found: below the number of the set and its name.
    fn results(&self) -> Vec<CheckResult> {
        split(&self.checks).into_iter().skip(2).filter_map(result).collect()
    }
}

/// What one server's results say of an author's domain.
fn judge(results: &[CheckResult], author: &str) -> Proof {
    // The topmost word on the policy is the last one spoken: it has weighed signature and server already.
    match results.iter().find(|result| result.method == "dmarc").map(|result| (result.outcome.as_str(), result)) {
        Some(("pass", result)) if result.domain("header.from").is_none_or(|domain| domain == author) => {
            return Proof::Proven(Check::Dmarc);
        }
        Some(("fail" | "permerror", _)) => return Proof::Refuted(Check::Dmarc),
        _ => {}
    }
    let aligned = |result: &&CheckResult, properties: &[&str]| {
        let domain = properties.iter().find_map(|property| result.domain(property));
        domain.is_some_and(|domain| lies_in(author, &domain))
    };
    let passed = |method: &str| {
        let method = method.to_owned();
        results.iter().filter(move |result| result.method == method && result.outcome == "pass")
    };
    if passed("dkim").any(|result| aligned(&result, &["header.d", "header.i"])) {
        return Proof::Proven(Check::Dkim);
    }
    // One server has one peer: what stands below the topmost is older.
    let spf = results.iter().find(|result| result.method == "spf");
    match spf {
        Some(result) if result.outcome == "pass" && aligned(&result, &["smtp.mailfrom"]) => Proof::Proven(Check::Spf),
        Some(result) if result.outcome == "fail" && aligned(&result, &["smtp.mailfrom"]) => Proof::Refuted(Check::Spf),
        _ => Proof::Missing,
    }
}

/// `support.acme.example` lies in `acme.example`; nothing lies in a name without a dot.
fn lies_in(domain: &str, parent: &str) -> bool {
    let below = domain.strip_suffix(parent);
    parent.contains('.') && below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

/// One method of one field.
#[derive(Debug)]
struct CheckResult {
    method: String,
    outcome: String,
    properties: Vec<(String, String)>,
}

impl CheckResult {
    /// The domain in a property, which may be an address.
    fn domain(&self, property: &str) -> Option<String> {
        let (_, value) = self.properties.iter().find(|(name, _)| name == property)?;
        let domain = value.rsplit('@').next().unwrap_or(value);
        Some(crate::address::domain(domain.trim_end_matches('.')))
    }
}

/// The results of one field, if the server of that name wrote it.
fn read(field: &str, checked_by: &str) -> Option<Vec<CheckResult>> {
    let mut statements = split(field).into_iter();
    let head = statements.next()?;
    // After the name a version may stand.
    if !head.first()?.eq_ignore_ascii_case(checked_by) {
        return None;
    }
    Some(statements.filter_map(result).collect())
}

/// A statement: `dkim=pass header.d=acme.example`.
fn result(words: Vec<String>) -> Option<CheckResult> {
    let pair = |word: &String| word.split_once('=').map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let mut pairs = words.iter().filter_map(pair);
    let (method, outcome) = pairs.next()?;
    // `dkim/1=pass` names a version of the method.
    let method = method.split('/').next().unwrap_or_default().to_owned();
    Some(CheckResult { method, outcome: outcome.to_lowercase(), properties: pairs.collect() })
}

/// The statements of a field, which semicolons part, each as its words: without comments and quotes, and with nothing around
/// an equals sign.
fn split(field: &str) -> Vec<Vec<String>> {
    let mut statements = vec![Vec::new()];
    let mut word = String::new();
    let (mut depth, mut quoted) = (0_usize, false);
    let mut rest = field.chars();
    let end = |statements: &mut Vec<Vec<String>>, word: &mut String| {
        if word.is_empty() {
            return;
        }
        let word = std::mem::take(word);
        let Some(words) = statements.last_mut() else { return };
        match words.last_mut() {
            Some(last) if last.ends_with('=') || word.starts_with('=') => last.push_str(&word),
            _ => words.push(word),
        }
    };
    while let Some(c) = rest.next() {
        match c {
            '\\' if quoted || depth > 0 => {
                let escaped = rest.next();
                word.extend(escaped.filter(|_| depth == 0));
            }
            '"' if depth == 0 => quoted = !quoted,
            _ if quoted => word.push(c),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ';' => {
                end(&mut statements, &mut word);
                statements.push(Vec::new());
            }
            c if c.is_whitespace() => end(&mut statements, &mut word),
            c => word.push(c),
        }
    }
    end(&mut statements, &mut word);
    statements
}
