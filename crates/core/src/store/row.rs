//! Values going in, and rows coming out with the caller's hidden fields blank.

use crate::error::Result;
use crate::model::{Entity, Raw, Record, Row};

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
    /// Reads a record with columns hidden that are given by their place in the row.
    ///
    /// # Errors
    /// As [`Record::read`].
    pub fn read<T: Record>(row: &'a dyn Row, masked: &'a [usize]) -> Result<T> {
        if masked.is_empty() { T::read(row) } else { T::read(&Self { row, masked }) }
    }
}

impl Row for MaskedRow<'_> {
    fn get(&self, column: usize) -> Result<Raw<'_>> {
        self.row.get(column)
    }

    fn fill<'r>(&'r self, values: &mut [Raw<'r>]) -> Result<()> {
        self.row.fill(values)
    }

    fn masked(&self) -> &[usize] {
        self.masked
    }
}
