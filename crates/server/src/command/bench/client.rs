//! A client of the measured server: one connection, one request after the other.
//!
//! It shares the machine's cores with the server, so it does as little as a client can: requests are bytes that were put
//! together before, and of an answer only the status and the length are read.

use std::io::Write as _;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::failure::Failure;

/// Longest head of an answer, in bytes.
const HEAD_MAX: usize = 16 * 1024;

/// A connection to the server.
pub struct Client {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Client {
    /// Connects.
    pub async fn connect(address: &str) -> Result<Client, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, request: Vec::new(), answer: Vec::new() })
    }

    /// Sends a request, its head without the length of the body, and tells status and length of what is answered.
    pub async fn ask(&mut self, head: &str, body: &[u8]) -> Result<(u16, usize), Failure> {
        self.request.clear();
        write!(self.request, "{head}content-length: {}\r\n\r\n", body.len())?;
        self.request.extend_from_slice(body);
        self.stream.write_all(&self.request).await?;
        self.answered().await
    }

    async fn answered(&mut self) -> Result<(u16, usize), Failure> {
        self.answer.clear();
        let (status, head, length) = loop {
            self.read().await?;
            if let Some(found) = head(&self.answer)? {
                break found;
            }
        };
        while self.answer.len() < head + length {
            self.read().await?;
        }
        Ok((status, length))
    }

    async fn read(&mut self) -> Result<(), Failure> {
        match self.stream.read_buf(&mut self.answer).await? {
            0 => Err(Failure::said("the server hung up")),
            _ => Ok(()),
        }
    }
}

/// Status, length of the head and length of the body, once the head has arrived.
fn head(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>, Failure> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    let read = response.parse(bytes).map_err(|error| Failure::said(format!("the answer cannot be read: {error}")))?;
    let httparse::Status::Complete(head) = read else {
        return if bytes.len() > HEAD_MAX { Err(Failure::said("the answer has no end")) } else { Ok(None) };
    };
    let length = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok())
        .ok_or_else(|| Failure::said("the answer does not tell its length"))?;
    Ok(Some((response.code.unwrap_or_default(), head, length)))
}
