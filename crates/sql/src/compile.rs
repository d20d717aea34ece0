//! Bound conditions and visibilities to SQL conditions.
//!
//! The meaning is `crmkit_core::query::eval`, which a model test holds it to. A comparison with
//! an absent value is NULL here and false there; the two differ only below `Not`, which is
//! therefore written `IS NOT TRUE`. Long lists of conditions become balanced trees, since SQLite
//! bounds the depth of an expression.

use crate::schema::{member_index, name};
use crate::sql::{Arg, Sql};
use crmkit_core::Result;
use crmkit_core::error::internal;
use crmkit_core::model::entity::system;
use crmkit_core::model::{EntityMeta, Kind, Value};
use crmkit_core::query::{
    Admission, Bin, Bound, Cmp, Column, ColumnRef, Direction, Keys, Link, Member, OwnerSet, Owners,
    Related, TextOp, Visibility,
};
use std::borrow::Cow;

/// Where sets of ids are kept between calls: tables `temp.scope_<n>` with one column `u`.
///
/// Filled once and used by many lists: 15 µs for one id, 1.1 ms for 2,000, where an argument
/// that holds the ids costs a list by update 8× (its tree is built on every call).
pub trait Sets {
    /// The number of the table that holds a set; `None` when there is no room, and the set then
    /// becomes an argument.
    ///
    /// # Errors
    /// Storage errors.
    fn table(&mut self, set: &OwnerSet) -> Result<Option<u32>>;
}

/// A statement being compiled. Tables have the aliases `t0`, `t1`, … from the outside in.
pub(crate) struct Compiler<'a, 's> {
    pub(crate) sql: Sql<'a>,
    sets: &'s mut dyn Sets,
    aliases: u32,
}

impl<'a, 's> Compiler<'a, 's> {
    pub(crate) fn new(sets: &'s mut dyn Sets) -> Self {
        let sql = Sql { text: String::with_capacity(1024), args: Vec::new() };
        Self { sql, sets, aliases: 0 }
    }

    fn alias(&mut self) -> u32 {
        self.aliases += 1;
        self.aliases
    }

    /// A column by name.
    pub(crate) fn at(&mut self, alias: u32, name: &str) -> &mut Sql<'a> {
        self.sql.push("t").number(alias).push(".").push(name)
    }

    /// A column; a custom one as the very expression of its index.
    pub(crate) fn column(&mut self, entity: &EntityMeta, alias: u32, column: Column) -> Result<()> {
        match column.at {
            ColumnRef::Field(position) => {
                let field = entity
                    .fields
                    .get(position)
                    .ok_or_else(|| internal("a column that does not exist"))?;
                self.at(alias, field.name);
            }
            ColumnRef::Custom(no) => match entity.flagged_kind(Kind::Custom) {
                Some(position) => {
                    self.at(alias, name(entity, position)).push("->>'$.\"").number(no).push("\"'");
                }
                None => {
                    self.sql.push("NULL");
                }
            },
        }
        Ok(())
    }

    /// A column as its kind is stored elsewhere: ids in custom fields are text.
    pub(crate) fn typed(&mut self, entity: &EntityMeta, alias: u32, column: Column) -> Result<()> {
        let text = matches!((column.at, column.kind), (ColumnRef::Custom(_), Kind::Id(_)));
        self.sql.push(if text { "unhex(replace(" } else { "" });
        self.column(entity, alias, column)?;
        self.sql.push(if text { ",'-',''))" } else { "" });
        Ok(())
    }

    /// A value to compare a column with; ids in custom fields are text.
    pub(crate) fn value(&mut self, column: Column, value: &'a Value) {
        match (column.at, value) {
            (ColumnRef::Custom(_), Value::Id(id)) => {
                self.sql.bind(Arg::Text(Cow::Owned(id.to_string())))
            }
            _ => self.sql.bind(value.raw()),
        };
    }

    /// Live rows, deleted ones, or both.
    pub(crate) fn bin(&mut self, entity: &EntityMeta, alias: u32, bin: Bin) {
        match (bin, entity.recycled()) {
            (Bin::Any, _) | (Bin::Live, false) => self.sql.push("TRUE"),
            (Bin::Deleted, false) => self.sql.bind(Arg::Int(0)),
            (Bin::Live, true) => self.at(alias, name(entity, system::DELETED)).push(" IS NULL"),
            (Bin::Deleted, true) => {
                self.at(alias, name(entity, system::DELETED)).push(" IS NOT NULL")
            }
        };
    }

    /// A condition, in parentheses where it needs them.
    pub(crate) fn bound(
        &mut self,
        bound: &'a Bound,
        entity: &'static EntityMeta,
        alias: u32,
    ) -> Result<()> {
        match bound {
            Bound::All => drop(self.sql.push("TRUE")),
            Bound::Nothing => self.never(),
            Bound::Cmp(column, op, value) => {
                self.column(entity, alias, *column)?;
                self.sql.push(operator(*op));
                self.value(*column, value);
            }
            Bound::Columns(column, op, other) => {
                self.typed(entity, alias, *column)?;
                self.sql.push(operator(*op));
                self.typed(entity, alias, *other)?;
            }
            Bound::In(column, values) => {
                self.typed(entity, alias, *column)?;
                self.sql.push(" IN rarray(").bind(Arg::List(values)).push(")");
            }
            Bound::InSet(column, set) => {
                self.typed(entity, alias, *column)?;
                self.in_set(set)?;
            }
            Bound::Text(column, op, text) => {
                self.sql.push(text_function(*op)).push("(");
                self.column(entity, alias, *column)?;
                self.sql.push(",").bind(Arg::Text(Cow::Borrowed(text))).push(")");
            }
            Bound::Range(column, from, to) => {
                self.range(entity, alias, *column, from.as_ref(), to.as_ref())?
            }
            Bound::IsNull(column) => {
                self.column(entity, alias, *column)?;
                self.sql.push(" IS NULL");
            }
            Bound::And(of) if of.is_empty() => drop(self.sql.push("TRUE")),
            Bound::Or(of) if of.is_empty() => self.never(),
            Bound::And(of) => self.all(of, " AND ", entity, alias)?,
            Bound::Or(of) => self.all(of, " OR ", entity, alias)?,
            Bound::Not(of) => {
                self.sql.push("((");
                self.bound(of, entity, alias)?;
                self.sql.push(") IS NOT TRUE)");
            }
            Bound::Has(related) => self.related(related, entity, alias)?,
        }
        Ok(())
    }

    /// False, as an argument: a constant would let SQLite drop the conditions beside it, and then
    /// it finds that a pinned partial index does not fit.
    fn never(&mut self) {
        self.sql.bind(Arg::Int(0));
    }

    fn all(
        &mut self,
        of: &'a [Bound],
        word: &str,
        entity: &'static EntityMeta,
        alias: u32,
    ) -> Result<()> {
        if let [one] = of {
            return self.bound(one, entity, alias);
        }
        let (left, right) = of.split_at(of.len() / 2);
        self.sql.push("(");
        self.all(left, word, entity, alias)?;
        self.sql.push(word);
        self.all(right, word, entity, alias)?;
        self.sql.push(")");
        Ok(())
    }

    fn range(
        &mut self,
        entity: &EntityMeta,
        alias: u32,
        column: Column,
        from: Option<&'a Value>,
        to: Option<&'a Value>,
    ) -> Result<()> {
        let sides = [(">=", from), ("<", to)].into_iter().filter_map(|(op, v)| v.map(|v| (op, v)));
        self.sql.push("(");
        let mut empty = true;
        for (op, value) in sides {
            self.sql.push(if empty { "" } else { " AND " });
            self.column(entity, alias, column)?;
            self.sql.push(op);
            self.value(column, value);
            empty = false;
        }
        if empty {
            self.column(entity, alias, column)?;
            self.sql.push(" IS NOT NULL");
        }
        self.sql.push(")");
        Ok(())
    }

    /// ` IN (the set)`. One owner is the commonest set, and an index then has his rows in order.
    pub(crate) fn in_set(&mut self, set: &'a OwnerSet) -> Result<()> {
        if let [owner] = set.ids() {
            self.sql.push("=").bind(Arg::Id(*owner));
            return Ok(());
        }
        match self.sets.table(set)? {
            Some(n) => self.sql.push(" IN (SELECT u FROM temp.scope_").number(n).push(")"),
            None => self.sql.push(" IN rarray(").bind(Arg::Ids(set.ids())).push(")"),
        };
        Ok(())
    }

    fn related(
        &mut self,
        related: &'a Related,
        entity: &'static EntityMeta,
        alias: u32,
    ) -> Result<()> {
        let (inner, other) = (self.alias(), related.entity);
        self.sql
            .push("EXISTS(SELECT 1 FROM ")
            .push(other.name)
            .push(" t")
            .number(inner)
            .push(" WHERE ");
        match related.link {
            Link::Forward(position) => {
                self.at(inner, "id").push("=");
                self.column(entity, alias, Column::field(entity, position))?;
            }
            Link::Reverse(position) => {
                self.column(other, inner, Column::field(other, position))?;
                self.sql.push("=");
                self.at(alias, "id");
            }
        }
        self.sql.push(" AND ");
        self.bin(other, inner, Bin::Live);
        self.sql.push(" AND ");
        self.visible(&related.visibility, other, inner)?;
        self.sql.push(" AND ");
        self.bound(&related.filter, other, inner)?;
        self.sql.push(")");
        Ok(())
    }

    /// Whether a row is visible.
    pub(crate) fn visible(
        &mut self,
        visibility: &'a Visibility,
        entity: &'static EntityMeta,
        alias: u32,
    ) -> Result<()> {
        match visibility {
            Visibility::Everything => drop(self.sql.push("TRUE")),
            Visibility::Nothing => self.never(),
            Visibility::Keys(keys) => self.opened(keys, entity, alias)?,
            Visibility::Roots(roots) => {
                self.sql.push("(");
                self.never();
                for (position, root, inner) in roots {
                    let t = self.alias();
                    self.sql
                        .push(" OR EXISTS(SELECT 1 FROM ")
                        .push(root.name)
                        .push(" t")
                        .number(t)
                        .push(" WHERE ");
                    self.at(t, "id").push("=");
                    self.column(entity, alias, Column::field(entity, *position))?;
                    self.sql.push(" AND ");
                    self.bin(root, t, Bin::Live);
                    self.sql.push(" AND ");
                    self.visible(inner, root, t)?;
                    self.sql.push(")");
                }
                self.sql.push(")");
            }
            Visibility::Where(bound) => self.bound(bound, entity, alias)?,
        }
        Ok(())
    }

    fn opened(&mut self, keys: &'a Keys, entity: &'static EntityMeta, alias: u32) -> Result<()> {
        self.sql.push("(");
        self.owned(keys, entity, alias)?;
        if let Some(member) = &keys.member {
            self.sql.push(" OR ");
            self.column(entity, alias, Column::field(entity, keys.owner))?;
            self.sql.push(" IS NOT NULL AND ");
            // Whether he is in any team is asked once, not of each row.
            self.exists_team(member, None);
            self.sql.push(" AND ");
            self.exists_team(member, Some(alias));
        }
        self.sql.push(")");
        Ok(())
    }

    /// Whether somebody is in the team of a row, or in any.
    fn exists_team(&mut self, member: &'a Member, of: Option<u32>) {
        let t = self.alias();
        self.sql.push("EXISTS(SELECT 1 FROM ").push(member.team.name).push(" t").number(t);
        match of {
            None => {
                self.sql.push(" INDEXED BY ").push(&member_index(member.team)).push(" WHERE ");
            }
            Some(alias) => {
                self.sql.push(" WHERE ");
                self.at(t, "record_id").push("=");
                self.at(alias, "id").push(" AND ");
            }
        }
        self.admits(member, t);
        self.sql.push(")");
    }

    /// Whether the owner is one of those. The `+` keeps SQLite from choosing the owner's index:
    /// that choice is made by counters (see `list`); its own took up to 4.7 s.
    pub(crate) fn owned(
        &mut self,
        keys: &'a Keys,
        entity: &'static EntityMeta,
        alias: u32,
    ) -> Result<()> {
        let owner = Column::field(entity, keys.owner);
        match &keys.owners {
            Owners::Anyone => {
                self.column(entity, alias, owner)?;
                self.sql.push(" IS NOT NULL");
            }
            Owners::Set(set) => {
                self.sql.push("+");
                self.column(entity, alias, owner)?;
                self.in_set(set)?;
            }
        }
        Ok(())
    }

    /// Whether a row of the team admits somebody now.
    pub(crate) fn admits(&mut self, member: &'a Member, alias: u32) {
        self.at(alias, "employee_id").push("=").bind(Arg::Id(member.employee)).push(" AND (");
        if member.admits == Admission::Deciding {
            self.at(alias, "deciding").push(")");
            return;
        }
        self.at(alias, "expires_at").push(" IS NULL OR ");
        self.at(alias, "expires_at").push(">").bind(Arg::Int(member.now.timestamp_micros()));
        if member.admits == Admission::Any && member.team.field("deciding").is_some() {
            self.sql.push(" OR ");
            self.at(alias, "deciding");
        }
        self.sql.push(")");
        if member.admits == Admission::Write {
            self.sql.push(" AND ");
            self.at(alias, "access").push("='write'");
        }
    }

    /// Whether a row comes after a position: later in the first order column that differs, or with
    /// a later number. The comparison of the numbers and two brackets are left to be added. The
    /// first column is also bounded alone, for its index.
    pub(crate) fn before_tie(
        &mut self,
        entity: &EntityMeta,
        order: &[(Column, Direction)],
        values: &'a [Value],
    ) -> Result<()> {
        if let (Some((column, direction)), Some(value)) = (order.first(), values.first()) {
            self.not_before(entity, *column, *direction, value)?;
        }
        self.sql.push("(");
        for (n, ((column, direction), value)) in order.iter().zip(values).enumerate() {
            self.sql.push("(");
            self.equal(entity, order, values, n)?;
            self.later(entity, *column, *direction, value)?;
            self.sql.push(") OR ");
        }
        self.sql.push("(");
        self.equal(entity, order, values, order.len())
    }

    fn equal(
        &mut self,
        entity: &EntityMeta,
        order: &[(Column, Direction)],
        values: &'a [Value],
        first: usize,
    ) -> Result<()> {
        for ((column, _), value) in order.iter().zip(values).take(first) {
            self.column(entity, 0, *column)?;
            self.sql.push(" IS ");
            self.value(*column, value);
            self.sql.push(" AND ");
        }
        Ok(())
    }

    /// Empty values come first ascending and last descending.
    fn later(
        &mut self,
        entity: &EntityMeta,
        column: Column,
        direction: Direction,
        value: &'a Value,
    ) -> Result<()> {
        match (direction, value.is_null()) {
            (Direction::Asc, true) => {
                self.column(entity, 0, column)?;
                self.sql.push(" IS NOT NULL");
            }
            (Direction::Desc, true) => self.never(),
            (Direction::Asc, false) => {
                self.column(entity, 0, column)?;
                self.sql.push(">");
                self.value(column, value);
            }
            (Direction::Desc, false) => {
                self.sql.push("(");
                self.column(entity, 0, column)?;
                self.sql.push("<");
                self.value(column, value);
                if column.nullable {
                    self.sql.push(" OR ");
                    self.column(entity, 0, column)?;
                    self.sql.push(" IS NULL");
                }
                self.sql.push(")");
            }
        }
        Ok(())
    }

    fn not_before(
        &mut self,
        entity: &EntityMeta,
        column: Column,
        direction: Direction,
        value: &'a Value,
    ) -> Result<()> {
        let op = match (direction, value.is_null(), column.nullable) {
            (Direction::Asc, false, _) => ">=",
            (Direction::Desc, false, false) => "<=",
            _ => return Ok(()),
        };
        self.column(entity, 0, column)?;
        self.sql.push(op);
        self.value(column, value);
        self.sql.push(" AND ");
        Ok(())
    }
}

fn operator(op: Cmp) -> &'static str {
    match op {
        Cmp::Eq => "=",
        Cmp::Lt => "<",
        Cmp::Le => "<=",
        Cmp::Gt => ">",
        Cmp::Ge => ">=",
    }
}

/// `LIKE` knows wildcards, and SQLite's `lower` ends at a NUL; so these are functions of ours,
/// which call the interpreter's own.
fn text_function(op: TextOp) -> &'static str {
    match op {
        TextOp::Contains => "text_contains",
        TextOp::StartsWith => "text_starts",
        TextOp::EndsWith => "text_ends",
    }
}
