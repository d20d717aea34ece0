//! Looking for somebody twice (查重, B1.2): over customers, pools and unconverted leads, outside
//! the caller's data scope. What is revealed of rows that he does not see is the company's
//! decision; of those that he sees, what he may read anyway.
//!
//! Names go through the search index, telephone numbers through their own; nothing is scanned.
//! At 200,000 customers, unoptimised build: a number 0.1 ms, a name that all have 1.5–2.7 ms, words
//! that few have together 6.6 ms.

use crate::choice;
use crate::error::{Error, OrError, Result, codes};
use crate::model::phone;
use crate::model::text::comparable;
use crate::model::{Entity, EntityMeta, FieldType, Timestamp, TypedId, Value};
use crate::org::{DuplicatePolicy, EmployeeId};
use crate::query::search::SearchQuery;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Visibility};
use crate::sales::customer::{Customer, CustomerId};
use crate::sales::lead::{Lead, LeadId};
use crate::sales::pool::{self, Pool, PoolId};
use crate::session::crm::Sight;
use crate::session::read::not_found;
use crate::session::write::unique_key;
use crate::session::{Session, operation};
use crate::store::{Reader, rows};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

choice! {
    /// What a duplicate is.
    pub enum DuplicateKind = "duplicate_kind" {
        /// A customer that somebody owns.
        Customer = "customer", "客户", "Customer";
        /// A customer in a pool.
        Pooled = "pooled", "公海客户", "Customer in a pool";
        /// A lead that is not converted.
        Lead = "lead", "线索", "Lead";
    }
}

choice! {
    /// In what a duplicate is the same, the surest first.
    pub enum DuplicateMatch = "duplicate_match" {
        /// A telephone number.
        Phone = "phone", "电话相同", "Same number";
        /// The whole name.
        Name = "name", "名称相同", "Same name";
        /// A part of the name.
        PartOfName = "part_of_name", "名称相近", "Part of the name";
    }
}

/// Whom to look for: what is given is looked for, each for itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DuplicateQuery {
    /// A name or a part of it; of Latin words and numbers from their beginning on.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub name: Option<String>,
    /// A mobile number, however it is written.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub mobile: Option<String>,
    /// A landline number.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub telephone: Option<String>,
    /// At most so many, 10 when not said and never more than 50.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limit: Option<u32>,
}

/// Somebody who may be the same. What the caller may not know is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Duplicate {
    /// The record, if the caller sees it.
    pub id: Option<Uuid>,
    /// What it is.
    pub kind: Option<DuplicateKind>,
    /// In what it is the same.
    pub same: Option<DuplicateMatch>,
    /// Its name.
    pub name: Option<String>,
    /// Its mobile number, the middle blotted out.
    pub mobile: Option<String>,
    /// Its landline number, the middle blotted out.
    pub telephone: Option<String>,
    /// The name of its owner.
    pub owner: Option<String>,
    /// The name of the pool in which it lies.
    pub pool: Option<String>,
    /// When it was last followed up.
    pub last_follow_at: Option<Timestamp>,
}

/// Rows of an answer when not said otherwise, and at most.
const ROWS: (u32, u32) = (10, 50);
/// Rows that are looked at for a name, of each kind: a name that more have says too little.
const LOOKED_AT: usize = 100;

impl Session {
    /// Who may be the same: customers, customers of pools and unconverted leads with this name
    /// or number, the surest first. It looks further than the caller's data scope and shows
    /// what the company's settings say; what it finds by is what he may read.
    ///
    /// # Errors
    /// `right.missing` for who may make neither customers nor leads; `value.phone`;
    /// `query.nothing_to_search` when nothing is given.
    pub fn find_duplicates(&self, query: &DuplicateQuery) -> Result<Vec<Duplicate>> {
        self.sight(|reader, sight| {
            let may = sight.rights.as_ref().is_none_or(|r| {
                r.may(&operation::CUSTOMER_CREATE) || r.may(&operation::LEAD_CREATE)
            });
            if !may {
                return Err(operation::CUSTOMER_CREATE.missing());
            }
            let wanted = Wanted::of(sight, query)?.or_error(&codes::NOTHING_TO_SEARCH)?;
            show(reader, sight, &wanted, query.limit, None)
        })
    }

    /// Who may be the same as a lead that the caller may convert.
    ///
    /// # Errors
    /// `record.not_found`, `right.missing`.
    pub fn duplicates_of_lead(&self, lead: LeadId) -> Result<Vec<Duplicate>> {
        self.sight(|reader, sight| {
            let reach = sight.reach(Lead::META, &operation::LEAD_CONVERT)?;
            let visible = sight.visibility(Lead::META)?;
            let mut found = None;
            for reach in [visible, reach] {
                found = sight.get::<Lead>(reader, lead.uuid(), &reach, Bin::Live)?;
                found.as_ref().ok_or_else(|| not_found(Lead::META))?;
            }
            let lead: Lead = found.ok_or_else(|| not_found(Lead::META))?;
            let wanted = Wanted::like(&lead);
            show(reader, sight, &wanted, None, Some(lead.id.uuid()))
        })
    }
}

/// What is looked for, in canonical form.
struct Wanted {
    name: String,
    phones: Vec<String>,
}

impl Wanted {
    fn of(sight: &Sight, query: &DuplicateQuery) -> Result<Option<Self>> {
        let name = query.name.as_deref().unwrap_or_default();
        let mut phones = Vec::new();
        for (field, text) in [("mobile", &query.mobile), ("telephone", &query.telephone)] {
            let Some(text) = text.as_deref().map(str::trim).filter(|t| !t.is_empty()) else {
                continue;
            };
            let known = phone::normalise(text, sight.company.country());
            let known = known
                .ok_or_else(|| Error::new(&codes::BAD_PHONE).of(Customer::META).field(field))?;
            phones.push(known.to_string());
        }
        let wanted = Self { name: name.to_owned(), phones };
        Ok((!folded(name).is_empty() || !wanted.phones.is_empty()).then_some(wanted))
    }

    fn like(lead: &Lead) -> Self {
        let phones = lead.mobile.iter().chain(&lead.telephone).cloned().collect();
        Self { name: lead.name.clone(), phones }
    }
}

/// Letters and digits only, as they are compared, lower case.
fn folded(text: &str) -> String {
    let text = comparable(text);
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A record that may be the same.
struct Hit {
    id: Uuid,
    kind: DuplicateKind,
    same: DuplicateMatch,
    visible: bool,
    shown: Duplicate,
}

/// A customer or a lead, as far as it can be the same as another.
struct Facts {
    id: Uuid,
    kind: DuplicateKind,
    name: String,
    mobile: Option<String>,
    telephone: Option<String>,
    owner: Option<EmployeeId>,
    pool: Option<PoolId>,
    last_follow_at: Option<Timestamp>,
}

/// A record that can be a duplicate.
trait Known: Entity {
    /// Which of them count.
    fn counted() -> Bound;
    fn facts(self) -> Facts;
}

impl Known for Customer {
    fn counted() -> Bound {
        Bound::All
    }
    fn facts(self) -> Facts {
        let kind =
            if self.pool_id.is_some() { DuplicateKind::Pooled } else { DuplicateKind::Customer };
        Facts {
            id: self.id.uuid(),
            kind,
            name: self.name,
            mobile: self.mobile,
            telephone: self.telephone,
            owner: self.owner_id,
            pool: self.pool_id,
            last_follow_at: self.last_follow_at,
        }
    }
}

impl Known for Lead {
    fn counted() -> Bound {
        Bound::IsNull(Column::field(Self::META, Self::META.position("converted_at")))
    }
    fn facts(self) -> Facts {
        Facts {
            id: self.id.uuid(),
            kind: DuplicateKind::Lead,
            name: self.name,
            mobile: self.mobile,
            telephone: self.telephone,
            owner: self.owner_id,
            pool: None,
            last_follow_at: self.last_follow_at,
        }
    }
}

/// What a look for duplicates works with.
struct Look<'a> {
    reader: &'a dyn Reader,
    sight: &'a Sight,
    wanted: &'a Wanted,
    /// Whether names of unseen records may be told; else only the very name counts for them, so
    /// that nobody guesses names letter by letter.
    tells: bool,
    except: Option<Uuid>,
    hits: BTreeMap<Uuid, Hit>,
}

impl Look<'_> {
    /// Looks among the records of an entity.
    fn among<E: Known>(&mut self) -> Result<()> {
        let entity = E::META;
        let own = self.sight.visibility(entity).unwrap_or(Visibility::Nothing);
        for column in ["mobile", "telephone"] {
            let column = Column::field(entity, entity.position(column));
            for phone in &self.wanted.phones.clone() {
                let same = Bound::Cmp(column, Cmp::Eq, Value::Text(phone.clone()));
                let query = BoundQuery::all(entity).filter(Bound::And(vec![same, E::counted()]));
                self.take::<E>(&query.limit(LOOKED_AT))?;
            }
        }
        let words = SearchQuery::parse(&self.wanted.name);
        if words.is_some() {
            let mut query = BoundQuery::all(entity).filter(E::counted()).limit(LOOKED_AT);
            query.search = words;
            self.take::<E>(&query)?;
            // What he sees must not depend on how much he does not see.
            if !self.tells {
                self.take::<E>(&BoundQuery { visibility: own, ..query })?;
            }
        }
        Ok(())
    }

    /// The customer of the very name, whatever else has its words.
    fn same_name(&mut self) -> Result<()> {
        let key = unique_key(&self.wanted.name);
        let Some(id) = self.reader.key("customer.name", &key)? else { return Ok(()) };
        let column = Column::field(Customer::META, crate::model::entity::system::ID);
        let query = BoundQuery::all(Customer::META);
        self.take::<Customer>(&query.filter(Bound::Cmp(column, Cmp::Eq, Value::Id(id))))
    }

    fn take<E: Known>(&mut self, query: &BoundQuery) -> Result<()> {
        for row in rows::<E>(self.reader, query)? {
            self.weigh(E::META, row.facts())?;
        }
        Ok(())
    }

    /// Keeps a record that is the same in something that the caller may know.
    fn weigh(&mut self, entity: &'static EntityMeta, facts: Facts) -> Result<()> {
        if self.except == Some(facts.id) || self.hits.contains_key(&facts.id) {
            return Ok(());
        }
        let sight = match facts.pool {
            Some(id) => &pool::veiled(self.reader, self.sight, id)?,
            None => self.sight,
        };
        let reads = |field: &str| sight.readable(entity, field);
        let pooled = facts.pool.map(TypedId::uuid);
        let reach = sight.visibility(entity).unwrap_or(Visibility::Nothing);
        let visible = self.reader.get(entity, facts.id, &[], &reach, Bin::Live, &mut |_| Ok(()))?
            || sight.sees_pool(self.reader, entity, pooled)?;
        let Some(same) = self
            .same(&facts, &reads)
            .filter(|same| visible || self.tells || *same != DuplicateMatch::PartOfName)
        else {
            return Ok(());
        };
        let shown = self.shown(&facts, same, visible, &reads)?;
        let hit = Hit { id: facts.id, kind: facts.kind, same, visible, shown };
        self.hits.insert(hit.id, hit);
        Ok(())
    }

    fn same(&self, facts: &Facts, reads: &dyn Fn(&str) -> bool) -> Option<DuplicateMatch> {
        let phones = [("mobile", &facts.mobile), ("telephone", &facts.telephone)];
        let same_phone = phones.iter().any(|(field, phone)| {
            phone.as_ref().is_some_and(|p| self.wanted.phones.contains(p)) && reads(field)
        });
        if same_phone {
            return Some(DuplicateMatch::Phone);
        }
        let (theirs, wanted) = (folded(&facts.name), folded(&self.wanted.name));
        if wanted.is_empty() || !reads("name") {
            return None;
        }
        match theirs == wanted {
            true => Some(DuplicateMatch::Name),
            false => theirs.contains(&wanted).then_some(DuplicateMatch::PartOfName),
        }
    }

    /// What the caller is told of it.
    fn shown(
        &self,
        facts: &Facts,
        same: DuplicateMatch,
        visible: bool,
        reads: &dyn Fn(&str) -> bool,
    ) -> Result<Duplicate> {
        let mut shown = Duplicate {
            id: None,
            kind: None,
            same: None,
            name: None,
            mobile: None,
            telephone: None,
            owner: None,
            pool: None,
            last_follow_at: None,
        };
        if !visible && !self.tells {
            return Ok(shown);
        }
        shown.kind = Some(facts.kind);
        shown.same = Some(same);
        shown.name = reads("name").then(|| facts.name.clone());
        if reads("owner_id") {
            let staff = self.sight.staff(self.reader)?;
            shown.owner = facts.owner.map(|id| staff.name(id).to_owned());
        }
        if let Some(pool) = facts.pool.filter(|_| reads("pool_id")) {
            self.reader.get(
                Pool::META,
                pool.uuid(),
                &[Pool::META.position("name")],
                &Visibility::Everything,
                Bin::Any,
                &mut |row| {
                    shown.pool = Some(FieldType::from_raw(row.get(0)?)?);
                    Ok(())
                },
            )?;
        }
        let last = visible || policy(self.sight) == DuplicatePolicy::NameOwnerAndLastFollowUp;
        if last && reads("last_follow_at") {
            shown.last_follow_at = facts.last_follow_at;
        }
        if visible {
            let number = |field: &str, phone: &Option<String>| {
                phone.as_deref().filter(|_| reads(field)).map(blotted)
            };
            shown.id = Some(facts.id);
            shown.mobile = number("mobile", &facts.mobile);
            shown.telephone = number("telephone", &facts.telephone);
        }
        Ok(shown)
    }
}

/// A telephone number of which the last four digits are left: enough to recognise a number that
/// one knows, too little to call one that one does not.
fn blotted(phone: &str) -> String {
    let digits: Vec<char> = phone.split(';').next().unwrap_or_default().chars().collect();
    let kept = digits.len().saturating_sub(4);
    "*".repeat(kept) + &digits.iter().skip(kept).collect::<String>()
}

fn policy(sight: &Sight) -> DuplicatePolicy {
    sight.company.settings.as_ref().map(|s| s.duplicates_show).unwrap_or_default()
}

fn look<'a>(
    reader: &'a dyn Reader,
    sight: &'a Sight,
    wanted: &'a Wanted,
    except: Option<Uuid>,
) -> Look<'a> {
    let tells = policy(sight) != DuplicatePolicy::OnlyThatItExists;
    Look { reader, sight, wanted, tells, except, hits: BTreeMap::new() }
}

fn show(
    reader: &dyn Reader,
    sight: &Sight,
    wanted: &Wanted,
    limit: Option<u32>,
    except: Option<Uuid>,
) -> Result<Vec<Duplicate>> {
    let mut look = look(reader, sight, wanted, except);
    look.same_name()?;
    look.among::<Customer>()?;
    look.among::<Lead>()?;
    let tells = look.tells;
    let mut hits: Vec<Hit> = look.hits.into_values().collect();
    let length = |hit: &Hit| hit.shown.name.as_ref().map_or(0, |n| n.chars().count());
    hits.sort_by_key(|h| (h.same, h.kind, length(h), h.id));
    let limit = limit.unwrap_or(ROWS.0).min(ROWS.1) as usize;
    if tells {
        return Ok(hits.into_iter().take(limit).map(|h| h.shown).collect());
    }
    // That there are some, not how many.
    let unseen = hits.iter().position(|h| !h.visible).map(|at| hits.swap_remove(at));
    hits.retain(|h| h.visible);
    hits.sort_by_key(|h| (h.same, h.kind, length(h), h.id));
    Ok(hits.into_iter().take(limit).chain(unseen).map(|h| h.shown).collect())
}

/// The customers that are surely the same as a lead: the whole name or a number, whoever sees
/// them; and whether the caller sees them outside a pool.
pub(crate) fn surely(
    reader: &dyn Reader,
    sight: &Sight,
    lead: &Lead,
) -> Result<Vec<(CustomerId, bool)>> {
    let wanted = Wanted::like(lead);
    let mut look = look(reader, sight, &wanted, None);
    look.same_name()?;
    look.among::<Customer>()?;
    let sure = |hit: &&Hit| hit.same != DuplicateMatch::PartOfName;
    let found = look.hits.values().filter(sure);
    let found = found.map(|h| (CustomerId(h.id), h.visible && h.kind == DuplicateKind::Customer));
    Ok(found.collect())
}
