//! Where a page ended: the sort values and the id of its last row.
//!
//! Opaque and versioned to the caller. It names no row number of a file, so that it means the
//! same in every copy; it carries a mark of entity and order, so that it fits no other query. It
//! is sealed for its caller: one that he made up himself, with the id of a row that he does not
//! see, would tell him that there is one and when it was made.

use super::{BoundQuery, Column, Direction, Position};
use crate::error::{Error, Result, codes};
use crate::model::Value;
use crate::mutants::mutant;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const VERSION: u8 = 2;
const SEAL: usize = 16;

/// Where a page ended; give it back to go on from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

#[derive(Serialize, Deserialize)]
struct Content {
    v: u8,
    mark: u64,
    at: Vec<Value>,
    id: Uuid,
}

/// What makes the cursors of one caller in one file (and its copies) unlike any that he could
/// make up. The device's id is known to nobody who asks through a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// The installation that made the file.
    pub device: Uuid,
    /// Who asks.
    pub caller: Uuid,
}

impl Seal {
    /// The seal of a content: a nested hash, so that nothing can be added to the content.
    fn of(self, content: &[u8]) -> [u8; SEAL] {
        let inner = self.keyed(content);
        let outer = self.keyed(&inner);
        std::array::from_fn(|n| outer.get(n).copied().unwrap_or_default())
    }

    fn keyed(self, bytes: &[u8]) -> Vec<u8> {
        let hash = Sha256::new().chain_update(self.device).chain_update(self.caller);
        hash.chain_update(bytes).finalize().to_vec()
    }
}

impl Cursor {
    /// The cursor after a row with these sort values.
    pub fn new(query: &BoundQuery, at: Vec<Value>, id: Uuid, seal: Seal) -> Self {
        let content = Content { v: VERSION, mark: mark(query), at, id };
        let content = serde_json::to_vec(&content).unwrap_or_default();
        Self(URL_SAFE_NO_PAD.encode([&seal.of(&content), content.as_slice()].concat()))
    }

    /// A cursor that was handed out as text.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to hand out.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The position it names in a query.
    ///
    /// # Errors
    /// `query.bad_cursor` when it is damaged, made up, somebody else's, or of another entity or
    /// order.
    pub fn position(&self, query: &BoundQuery, seal: Seal) -> Result<Position> {
        let bad = || Error::new(&codes::BAD_CURSOR);
        let bytes = URL_SAFE_NO_PAD.decode(&self.0).map_err(|_| bad())?;
        let (sealed, content) = bytes.split_at_checked(SEAL).ok_or_else(bad)?;
        if sealed != seal.of(content) && !mutant(12) {
            return Err(bad());
        }
        let content: Content = serde_json::from_slice(content).map_err(|_| bad())?;
        if content.v != VERSION
            || content.mark != mark(query)
            || content.at.len() != query.order.len()
        {
            return Err(bad());
        }
        let values =
            query.order.iter().zip(content.at).map(|((column, _), v)| column.kind.coerce(v));
        Ok(Position { values: values.collect::<Result<_>>().map_err(|_| bad())?, id: content.id })
    }
}

/// A mark of what the cursor's values mean.
fn mark(query: &BoundQuery) -> u64 {
    let mut hash = Sha256::new();
    hash.update(query.entity.name);
    for (column, direction) in &query.order {
        hash.update(column.text());
        hash.update([u8::from(*direction == Direction::Desc)]);
    }
    hash.finalize().iter().take(8).fold(0, |n, b| (n << 8) | u64::from(*b))
}

impl Column {
    fn text(&self) -> String {
        format!("{:?}", self.at)
    }
}
