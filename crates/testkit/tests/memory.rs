//! The reference store fulfils its own contract.

mod mutants;

use crmkit_testkit::{Store, memory_store, store_conformance};
use std::sync::Arc;

store_conformance!(|| Arc::new(memory_store()) as Arc<dyn Store>);

#[test]
fn memory_equals_memory() {
    crmkit_testkit::model_test(&|| Arc::new(memory_store()) as Arc<dyn Store>, 1_000, 1);
}

/// A case that the macro does not name would never run.
#[test]
fn the_macro_names_every_case() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/src/conformance");
    let named = std::fs::read_to_string(format!("{directory}/mod.rs")).unwrap();
    for file in std::fs::read_dir(directory).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for case in text.split("\npub fn ").skip(1).filter_map(|f| f.split('(').next()) {
            assert!(named.contains(case), "store_conformance! does not run {case}");
        }
    }
}
