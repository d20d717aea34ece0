//! Where conversion copies the fields of a lead (B1.1).
//!
//! Fields are known by their stable names (`mobile`, `custom.budget`), never by what people call
//! them: a renamed field goes on being copied. Without a row a declared field goes to the
//! customer's field of the same name, if there is one, and a custom field nowhere.

use super::Lead;
use crate::error::{Error, Result, codes, require};
use crate::model::custom::{Custom, stored_map};
use crate::model::entity::system;
use crate::model::{Entity, EntityMeta, FieldFlags, FieldType, Kind, Raw, TypedId, Value};
use crate::org::{FieldDefinition, OptionItem, OptionItemId};
use crate::query::Bound;
use crate::sales::customer::Customer;
use crate::session::company::rows;
use crate::session::{Command, Company, Context, Session};
use crate::{command, entity};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use uuid::Uuid;

entity! {
    /// Where conversion copies a field of leads, when it does not go where it goes by default.
    pub link LeadMapping = 40, "lead_mapping", "线索转化映射", "Lead mapping";
    read anyone;
    {
        /// The lead's field: its name, or `custom.key`.
        20 lead_field: String = "线索字段", "Lead field", MAX(80);
        /// The customer's field; nothing when it is not copied.
        21 customer_field: Option<String> = "客户字段", "Customer field", MAX(80);
    }
}

/// A field of leads and the field of customers to which conversion copies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct MappedField {
    /// The lead's field: its name, or `custom.key`.
    pub lead_field: String,
    /// The customer's field; nothing when it is not copied.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub customer_field: Option<String>,
}

command! {
    /// Says to which fields of the customer conversion copies fields of a lead. Those that are
    /// not named stay as they are.
    pub struct SetLeadMapping = "lead_mapping.set", 1, "设置线索转化映射", "Set the lead mapping" {
        /// Which field goes where.
        fields: Vec<MappedField>,
    } -> u32; FIELD_MANAGE UNDOABLE
}

impl Command for SetLeadMapping {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        let company = cx.company()?;
        let old: Vec<LeadMapping> = cx.find(Bound::All)?;
        for MappedField { lead_field, customer_field } in &self.fields {
            check(&company, lead_field, customer_field.as_deref())?;
            match old.iter().find(|m| m.lead_field == *lead_field) {
                Some(row) => cx.update(row, |m| m.customer_field = customer_field.clone())?,
                None => cx.insert(LeadMapping {
                    lead_field: lead_field.clone(),
                    customer_field: customer_field.clone(),
                    ..LeadMapping::blank()
                })?,
            };
        }
        sound(cx)?;
        Ok(u32::try_from(self.fields.len()).unwrap_or(u32::MAX))
    }
}

/// No two fields of leads lead to one of customers.
pub(crate) fn sound(cx: &mut Context<'_>) -> Result<()> {
    let company = cx.company()?;
    let mut taken = BTreeSet::new();
    for field in fields(&company, &cx.find(Bound::All)?) {
        if let Some(target) = field.customer_field.filter(|f| !taken.insert(f.clone())) {
            return Err(Error::new(&codes::MAPPING_TWICE).of(Customer::META).field(target));
        }
    }
    Ok(())
}

/// Refuses a pair that could not be copied. The name goes to the name: a customer has one.
fn check(company: &Company, lead_field: &str, customer_field: Option<&str>) -> Result<()> {
    let unknown = |entity: &EntityMeta, name: &str| {
        Error::new(&codes::UNKNOWN_FIELD).entity(entity.name).field(name)
    };
    let from = Place::of(company, Lead::META, lead_field)
        .ok_or_else(|| unknown(Lead::META, lead_field))?;
    let to = customer_field
        .map(|name| {
            Place::of(company, Customer::META, name).ok_or_else(|| unknown(Customer::META, name))
        })
        .transpose()?;
    let fixed = (lead_field == NAME) == (customer_field == Some(NAME));
    require(fixed, &codes::MAPPING_NAME).map_err(|e| e.of(Lead::META).field(lead_field))?;
    match to {
        Some(to) if !from.fits(&to) || !from.answered(&to, company) => {
            let target = customer_field.unwrap_or_default();
            Err(Error::new(&codes::MAPPING_KIND)
                .of(Lead::META)
                .field(lead_field)
                .with("customer_field", target))
        }
        _ => Ok(()),
    }
}

/// The field that always goes to the field of the same name.
const NAME: &str = "name";

/// A field that conversion may read or write.
struct Place {
    name: String,
    at: At,
    kind: Kind,
    /// What its text must be besides text: a telephone number, an e-mail address.
    form: u32,
    /// The option list from which its values come.
    list: Option<String>,
}

enum At {
    Declared(usize),
    Custom(i64),
}

impl Place {
    /// The field of a name, if people write it themselves and it is still offered.
    fn of(company: &Company, entity: &EntityMeta, name: &str) -> Option<Self> {
        if let Some(key) = name.strip_prefix("custom.") {
            let field = company.field(entity.name, key).filter(|f| !f.archived)?;
            return Some(Self::custom(field));
        }
        let (position, field) = entity.field(name)?;
        let written = FieldFlags::SYSTEM
            | FieldFlags::READONLY
            | FieldFlags::DERIVED
            | FieldFlags::CREATE_ONLY;
        (!field.flags.has(written)).then(|| Self {
            name: name.to_owned(),
            at: At::Declared(position),
            kind: field.kind,
            form: field.flags.0 & (FieldFlags::PHONE | FieldFlags::EMAIL),
            list: field.options.map(str::to_owned),
        })
    }

    fn custom(field: &FieldDefinition) -> Self {
        let list = field.option_list();
        Self {
            name: format!("custom.{}", field.key),
            at: At::Custom(field.number),
            kind: field.kind.kind(),
            form: 0,
            list: (field.kind.kind() == Kind::Id(OptionItemId::ENTITY)).then_some(list),
        }
    }

    /// Whether what this field holds may be written into another. A telephone number is also a
    /// text, but not every text is a telephone number. Options of different lists meet by label.
    fn fits(&self, to: &Self) -> bool {
        let form = to.form == 0 || to.form == self.form;
        self.kind == to.kind && form && self.list.is_some() == to.list.is_some()
    }

    /// Whether each option that is offered here has its counterpart there.
    fn answered(&self, to: &Self, company: &Company) -> bool {
        let (Some(own), Some(other)) = (&self.list, &to.list) else { return true };
        let mut offered = company.options.values().filter(|o| o.list == *own && !o.archived);
        own == other || offered.all(|o| twin(company, o, other).is_some())
    }
}

/// The option of another list with the same label.
fn twin<'a>(company: &'a Company, option: &OptionItem, list: &str) -> Option<&'a OptionItem> {
    company.options.values().find(|o| o.list == list && !o.archived && o.label == option.label)
}

/// Every field of leads that conversion can copy, and where it goes. Archived custom fields are
/// passed over.
fn fields(company: &Company, set: &[LeadMapping]) -> Vec<MappedField> {
    let declared = Lead::META.fields.iter().map(|f| f.name.to_owned());
    let custom = company.fields.iter().filter(|f| f.entity == Lead::META.name);
    let names = declared.chain(custom.map(|f| format!("custom.{}", f.key)));
    let found = names.filter_map(|lead_field| {
        let from = Place::of(company, Lead::META, &lead_field)?;
        let said = set.iter().find(|m| m.lead_field == lead_field);
        let target = said.map_or_else(
            || (!lead_field.starts_with("custom.")).then(|| lead_field.clone()),
            |m| m.customer_field.clone(),
        );
        let to = target.and_then(|name| Place::of(company, Customer::META, &name));
        let customer_field = to.filter(|to| from.fits(to)).map(|to| to.name);
        Some(MappedField { lead_field, customer_field })
    });
    found.collect()
}

impl Session {
    /// Every field of leads that conversion can copy, and where it goes.
    ///
    /// # Errors
    /// Storage errors.
    pub fn lead_mapping(&self) -> Result<Vec<MappedField>> {
        self.sight(|reader, sight| Ok(fields(&sight.company, &rows(reader)?)))
    }
}

/// The mapping, ready to copy.
pub(super) struct Mapping {
    pairs: Vec<(Place, Place)>,
}

impl Mapping {
    pub(super) fn read(cx: &mut Context<'_>) -> Result<Self> {
        let company = cx.company()?;
        let set: Vec<LeadMapping> = cx.find(Bound::All)?;
        let pair = |field: MappedField| {
            let from = Place::of(&company, Lead::META, &field.lead_field)?;
            let to = Place::of(&company, Customer::META, &field.customer_field?)?;
            Some((from, to))
        };
        Ok(Self { pairs: fields(&company, &set).into_iter().filter_map(pair).collect() })
    }

    /// Whether a field of the lead goes anywhere.
    pub(super) fn copies(&self, lead_field: &str) -> bool {
        self.pairs.iter().any(|(from, _)| from.name == lead_field)
    }

    /// Copies what the lead has into the fields that are empty and that `may` be written. An
    /// option without a counterpart in the other list is left out, and the caller is told.
    pub(super) fn fill(
        &self,
        cx: &mut Context<'_>,
        lead: &Lead,
        customer: &mut Customer,
        may: &dyn Fn(&str) -> bool,
    ) -> Result<()> {
        let company = cx.company()?;
        let mut custom = Custom(stored_map(&Entity::raw(customer, system::CUSTOM)));
        let rights = cx.sight.rights.clone();
        let reads = |entity: &EntityMeta, field: &str| {
            rights.as_ref().is_none_or(|r| r.reads(entity.name, field))
        };
        for (from, to) in &self.pairs {
            let value = value_of(lead, from)?;
            // What one may not read of a lead is not read off its customer either.
            let told = !reads(Lead::META, &from.name) && reads(Customer::META, &to.name);
            if value.is_null() || told || !may(&to.name) {
                continue;
            }
            let value = match translated(&company, from, to, value) {
                Some(value) => value,
                None => {
                    let lost = Error::new(&codes::MAPPING_OPTION).of(Customer::META);
                    cx.warn(lost.field(&to.name));
                    continue;
                }
            };
            match to.at {
                At::Declared(position) if empty(customer, position) => {
                    Entity::set(customer, position, value.raw())?;
                }
                At::Declared(_) => {}
                At::Custom(number) => {
                    custom.0.entry(number.to_string()).or_insert(value);
                }
            }
        }
        // In stored form, as a record read from a row has them.
        customer.custom = Custom::from_raw(custom.raw())?;
        Ok(())
    }
}

/// Whether a field has no value; blanks are none.
fn empty(customer: &Customer, position: usize) -> bool {
    match Entity::raw(customer, position) {
        Raw::Null => true,
        Raw::Text(text) => text.is_empty(),
        _ => false,
    }
}

fn value_of(lead: &Lead, place: &Place) -> Result<Value> {
    match place.at {
        At::Declared(position) => lead.value(position),
        At::Custom(number) => {
            let json = Entity::raw(lead, system::CUSTOM);
            let stored = stored_map(&json).remove(&number.to_string()).unwrap_or_default();
            match (stored, place.kind) {
                (Value::Text(id), Kind::Id(_)) => {
                    Ok(Uuid::parse_str(&id).map_or(Value::Null, Value::Id))
                }
                (Value::Text(text), kind) => kind.read(Raw::Text(Cow::Owned(text))),
                (stored, kind) => kind.read(stored.raw()),
            }
        }
    }
}

/// The value as the other field has it.
fn translated(company: &Company, from: &Place, to: &Place, value: Value) -> Option<Value> {
    match (&from.list, &to.list) {
        (Some(own), Some(other)) if own != other => {
            let option = company.options.get(&OptionItemId(value.as_id()?))?;
            twin(company, option, other).map(|o| Value::Id(o.id.uuid()))
        }
        _ => Some(value),
    }
}
