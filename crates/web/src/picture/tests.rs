//! A small server on this machine, which only these tests may ask.

use std::net::IpAddr;
use std::sync::Mutex;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// Serves pictures, and keeps what it was asked.
async fn server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move {
                let mut request = Vec::new();
                let mut piece = [0; 1024];
                while !request.ends_with(b"\r\n\r\n") {
                    match stream.read(&mut piece).await {
                        Ok(count) if count > 0 => request.extend_from_slice(&piece[..count]),
                        _ => return,
                    }
                }
                let request = String::from_utf8(request).unwrap();
                let path = request.split(' ').nth(1).unwrap().to_owned();
                kept.lock().unwrap().push(request);
                let _ = stream.write_all(&answer(&path, port)).await;
                if path == "/never" {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    (port, asked)
}

fn answer(path: &str, port: u16) -> Vec<u8> {
    let moved = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into_bytes();
    match path {
        "/never" => Vec::new(),
        "/large" => {
            let mut large = b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\n".to_vec();
            large.resize(large.len() + PICTURE_MAX + 1, 0);
            large
        }
        "/moved" => moved("/gif?moved"),
        "/round" => moved("/round"),
        "/to-private" => moved("http://10.0.0.1/"),
        "/to-metadata" => moved("http://169.254.169.254/latest"),
        "/to-mapped" => moved(&format!("http://[::ffff:127.0.0.1]:{port}/gif")),
        "/to-file" => moved("file:///etc/passwd"),
        "/missing" => b"HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\nGIF89a;".to_vec(),
        _ => b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 7\r\n\r\nGIF89a;".to_vec(),
    }
}

/// These tests alone may ask this machine, by its usual address.
fn this_machine(address: IpAddr) -> bool {
    address == IpAddr::from([127, 0, 0, 1])
}

async fn fetched(addresses: &[String]) -> Vec<String> {
    let asker = Asker::new(this_machine).unwrap();
    let mut found: Vec<String> =
        fetch_by(asker, addresses, Duration::from_secs(3)).await.into_iter().map(|one| one.address).collect();
    found.sort();
    found
}

#[tokio::test]
async fn a_picture_is_asked_for_without_saying_who_asks() {
    let (port, asked) = server().await;
    let address = format!("http://user:secret@127.0.0.1:{port}/gif?u=1#here");
    assert_eq!(fetched(std::slice::from_ref(&address)).await, [address]);
    let requests = asked.lock().unwrap().clone();
    assert_eq!(requests.len(), 1);
    let request = requests[0].to_lowercase();
    assert!(request.starts_with("get /gif?u=1 http/1.1\r\n"), "{request}");
    let mut names: Vec<&str> =
        request.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"], "{request}");
}

#[tokio::test]
async fn redirects_are_followed_three_times_and_judged_each_time() {
    let (port, asked) = server().await;
    let at = |path: &str| format!("http://127.0.0.1:{port}{path}");
    let addresses: Vec<String> =
        ["/moved", "/round", "/to-private", "/to-metadata", "/to-mapped", "/to-file", "/missing", "/large"]
            .map(at)
            .into();
    assert_eq!(fetched(&addresses).await, [at("/moved")]);
    let requests = asked.lock().unwrap().clone();
    assert_eq!(requests.iter().filter(|request| request.starts_with("GET /round ")).count(), 4);
}

#[tokio::test]
async fn nobody_is_asked_who_is_not_of_the_open_internet() {
    let (port, asked) = server().await;
    let addresses: Vec<String> = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"]
        .map(|host| format!("http://{host}:{port}/gif"))
        .into();
    assert_eq!(fetch(&addresses).await, []);
    assert_eq!(asked.lock().unwrap().len(), 0);
    for address in ["ftp://127.0.0.1/x", "http://127.0.0.1:25/", "gopher://127.0.0.1/", "nothing", "http://"] {
        assert!(fetched(&[address.to_owned()]).await.is_empty(), "{address}");
    }
}

#[tokio::test]
async fn who_does_not_answer_in_time_holds_nobody_up() {
    let (port, _) = server().await;
    let addresses = ["/never", "/gif"].map(|path| format!("http://127.0.0.1:{port}{path}"));
    assert_eq!(fetched(&addresses).await, [addresses[1].clone()]);
}
