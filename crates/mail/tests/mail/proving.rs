//! What a mail server's record proves about the author.

use mail::{Believed, Check, Proof, proof};

use crate::read;

const OWN: Believed<'_> = Believed { server: "mx.desk.example", sealers: &[] };

/// What is proven of `bo@it.acme.example` by a server named `mx.desk.example`.
fn proven(fields: &str) -> Proof {
    let mail =
        read(&format!("{fields}\nFrom: Bo <bo@IT.acme.example>\nTo: support@desk.example\nSubject: x\n\nText\n"));
    proof(&mail, OWN)
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
    assert_eq!(proof(&mail, OWN), Proof::Missing);
    let many = "Authentication-Results: elsewhere.example; dmarc=pass\n".repeat(200);
    assert_eq!(proven(&format!("{many}Authentication-Results: mx.desk.example; dmarc=pass")), Proof::Missing);
    let long = format!("Authentication-Results: mx.desk.example; {}", "((\\".repeat(15_000));
    assert_eq!(proven(&long), Proof::Missing);
}

/// What is proven of `bo@it.acme.example` by seals, where `lists.example` and `relay.example` are believed. The newest set is the last.
fn sealed(own: &str, sets: &[(&str, &str)]) -> Proof {
    let set = |(at, (sealer, checks)): (usize, &(&str, &str))| {
        let i = at + 1;
        format!(
            "ARC-Seal: i={i}; a=rsa-sha256;\n d={sealer}; s=arc; cv=pass; b=AbC=\nARC-Message-Signature: i={i}; d={sealer}\n\
             ARC-Authentication-Results: i={i}; mx.{sealer};\n {checks}\n"
        )
    };
    let sets: String = sets.iter().enumerate().rev().map(set).collect();
    let mail = read(&format!(
        "Authentication-Results: mx.desk.example; {own}\n{sets}From: Bo <bo@it.acme.example>\nSubject: x\n\nText\n"
    ));
    let sealers = ["lists.example".to_owned(), "relay.example".to_owned()];
    proof(&mail, Believed { server: "mx.desk.example", sealers: &sealers })
}

#[test]
fn a_forwarder_is_believed_by_name_where_its_seal_is_whole() {
    let (yes, refuted) = (Proof::Proven(Check::Arc), Proof::Refuted(Check::Dmarc));
    let found = "spf=pass smtp.mailfrom=bo@it.acme.example; dmarc=pass (p=reject) header.from=it.acme.example";
    let own = "dmarc=fail header.from=it.acme.example; arc=pass header.oldest-pass=0";
    assert_eq!(sealed(own, &[("lists.example", found)]), yes);
    assert_eq!(sealed("arc=pass; spf=fail smtp.mailfrom=x@lists.example", &[("LISTS.example", found)]), yes);
    assert_eq!(sealed(own, &[("lists.example", "dkim=pass header.d=acme.example")]), yes);
    // Nobody believed, nothing found, or somebody in between who is not believed.
    assert_eq!(sealed(own, &[("evil.example", found)]), refuted);
    assert_eq!(sealed(own, &[("sub.lists.example", found)]), refuted);
    assert_eq!(sealed(own, &[("lists.example", "dmarc=fail; spf=none")]), refuted);
    assert_eq!(sealed(own, &[("lists.example", "dmarc=pass header.from=elsewhere.example")]), refuted);
    assert_eq!(sealed(own, &[("lists.example", found), ("evil.example", "dmarc=fail")]), refuted);
    assert_eq!(sealed(own, &[("evil.example", found), ("lists.example", "dmarc=fail")]), refuted);
    assert_eq!(sealed(own, &[("lists.example", found), ("relay.example", "dmarc=fail")]), yes);
    // A seal that the own server did not find whole, or did not look at.
    for own in ["dmarc=fail; arc=fail", "dmarc=fail", "dmarc=fail; arc=none; arc=pass"] {
        assert_eq!(sealed(own, &[("lists.example", found)]), refuted, "{own}");
    }
    assert_eq!(sealed(own, &[]), refuted);
}
