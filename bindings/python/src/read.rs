//! Reading any entity by its name.

use crate::page::{Page, Rows, Shown};
use crmkit::dynamic::*;
use crmkit::error::{Error, Result, codes};
use crmkit::model::Entity;
use crmkit::query::{Aggregate, Query, Total};
use crmkit::session::{HistoryEntry, Session, Table, Why, WhySeen};
use std::marker::PhantomData;
use uuid::Uuid;

/// What can be asked about an entity.
pub(crate) trait Reader: Sync {
    fn get(&self, session: &Session, id: Uuid) -> Result<Box<dyn Rows>>;
    fn list(&self, session: &Session, query: &Query) -> Result<Page>;
    fn count(&self, session: &Session, query: &Query) -> Result<Total>;
    fn aggregate(&self, session: &Session, aggregate: &Aggregate) -> Result<Table>;
    fn history(
        &self,
        s: &Session,
        id: Uuid,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>>;
    fn why_visible(&self, session: &Session, id: Uuid) -> Result<Vec<Why>>;
    fn who_can_see(&self, session: &Session, id: Uuid) -> Result<Vec<WhySeen>>;
}

struct Of<E>(PhantomData<fn() -> E>);

impl<E: Entity + Shown> Reader for Of<E>
where
    E::Summary: Shown,
{
    fn get(&self, session: &Session, id: Uuid) -> Result<Box<dyn Rows>> {
        Ok(Box::new(vec![session.get::<E>(id.into())?]))
    }

    fn list(&self, session: &Session, query: &Query) -> Result<Page> {
        session.list::<E>(query).map(page)
    }

    fn count(&self, session: &Session, query: &Query) -> Result<Total> {
        session.count::<E>(query, query.totals)
    }

    fn aggregate(&self, session: &Session, aggregate: &Aggregate) -> Result<Table> {
        session.aggregate::<E>(aggregate)
    }

    fn history(
        &self,
        s: &Session,
        id: Uuid,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>> {
        s.history::<E>(id.into(), before, limit)
    }

    fn why_visible(&self, session: &Session, id: Uuid) -> Result<Vec<Why>> {
        session.why_visible::<E>(id.into())
    }

    fn who_can_see(&self, session: &Session, id: Uuid) -> Result<Vec<WhySeen>> {
        session.who_can_see::<E>(id.into())
    }
}

/// A page of the core for Python.
pub(crate) fn page<T: Shown>(page: crmkit::session::Page<T>) -> Page {
    let next = page.next.map(|cursor| cursor.as_str().to_owned());
    Page { rows: Box::new(page.rows), next, total: page.total }
}

macro_rules! readers {
    ($($name:ident: $entity:ty;)*) => {
        /// The reader of an entity.
        pub(crate) fn reader(entity: &str) -> Result<&'static dyn Reader> {
            match entity {
                $( stringify!($name) => Ok(&Of::<$entity>(PhantomData)), )*
                other => Err(Error::new(&codes::UNKNOWN_ENTITY).with("name", other)),
            }
        }
    };
}
crmkit::records!(readers);
