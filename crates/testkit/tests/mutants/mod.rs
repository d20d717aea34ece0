//! Stores that are wrong in one small way. The model test must catch each of them: a test that
//! cannot fail proves nothing.

mod bugs;

use crmkit_core::error::Result;
use crmkit_core::model::{EntityMeta, Kind, Raw, Registry};
use crmkit_core::query::search::SearchText;
use crmkit_core::query::{
    Bin, Bound, BoundAggregate, BoundQuery, Direction, Related, Total, Totals, Visibility,
};
use crmkit_core::store::{
    Capability, Identity, MemoryStore, OnRow, Problem, Reader, State, Store, Values, Writer,
};
use crmkit_testkit::{memory_store, run_cases};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// One small mistake, as hooks into what is asked.
#[derive(Clone, Copy)]
pub(crate) struct Bug {
    name: &'static str,
    /// Applied to every node of every condition.
    bound: fn(Bound) -> Bound,
    /// Applied to every visibility.
    visibility: fn(Visibility) -> Visibility,
    query: fn(&mut BoundQuery),
    aggregate: fn(&mut BoundAggregate),
    get: fn(&mut Visibility, &mut Bin),
    odd: Option<Odd>,
}

/// A mistake that is more than another question.
#[derive(Clone, Copy, PartialEq)]
enum Odd {
    NullsLast,
    CountsThePage,
    PartsKeep,
    ErrorsCommit,
    RevIgnored,
    KeysStay,
    CountersReset,
    TextStays,
    DerivedStays,
    DeletesOne,
}

const SOUND: Bug = Bug {
    name: "no bug",
    bound: |b| b,
    visibility: |v| v,
    query: |_| {},
    aggregate: |_| {},
    get: |_, _| {},
    odd: None,
};

impl Bug {
    fn in_bound(&self, bound: &Bound) -> Bound {
        let all = |of: &[Bound]| of.iter().map(|b| self.in_bound(b)).collect();
        (self.bound)(match bound {
            Bound::And(of) => Bound::And(all(of)),
            Bound::Or(of) => Bound::Or(all(of)),
            Bound::Not(of) => Bound::Not(Box::new(self.in_bound(of))),
            Bound::Has(related) => Bound::Has(Box::new(Related {
                visibility: self.in_visibility(&related.visibility),
                filter: self.in_bound(&related.filter),
                ..(**related).clone()
            })),
            leaf => leaf.clone(),
        })
    }

    fn in_visibility(&self, visibility: &Visibility) -> Visibility {
        (self.visibility)(match visibility {
            Visibility::Roots(roots) => {
                let root = |(at, e, v): &(_, _, _)| (*at, *e, self.in_visibility(v));
                Visibility::Roots(roots.iter().map(root).collect())
            }
            Visibility::Where(bound) => Visibility::Where(Box::new(self.in_bound(bound))),
            other => other.clone(),
        })
    }

    fn in_query(&self, query: &BoundQuery) -> BoundQuery {
        let visibility = self.in_visibility(&query.visibility);
        let filter = self.in_bound(&query.filter);
        let mut query = BoundQuery { visibility, filter, ..query.clone() };
        (self.query)(&mut query);
        query
    }

    fn is(&self, odd: Odd) -> bool {
        self.odd == Some(odd)
    }
}

/// A reference store with a bug.
struct Mutant(MemoryStore, Bug);

struct Reads<'a>(&'a dyn Reader, Bug);

struct Writes<'a>(&'a dyn Writer, Reads<'a>);

impl Reader for Reads<'_> {
    fn get(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        columns: &[usize],
        visibility: &Visibility,
        mut bin: Bin,
        on_row: OnRow<'_>,
    ) -> Result<bool> {
        let mut visibility = self.1.in_visibility(visibility);
        (self.1.get)(&mut visibility, &mut bin);
        self.0.get(entity, id, columns, &visibility, bin, on_row)
    }

    fn query(&self, query: &BoundQuery, on_row: OnRow<'_>) -> Result<()> {
        let query = self.1.in_query(query);
        let whole = query.after.is_none() && query.limit == usize::MAX;
        match query.order.first() {
            Some((column, Direction::Asc)) if whole && self.1.is(Odd::NullsLast) => {
                let null = Bound::IsNull(*column);
                for part in [Bound::Not(Box::new(null.clone())), null] {
                    let part = Bound::And(vec![query.filter.clone(), part]);
                    self.0.query(&query.clone().filter(part), on_row)?;
                }
                Ok(())
            }
            _ => self.0.query(&query, on_row),
        }
    }

    fn count(&self, query: &BoundQuery, totals: Totals) -> Result<Total> {
        let total = self.0.count(&self.1.in_query(query), totals)?;
        let Total::Exact { count } = total else { return Ok(total) };
        let page = self.1.is(Odd::CountsThePage);
        Ok(Total::Exact { count: if page { count.min(query.limit as u64) } else { count } })
    }

    fn aggregate(&self, aggregate: &BoundAggregate, on_row: OnRow<'_>) -> Result<()> {
        let visibility = self.1.in_visibility(&aggregate.visibility);
        let filter = self.1.in_bound(&aggregate.filter);
        let mut aggregate = BoundAggregate { visibility, filter, ..aggregate.clone() };
        (self.1.aggregate)(&mut aggregate);
        self.0.aggregate(&aggregate, on_row)
    }

    fn state(&self, state: State) -> Result<i64> {
        self.0.state(state)
    }

    fn key(&self, kind: &str, key: &str) -> Result<Option<Uuid>> {
        self.0.key(kind, key)
    }

    fn owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>) -> Result<i64> {
        self.0.owned(entity, owner)
    }
}

impl Reader for Writes<'_> {
    fn get(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        columns: &[usize],
        visibility: &Visibility,
        bin: Bin,
        on_row: OnRow<'_>,
    ) -> Result<bool> {
        self.1.get(entity, id, columns, visibility, bin, on_row)
    }

    fn query(&self, query: &BoundQuery, on_row: OnRow<'_>) -> Result<()> {
        self.1.query(query, on_row)
    }

    fn count(&self, query: &BoundQuery, totals: Totals) -> Result<Total> {
        self.1.count(query, totals)
    }

    fn aggregate(&self, aggregate: &BoundAggregate, on_row: OnRow<'_>) -> Result<()> {
        self.1.aggregate(aggregate, on_row)
    }

    fn state(&self, state: State) -> Result<i64> {
        self.1.state(state)
    }

    fn key(&self, kind: &str, key: &str) -> Result<Option<Uuid>> {
        self.1.key(kind, key)
    }

    fn owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>) -> Result<i64> {
        self.1.owned(entity, owner)
    }
}

impl Writes<'_> {
    fn is(&self, odd: Odd) -> bool {
        self.1.1.is(odd)
    }

    /// The `rev` that a row has.
    fn rev(&self, entity: &'static EntityMeta, id: Uuid) -> Result<i64> {
        let mut rev = 0;
        self.0.get(entity, id, &[1], &Visibility::Everything, Bin::Any, &mut |row| {
            if let Raw::Int(found) = row.get(0)? {
                rev = found;
            }
            Ok(())
        })?;
        Ok(rev)
    }
}

impl Writer for Writes<'_> {
    fn reader(&self) -> &dyn Reader {
        self
    }

    fn insert(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<()> {
        self.0.insert(entity, values)
    }

    fn append(&self, entity: &'static EntityMeta, values: &dyn Values) -> Result<i64> {
        self.0.append(entity, values)
    }

    fn update(
        &self,
        entity: &'static EntityMeta,
        id: Uuid,
        rev: i64,
        set: &[(usize, Raw<'_>)],
    ) -> Result<bool> {
        let rev = if self.is(Odd::RevIgnored) { self.rev(entity, id)? } else { rev };
        self.0.update(entity, id, rev, set)
    }

    fn update_where(
        &self,
        entity: &'static EntityMeta,
        filter: &Bound,
        set: &[(usize, Raw<'_>)],
    ) -> Result<u64> {
        self.0.update_where(entity, &self.1.1.in_bound(filter), set)
    }

    fn delete_where(&self, entity: &'static EntityMeta, filter: &Bound) -> Result<u64> {
        let count = self.0.delete_where(entity, &self.1.1.in_bound(filter))?;
        Ok(if self.is(Odd::DeletesOne) { count.min(1) } else { count })
    }

    fn set_state(&self, state: State, value: i64) -> Result<()> {
        self.0.set_state(state, value)
    }

    fn set_key(&self, kind: &str, key: &str, row: Option<Uuid>) -> Result<()> {
        if row.is_none() && self.is(Odd::KeysStay) {
            return Ok(());
        }
        self.0.set_key(kind, key, row)
    }

    fn add_owned(&self, entity: &'static EntityMeta, owner: Option<Uuid>, by: i64) -> Result<()> {
        let before = if self.is(Odd::CountersReset) { self.0.owned(entity, owner)? } else { 0 };
        self.0.add_owned(entity, owner, by - before)
    }

    fn set_text(&self, entity: &'static EntityMeta, id: Uuid, text: &SearchText) -> Result<()> {
        if text.is_empty() && self.is(Odd::TextStays) {
            return Ok(());
        }
        self.0.set_text(entity, id, text)
    }

    fn index_custom(
        &self,
        entity: &'static EntityMeta,
        no: u32,
        kind: Kind,
        wanted: bool,
    ) -> Result<()> {
        self.0.index_custom(entity, no, kind, wanted)
    }

    fn clear_derived(&self) -> Result<()> {
        if self.is(Odd::DerivedStays) { Ok(()) } else { self.0.clear_derived() }
    }

    fn savepoint(&self, part: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        if self.is(Odd::PartsKeep) { part() } else { self.0.savepoint(part) }
    }
}

impl Store for Mutant {
    fn capability(&self) -> Capability {
        Capability { name: self.1.name, ..self.0.capability() }
    }

    fn registry(&self) -> &Registry {
        self.0.registry()
    }

    fn identity(&self) -> Identity {
        self.0.identity()
    }

    fn read(
        &self,
        deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Reader) -> Result<()>,
    ) -> Result<()> {
        self.0.read(deadline, &mut |r| work(&Reads(r, self.1)))
    }

    fn write(
        &self,
        deadline: Option<Duration>,
        work: &mut dyn FnMut(&dyn Writer) -> Result<()>,
    ) -> Result<()> {
        let mut result = Ok(());
        self.0.write(deadline, &mut |w| {
            result = work(&Writes(w, Reads(w.reader(), self.1)));
            if self.1.is(Odd::ErrorsCommit) { Ok(()) } else { result.clone() }
        })?;
        result
    }

    fn interrupt(&self) {
        self.0.interrupt();
    }

    fn backup_to(&self, path: &Path) -> Result<()> {
        self.0.backup_to(path)
    }

    fn check(&self) -> Result<Vec<Problem>> {
        self.0.check()
    }

    fn suspend(&self) -> Result<()> {
        self.0.suspend()
    }

    fn resume(&self) -> Result<()> {
        self.0.resume()
    }

    fn close(&self) -> Result<()> {
        self.0.close()
    }
}

fn store(bug: Bug) -> impl Fn() -> Arc<dyn Store> {
    move || Arc::new(Mutant(memory_store(), bug))
}

#[test]
fn a_store_without_a_bug_passes() {
    run_cases(&store(SOUND), 500, 1).unwrap();
}

#[test]
fn every_bug_is_caught() {
    let missed: Vec<&str> = bugs::all()
        .iter()
        .filter(|bug| match run_cases(&store(**bug), 10_000, 1) {
            Ok(()) => true,
            Err(failure) => {
                assert!(failure.actions.len() < 20, "{}: {failure}", bug.name);
                println!("{}: seed {}, {} actions", bug.name, failure.seed, failure.actions.len());
                false
            }
        })
        .map(|bug| bug.name)
        .collect();
    assert!(missed.is_empty(), "not caught: {missed:?}");
}
