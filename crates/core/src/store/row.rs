//! Values going in, and rows coming out with the caller's hidden fields blank.

use crate::error::Result;
use crate::model::{Entity, Raw, Row};

/// The values of a row to insert, by field position.
pub trait Values {
    /// The stored value of a field.
    fn raw(&self, position: usize) -> Raw<'_>;
}

impl<E: Entity> Values for E {
    fn raw(&self, position: usize) -> Raw<'_> {
        Entity::raw(self, position)
    }
}

/// A row in which some columns are hidden from the caller.
pub struct MaskedRow<'a> {
    row: &'a dyn Row,
    masked: &'a [usize],
}

impl<'a> MaskedRow<'a> {
    /// Hides columns, given by their place in the row.
    pub fn new(row: &'a dyn Row, masked: &'a [usize]) -> Self {
        Self { row, masked }
    }
}

impl Row for MaskedRow<'_> {
    fn get(&self, column: usize) -> Result<Raw<'_>> {
        self.row.get(column)
    }

    fn masked(&self, column: usize) -> bool {
        self.masked.contains(&column)
    }
}
