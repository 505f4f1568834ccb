//! Signed and encrypted mails, made by `openssl`, which shares no code with ours, and by hand.

#![allow(clippy::panic)]

use std::path::Path;
use std::process::{Command, Stdio};

use mail::parse::Seal;
use mail::smime::{Signature, State};
use mail::{Limits, Mail, parse};

fn openssl(folder: &Path, input: &[u8], arguments: &[&str]) -> Vec<u8> {
    use std::io::Write as _;
    let mut child = Command::new("openssl")
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl is there");
    child.stdin.take().expect("piped").write_all(input).expect("written");
    let output = child.wait_with_output().expect("ended");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

const ENTITY: &[u8] =
    b"Content-Type: multipart/mixed; boundary=\"in\"\r\n\r\n--in\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
    Gr\xc3\xbc\xc3\x9fe,\r\nUte\r\n--in\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n\r\n%PDF\r\n--in--\r\n";

fn sign(folder: &Path, more: &[&str]) -> Vec<u8> {
    let mut arguments =
        vec!["smime", "-sign", "-signer", "certificate.pem", "-inkey", "key.pem", "-subject", "Filter", "-crlfeol"];
    arguments.extend(["-from", "ute@acme.example", "-to", "support@desk.example"]);
    arguments.extend(more);
    openssl(folder, ENTITY, &arguments)
}

fn read(raw: &[u8]) -> Mail {
    parse(raw, &Limits::default()).expect("it can be read")
}

fn smime(mail: &Mail) -> &Signature {
    match &mail.seal {
        Some(Seal::Smime(signature)) => signature,
        other => panic!("{other:?}"),
    }
}

fn names(mail: &Mail) -> Vec<&str> {
    mail.attachments.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn a_signature_holds_over_what_was_signed() {
    for kind in ["rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256", "ec -pkeyopt ec_paramgen_curve:P-384"] {
        let kind: Vec<&str> = kind.split(' ').collect();
        let folder = key_of(&kind);
        for way in [&["-md", "sha256"] as &[&str], &["-md", "sha384"], &["-nodetach", "-md", "sha256"]] {
            let raw = sign(folder.path(), way);
            let mail = read(&raw);
            let signature = smime(&mail);
            assert_eq!(signature.state, State::Holds, "{kind:?} {way:?}");
            assert_eq!(
                (signature.addresses.as_slice(), signature.issuer.as_str()),
                (&["ute@acme.example".to_owned()][..], "Test issuer")
            );
            assert!(signature.counts.is_some());
            assert_eq!((mail.text.trim(), names(&mail)), ("Grüße,\nUte", vec!["a.pdf"]), "the signature is no file");
            // A server that writes other line ends does not break it.
            let lines = String::from_utf8_lossy(&raw).replace("\r\n", "\n");
            assert_eq!(smime(&read(lines.as_bytes())).state, State::Holds, "{kind:?} {way:?}");
        }
        let changed = String::from_utf8_lossy(&sign(folder.path(), &[])).replace("Ute\r\n", "Udo\r\n");
        let changed = read(changed.as_bytes());
        assert_eq!((smime(&changed).state, changed.text.trim()), (State::Changed, "Grüße,\nUdo"), "{kind:?}");
    }
}

fn key_of(kind: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut arguments = vec!["req", "-x509", "-newkey"];
    arguments.extend(kind);
    arguments.extend([
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "certificate.pem",
        "-days",
        "30",
        "-subj",
        "/CN=Test issuer",
    ]);
    arguments.extend(["-addext", "subjectAltName=email:Ute@acme.example"]);
    openssl(folder.path(), b"", &arguments);
    folder
}

#[test]
fn what_is_encrypted_is_told_and_stays_a_file() {
    let folder = key_of(&["rsa:2048"]);
    let arguments =
        ["smime", "-encrypt", "-aes256", "-subject", "Filter", "-from", "ute@acme.example", "certificate.pem"];
    let mail = read(&openssl(folder.path(), ENTITY, &arguments));
    assert_eq!((mail.seal.as_ref(), names(&mail)), (Some(&Seal::Encrypted), vec!["smime.p7m"]));
    let pgp = read(
        b"From: ute@acme.example\r\nContent-Type: multipart/encrypted; boundary=\"b\"; protocol=\"application/pgp-encrypted\"\r\n\r\n\
          --b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n\r\n\
          -----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n-----END PGP MESSAGE-----\r\n--b--\r\n",
    );
    assert_eq!(pgp.seal, Some(Seal::Encrypted));
    let inline =
        read(b"From: ute@acme.example\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n-----END PGP MESSAGE-----\r\n");
    assert_eq!(inline.seal, Some(Seal::Encrypted));
    assert!(inline.text.contains("BEGIN PGP MESSAGE"));
}

#[test]
fn what_pgp_signed_is_shown_without_its_armour() {
    let beside = read(
        b"From: ute@acme.example\r\nContent-Type: multipart/signed; boundary=\"b\"; protocol=\"application/pgp-signature\"\r\n\r\n\
          --b\r\nContent-Type: text/plain\r\n\r\nSeit heute.\r\n--b\r\nContent-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n\
          -----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----\r\n--b--\r\n",
    );
    assert_eq!((beside.seal.as_ref(), beside.text.trim(), names(&beside)), (Some(&Seal::Pgp), "Seit heute.", vec![]));
    let inline = read(
        b"From: ute@acme.example\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nSeit heute.\r\n- -- \r\nUte\r\n\
          -----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----\r\n",
    );
    assert_eq!((inline.seal.as_ref(), inline.text.as_str()), (Some(&Seal::Pgp), "Seit heute.\n-- \nUte"));
}

#[test]
fn what_lies_about_itself_is_read_as_far_as_it_goes() {
    let folder = key_of(&["rsa:2048"]);
    let raw = String::from_utf8_lossy(&sign(folder.path(), &[])).into_owned();
    // A signature that is none is a file, and what was signed is read all the same.
    let at = raw
        .find("application/x-pkcs7-signature; name")
        .or_else(|| raw.find("application/pkcs7-signature; name"))
        .expect("a signature");
    let body = at + raw[at..].find("\r\n\r\n").expect("a body") + 4;
    let broken = format!("{}AAAA{}", &raw[..body], &raw[body + 4..]);
    let mail = read(broken.as_bytes());
    assert_eq!(
        (smime(&mail).state, mail.text.trim(), names(&mail)),
        (State::Unreadable, "Grüße,\nUte", vec!["a.pdf", "smime.p7s"])
    );
    // Signed around signed around signed: some of it is unpacked, the rest is a file.
    let mut inside = ENTITY.to_vec();
    for _ in 0..8 {
        inside = openssl(
            folder.path(),
            &inside,
            &["smime", "-sign", "-nodetach", "-signer", "certificate.pem", "-inkey", "key.pem"],
        );
    }
    let mail = read(&[b"From: ute@acme.example\r\n".to_vec(), inside].concat());
    assert_eq!((smime(&mail).state, names(&mail)), (State::Holds, vec!["smime.p7m"]));
    // A part of a mail that is signed says nothing about the mail.
    let part = raw.find("Content-Type:").expect("its kind");
    let around = format!(
        "From: ute@acme.example\r\nContent-Type: multipart/mixed; boundary=\"out\"\r\n\r\n--out\r\n{}\r\n--out\r\n\
         Content-Type: text/plain\r\n\r\nBitte zahlen Sie an mich.\r\n--out--\r\n",
        &raw[part..]
    );
    assert_eq!(read(around.as_bytes()).seal, None);
}
