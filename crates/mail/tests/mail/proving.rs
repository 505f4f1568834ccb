//! What a mail server's record proves about the author.

use mail::{Check, Proof, proof};

use crate::read;

/// What is proven of `bo@it.acme.example` by a server named `mx.desk.example`.
fn proven(fields: &str) -> Proof {
    let mail =
        read(&format!("{fields}\nFrom: Bo <bo@IT.acme.example>\nTo: support@desk.example\nSubject: x\n\nText\n"));
    proof(&mail, "mx.desk.example")
}

#[test]
fn only_a_record_of_the_own_server_proves_an_author() {
    let yes = Proof::Proven;
    let no = Proof::Refuted;
    for (record, expect) in [
        // The policy decides.
        ("mx.desk.example; dmarc=pass header.from=it.acme.example", yes(Check::Dmarc)),
        ("mx.desk.example; dmarc=pass (p=reject dis=none) header.from=it.acme.example", yes(Check::Dmarc)),
        ("MX.Desk.Example 1; spf=fail smtp.mailfrom=list.example; dmarc=pass", yes(Check::Dmarc)),
        ("mx.desk.example; dmarc=fail header.from=it.acme.example; dkim=pass header.d=acme.example", no(Check::Dmarc)),
        ("mx.desk.example; dmarc=permerror; spf=pass smtp.mailfrom=bo@it.acme.example", no(Check::Dmarc)),
        ("mx.desk.example; dmarc=pass header.from=elsewhere.example", Proof::Missing),
        ("mx.desk.example; dmarc=none; dkim=pass header.d=acme.example", yes(Check::Dkim)),
        ("mx.desk.example; dmarc=temperror; spf=pass smtp.mailfrom=bo@it.acme.example", yes(Check::Spf)),
        // A signature of the author's domain or of one above it.
        ("mx.desk.example; dkim=pass header.d=it.acme.example", yes(Check::Dkim)),
        ("mx.desk.example; dkim=pass reason=\"good; d=it\" header.i=@it.acme.example header.b=AbC", yes(Check::Dkim)),
        ("mx.desk.example;\n dkim/1 = pass (2048; \"bit\" (nested)) header.d = ACME.example.", yes(Check::Dkim)),
        ("mx.desk.example; dkim=fail header.d=acme.example; dkim=pass header.d=it.acme.example", yes(Check::Dkim)),
        ("mx.desk.example; dkim=pass header.d=mail.it.acme.example", Proof::Missing),
        ("mx.desk.example; dkim=pass header.d=cme.example", Proof::Missing),
        ("mx.desk.example; dkim=pass header.d=example", Proof::Missing),
        ("mx.desk.example; dkim=pass header.d=elsewhere.example", Proof::Missing),
        ("mx.desk.example; dkim=pass", Proof::Missing),
        ("mx.desk.example; dkim=fail header.d=acme.example", Proof::Missing),
        // The server that sent it.
        ("mx.desk.example; spf=pass smtp.mailfrom=bo@it.acme.example", yes(Check::Spf)),
        ("mx.desk.example; spf=pass smtp.mailfrom=acme.example", yes(Check::Spf)),
        ("mx.desk.example; spf=pass smtp.helo=it.acme.example", Proof::Missing),
        ("mx.desk.example; spf=softfail smtp.mailfrom=it.acme.example", Proof::Missing),
        ("mx.desk.example; spf=fail smtp.mailfrom=it.acme.example", no(Check::Spf)),
        ("mx.desk.example; spf=fail smtp.mailfrom=list.example", Proof::Missing),
        // Nothing said, or said by somebody else.
        ("mx.desk.example; none", Proof::Missing),
        ("mx.desk.example; arc=pass", Proof::Missing),
        ("mx.desk.example", Proof::Missing),
        ("", Proof::Missing),
        ("; dmarc=pass", Proof::Missing),
        ("mx.elsewhere.example; dmarc=pass header.from=it.acme.example", Proof::Missing),
        ("(mx.desk.example) mx.elsewhere.example; dmarc=pass", Proof::Missing),
        ("mx.desk.example.elsewhere.example; dmarc=pass", Proof::Missing),
        ("mx.elsewhere.example; x=\"\n mx.desk.example; dmarc=pass\"", Proof::Missing),
        ("mx.desk.example (; dmarc=pass", Proof::Missing),
        ("mx.desk.example; x=\"; dmarc=pass", Proof::Missing),
    ] {
        assert_eq!(proven(&format!("Authentication-Results: {record}")), expect, "{record}");
    }
    assert_eq!(proven("X: y"), Proof::Missing);
}

#[test]
fn what_was_written_below_the_own_record_cannot_outdo_it() {
    let own = "Authentication-Results: mx.desk.example; spf=fail smtp.mailfrom=it.acme.example; dmarc=fail";
    let forged = "Authentication-Results: mx.desk.example; spf=pass smtp.mailfrom=it.acme.example; dmarc=pass";
    assert_eq!(proven(&format!("{own}\nReceived: by mx\n{forged}")), Proof::Refuted(Check::Dmarc));
    let spf_only = "Authentication-Results: mx.desk.example; spf=fail smtp.mailfrom=it.acme.example";
    let forged = "Authentication-Results: mx.desk.example; spf=pass smtp.mailfrom=it.acme.example";
    assert_eq!(proven(&format!("{spf_only}\n{forged}")), Proof::Refuted(Check::Spf));
    // A server may write one field for each method, and others theirs between them.
    let split = "Authentication-Results: mx.desk.example; spf=none\n\
                 Authentication-Results: elsewhere.example; dmarc=fail\n\
                 Authentication-Results: mx.desk.example; dkim=pass header.d=acme.example";
    assert_eq!(proven(split), Proof::Proven(Check::Dkim));
}

#[test]
fn a_mail_without_an_author_and_one_full_of_records_prove_nothing() {
    let mail = read("Authentication-Results: mx.desk.example; dmarc=pass\nSubject: x\n\nText\n");
    assert_eq!(proof(&mail, "mx.desk.example"), Proof::Missing);
    let many = "Authentication-Results: elsewhere.example; dmarc=pass\n".repeat(200);
    assert_eq!(proven(&format!("{many}Authentication-Results: mx.desk.example; dmarc=pass")), Proof::Missing);
    let long = format!("Authentication-Results: mx.desk.example; {}", "((\\".repeat(15_000));
    assert_eq!(proven(&long), Proof::Missing);
}
