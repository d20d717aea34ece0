//! All entities, by name and number.
//!
//! Held as a list that is built when a store is opened, not as a global: later, custom objects
//! known only at run time join it.

use super::EntityMeta;
use crate::error::{Error, Result, codes};
use std::sync::Arc;

/// The entities that a store holds. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Registry(Arc<[&'static EntityMeta]>);

impl Registry {
    /// A registry of these entities.
    pub fn new(entities: &[&'static EntityMeta]) -> Self {
        Self(entities.into())
    }

    /// All entities, in declaration order.
    pub fn iter(&self) -> impl Iterator<Item = &'static EntityMeta> + '_ {
        self.0.iter().copied()
    }

    /// The entity of a name.
    ///
    /// # Errors
    /// `query.unknown_entity`.
    pub fn by_name(&self, name: &str) -> Result<&'static EntityMeta> {
        let found = self.iter().find(|e| e.name == name);
        found.ok_or_else(|| Error::new(&codes::UNKNOWN_ENTITY).with("name", name))
    }

    /// The entity of a number.
    ///
    /// # Errors
    /// `query.unknown_entity`.
    pub fn by_no(&self, no: u16) -> Result<&'static EntityMeta> {
        let found = self.iter().find(|e| e.no == no);
        found.ok_or_else(|| Error::new(&codes::UNKNOWN_ENTITY).with("name", no))
    }

    /// One line per entity and field with everything that must not change between releases;
    /// a golden file holds it.
    pub fn golden(&self) -> String {
        let mut lines = String::new();
        for e in self.iter() {
            lines += &format!("{} {} {:?}\n", e.no, e.name, e.kind);
            for f in e.fields {
                let null = if f.nullable { "?" } else { "" };
                lines += &format!("  {} {} {}{null}\n", f.no, f.name, f.kind.name());
            }
        }
        lines
    }
}
