//! What the log says of requests: which route, and nothing that lets its reader in.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use desk::Role;
use tracing::Level;

use crate::browser::Web;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_log_names_the_route_of_a_request_and_none_of_its_secrets() {
    let web = Web::of("shop-levels");
    let (_, chief) = web.staff("Ada", Role::Administrator);
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        chief.get("/accept/Zimtstern0123456789");
        chief.post("/accept/Zimtstern0123456789", &[("answer", "Zimtstern")]);
        chief.get("/settings/mailboxes/consent?code=Zimtstern&state=Zimtstern");
        chief.get("/customers?q=Zimtstern");
        assert_eq!(chief.get("/nothing/Zimtstern?token=Zimtstern").status, 404);
        chief.get("/api/v1/tickets?after=Zimtstern");
    });
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for said in [
        "method=GET route=\"/{desk}/accept/{secret}\"",
        "method=POST route=\"/{desk}/accept/{secret}\"",
        "route=\"/{desk}/settings/mailboxes/consent\"",
        "route=\"/{desk}/customers\"",
        "route=\"none\"",
        "route=\"/{desk}/api/v1/tickets\"",
        "status=404",
    ] {
        assert!(logged.contains(said), "{said}: {logged}");
    }
    assert!(!logged.contains("Zimtstern"), "{logged}");
}
