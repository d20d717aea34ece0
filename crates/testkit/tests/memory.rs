//! The reference store fulfils its own contract.

use crmkit_testkit::{Store, memory_store, store_conformance};
use std::sync::Arc;

store_conformance!(|| Arc::new(memory_store()) as Arc<dyn Store>);

#[test]
fn memory_equals_memory() {
    crmkit_testkit::model_test(&|| Arc::new(memory_store()) as Arc<dyn Store>, 1_000, 1);
}
