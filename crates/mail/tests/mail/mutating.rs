//! The law of all mails (`fuzz/mails.rs`) holds for the corpus, for the corpus changed, and for what fuzzers found worth keeping.

#[path = "../../../../fuzz/mails.rs"]
mod laws;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// Longest mail that is changed. What is longer is read as it is, for the time that it takes.
const CHANGED_MAX: usize = 20_000;

static MAILS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| corpus::mails(&corpus::Desk::default()).into_iter().map(|case| case.raw).collect());

/// Holds a law against mails.
fn hold(law: fn(&[u8]), mails: impl Iterator<Item = (String, Vec<u8>)>) {
    let mut held = 0;
    for (name, raw) in mails {
        assert!(std::panic::catch_unwind(|| law(&raw)).is_ok(), "{name} breaks the law, see above");
        held += 1;
    }
    assert!(held > 5, "the corpus is nearly empty");
}

#[test]
fn the_corpus_keeps_the_law() {
    hold(laws::mail, corpus::mails(&corpus::Desk::default()).into_iter().map(|case| (case.name, case.raw)));
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/mail");
    let files = fs::read_dir(kept).expect("there are mails").map(|file| file.expect("a file").path());
    hold(laws::mail, files.map(|path| (path.display().to_string(), fs::read(&path).expect("can be read"))));
}

/// A change of a mail.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    CutOff(Index),
    Leave(Index, usize),
    Double(Index, usize),
    /// Goes on with the end of another mail.
    Splice(Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        6 => (at(), 1..=255u8).prop_map(|(at, bits)| Change::Flip(at, bits)),
        1 => at().prop_map(Change::CutOff),
        3 => (at(), 1..80usize).prop_map(|(at, length)| Change::Leave(at, length)),
        3 => (at(), 1..400usize).prop_map(|(at, length)| Change::Double(at, length)),
        2 => (at(), at(), at()).prop_map(|(at, other, from)| Change::Splice(at, other, from)),
    ]
}

fn changed(mut raw: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: &Index| at.index(raw.len() + 1);
        let reach = |at: &Index, length: &usize| place(at)..(place(at) + length).min(raw.len());
        match change {
            Change::Flip(at, bits) => {
                let at = place(at);
                if let Some(byte) = raw.get_mut(at) {
                    *byte ^= bits;
                }
            }
            Change::CutOff(at) => raw.truncate(place(at)),
            Change::Leave(at, length) => drop(raw.drain(reach(at, length))),
            Change::Double(at, length) => {
                let piece = raw[reach(at, length)].to_vec();
                let at = place(at);
                drop(raw.splice(at..at, piece));
            }
            Change::Splice(at, other, from) => {
                let other = usual(other);
                raw.truncate(place(at));
                raw.extend_from_slice(&other[from.index(other.len())..]);
            }
        }
    }
    raw
}

/// A mail of the corpus of usual length.
fn usual(which: &Index) -> &'static Vec<u8> {
    let first = which.index(MAILS.len());
    let mut from = MAILS.iter().cycle().skip(first);
    from.find(|raw| raw.len() <= CHANGED_MAX).expect("most are short")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_corpus_changed_keeps_the_law(which in any::<Index>(), changes in vec(change(), 1..10)) {
        laws::mail(&changed(usual(&which).clone(), &changes));
    }

    #[test]
    fn any_bytes_keep_the_law(bytes in vec(any::<u8>(), 0..3000), which in any::<Index>(), from in any::<Index>()) {
        laws::mail(&bytes);
        let mut raw = usual(&which).clone();
        raw.truncate(from.index(raw.len()));
        raw.extend_from_slice(&bytes);
        laws::mail(&raw);
    }
}
