//! The company as rights and rules need it: read once per epoch, shared by all sessions.
//!
//! Trees are resolved in memory and never denormalised into rows: moving one person would rewrite
//! all his records and be wrong until it did. The people themselves are asked for where a data scope
//! reaches them, and read all when a rule or a text first needs them ([`Staff`]): for 5 000 of them
//! that takes as long as all the rest of opening a file.

mod staff;

pub use staff::{Person, Staff};
pub(crate) use staff::{members, subordinates};

use super::operation::Operation;
use super::rights::Rights;
use crate::error::Result;
use crate::model::{Entity, Kind, Locale, Registry, Zone};
use crate::org::{
    CustomKind, DataScope, Department, DepartmentId, EmployeeId, FieldAccess, FieldDefinition,
    OptionItem, OptionItemId, Role, RoleField, RoleId, RoleRight, RoleTarget, Settings,
};
use crate::query::BoundQuery;
use crate::store::{Reader, State};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// What a role gives.
#[derive(Debug, Clone, Default)]
pub struct RoleFacts {
    /// Its name.
    pub name: String,
    /// The role itself.
    pub scope: DataScope,
    /// The code of a role that comes with crmkit.
    pub built_in: Option<String>,
    /// The operations it permits, by code.
    pub rights: BTreeSet<&'static str>,
    /// The departments of a custom scope.
    pub departments: Vec<DepartmentId>,
    /// The employees of a custom scope.
    pub employees: Vec<EmployeeId>,
    /// Field rights by entity and field.
    pub fields: BTreeMap<(String, String), FieldAccess>,
}

/// The code of the role that may do everything.
pub const SUPER_ADMIN: &str = "super_admin";

/// The company at one epoch, without its people.
#[derive(Debug, Default)]
pub struct Company {
    /// The epoch it was read at.
    pub epoch: i64,
    /// The settings, once the company is set up.
    pub settings: Option<Settings>,
    /// All departments that are not deleted.
    pub departments: BTreeMap<DepartmentId, Department>,
    /// All roles that are not deleted.
    pub roles: BTreeMap<RoleId, RoleFacts>,
    /// Definitions of custom fields.
    pub fields: Vec<FieldDefinition>,
    /// All options of all lists.
    pub options: BTreeMap<OptionItemId, OptionItem>,
    /// Fields that repeat another one: entity, field, and the other one as `entity.field`.
    pub(super) copies: Vec<[&'static str; 3]>,
    zone: Zone,
    rights: Mutex<BTreeMap<EmployeeId, Arc<Rights>>>,
}

/// All live rows of an entity.
pub(crate) fn rows<E: Entity>(reader: &dyn Reader) -> Result<Vec<E>> {
    crate::store::rows(reader, &BoundQuery::all(E::META))
}

impl Company {
    /// Reads it.
    pub(crate) fn read(reader: &dyn Reader, registry: &Registry) -> Result<Self> {
        let mut company = Self { epoch: reader.state(State::Epoch)?, ..Self::default() };
        let fields = registry.iter().flat_map(|e| e.fields.iter().map(|f| (e.name, f)));
        company.copies = fields.filter_map(|(e, f)| Some([e, f.name, f.copies?])).collect();
        company.settings = rows::<Settings>(reader)?.into_iter().next();
        if let Some(settings) = &company.settings {
            company.zone = Zone::parse(&settings.zone)?;
        }
        company.departments = rows::<Department>(reader)?.into_iter().map(|d| (d.id, d)).collect();
        company.fields = rows(reader)?;
        company.options = rows::<OptionItem>(reader)?.into_iter().map(|o| (o.id, o)).collect();
        company.read_roles(reader)?;
        Ok(company)
    }

    fn read_roles(&mut self, reader: &dyn Reader) -> Result<()> {
        for role in rows::<Role>(reader)? {
            let facts = RoleFacts {
                name: role.name,
                scope: role.scope,
                built_in: role.built_in,
                ..RoleFacts::default()
            };
            self.roles.insert(role.id, facts);
        }
        for right in rows::<RoleRight>(reader)? {
            // A right of a newer version that this one does not know permits nothing here.
            if let (Some(role), Ok(operation)) =
                (self.roles.get_mut(&right.role_id), Operation::by_code(&right.operation))
            {
                role.rights.insert(operation.code);
            }
        }
        for target in rows::<RoleTarget>(reader)? {
            if let Some(role) = self.roles.get_mut(&target.role_id) {
                role.departments.extend(target.department_id);
                role.employees.extend(target.employee_id);
            }
        }
        for field in rows::<RoleField>(reader)? {
            if let Some(role) = self.roles.get_mut(&field.role_id) {
                role.fields.insert((field.entity, field.field), field.access);
            }
        }
        Ok(())
    }

    /// The zone in which days are counted.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The currency in which amounts are that do not say theirs.
    pub fn currency(&self) -> &str {
        self.settings.as_ref().map_or("CNY", |settings| &settings.currency)
    }

    /// The language of texts that crmkit writes.
    pub fn locale(&self) -> Locale {
        self.settings.as_ref().map_or(Locale::ZhCn, Settings::language)
    }

    /// The country whose telephone numbers need no prefix.
    pub fn country(&self) -> &str {
        self.settings.as_ref().map_or("CN", |s| s.country.as_str())
    }

    /// The rights of an employee, worked out once.
    pub(super) fn rights(
        &self,
        id: EmployeeId,
        work_out: impl FnOnce() -> Result<Rights>,
    ) -> Result<Arc<Rights>> {
        let cache = || self.rights.lock().unwrap_or_else(PoisonError::into_inner);
        let known = cache().get(&id).cloned();
        match known {
            Some(rights) => Ok(rights),
            None => {
                let rights = Arc::new(work_out()?);
                cache().insert(id, Arc::clone(&rights));
                Ok(rights)
            }
        }
    }

    /// A department and all below.
    pub fn departments_below(&self, top: DepartmentId) -> BTreeSet<DepartmentId> {
        let mut all = closure(|found: &BTreeSet<DepartmentId>| {
            let direct =
                |d: &&Department| d.parent_id.is_some_and(|p| p == top || found.contains(&p));
            self.departments
                .values()
                .filter(direct)
                .map(|d| d.id)
                .filter(|id| !found.contains(id))
                .collect()
        });
        all.insert(top);
        all
    }

    /// A department and those above, nearest first.
    pub fn department_chain(&self, from: DepartmentId) -> impl Iterator<Item = DepartmentId> {
        let above = |id: &DepartmentId| self.departments.get(id).and_then(|d| d.parent_id);
        // The tree has no cycles; the limit is for one that a damaged file would have.
        std::iter::successors(Some(from), above).take(self.departments.len() + 1)
    }

    /// The definition of a custom field by key.
    pub fn field(&self, entity: &str, key: &str) -> Option<&FieldDefinition> {
        self.fields.iter().find(|f| f.entity == entity && f.key == key)
    }

    /// The definition of a custom field by number.
    pub fn field_no(&self, entity: &str, no: i64) -> Option<&FieldDefinition> {
        self.fields.iter().find(|f| f.entity == entity && f.number == no)
    }
}

/// Grows a set until a step finds nothing new; cycles end it.
fn closure<T: Ord>(step: impl Fn(&BTreeSet<T>) -> Vec<T>) -> BTreeSet<T> {
    let mut found = BTreeSet::new();
    loop {
        let next = step(&found);
        if next.is_empty() {
            return found;
        }
        found.extend(next);
    }
}

impl CustomKind {
    /// What a field of this kind holds.
    pub fn kind(self) -> Kind {
        match self {
            CustomKind::Text => Kind::Text,
            CustomKind::Number => Kind::Number,
            CustomKind::Date => Kind::Date,
            CustomKind::Choice => Kind::Id("option_item"),
            CustomKind::Boolean => Kind::Bool,
        }
    }
}
