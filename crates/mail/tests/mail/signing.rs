//! Signatures, checked by a verifier that shares no code with what signs: dkimpy.

use mail::{KeyPair, Outgoing, Signer, compose, dns_record};

use crate::dkim::verified;
use crate::writing::outgoing;

#[test]
fn a_signed_mail_is_verified_by_others_and_a_changed_one_is_not() {
    let key = KeyPair::generate().expect("a key");
    assert!(!format!("{key:?}").contains(&key.private), "the secret is not printed");
    let signer = Signer::new("desk.example", "ms1", &key.private).expect("a signer");
    let (at, record) = ("ms1._domainkey.desk.example", dns_record(&key.public));
    let bodies = ["Guten Tag,\n\nÜmläute — und   Leerzeichen  \n\n.\n..\n\n\n", "", &"lang ".repeat(20_000)];
    for body in bodies {
        let written = Outgoing { text: body.to_owned(), subject: "Größe: Betreff".to_owned(), ..outgoing() };
        let raw = compose(&written).expect("can be written");
        let signed = signer.sign(&raw).expect("is signed");
        assert!(signed.ends_with(&raw), "the mail itself stays as it was");
        assert!(verified(&signed, at, &record), "{}", String::from_utf8_lossy(&signed));
        // what servers may do on the way: lines around fields, a field of their own
        let mut passed_on = b"Received: from a by b\r\n".to_vec();
        passed_on.extend_from_slice(&signed);
        assert!(verified(&passed_on, at, &record));
        // what nobody may do
        let text = String::from_utf8(signed.clone()).expect("a mail of ours is ASCII");
        for (from, to) in [("From: ", "From: x"), ("Date: Sun", "Date: Mon"), ("\r\n\r\n", "\r\n\r\nx")] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from:?} is there");
            assert!(!verified(changed.as_bytes(), at, &record), "{from:?}");
        }
        for more in ["From: boss@desk.example", "Subject: Pay", "Cc: more@desk.example", "To: more@desk.example"] {
            let added = format!("{more}\r\n{text}");
            assert!(!verified(added.as_bytes(), at, &record), "{more}");
        }
        assert!(!verified(&signed, "other._domainkey.desk.example", &record));
    }
    let other = KeyPair::generate().expect("a key");
    let raw = compose(&outgoing()).expect("can be written");
    assert!(!verified(&signer.sign(&raw).expect("is signed"), at, &dns_record(&other.public)));
    for bad in ["", "?", "AAAA", &key.public] {
        assert!(Signer::new("desk.example", "ms1", bad).is_err(), "{bad}");
    }
}
