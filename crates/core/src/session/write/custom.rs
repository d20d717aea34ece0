//! Custom fields on the way in: keys become numbers, values become their field's kind.

use super::record::{AnyRecord, custom_diff};
use crate::error::{Error, Result, codes};
use crate::model::custom::{Custom, stored_map};
use crate::model::entity::system;
use crate::model::{Entity, EntityMeta, FieldType, Kind, Raw, Value};
use crate::org::{CustomKind, FieldDefinition, OptionItemId};
use crate::session::door::Context;

impl FieldDefinition {
    /// The option list of a choice field.
    pub fn option_list(&self) -> String {
        format!("custom.{}.{}", self.entity, self.key)
    }
}

impl Context<'_> {
    /// Turns the custom fields of a new record from keys to numbers.
    pub(super) fn take_custom<E: Entity>(&mut self, record: &mut E) -> Result<()> {
        let given = record.custom_mut().map(std::mem::take).unwrap_or_default();
        if given.is_empty() {
            return Ok(());
        }
        let base = record.clone();
        self.patch_custom(record, &base, &given)
    }

    /// Writes custom values, given by key, over those of the record before.
    pub(super) fn patch_custom<E: Entity>(
        &mut self,
        record: &mut E,
        old: &E,
        given: &Custom,
    ) -> Result<()> {
        let entity = E::META;
        let company = self.company()?;
        let mut stored = old.clone().custom_mut().map(std::mem::take).unwrap_or_default();
        for (key, value) in &given.0 {
            let name = format!("custom.{key}");
            let definition = company.field(entity.name, key).filter(|d| !d.archived);
            let definition = definition.ok_or_else(|| {
                Error::new(&codes::UNKNOWN_FIELD).entity(entity.name).field(&name)
            })?;
            let value = definition
                .kind
                .kind()
                .coerce(value.clone())
                .map_err(|e| e.entity(entity.name).field(&name))?;
            let value = match value {
                Value::Text(text) if definition.kind == CustomKind::Text => {
                    plain_text(&text).map_err(|e| e.entity(entity.name).field(&name))?
                }
                value => value,
            };
            let number = definition.number.to_string();
            match value {
                Value::Null => stored.0.remove(&number),
                value => stored.0.insert(number, value),
            };
        }
        if let Some(custom) = record.custom_mut() {
            // In stored form, as a record read from a row has them, so that the two compare.
            *custom = Custom::from_raw(stored.raw())?;
        }
        Ok(())
    }

    /// Checks required fields, lengths and options of the custom values of a record.
    pub(super) fn validate_custom(
        &mut self,
        record: &mut dyn AnyRecord,
        old: Option<&dyn AnyRecord>,
    ) -> Result<()> {
        let entity = record.meta();
        let company = self.company()?;
        let values = stored_map(&record.raw(system::CUSTOM));
        let before = old.map(|o| stored_map(&o.raw(system::CUSTOM))).unwrap_or_default();
        for definition in company.fields.iter().filter(|d| d.entity == entity.name && !d.archived) {
            let named =
                |e: Error| e.entity(entity.name).field(format!("custom.{}", definition.key));
            let number = definition.number.to_string();
            match values.get(&number) {
                None if definition.required && (old.is_none() || before.contains_key(&number)) => {
                    return Err(named(Error::new(&codes::REQUIRED)));
                }
                Some(Value::Text(text))
                    if definition.kind == CustomKind::Text && text.chars().count() > MAX_TEXT =>
                {
                    return Err(named(Error::new(&codes::TEXT_TOO_LONG).with("max", MAX_TEXT)));
                }
                Some(Value::Text(id))
                    if definition.kind == CustomKind::Choice
                        && before.get(&number) != values.get(&number) =>
                {
                    let item =
                        id.parse().ok().and_then(|id| company.options.get(&OptionItemId(id)));
                    if !item.is_some_and(|o| o.list == definition.option_list() && !o.archived) {
                        return Err(named(Error::new(&codes::UNKNOWN_CHOICE).with("value", id)));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The keys of the custom fields that differ.
    pub(super) fn custom_changes(
        &self,
        entity: &EntityMeta,
        new: &dyn AnyRecord,
        old: Option<&dyn AnyRecord>,
    ) -> Vec<String> {
        if entity.flagged_kind(Kind::Custom).is_none() {
            return Vec::new();
        }
        let before = old.map_or(Raw::Null, |o| o.raw(system::CUSTOM));
        let key = |number: &str| {
            let no = number.parse().ok()?;
            self.sight.company.field_no(entity.name, no).map(|d| d.key.clone())
        };
        custom_diff(&before, &new.raw(system::CUSTOM))
            .iter()
            .filter_map(|(number, _, _)| key(number))
            .collect()
    }
}

/// A custom text in canonical form: trimmed, nothing when empty.
fn plain_text(text: &str) -> Result<Value> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Error::new(&codes::CONTROL_CHARACTER));
    }
    Ok(if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) })
}

/// Characters of a custom text.
const MAX_TEXT: usize = 4000;
