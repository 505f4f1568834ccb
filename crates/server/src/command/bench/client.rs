//! A client of the measured server: one connection, one request after the other.

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::failure::Failure;

/// A connection to the server.
pub struct Client {
    send: SendRequest<Full<Bytes>>,
    address: String,
}

impl Client {
    /// Connects.
    pub async fn connect(address: &str) -> Result<Client, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (send, connection) =
            handshake(TokioIo::new(stream)).await.map_err(|error| Failure::said(error.to_string()))?;
        tokio::spawn(connection);
        Ok(Client { send, address: address.to_owned() })
    }

    /// Asks for a page with a cookie.
    pub async fn get(&mut self, path: &str, cookie: &str) -> Result<(StatusCode, usize), Failure> {
        let request = Request::get(path)
            .header("host", &self.address)
            .header("cookie", cookie)
            .body(Full::default())
            .map_err(|error| Failure::said(error.to_string()))?;
        self.answered(request).await
    }

    /// Posts JSON with a token.
    pub async fn post(&mut self, path: &str, token: &str, body: String) -> Result<(StatusCode, usize), Failure> {
        let request = Request::post(path)
            .header("host", &self.address)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Full::from(body))
            .map_err(|error| Failure::said(error.to_string()))?;
        self.answered(request).await
    }

    async fn answered(&mut self, request: Request<Full<Bytes>>) -> Result<(StatusCode, usize), Failure> {
        let wrong = |error: hyper::Error| Failure::said(error.to_string());
        self.send.ready().await.map_err(wrong)?;
        let response = self.send.send_request(request).await.map_err(wrong)?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(wrong)?.to_bytes();
        Ok((status, body.len()))
    }
}
