//! Custom fields: defined by key, numbered once, indexed on demand.

use super::option;
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::EntityKind;
use crate::org::{
    CustomKind, FieldDefinition, FieldDefinitionId, FieldDefinitionPatch, NewFieldDefinition,
    OptionItem,
};
use crate::session::write::unique_key;
use crate::session::{Command, Context};
use std::collections::BTreeSet;

/// Custom fields are numbered from here; declared ones below.
const FIRST_NUMBER: i64 = 10_000;

command! {
    /// Defines a custom field of an entity.
    pub struct DefineField = "field.define", 1, "新建自定义字段", "Define a custom field" {
        /// What it is.
        field: NewFieldDefinition,
        /// The options of a choice field, in order.
        options: Option<Vec<String>>,
    } -> FieldDefinitionId; FIELD_MANAGE
}

impl Command for DefineField {
    fn run(self, cx: &mut Context<'_>) -> Result<FieldDefinitionId> {
        let mut field = self.field.into_record();
        let entity = cx.entity(&field.entity)?;
        require(entity.kind == EntityKind::Record && !entity.epoch, &codes::UNKNOWN_ENTITY)
            .map_err(|e| e.with("name", entity.name))?;
        check_key(&field.key)?;
        let company = cx.company()?;
        if company.field(entity.name, &field.key).is_some() {
            return Err(Error::new(&codes::DUPLICATE).entity("field_definition").field("key"));
        }
        // Deleted definitions keep their numbers: the highest ever is looked for in the log of
        // all definitions, the recycle bin included.
        field.number = highest_number(cx)? + 1;
        let options = self.options.unwrap_or_default();
        let wanted = field.kind == CustomKind::Choice;
        require(wanted != options.is_empty(), &codes::CUSTOM_OPTIONS)?;
        let labels: BTreeSet<String> = options.iter().map(|label| unique_key(label)).collect();
        if labels.len() < options.len() {
            return Err(option::duplicate("label"));
        }
        let field = cx.create(field)?;
        for (position, label) in (0..).zip(options) {
            cx.insert(OptionItem {
                list: field.option_list(),
                label,
                position,
                ..OptionItem::blank()
            })?;
        }
        index(cx, &field)?;
        Ok(field.id)
    }
}

command! {
    /// Changes a custom field's labels, whether it is required, indexed or archived. Kind and
    /// key stay.
    pub struct UpdateField = "field.update", 1, "编辑自定义字段", "Change a custom field" {
        /// Which.
        field: FieldDefinitionId,
        /// What changes.
        patch: FieldDefinitionPatch,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> FieldDefinitionId; FIELD_MANAGE
}

impl Command for UpdateField {
    fn run(self, cx: &mut Context<'_>) -> Result<FieldDefinitionId> {
        let old: FieldDefinition = cx.load(self.field)?;
        let new = cx.edit(&old, &self.patch, self.expect_rev, |_| Ok(()))?;
        if new.indexed != old.indexed {
            index(cx, &new)?;
        }
        Ok(self.field)
    }
}

fn index(cx: &Context<'_>, field: &FieldDefinition) -> Result<()> {
    let no = u32::try_from(field.number).map_err(crate::error::internal)?;
    cx.writer.index_custom(cx.entity(&field.entity)?, no, field.kind.kind(), field.indexed)
}

fn check_key(key: &str) -> Result<()> {
    let first = key.starts_with(|c: char| c.is_ascii_lowercase());
    let rest = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    require(first && rest, &codes::CUSTOM_KEY)
        .map_err(|e| e.entity("field_definition").field("key"))
}

fn highest_number(cx: &Context<'_>) -> Result<i64> {
    let mut query = crate::query::BoundQuery::all(FieldDefinition::META);
    query.bin = crate::query::Bin::Any;
    let all: Vec<FieldDefinition> = cx.query(&query)?;
    Ok(all.iter().map(|f| f.number).max().unwrap_or(FIRST_NUMBER - 1))
}
