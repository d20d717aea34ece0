//! The company as rights and rules need it: read once per epoch, shared by all sessions.
//!
//! Trees are resolved in memory (2 000 employees are nothing) and never denormalised into rows:
//! moving one person would rewrite all his records and be wrong until it did.

use super::operation::Operation;
use super::rights::Rights;
use crate::error::{Error, Result, codes, require};
use crate::model::{Entity, Kind, Locale, Registry, Zone};
use crate::mutants::mutant;
use crate::org::{
    CustomKind, DataScope, Department, DepartmentId, Employee, EmployeeId, EmployeeRole,
    EmployeeStatus, FieldAccess, FieldDefinition, OptionItem, OptionItemId, Role, RoleField,
    RoleId, RoleRight, RoleTarget, Settings,
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

/// The company at one epoch.
#[derive(Debug, Default)]
pub struct Company {
    /// The epoch it was read at.
    pub epoch: i64,
    /// The settings, once the company is set up.
    pub settings: Option<Settings>,
    /// All employees.
    pub employees: BTreeMap<EmployeeId, Employee>,
    /// All departments that are not deleted.
    pub departments: BTreeMap<DepartmentId, Department>,
    /// All roles that are not deleted.
    pub roles: BTreeMap<RoleId, RoleFacts>,
    /// Who holds which roles.
    pub holders: BTreeMap<EmployeeId, BTreeSet<RoleId>>,
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
        company.employees = rows::<Employee>(reader)?.into_iter().map(|e| (e.id, e)).collect();
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
        for held in rows::<EmployeeRole>(reader)? {
            if self.roles.contains_key(&held.role_id) {
                self.holders.entry(held.employee_id).or_default().insert(held.role_id);
            }
        }
        Ok(())
    }

    /// The zone in which days are counted.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The language of texts that crmkit writes.
    pub fn locale(&self) -> Locale {
        self.settings.as_ref().map_or(Locale::ZhCn, Settings::language)
    }

    /// The country whose telephone numbers need no prefix.
    pub fn country(&self) -> &str {
        self.settings.as_ref().map_or("CN", |s| s.country.as_str())
    }

    /// An employee who may log in and own records.
    pub fn active(&self, id: EmployeeId) -> Option<&Employee> {
        self.employees.get(&id).filter(|e| e.status != EmployeeStatus::Disabled || mutant(11))
    }

    /// Somebody's name, for texts.
    pub fn name(&self, id: EmployeeId) -> &str {
        self.employees.get(&id).map_or("?", |e| e.name.as_str())
    }

    /// The rights of an active employee.
    ///
    /// # Errors
    /// `session.disabled`.
    pub fn rights(self: &Arc<Self>, id: EmployeeId) -> Result<Arc<Rights>> {
        let employee = self.active(id).ok_or_else(|| Error::new(&codes::USER_DISABLED))?;
        let mut cache = self.rights.lock().unwrap_or_else(PoisonError::into_inner);
        let rights = cache.entry(id).or_insert_with(|| Arc::new(Rights::of(employee, self)));
        Ok(Arc::clone(rights))
    }

    /// Everybody below an employee, at any depth, without the employee.
    pub fn subordinates(&self, of: EmployeeId) -> BTreeSet<EmployeeId> {
        let below = |found: &BTreeSet<EmployeeId>| -> Vec<EmployeeId> {
            let direct =
                |e: &&Employee| e.superior_id.is_some_and(|s| s == of || found.contains(&s));
            self.employees
                .values()
                .filter(direct)
                .map(|e| e.id)
                .filter(|id| *id != of && !found.contains(id))
                .collect()
        };
        closure(below)
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

    /// The employees of departments, disabled ones too: their records stay in scope.
    pub fn members<'a>(
        &'a self,
        departments: &'a BTreeSet<DepartmentId>,
    ) -> impl Iterator<Item = EmployeeId> + 'a {
        self.employees.values().filter(|e| departments.contains(&e.department_id)).map(|e| e.id)
    }

    /// Whether an employee holds the role that may do everything.
    pub fn is_super_admin(&self, id: EmployeeId) -> bool {
        self.holders.get(&id).into_iter().flatten().any(|r| {
            self.roles.get(r).is_some_and(|role| role.built_in.as_deref() == Some(SUPER_ADMIN))
        })
    }

    /// Whether an active super administrator is left.
    pub(crate) fn administered(&self) -> bool {
        let active = |e: &&Employee| e.status == EmployeeStatus::Active;
        self.employees.values().filter(active).any(|e| self.is_super_admin(e.id))
    }

    /// Refuses departments and superiors that lie below themselves, and departments that are used
    /// but gone.
    pub(crate) fn sound(&self) -> Result<()> {
        let parent = |id: DepartmentId| self.departments.get(&id).and_then(|d| d.parent_id);
        let superior = |id: EmployeeId| self.employees.get(&id).and_then(|e| e.superior_id);
        let endless =
            self.departments.keys().any(|id| endless(*id, parent, self.departments.len()));
        require(!endless, &codes::DEPARTMENT_CYCLE)?;
        let endless =
            self.employees.keys().any(|id| self::endless(*id, superior, self.employees.len()));
        require(!endless, &codes::SUPERIOR_CYCLE)?;
        let mut named = self.departments.values().filter_map(|d| d.parent_id);
        let mut homes = self.employees.values().map(|e| e.department_id);
        let gone = |id: DepartmentId| !self.departments.contains_key(&id);
        require(!named.any(gone) && !homes.any(gone), &codes::UNDO_TOUCHED)
            .map_err(|e| e.entity("department"))
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

/// Whether the way up never ends.
fn endless<T: Copy>(from: T, up: impl Fn(T) -> Option<T>, all: usize) -> bool {
    std::iter::successors(Some(from), |at| up(*at)).nth(all).is_some()
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
