//! Which records a file may bring: leads, customers, contacts, follow-ups and products.

use super::contact::{self, Contact};
use super::customer::{self, Customer};
use super::follow_up::{self, FollowUp, Parts, note_plan};
use super::lead::{self, Lead};
use super::pool::{self, PoolId};
use super::product::{self, Product, ProductCategory};
use crate::command;
use crate::data::ImportJobId;
use crate::data::convert::{cell, option, plain};
use crate::data::import::{
    self, ImportCounts, ImportPlan, ImportReport, ImportRow, OnDuplicate, OnProgress, Row,
};
use crate::error::{Error, Result, codes, require};
use crate::model::entity::system;
use crate::model::{Custom, Entity, FieldFlags, FieldMeta, Kind, Raw, TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Visibility};
use crate::session::operation::Operation;
use crate::session::read::not_found;
use crate::session::write::unique_key;
use crate::session::{Command, Context, RunOptions, Session, operation};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read;
use uuid::Uuid;

command! {
    /// Brings in a chunk of rows of a file; every row alone.
    pub struct ImportRows = "import.rows", 1, "导入数据", "Import rows" {
        /// The import.
        job: ImportJobId,
        /// The entity of the records.
        entity: String,
        /// The field that each column fills; nothing for a column that is not taken. Several
        /// columns of one field are joined by a blank.
        fields: Vec<String>,
        /// How many columns the file has.
        columns: i64,
        /// The rows.
        rows: Vec<ImportRow>,
        /// Text fields that, besides the unique ones, tell that a row stands for a known record.
        match_on: Vec<String>,
        /// What to do with such a row.
        on_duplicate: OnDuplicate,
        /// The pool into which customers come, nobody's; for its administrators.
        pool: Option<PoolId>,
    } -> ImportCounts; Anyone
}

impl Command for ImportRows {
    fn run(self, cx: &mut Context<'_>) -> Result<ImportCounts> {
        import::may_import(cx.rights(), &self.entity)?;
        let Self { job, entity, fields, columns, rows, match_on, on_duplicate, pool } = self;
        // Whoever corrects a follow-up says so by name: others' words are not written over.
        let corrects = on_duplicate == OnDuplicate::Overwrite && entity == FollowUp::META.name;
        require(!corrects, &codes::IMPORT_OVERWRITE)?;
        let meta = cx.entity(&entity)?;
        for name in &match_on {
            let known = meta.field(name).is_some_and(|(_, field)| field.kind == Kind::Text);
            require(known, &codes::UNKNOWN_FIELD).map_err(|e| e.of(meta).field(name))?;
        }
        let pool = pool.map(|id| pool::open_to_import(cx, id, &entity)).transpose()?;
        let place = pool.as_ref().map(|pool| pool::in_pool(Customer::META, pool.id));
        let named = RefCell::default();
        let each = Each { fields: &fields, match_on: &match_on, on_duplicate, place, named };
        import::chunk(cx, job, &entity, columns, rows, |cx, row| match entity.as_str() {
            "lead" => each.row(cx, row, |cx, mut lead: Lead| {
                lead.import_id = Some(job);
                lead::create(cx, lead).map(|_| ())
            }),
            "customer" => each.row(cx, row, |cx, mut customer: Customer| {
                customer.import_id = Some(job);
                match &pool {
                    Some(pool) => pool::bring_in(cx, pool, customer),
                    None => customer::create(cx, customer).map(|_| ()),
                }
            }),
            "contact" => each.row(cx, row, |cx, mut contact: Contact| {
                contact.import_id = Some(job);
                contact::create(cx, contact).map(|_| ())
            }),
            "product" => each.row(cx, row, |cx, mut product: Product| {
                product.import_id = Some(job);
                product::create(cx, product).map(|_| ())
            }),
            _ => each.row(cx, row, |cx, mut follow_up: FollowUp| {
                follow_up.import_id = Some(job);
                follow_up::add(cx, follow_up, Parts::default()).map(|_| ())
            }),
        })
    }
}

/// What a file may bring.
trait Imported: Entity + Blank {
    /// What one must be allowed to write over a known one.
    const EDIT: &'static Operation;
    /// Refuses to write over one that stays as it is.
    fn may_change(&self) -> Result<()> {
        Ok(())
    }
    /// What holds and follows after it was written over.
    fn changed(_: &mut Context<'_>, _old: &Self, _new: &Self) -> Result<()> {
        Ok(())
    }
}

impl Imported for Lead {
    const EDIT: &'static Operation = &operation::LEAD_EDIT;

    fn may_change(&self) -> Result<()> {
        self.not_converted()
    }
}

impl Imported for Customer {
    const EDIT: &'static Operation = &operation::CUSTOMER_EDIT;
}

impl Imported for Contact {
    const EDIT: &'static Operation = &operation::CONTACT_EDIT;
}

impl Imported for Product {
    const EDIT: &'static Operation = &operation::PRODUCT_EDIT;

    fn changed(cx: &mut Context<'_>, old: &Self, new: &Self) -> Result<()> {
        product::changed(cx, old, new)
    }
}

impl Imported for FollowUp {
    const EDIT: &'static Operation = &operation::FOLLOW_UP_EDIT;
}

struct Each<'a> {
    fields: &'a [String],
    match_on: &'a [String],
    on_duplicate: OnDuplicate,
    /// Where known records must lie to be written over; else where the caller may edit them.
    place: Option<Visibility>,
    /// What the people and options are that the cells seen so far name.
    named: RefCell<BTreeMap<(usize, String), Option<Raw<'static>>>>,
}

impl Each<'_> {
    /// Brings in one row.
    fn row<E: Imported>(
        &self,
        cx: &mut Context<'_>,
        row: &ImportRow,
        create: impl FnOnce(&mut Context<'_>, E) -> Result<()>,
    ) -> Result<Row> {
        let (mut record, mut custom) = (E::blank_record(), Custom::default());
        self.fill(cx, &mut record, &mut custom, row)?;
        if let Some(known) = self.known(cx, &record)? {
            let duplicate = || Error::new(&codes::DUPLICATE).of(E::META).at(known.1);
            if self.on_duplicate == OnDuplicate::Skip {
                return Ok(Row::Skipped(duplicate()));
            }
            let id = E::Id::from(known.0);
            let old: E = match &self.place {
                Some(place) => {
                    cx.need(E::EDIT)?;
                    cx.fetch(id, place, Bin::Live)?.ok_or_else(|| not_found(E::META))?
                }
                None => cx.reach(id, E::EDIT)?,
            };
            old.may_change()?;
            self.overwrite(cx, &old, row)?;
            return Ok(Row::Updated);
        }
        if let Some(slot) = record.custom_mut() {
            *slot = custom;
        }
        create(cx, record)?;
        Ok(Row::Created)
    }

    /// The text of every field of a row.
    fn texts(&self, row: &ImportRow) -> Result<Vec<(&str, String)>> {
        let (expected, found) = (self.fields.len(), row.cells.len());
        if expected != found {
            let error = Error::new(&codes::IMPORT_COLUMNS);
            return Err(error.with("expected", expected).with("found", found));
        }
        let mut texts: Vec<(&str, String)> = Vec::with_capacity(expected);
        for (field, cell) in self.fields.iter().zip(&row.cells).filter(|(f, _)| !f.is_empty()) {
            let cell = cell.trim();
            match texts.iter_mut().find(|(name, _)| name == field) {
                None => texts.push((field, cell.to_owned())),
                Some((_, text)) if text.is_empty() => *text = cell.to_owned(),
                Some(_) if cell.is_empty() => {}
                Some((_, text)) => *text = format!("{text} {cell}"),
            }
        }
        Ok(texts)
    }

    fn fill<E: Entity>(
        &self,
        cx: &mut Context<'_>,
        record: &mut E,
        custom: &mut Custom,
        row: &ImportRow,
    ) -> Result<()> {
        let entity = E::META;
        for (name, text) in self.texts(row)? {
            let declared = entity.field(name);
            let named = |e: Error| match declared {
                Some((_, field)) => e.of(entity).at(field),
                None => e.of(entity).field(name),
            };
            // Looked at before any row is looked for: finding one would tell what it holds.
            if !text.is_empty() && !cx.sight.readable(entity, name) {
                return Err(named(Error::new(&codes::FORBIDDEN_FIELD)));
            }
            if let Some(key) = name.strip_prefix("custom.") {
                if !text.is_empty() {
                    let value = self.custom_cell(cx, entity.name, key, &text).map_err(named)?;
                    custom.0.insert(key.to_owned(), value);
                }
                continue;
            }
            let (position, field) =
                declared.ok_or_else(|| named(Error::new(&codes::UNKNOWN_FIELD)))?;
            let fixed = FieldFlags::SYSTEM | FieldFlags::READONLY | FieldFlags::DERIVED;
            if field.flags.0 & fixed != 0 {
                return Err(named(Error::new(&codes::READ_ONLY_FIELD)));
            }
            let value = match field.kind {
                Kind::Id("customer") if !text.is_empty() => {
                    Some(Raw::Id(customer_named(cx, &text).map_err(named)?))
                }
                Kind::Id(_) => self.named(cx, position, field, text).map_err(named)?,
                _ => cell(cx, field, &text).map_err(named)?,
            };
            if let Some(value) = value {
                record.set(position, value)?;
            }
        }
        Ok(())
    }

    /// The person, option or category that a cell names. Each name is looked for once: looking through
    /// thousands of people was 40 % of an import.
    fn named(
        &self,
        cx: &mut Context<'_>,
        position: usize,
        field: &FieldMeta,
        text: String,
    ) -> Result<Option<Raw<'static>>> {
        let key = (position, text);
        if let Some(known) = self.named.borrow().get(&key) {
            return Ok(known.clone());
        }
        let value = match field.kind {
            Kind::Id(target) if target == ProductCategory::META.name && !key.1.is_empty() => {
                Some(Raw::Id(product::category_named(cx, &key.1)?.uuid()))
            }
            _ => cell(cx, field, &key.1)?,
        };
        self.named.borrow_mut().insert(key, value.clone());
        Ok(value)
    }

    /// A custom value from a cell: options by label, the rest as in declared fields.
    fn custom_cell(
        &self,
        cx: &mut Context<'_>,
        entity: &str,
        key: &str,
        text: &str,
    ) -> Result<Value> {
        let company = cx.company()?;
        let definition =
            company.field(entity, key).ok_or_else(|| Error::new(&codes::UNKNOWN_FIELD))?;
        match definition.kind.kind() {
            Kind::Id("option_item") => option(&company, &definition.option_list(), text),
            kind => plain(kind, text),
        }
    }

    /// The record that a row stands for, and by which field: unique fields among all records,
    /// others among those that the caller sees. A row that stands for several is refused.
    fn known<E: Entity>(
        &self,
        cx: &mut Context<'_>,
        record: &E,
    ) -> Result<Option<(Uuid, &'static FieldMeta)>> {
        let mut known = None;
        for (position, field) in E::META.fields.iter().enumerate() {
            let matched = self.match_on.iter().any(|name| name == field.name);
            if field.unique.is_none() && !matched {
                continue;
            }
            let Raw::Text(text) = record.raw(position) else { continue };
            // As it would be stored; what does not fit stands for no record.
            let text = match cx.text(field, &text) {
                Ok(None) => text.into_owned(),
                Ok(Some(Raw::Text(canonical))) => canonical.into_owned(),
                Err(error) if error.is_of_machine() => return Err(error),
                _ => continue,
            };
            for id in holders::<E>(cx, position, field, text)? {
                let (first, _) = *known.get_or_insert((id, field));
                require(first == id, &codes::IMPORT_SEVERAL)
                    .map_err(|e| e.of(E::META).at(field))?;
            }
        }
        Ok(known)
    }

    /// Writes the filled cells over a record.
    fn overwrite<E: Imported>(&self, cx: &mut Context<'_>, old: &E, row: &ImportRow) -> Result<()> {
        let mut new = old.clone();
        let mut custom = Custom::default();
        self.fill(cx, &mut new, &mut custom, row)?;
        // What only making a record sets stays: a new owner comes by transfer.
        for (position, field) in E::META.fields.iter().enumerate() {
            if field.is(FieldFlags::CREATE_ONLY) && old.raw(position) != new.raw(position) {
                let fixed = Error::new(&codes::READ_ONLY_FIELD);
                return Err(fixed.entity(E::META.name).field(field.name));
            }
        }
        let now = cx.now();
        let new = cx.edit_as(old, new, &custom, |new| note_plan(new, Some(old), now))?;
        E::changed(cx, old, &new)
    }
}

/// Up to two records with this text in a field.
fn holders<E: Entity>(
    cx: &Context<'_>,
    position: usize,
    field: &FieldMeta,
    text: String,
) -> Result<Vec<Uuid>> {
    if let Some(kind) = field.unique {
        return Ok(cx.writer.key(kind, &unique_key(&text))?.into_iter().collect());
    }
    let mut query = BoundQuery::all(E::META).limit(2);
    query.filter = Bound::Cmp(Column::field(E::META, position), Cmp::Eq, Value::Text(text));
    query.visibility = cx.sight.visibility(E::META)?;
    query.columns = vec![system::ID];
    let mut found = Vec::new();
    cx.writer.query(&query, &mut |row| {
        if let Raw::Id(id) = row.get(0)? {
            found.push(id);
        }
        Ok(())
    })?;
    Ok(found)
}

/// A record with nothing but its defaults.
pub(crate) trait Blank {
    fn blank_record() -> Self;
}

macro_rules! blank {
    ($($entity:ty),*) => { $( impl Blank for $entity {
        fn blank_record() -> Self {
            Self::blank()
        }
    } )* };
}
blank!(Lead, Customer, Contact, FollowUp, Product);

/// A customer by its unique name or its id.
fn customer_named(cx: &Context<'_>, text: &str) -> Result<Uuid> {
    let unknown = || Error::new(&codes::UNKNOWN_REFERENCE).with("target", "customer");
    let named = cx.writer.key("customer.name", &unique_key(text))?;
    let id = named.or_else(|| text.parse().ok()).ok_or_else(unknown)?;
    cx.see::<Customer>(id.into()).map_err(|_| unknown())?;
    Ok(id)
}

impl Session {
    /// Imports a CSV file. Interrupted, it is called again with the same command id and file,
    /// and goes on where it stopped.
    ///
    /// # Errors
    /// `import.*`, `query.unknown_field` and `value.read_only` for a file that cannot be read or
    /// mapped; `query.unknown_entity`, `right.missing`. Wrong rows are no error: they are counted,
    /// and [`Session::import_issues`] tells of them.
    pub fn import(
        &self,
        file: &mut dyn Read,
        plan: &ImportPlan,
        options: RunOptions,
        on_progress: OnProgress<'_>,
    ) -> Result<ImportReport> {
        self.stream(file, plan, options, on_progress, |job, fields, rows| {
            chunk(plan, None, job, fields, rows)
        })
    }

    /// Imports customers from a CSV file into a pool; for its administrators. Known customers are
    /// written over only if they lie in it.
    ///
    /// # Errors
    /// As [`Session::import`]; `import.entity` for a plan of anything but customers; `pool.admin`,
    /// `pool.disabled`.
    pub fn import_into_pool(
        &self,
        pool: PoolId,
        file: &mut dyn Read,
        plan: &ImportPlan,
        options: RunOptions,
        on_progress: OnProgress<'_>,
    ) -> Result<ImportReport> {
        self.stream(file, plan, options, on_progress, |job, fields, rows| {
            chunk(plan, Some(pool), job, fields, rows)
        })
    }
}

/// The command for some rows of a file.
fn chunk(
    plan: &ImportPlan,
    pool: Option<PoolId>,
    job: ImportJobId,
    fields: Vec<String>,
    rows: Vec<ImportRow>,
) -> ImportRows {
    ImportRows {
        job,
        entity: plan.entity.clone(),
        columns: i64::try_from(fields.len()).unwrap_or(i64::MAX),
        fields,
        rows,
        match_on: plan.match_on.clone(),
        on_duplicate: plan.on_duplicate,
        pool,
    }
}
