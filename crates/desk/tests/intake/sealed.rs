//! Mails that were signed or encrypted are told as that, and nobody is believed for it.

use desk::ticket::Seal;
use desk::{Actor, Role, ticket};
use std::process::Command;
use testkit::TestDesk;

use crate::{DESK, takes};

/// A signed mail of `info@nord.example` with a certificate for that address, as `openssl` writes it.
const SIGN: &str = r#"
cd "$1" || exit 1
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 36500 -subj "/CN=Nord CA" \
  -addext subjectAltName=email:info@nord.example 2>/dev/null || exit 1
printf 'Content-Type: text/plain\r\n\r\nSeit heute.\r\n' |
  openssl smime -sign -signer certificate.pem -inkey key.pem -from "$2" -to "$3" -subject Filter || exit 1
"#;

fn signed(from: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new("sh").args(["-c", SIGN, "sh"]).arg(folder.path()).args([from, DESK]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).unwrap().replace("\r\n", "\n")
}

fn seal(desk: &TestDesk, actor: &Actor, number: i64) -> Option<Seal> {
    desk.read(actor, move |view| ticket::page(view, number)).messages.remove(0).seal
}

#[test]
fn a_signature_is_told_with_its_message() {
    let raw = signed("info@nord.example");
    for desk in [TestDesk::sqlite("shop-levels"), TestDesk::postgres("shop-levels", "sealed")] {
        let agent = desk.staff("Ada", Role::Agent);
        let shop = desk.customer("Nord", "level-3");
        desk.customer("Tee", "level-3");
        assert_eq!(takes(&desk, &raw), "opened 1");
        let (address, issuer) = ("info@nord.example".to_owned(), "Nord CA".to_owned());
        // The desk's clock stands at a day before a certificate that was made now counts.
        let told = Seal::NotThen { address: address.clone(), issuer: issuer.clone() };
        assert_eq!(seal(&desk, &agent, 1), Some(told.clone()));
        assert_eq!(seal(&desk, &shop.actor(), 1), Some(told), "the customer sees it too");
        assert_eq!(takes(&desk, &raw.replace("Seit heute.", "Seit gestern.").replace("Filter", "Suche")), "opened 2");
        assert_eq!(seal(&desk, &agent, 2), Some(Seal::Changed));
        // With the certificate of another nobody becomes another.
        assert_eq!(takes(&desk, &raw.replace("From: info@nord.example", "From: info@tee.example")), "opened 3");
        assert_eq!(seal(&desk, &agent, 3), Some(Seal::ByAnother { addresses: vec![address], issuer }));
        let tee = desk.read(&agent, |view| ticket::get_by_number(view, 3)).customer;
        assert_ne!(tee, Some(shop.id));
        assert_eq!(desk.read(&agent, move |view| ticket::page(view, 1)).messages[0].files, []);
        let pgp = format!(
            "From: info@nord.example\nTo: {DESK}\nSubject: P\n\n-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n"
        );
        assert_eq!(takes(&desk, &pgp), "opened 4");
        assert_eq!(seal(&desk, &agent, 4), Some(Seal::Encrypted));
        desk.clock.set(jiff::Timestamp::now() + jiff::SignedDuration::from_mins(1));
        assert_eq!(takes(&desk, &raw.replace("Filter", "Heute")), "opened 5");
        let (address, issuer) = ("info@nord.example".to_owned(), "Nord CA".to_owned());
        assert_eq!(seal(&desk, &agent, 5), Some(Seal::Signed { address, issuer }));
    }
}
