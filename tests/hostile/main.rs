//! Input that means harm, as lists, at every door that takes bytes from a user interface: filters,
//! cursors, search words, commands as JSON, values and files. Each is refused with a clear error
//! and leaves no trace, or is accepted and kept exactly; nothing is ever a defect of the product.
//! Files have more of their own in `tests/import/hostile.rs`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::print_stdout, reason = "counts for docs/reliability.md")]

#[path = "../common/mod.rs"]
mod common;

mod commands;
mod every;
mod files;
mod questions;
#[path = "../conformance/runner.rs"]
mod runner;
mod values;

use common::World;
use crmkit::model::Locale;
use crmkit::{Error, ErrorKind};
use std::cell::Cell;

thread_local! {
    /// How many inputs this test has tried.
    static TRIED: Cell<u64> = const { Cell::new(0) };
}

/// Says how many inputs of a kind were tried.
fn tell(what: &str) {
    println!(
        "RELIABILITY Hostile input, {what}: {} inputs; refused without a trace or kept exactly",
        TRIED.get()
    );
}

/// Tries something hostile: the answer, or the code of a refusal that is somebody's own fault, can
/// be read in both languages and left no trace.
fn attempt<T>(
    w: &World,
    what: &str,
    input: impl FnOnce() -> Result<T, Error>,
) -> Result<T, &'static str> {
    let what: String = what.chars().take(120).collect();
    TRIED.set(TRIED.get() + 1);
    let before = w.digest();
    input().map_err(|error| {
        let code = clear(&what, &error);
        assert!(w.digest() == before, "{what}: refused, and something is changed");
        code
    })
}

/// The code of a refusal, which must be somebody's own fault and can be read in both languages.
fn clear(what: &str, error: &Error) -> &'static str {
    let ours = matches!(
        error.kind(),
        ErrorKind::Internal
            | ErrorKind::Storage
            | ErrorKind::Closed
            | ErrorKind::Interrupted
            | ErrorKind::CommitOutcomeUnknown
    );
    assert!(!ours, "{what}: {error:?}");
    for locale in [Locale::ZhCn, Locale::En] {
        let words = error.message(locale);
        assert!(!words.is_empty() && words.len() < 5000, "{what}: {words}");
        assert!(!words.contains('\u{0}'), "{what}: {words:?}");
    }
    error.code()
}

/// Tries each of a list on every store, and compares the codes of the refusals; `ok` is none.
fn attempts<T>(cases: &[(&str, &str)], run: impl Fn(&World, &str) -> Result<T, Error>) {
    for w in common::worlds() {
        for (input, want) in cases {
            let got = attempt(&w, input, || run(&w, input)).err().unwrap_or("ok");
            let shown: String = input.chars().take(200).collect();
            assert_eq!(got, *want, "{shown}");
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
