//! One connection by LMTP: lines and content in, answers out.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::desk::{Actor, DeskError, intake};
use mail::MailAddress;
use mail::receive::{Content, Fault, Session, Step};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader, BufWriter};
use tokio::io::{ReadHalf, WriteHalf};

use super::{Found, Place, Reception};

/// Longest command, in bytes.
const COMMAND_MAX: usize = 4096;
/// What we call ourselves; a mail server never looks it up.
const HOST: &str = "mainstay";
/// How much is read at a time.
const PIECE: usize = 64 * 1024;

/// What came.
enum Came<T> {
    This(T),
    /// The other side is gone.
    Ended,
    /// Say this and close.
    Enough(&'static str),
}

struct Connection<'a, S> {
    reader: BufReader<ReadHalf<S>>,
    writer: BufWriter<WriteHalf<S>>,
    reception: &'a Reception,
    /// Places of the recipients of the message that is under way.
    places: HashMap<MailAddress, Place>,
}

/// Serves a connection to its end.
pub(super) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(stream: S, reception: &Reception) -> std::io::Result<()> {
    let (read, write) = tokio::io::split(stream);
    let reader = BufReader::with_capacity(PIECE, read);
    let mut connection = Connection { reader, writer: BufWriter::new(write), reception, places: HashMap::new() };
    connection.talk().await?;
    connection.writer.shutdown().await
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<'_, S> {
    async fn talk(&mut self) -> std::io::Result<()> {
        let mut session = Session::new(HOST, self.reception.bounds.size);
        self.say(&session.greeting()).await?;
        loop {
            let line = match self.line().await? {
                Came::This(line) => line,
                Came::Ended => return Ok(()),
                Came::Enough(why) => return self.say(why).await,
            };
            match session.line(&line) {
                Step::Say(answer) => self.say(&answer).await?,
                Step::Close(answer) => return self.say(&answer).await,
                Step::Find(address) => {
                    let answer = self.recipient(&mut session, address).await;
                    self.say(&answer).await?;
                }
                Step::Read => {
                    if let Some(why) = self.message(&session).await? {
                        return self.say(&why).await;
                    }
                    session.reset();
                    self.places.clear();
                }
            }
        }
    }

    async fn recipient(&mut self, session: &mut Session, address: MailAddress) -> String {
        match self.reception.find(&address).await {
            Ok(Found::One(place)) => {
                self.places.insert(address.clone(), place);
                session.known(address)
            }
            Ok(Found::Nobody) => "550 5.1.1 nobody here has this address".to_owned(),
            Ok(Found::Several) => "451 4.3.5 two desks claim this address".to_owned(),
            Err(error) => {
                tracing::warn!(%error, "a recipient could not be looked up");
                "451 4.3.0 not now: try again".to_owned()
            }
        }
    }

    /// Reads a message and answers for each recipient. Answers what to say at last where the connection is of no more use.
    async fn message(&mut self, session: &Session) -> std::io::Result<Option<String>> {
        let groups = self.groups(session);
        let Some(first) = groups.first() else { return Ok(Some("421 4.3.0 recipients were lost".to_owned())) };
        self.say("354 end with a dot on a line of its own").await?;
        let mut content = Content::after(first.head.clone(), self.reception.bounds.size);
        let mut held = Held { all: &self.reception.held, bytes: 0 };
        loop {
            let piece = match self.piece().await? {
                Came::This(piece) => piece,
                Came::Ended => return Ok(Some(String::new())),
                Came::Enough(why) => return Ok(Some(why.to_owned())),
            };
            let (used, ended) = match content.read(piece) {
                Some(used) => (used, true),
                None => (piece.len(), false),
            };
            self.reader.consume(used);
            if held.now(content.held()) > self.reception.bounds.held {
                content.refuse(Fault::NoRoom);
            }
            if ended {
                break;
            }
        }
        let answers = match content.done() {
            Ok(raw) => deliver(groups, raw, session.recipients().len()).await,
            Err(Fault::Endless) => return Ok(Some(session.too_large())),
            Err(fault) => vec![refused(fault, session); session.recipients().len()],
        };
        for answer in &answers {
            self.say(answer).await?;
        }
        Ok(None)
    }

    /// Recipients by mailbox: one mail for each, however many of its addresses were named.
    fn groups(&self, session: &Session) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (number, recipient) in session.recipients().iter().enumerate() {
            let Some(place) = self.places.get(recipient) else { continue };
            let same = |group: &&mut Group| {
                group.place.mailbox == place.mailbox && group.place.desk.name() == place.desk.name()
            };
            let group = match groups.iter_mut().find(same) {
                Some(group) => group,
                None => {
                    let head = format!("Return-Path: <{}>\r\n", session.sender()).into_bytes();
                    groups.push(Group { place: place.clone(), head, recipients: Vec::new() });
                    let last = groups.len() - 1;
                    &mut groups[last]
                }
            };
            group.head.extend_from_slice(format!("Delivered-To: {recipient}\r\n").as_bytes());
            group.recipients.push(number);
        }
        groups
    }

    async fn say(&mut self, answer: &str) -> std::io::Result<()> {
        if answer.is_empty() {
            return Ok(());
        }
        self.writer.write_all(answer.as_bytes()).await?;
        self.writer.write_all(b"\r\n").await
    }

    /// Waits for more to read. What was said before goes out first, all of it at once.
    async fn piece(&mut self) -> std::io::Result<Came<&[u8]>> {
        if self.reader.buffer().is_empty() {
            self.writer.flush().await?;
        }
        match tokio::time::timeout(self.reception.bounds.idle, self.reader.fill_buf()).await {
            Err(_) => Ok(Came::Enough("421 4.4.2 nothing was said for too long")),
            Ok(piece) => Ok(match piece? {
                [] => Came::Ended,
                piece => Came::This(piece),
            }),
        }
    }

    /// A command without its end.
    async fn line(&mut self) -> std::io::Result<Came<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            let piece = match self.piece().await? {
                Came::This(piece) => piece,
                Came::Ended => return Ok(Came::Ended),
                Came::Enough(why) => return Ok(Came::Enough(why)),
            };
            let end = piece.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(piece.len(), |end| end + 1);
            line.extend_from_slice(&piece[..used]);
            self.reader.consume(used);
            if line.len() > COMMAND_MAX {
                return Ok(Came::Enough("500 5.5.2 a command has at most 4096 bytes"));
            }
            if end.is_some() {
                return Ok(match line.strip_suffix(b"\r\n") {
                    Some(line) => Came::This(line.to_vec()),
                    None => Came::Enough("500 5.5.2 a line ends with CR LF"),
                });
            }
        }
    }
}

/// A mailbox with those recipients of a message that it belongs to.
struct Group {
    place: Place,
    /// What is written before the message: who sent it, to whom it was delivered.
    head: Vec<u8>,
    /// Their places among all recipients.
    recipients: Vec<usize>,
}

/// Keeps a message, which begins with the head of the first group, in the mailbox of each group. Answers for each recipient.
async fn deliver(groups: Vec<Group>, raw: Vec<u8>, recipients: usize) -> Vec<String> {
    let content_from = groups.first().map_or(0, |group| group.head.len());
    let raw = Arc::new(raw);
    let mut tasks = Vec::with_capacity(groups.len());
    for (number, Group { place, head, recipients }) in groups.into_iter().enumerate() {
        let raw = match number {
            0 => Arc::clone(&raw),
            _ => Arc::new([&head, &raw[content_from..]].concat()),
        };
        let head = head.len();
        tasks.push((tokio::spawn(async move { keep(place, raw, head).await }), recipients));
    }
    let mut answers = vec![String::new(); recipients];
    for (task, recipients) in tasks {
        let answer = task.await.unwrap_or_else(|_| "451 4.3.0 not now: try again".to_owned());
        for recipient in recipients {
            answers[recipient].clone_from(&answer);
        }
    }
    answers
}

async fn keep(place: Place, raw: Arc<Vec<u8>>, head: usize) -> String {
    let Place { desk, mailbox } = place;
    let kept = desk.act(Actor::Operator, move |act| intake::accept_after(act, &mailbox, &raw, head)).await;
    match kept {
        Ok(_) => "250 2.0.0 kept".to_owned(),
        Err(DeskError::Invalid(why)) => {
            tracing::warn!(desk = desk.name(), ?why, "a mail was refused");
            "554 5.6.0 refused".to_owned()
        }
        Err(error) => {
            tracing::warn!(desk = desk.name(), %error, "a mail could not be kept");
            "451 4.3.0 not now: try again".to_owned()
        }
    }
}

fn refused(fault: Fault, session: &Session) -> String {
    match fault {
        Fault::TooLarge | Fault::Endless => session.too_large(),
        Fault::LongLine => "554 5.6.0 a line is too long".to_owned(),
        Fault::BareLineFeed => "554 5.6.0 a line feed without a carriage return".to_owned(),
        Fault::NoRoom => "452 4.3.1 too much mail at once: try again".to_owned(),
    }
}

/// What this connection holds of all that is under way.
struct Held<'a> {
    all: &'a AtomicUsize,
    bytes: usize,
}

impl Held<'_> {
    /// Holds so many bytes now, and answers how many all connections do.
    fn now(&mut self, bytes: usize) -> usize {
        let before = std::mem::replace(&mut self.bytes, bytes);
        if bytes >= before {
            self.all.fetch_add(bytes - before, Ordering::Relaxed) + (bytes - before)
        } else {
            self.all.fetch_sub(before - bytes, Ordering::Relaxed) - (before - bytes)
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.all.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
