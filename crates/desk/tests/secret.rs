//! Secrets: what is stored gives nothing away, opens for its purpose alone, and stays closed when the key is lost.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use desk::secret::{Closed, Secret};
use desk::{Desk, DeskError};
use testkit::TestDesk;

const PASSWORD: &str = "Über den Wolken 7\"\\";

#[test]
fn what_was_sealed_opens_for_its_purpose() {
    let desk = TestDesk::sqlite("shop-levels").desk.clone();
    let secret = Secret::new(PASSWORD);
    let sealed = desk.seal("mailbox", &secret).unwrap();
    assert_eq!(desk.unseal("mailbox", &sealed).unwrap().reveal(), PASSWORD);
    assert!(matches!(desk.unseal("other", &sealed), Err(Closed::OtherKey)));
    assert!(!sealed.bytes().windows(5).any(|window| PASSWORD.as_bytes().windows(5).any(|word| word == window)));
    let again = desk.seal("mailbox", &secret).unwrap();
    assert_ne!(sealed, again, "whether two have the same password cannot be seen");
    assert_eq!(desk.unseal("mailbox", &desk.seal("mailbox", &Secret::new("")).unwrap()).unwrap().reveal(), "");
}

#[test]
fn a_secret_is_not_printed() {
    let desk = TestDesk::sqlite("shop-levels").desk.clone();
    let secret = Secret::new(PASSWORD);
    let sealed = desk.seal("mailbox", &secret).unwrap();
    assert_eq!(format!("{secret:?} {sealed:?}"), "(hidden) (hidden)");
}

#[test]
fn a_lost_key_leaves_closed_what_it_sealed_and_nothing_else() {
    let test = TestDesk::sqlite("shop-levels");
    let sealed = test.desk.seal("mailbox", &Secret::new(PASSWORD)).unwrap();
    test.key.lose();
    assert!(matches!(test.desk.unseal("mailbox", &sealed), Err(Closed::NoKey)));
    let new = test.desk.seal("mailbox", &Secret::new("neu")).unwrap();
    assert_eq!(test.desk.unseal("mailbox", &new).unwrap().reveal(), "neu");
    assert!(matches!(test.desk.unseal("mailbox", &sealed), Err(Closed::OtherKey)));
}

#[test]
fn a_desk_that_was_told_of_no_key_says_so() {
    let test = TestDesk::sqlite("shop-levels");
    let sealed = test.desk.seal("mailbox", &Secret::new(PASSWORD)).unwrap();
    let clock = Arc::clone(&test.clock) as Arc<dyn desk::Clock>;
    let beside = Desk::open("shop-levels", test.desk.database().clone(), clock, [7; 32]).unwrap();
    assert!(matches!(beside.unseal("mailbox", &sealed), Err(Closed::NoKey)));
    assert!(matches!(beside.seal("mailbox", &Secret::new("x")), Err(DeskError::Unavailable(_))));
}
