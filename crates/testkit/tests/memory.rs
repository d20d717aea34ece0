//! The reference store fulfils its own contract.

use crmkit_testkit::{Store, memory_store, store_conformance};
use std::sync::Arc;

store_conformance!(|| Arc::new(memory_store()) as Arc<dyn Store>);
