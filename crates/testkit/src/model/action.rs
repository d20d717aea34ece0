//! One thing done to a store, and what the store answers.

use crate::rows::{Cells, RowData, column, entity, groups, id, list, value};
use crmkit_core::ENTITIES;
use crmkit_core::error::{Error, Result, codes};
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityKind, EntityMeta, Kind, Raw, Value};
use crmkit_core::query::search::{SearchQuery, SearchText};
use crmkit_core::query::{
    Bin, Bound, BoundAggregate, BoundQuery, Cmp, Position, Total, Totals, Visibility,
};
use crmkit_core::store::{Reader, State, Writer};
use uuid::Uuid;

/// The kind under which the model test keeps unique keys.
pub(super) const KEYS: &str = "customer.name";

/// A change or a question.
#[derive(Debug, Clone)]
pub(super) enum Action {
    /// Adds a row.
    Insert(RowData),
    /// Sets what the search finds of a row.
    Text(&'static EntityMeta, Uuid, String),
    /// Sets columns of one row that has this `rev`.
    Update(&'static EntityMeta, Uuid, i64, Vec<(usize, Value)>),
    /// Sets columns of the rows that fulfil a condition.
    UpdateWhere(&'static EntityMeta, Bound, Vec<(usize, Value)>),
    /// Removes the rows that fulfil a condition.
    DeleteWhere(&'static EntityMeta, Bound),
    /// Gives or frees a unique key.
    Key(String, Option<Uuid>),
    /// Sets a fact.
    State(State, i64),
    /// Indexes a custom field, or no longer.
    Index(&'static EntityMeta, u32, Kind, bool),
    /// Forgets derived data.
    ClearDerived,
    /// Runs a part, which fails in the end or not.
    Part(Vec<Action>, bool),
    /// Lists rows from a position on.
    Query(BoundQuery, Option<After>),
    /// Counts rows.
    Count(BoundQuery, Totals),
    /// Measures rows.
    Aggregate(BoundAggregate),
    /// Gets every row of an entity by its id.
    Get(&'static EntityMeta, Vec<usize>, Visibility, Bin),
    /// Reads everything there is.
    Dump,
}

/// Where a page begins.
#[derive(Debug, Clone)]
pub(super) enum After {
    /// Behind the n-th row ever inserted.
    Row(usize),
    /// Behind the n-th row, as if it still had these sort values.
    Edited(usize, Vec<Value>),
    /// Behind a row that never was.
    Unknown(Vec<Value>),
}

/// Rows, or the code of the error.
pub(super) type Answer = std::result::Result<Vec<Cells>, &'static str>;

/// Does it. Changes are parts of their own, so that the transaction survives a refused one.
pub(super) fn perform(action: &Action, writer: &dyn Writer) -> Answer {
    let mut rows = Vec::new();
    let result = if let Some(answer) = ask(action, writer.reader()) {
        answer.map(|found| rows = found)
    } else {
        writer.savepoint(&mut || {
            rows = change(action, writer)?;
            if unsettles(action) { settle(writer) } else { Ok(()) }
        })
    };
    match (result, action) {
        (Err(error), Action::Part(..)) => {
            rows.push(vec![Raw::Text(error.code().into())]);
            Ok(rows)
        }
        (result, _) => result.map(|()| rows).map_err(|e| e.code()),
    }
}

fn number(n: impl TryInto<i64>) -> Vec<Cells> {
    vec![vec![Raw::Int(n.try_into().unwrap_or(i64::MAX))]]
}

fn change(action: &Action, w: &dyn Writer) -> Result<Vec<Cells>> {
    let raws = |set: &[(usize, Value)]| -> Vec<(usize, Raw<'static>)> {
        set.iter().map(|(at, v)| (*at, v.raw().into_owned())).collect()
    };
    match action {
        Action::Insert(row) => row.add(w)?,
        Action::Text(entity, id, words) => {
            let mut text = SearchText::new();
            text.add_text(words);
            w.set_text(entity, *id, &text)?;
        }
        Action::Update(entity, id, rev, set) => {
            return Ok(number(w.update(entity, *id, *rev, &raws(set))?));
        }
        Action::UpdateWhere(entity, filter, set) => {
            return Ok(number(w.update_where(entity, filter, &raws(set))?));
        }
        Action::DeleteWhere(entity, filter) => {
            return Ok(number(w.delete_where(entity, filter)?));
        }
        Action::Key(key, row) => w.set_key(KEYS, key, *row)?,
        Action::State(state, value) => w.set_state(*state, *value)?,
        Action::Index(entity, no, kind, wanted) => w.index_custom(entity, *no, *kind, *wanted)?,
        Action::ClearDerived => w.clear_derived()?,
        Action::Part(actions, fails) => return part(actions, *fails, w),
        _ => {}
    }
    Ok(Vec::new())
}

/// Whether what is derived may be out of step afterwards. The actions of a part settle it
/// themselves.
fn unsettles(action: &Action) -> bool {
    match action {
        Action::Insert(row) => row.entity.name == "customer_member",
        Action::Update(entity, ..) | Action::UpdateWhere(entity, ..) => {
            ["lead", "customer", "customer_member"].contains(&entity.name)
        }
        Action::ClearDerived => true,
        _ => false,
    }
}

/// Brings what is derived in step with the rows, as commands do, since a backend may rely on it:
/// the counters of owners, and the copy of a customer's `updated_at` at its members.
fn settle(w: &dyn Writer) -> Result<()> {
    for name in ["lead", "customer"] {
        let entity = entity(name);
        let columns = vec![entity.position("owner_id")];
        let rows = list(w, &BoundQuery { columns, ..BoundQuery::all(entity) })?;
        for owner in super::generate::owners() {
            let whose = owner.map_or(Raw::Null, Raw::Id);
            let live = rows.iter().filter(|r| r[0] == whose).count() as i64;
            let counted = w.owned(entity, owner)?;
            if live != counted {
                w.add_owned(entity, owner, live - counted)?;
            }
        }
    }
    let (customer, member) = (entity("customer"), entity("customer_member"));
    let columns = vec![system::ID, system::UPDATED];
    let customers = BoundQuery { bin: Bin::Any, columns, ..BoundQuery::all(customer) };
    let touched = column(member, "touched_at");
    for row in list(w, &customers)? {
        let [id, updated] =
            [(0, Kind::Id("")), (1, Kind::Time)].map(|(i, k)| k.read(row[i].clone()));
        let old = Bound::Not(Box::new(Bound::Cmp(touched, Cmp::Eq, updated?)));
        let members = Bound::Cmp(column(member, "record_id"), Cmp::Eq, id?);
        let set = [(member.position("touched_at"), row[1].clone())];
        w.update_where(member, &Bound::And(vec![members, old]), &set)?;
    }
    Ok(())
}

/// The answers of a part's actions; the last row tells how a failing part failed.
fn part(actions: &[Action], fails: bool, w: &dyn Writer) -> Result<Vec<Cells>> {
    let mut rows = Vec::new();
    for action in actions {
        match perform(action, w) {
            Ok(found) => rows.extend(found),
            Err(code) => rows.push(vec![Raw::Text(code.into())]),
        }
    }
    if fails { Err(Error::new(&codes::LAST_ADMIN)) } else { Ok(rows) }
}

/// The answer to a question; `None` for a change.
pub(super) fn ask(action: &Action, r: &dyn Reader) -> Option<Result<Vec<Cells>>> {
    Some(match action {
        Action::Query(query, after) => {
            page(query, after.as_ref(), r).and_then(|query| list(r, &query))
        }
        Action::Count(query, totals) => r.count(query, *totals).map(|total| match total {
            Total::Exact { count } => number(count),
            Total::AtLeast { count } => vec![vec![Raw::Text(format!("{count}+").into())]],
        }),
        Action::Aggregate(aggregate) => groups(r, aggregate),
        Action::Get(entity, columns, visibility, bin) => {
            get_all(entity, columns, visibility, *bin, r)
        }
        Action::Dump => dump(r),
        _ => return None,
    })
}

/// The query with its position made of what is in the store now.
fn page(query: &BoundQuery, after: Option<&After>, r: &dyn Reader) -> Result<BoundQuery> {
    let rows = list(r, &BoundQuery { bin: Bin::Any, ..BoundQuery::all(query.entity) })?;
    let values = |row: &Cells| {
        query.order.iter().map(|(c, _)| value(query.entity, row, *c)).collect::<Vec<_>>()
    };
    let position = match after {
        Some(After::Unknown(values)) => {
            Some(Position { values: values.clone(), id: Uuid::from_u128(404) })
        }
        Some(After::Row(n) | After::Edited(n, _)) if !rows.is_empty() => {
            let row = &rows[n % rows.len()];
            let Raw::Id(id) = row[system::ID] else { return Ok(query.clone()) };
            let values = match after {
                Some(After::Edited(_, values)) => values.clone(),
                _ => values(row),
            };
            Some(Position { values, id })
        }
        _ => None,
    };
    Ok(BoundQuery { after: position, ..query.clone() })
}

fn get_all(
    entity: &'static EntityMeta,
    columns: &[usize],
    visibility: &Visibility,
    bin: Bin,
    r: &dyn Reader,
) -> Result<Vec<Cells>> {
    let mut rows = Vec::new();
    for k in 0..super::generate::rows_of(entity.name) + 2 {
        let found =
            r.get(entity, id(entity.name, k as u64), columns, visibility, bin, &mut |row| {
                rows.push(crate::rows::cells(row, columns.len())?);
                Ok(())
            })?;
        rows.push(vec![Raw::Int(i64::from(found))]);
    }
    Ok(rows)
}

/// All rows of all entities, and all facts. Numbers of logs are left out: they need only rise.
fn dump(r: &dyn Reader) -> Result<Vec<Cells>> {
    let mut rows = Vec::new();
    for entity in ENTITIES {
        let log = usize::from(entity.kind == EntityKind::Log);
        let columns = (log..entity.fields.len()).collect();
        let query = BoundQuery { bin: Bin::Any, columns, ..BoundQuery::all(entity) };
        rows.extend(list(r, &query)?);
        for words in super::generate::SEARCHED.iter().filter(|_| entity.searched()) {
            let search = SearchQuery::parse(words);
            rows.extend(list(r, &BoundQuery { search, columns: vec![0], ..query.clone() })?);
        }
        for owner in super::generate::owners() {
            rows.extend(number(r.owned(entity, owner)?));
        }
    }
    for key in super::generate::TEXTS {
        rows.push(vec![r.key(KEYS, key)?.map_or(Raw::Null, Raw::Id)]);
    }
    rows.extend(number(r.state(State::Epoch)?));
    rows.extend(number(r.state(State::SetUp)?));
    Ok(rows)
}
