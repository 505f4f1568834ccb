//! The corpus: mails as people, programs and attackers write them, each with what must be read of it and what a desk does with it.
//!
//! A mail is made from what must come out of it, never the other way round: the expectation is what was put in, or what somebody worked
//! out by hand. So this crate knows nothing of the reader. Everything is made anew on each call and is the same each time. Mails of
//! people cross languages, ways of quoting, charsets, encodings, structures and programs; machines and broken input stand in tables.

mod bad;
mod encode;
mod found;
mod language;
mod machines;
mod people;

/// The desk that the mails are written to.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Its support address.
    pub address: String,
    /// Its name, as in `[DESK #1042]`.
    pub name: String,
    /// What stands behind the `@` of its Message-IDs.
    pub id_domain: String,
    /// A token of a ticket of the author's customer.
    pub token: String,
    /// Number of that ticket.
    pub number: u64,
    /// Message-ID of what the desk wrote to that ticket.
    pub sent: String,
    /// A contact of that customer, who is believed.
    pub author: String,
}

impl Default for Desk {
    /// A desk that exists nowhere.
    fn default() -> Desk {
        Desk {
            address: "support@desk.example".to_owned(),
            name: "acme-help".to_owned(),
            id_domain: "id.desk.example".to_owned(),
            token: "k7f3".to_owned(),
            number: 1042,
            sent: "out7@id.desk.example".to_owned(),
            author: "ada@acme.example".to_owned(),
        }
    }
}

impl Desk {
    /// The address that carries the ticket's token.
    pub(crate) fn plus(&self) -> String {
        self.address.replacen('@', &format!("+{}@", self.token), 1)
    }
}

/// One mail and what is expected of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it shows, unique in the corpus.
    pub name: String,
    /// The message.
    pub raw: Vec<u8>,
    /// What is read; nothing where it is no mail.
    pub read: Option<Read>,
    /// What the desk does with it: the word of its record ("opened", "continued", "noted", "ignored", "stranger"), or "unreadable".
    pub outcome: &'static str,
}

/// What must be read of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Address of the author.
    pub from: Option<String>,
    /// Subject.
    pub subject: String,
    /// The text without blank ends; empty with something in `visible` where only the new half is told.
    pub text: String,
    /// What of the text is new, without blank ends; told of persons alone.
    pub visible: String,
    /// What must stand in the quoted rest.
    pub old: &'static str,
    /// Whether it has HTML.
    pub rich: bool,
    /// Names and bytes of the files; where there are very many, [`Files::Count`].
    pub files: Files,
    /// Who wrote it.
    pub kind: Kind,
    /// What ties it to a ticket.
    pub thread: Thread,
    /// The limits that cut something off, by name.
    pub cut: Vec<&'static str>,
    /// The author of a mail that is passed on.
    pub forwarded: Option<String>,
    /// The date in seconds since 1970, where it matters.
    pub date: Option<i64>,
}

/// The files beside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// All of them by name and content.
    Are(Vec<(String, Vec<u8>)>),
    /// So many.
    Count(usize),
}

/// Who wrote a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A person.
    Person,
    /// A program's notice.
    Notice,
    /// A program's answer.
    Automatic,
    /// A mail server: it did not arrive.
    Bounce {
        /// Message-ID of what did not.
        original: Option<String>,
        /// Whom it did not reach.
        recipient: Option<String>,
    },
    /// A mail server: it is late.
    Delay,
    /// It was delivered or read.
    Receipt,
    /// A list or newsletter.
    List,
    /// The desk itself.
    Loop,
}

/// What ties a mail to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thread {
    /// Nothing.
    None,
    /// The token in an address.
    Token,
    /// A Message-ID of ours.
    Reference,
    /// A number in the subject.
    Number,
}

/// All mails, in an order that stays.
#[must_use]
pub fn mails(desk: &Desk) -> Vec<Case> {
    let mut all = people::answers(desk);
    all.extend(people::packed(desk));
    all.extend(people::programs(desk));
    all.extend(people::threads(desk));
    all.extend(people::passed_on(desk));
    all.extend(found::cases(desk));
    all.extend(machines::cases(desk));
    all.extend(bad::cases(desk));
    all
}

/// What a person's new mail of one line comes to.
fn plain(desk: &Desk, text: &str) -> Read {
    Read {
        from: Some(desk.author.clone()),
        subject: "Test".to_owned(),
        text: text.to_owned(),
        visible: text.to_owned(),
        old: "",
        rich: false,
        files: Files::Are(Vec::new()),
        kind: Kind::Person,
        thread: Thread::None,
        cut: Vec::new(),
        forwarded: None,
        date: None,
    }
}

/// With the line ends that mail has.
fn crlf(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}
