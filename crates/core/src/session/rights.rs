//! What an employee may do, on whose records, with which fields.

use super::company::{Company, Person, RoleFacts, SUPER_ADMIN, members, subordinates};
use super::operation::{self, Members, Operation};
use crate::error::Result;
use crate::model::entity::system;
use crate::model::{EntityMeta, FieldFlags, FieldMeta, Kind, ReadRule, Timestamp, Value};
use crate::mutants::mutant;
use crate::org::{DataScope, DepartmentId, EmployeeId, FieldAccess, RoleId};
use crate::query::{
    Admission, Bound, Cmp, Column, Keys, Link, Member, OwnerSet, Owners, Related, Visibility,
};
use crate::store::Reader;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// On whose records an operation works.
#[derive(Debug, Clone, PartialEq)]
pub enum Scope {
    /// Everybody's.
    All,
    /// Theirs.
    Owners(OwnerSet),
}

/// The rights of one employee at one epoch.
#[derive(Debug)]
pub struct Rights {
    employee: EmployeeId,
    department: Uuid,
    super_admin: bool,
    scopes: BTreeMap<&'static str, Scope>,
    roles: BTreeMap<&'static str, Vec<RoleId>>,
    held: BTreeMap<RoleId, DataScope>,
    fields: BTreeMap<(String, String), FieldAccess>,
    /// Fields that repeat one which may not be read.
    copies: BTreeSet<(&'static str, &'static str)>,
}

impl Rights {
    /// Works them out from the roles that somebody holds, in a transaction that has the company's
    /// epoch.
    pub(crate) fn of(
        employee: &Person,
        held: Vec<RoleId>,
        company: &Company,
        reader: &dyn Reader,
    ) -> Result<Self> {
        let facts = |id: &RoleId| company.roles.get(id);
        let super_admin =
            held.iter().filter_map(facts).any(|r| r.built_in.as_deref() == Some(SUPER_ADMIN));
        let mut rights = Self {
            employee: employee.id,
            department: employee.department_id.0,
            super_admin,
            scopes: BTreeMap::new(),
            roles: BTreeMap::new(),
            held: held.iter().filter_map(|id| Some((*id, facts(id)?.scope))).collect(),
            fields: field_rights(&held, company),
            copies: BTreeSet::new(),
        };
        rights.copies = rights.copies_of_hidden(company);
        // Many operations come from the same roles: resolve each set of roles once.
        let mut resolved: BTreeMap<Vec<RoleId>, Scope> = BTreeMap::new();
        for operation in operation::ALL {
            let permits = |id: &RoleId| {
                facts(id).is_some_and(|r| {
                    r.rights.contains(operation.code) || r.built_in.as_deref() == Some(SUPER_ADMIN)
                })
            };
            let from: Vec<RoleId> = held.iter().copied().filter(|id| permits(id)).collect();
            if !from.is_empty() {
                let scope = match resolved.get(&from) {
                    Some(scope) => scope.clone(),
                    None => scope_of_roles(&from, employee, company, reader)?,
                };
                resolved.insert(from.clone(), scope.clone());
                rights.scopes.insert(operation.code, scope);
                rights.roles.insert(operation.code, from);
            }
        }
        Ok(rights)
    }

    /// Whose rights they are.
    pub fn employee(&self) -> EmployeeId {
        self.employee
    }

    /// The department of whose they are.
    pub fn department(&self) -> DepartmentId {
        DepartmentId(self.department)
    }

    /// Whether everything is permitted.
    pub fn is_super_admin(&self) -> bool {
        self.super_admin
    }

    /// Whether an operation is permitted at all.
    pub fn may(&self, operation: &Operation) -> bool {
        self.scopes.contains_key(operation.code)
    }

    /// On whose records an operation works.
    ///
    /// # Errors
    /// `right.missing`.
    pub fn scope(&self, operation: &Operation) -> Result<&Scope> {
        self.scopes.get(operation.code).ok_or_else(|| operation.missing())
    }

    /// The roles that permit an operation.
    pub fn roles(&self, operation: &Operation) -> &[RoleId] {
        self.roles.get(operation.code).map_or(&[], Vec::as_slice)
    }

    /// What the employee may do with a field: the most generous of his roles, unset being edit;
    /// a denial wins; a super administrator may everything.
    pub fn field(&self, entity: &str, field: &str) -> FieldAccess {
        if self.super_admin || self.fields.is_empty() {
            return FieldAccess::Edit;
        }
        if self.copies.contains(&(entity, field)) {
            return FieldAccess::Hidden;
        }
        self.fields
            .get(&(entity.to_owned(), field.to_owned()))
            .copied()
            .unwrap_or(FieldAccess::Edit)
    }

    /// Whether a field may be read.
    pub fn reads(&self, entity: &str, field: &str) -> bool {
        matches!(self.field(entity, field), FieldAccess::Read | FieldAccess::Edit)
    }

    /// Whether a field may be edited.
    pub fn edits(&self, entity: &str, field: &str) -> bool {
        self.field(entity, field) == FieldAccess::Edit
    }

    fn copies_of_hidden(&self, company: &Company) -> BTreeSet<(&'static str, &'static str)> {
        let copies = company.copies.iter();
        let hidden = copies.filter(|[_, _, origin]| {
            origin.split_once('.').is_some_and(|(entity, field)| !self.reads(entity, field))
        });
        hidden.map(|[entity, field, _]| (*entity, *field)).collect()
    }

    /// Whether some field of some entity is restricted.
    pub fn restricted(&self) -> bool {
        !self.super_admin && !self.fields.is_empty()
    }

    /// Whether a role permits nothing beyond these rights: no other operation, no further data
    /// scope, no field that they restrict.
    pub(crate) fn cover(&self, role: &RoleFacts) -> bool {
        let same_scope =
            |id: &RoleId| role.scope != DataScope::Custom && self.held.get(id) == Some(&role.scope);
        let operation = |code: &&str| match self.scopes.get(*code) {
            None => false,
            Some(Scope::All) => true,
            Some(_) => {
                role.scope == DataScope::Own
                    || self.roles.get(*code).is_some_and(|held| held.iter().any(same_scope))
            }
        };
        let field = |(key, mine): (&(String, String), &FieldAccess)| {
            let given = role.fields.get(key).copied().unwrap_or(FieldAccess::Edit);
            match given {
                FieldAccess::Hidden | FieldAccess::Deny => true,
                FieldAccess::Read | FieldAccess::Edit => {
                    *mine != FieldAccess::Deny && given <= *mine
                }
            }
        };
        self.super_admin
            || mutant(13)
            || role.built_in.as_deref() != Some(SUPER_ADMIN)
                && role.rights.iter().all(operation)
                && self.fields.iter().all(field)
    }

    /// Which rows of an entity an operation reaches.
    ///
    /// # Errors
    /// `right.missing`.
    pub fn reach(
        &self,
        entity: &'static EntityMeta,
        operation: &Operation,
        now: Timestamp,
        find: &dyn Fn(&str) -> Option<&'static EntityMeta>,
    ) -> Result<Visibility> {
        let scope = self.scope(operation)?;
        if let Some(owner) = entity.owner() {
            let team = entity.team.filter(|_| operation.members != Members::No).and_then(find);
            let member = team.map(|team| Member {
                team,
                employee: self.employee.0,
                admits: if operation.members == Members::Write && !mutant(3) {
                    Admission::Write
                } else {
                    Admission::Any
                },
                now: if mutant(4) { Timestamp::MIN_UTC } else { now },
            });
            return Ok(match scope {
                Scope::All => {
                    Visibility::Keys(Keys { owner, owners: Owners::Anyone, member: None })
                }
                Scope::Owners(set) => {
                    Visibility::Keys(Keys { owner, owners: Owners::Set(set.clone()), member })
                }
            });
        }
        Ok(match entity.roots().next() {
            None => Visibility::Everything,
            Some(_) => self.with_root(entity, now, find),
        })
    }

    /// The rows of an entity that belong to a record which the employee sees.
    fn with_root(
        &self,
        entity: &'static EntityMeta,
        now: Timestamp,
        find: &dyn Fn(&str) -> Option<&'static EntityMeta>,
    ) -> Visibility {
        let mut roots = Vec::new();
        for column in entity.roots() {
            let Some(Kind::Id(name)) = entity.fields.get(column).map(|f| f.kind) else { continue };
            if let Some(root) = find(name) {
                match self.visibility(root, now, find) {
                    Ok(Visibility::Nothing) | Err(_) => {}
                    Ok(visibility) => roots.push((column, root, visibility)),
                }
            }
        }
        if roots.is_empty() { Visibility::Nothing } else { Visibility::Roots(roots) }
    }

    /// Which rows of an entity the employee may read.
    ///
    /// # Errors
    /// `right.missing`.
    pub fn visibility(
        &self,
        entity: &'static EntityMeta,
        now: Timestamp,
        find: &dyn Fn(&str) -> Option<&'static EntityMeta>,
    ) -> Result<Visibility> {
        match entity.read {
            ReadRule::Anyone => Ok(Visibility::Everything),
            ReadRule::Internal => Ok(Visibility::Nothing),
            ReadRule::Operation(code) => {
                let operation = Operation::by_code(code)?;
                if self.may(operation) {
                    return self.reach(entity, operation, now, find);
                }
                self.to_decide(entity, operation, now, find).ok_or_else(|| operation.missing())
            }
            ReadRule::Root => Ok(self.with_root(entity, now, find)),
            ReadRule::Author => {
                let author = Column::field(entity, system::CREATED_BY);
                Ok(Visibility::Where(Box::new(Bound::Cmp(
                    author,
                    Cmp::Eq,
                    Value::Id(self.employee.0),
                ))))
            }
            ReadRule::Named(manage) if mutant(67) || self.may(Operation::by_code(manage)?) => {
                Ok(Visibility::Everything)
            }
            ReadRule::Named(_) => Ok(Visibility::Where(Box::new(self.named(entity)))),
            ReadRule::Members(_, manage) if mutant(15) || self.may(Operation::by_code(manage)?) => {
                Ok(Visibility::Everything)
            }
            ReadRule::Members(link, _) => Ok(match find(link) {
                Some(link) if link.name == entity.name => Visibility::Nothing,
                Some(link) => Visibility::Where(Box::new(self.listed(entity, link))),
                None => Visibility::Nothing,
            }),
        }
    }

    /// What the employee sees only because he has to decide about it, and what belongs to that.
    fn to_decide(
        &self,
        entity: &'static EntityMeta,
        operation: &Operation,
        now: Timestamp,
        find: &dyn Fn(&str) -> Option<&'static EntityMeta>,
    ) -> Option<Visibility> {
        if let Some(owner) = entity.owner() {
            let team = entity.team.and_then(find).filter(|t| t.field("deciding").is_some())?;
            let employee = self.employee.0;
            let member = Some(Member { team, employee, admits: Admission::Deciding, now });
            let owners = Owners::Set(OwnerSet::new(Vec::new()));
            return Some(Visibility::Keys(Keys { owner, owners, member }));
        }
        let roots = entity.roots().filter_map(|column| {
            let Some(Kind::Id(name)) = entity.fields.get(column).map(|f| f.kind) else {
                return None;
            };
            let root = find(name)?;
            let same = root.read == ReadRule::Operation(operation.code);
            let seen = self.to_decide(root, operation, now, find).filter(|_| same)?;
            Some((column, root, seen))
        });
        let roots: Vec<_> = roots.collect();
        (!roots.is_empty()).then_some(Visibility::Roots(roots))
    }

    /// Rows that name the employee.
    fn named(&self, entity: &'static EntityMeta) -> Bound {
        let people = entity
            .fields
            .iter()
            .filter(|f| f.kind == Kind::Id("employee") && !f.is(FieldFlags::SYSTEM));
        let me = people.map(|f| Bound::is(entity, f.name, Value::Id(self.employee.0)));
        Bound::Or(me.collect())
    }

    /// Rows that a link entity gives to the employee or his department.
    fn listed(&self, entity: &'static EntityMeta, link: &'static EntityMeta) -> Bound {
        let column = |name: &str| Column::field(link, link.position(name));
        let me = Bound::Cmp(column("employee_id"), Cmp::Eq, Value::Id(self.employee.0));
        let mine = Bound::Cmp(column("department_id"), Cmp::Eq, Value::Id(self.department));
        let root = |p: &usize| link.fields.get(*p).is_some_and(|f| f.kind == Kind::Id(entity.name));
        match link.roots().find(root) {
            None => Bound::Nothing,
            Some(position) => Bound::Has(Box::new(Related {
                entity: link,
                link: Link::Reverse(position),
                visibility: Visibility::Everything,
                filter: Bound::Or(vec![me, mine]),
            })),
        }
    }

    /// Whether the values of a field are hidden.
    pub fn hides(&self, entity: &EntityMeta, field: &FieldMeta) -> bool {
        field.is(FieldFlags::SECRET) || self.restricted() && !self.reads(entity.name, field.name)
    }
}

/// The union of the scopes of roles.
pub(crate) fn scope_of_roles(
    roles: &[RoleId],
    employee: &Person,
    company: &Company,
    reader: &dyn Reader,
) -> Result<Scope> {
    let mut ids: BTreeSet<EmployeeId> = BTreeSet::new();
    for role in roles.iter().filter_map(|id| company.roles.get(id)) {
        if role.built_in.as_deref() == Some(SUPER_ADMIN) {
            return Ok(Scope::All);
        }
        match role.scope {
            DataScope::All => return Ok(Scope::All),
            DataScope::Own => ids.extend([employee.id]),
            DataScope::Subordinates => {
                ids.insert(employee.id);
                ids.extend(subordinates(reader, employee.id)?.into_iter().filter(|_| !mutant(2)));
            }
            DataScope::Department if !mutant(1) => {
                ids.extend(members(reader, [employee.department_id])?)
            }
            DataScope::Department | DataScope::Departments => {
                ids.extend(members(reader, company.departments_below(employee.department_id))?)
            }
            DataScope::Custom => {
                ids.insert(employee.id);
                ids.extend(members(reader, role.departments.iter().copied())?);
                ids.extend(&role.employees);
            }
        }
    }
    Ok(Scope::Owners(OwnerSet::new(ids.into_iter().map(|id| id.0).collect())))
}

/// The most generous right of the roles for every field that any of them restricts.
fn field_rights(roles: &[RoleId], company: &Company) -> BTreeMap<(String, String), FieldAccess> {
    let facts: Vec<_> = roles.iter().filter_map(|id| company.roles.get(id)).collect();
    let restricted: BTreeSet<_> = facts.iter().flat_map(|r| r.fields.keys().cloned()).collect();
    let mut rights = BTreeMap::new();
    for key in restricted {
        let each = facts.iter().map(|r| r.fields.get(&key).copied().unwrap_or(FieldAccess::Edit));
        let denied = each.clone().any(|a| a == FieldAccess::Deny);
        let access = if denied && !mutant(5) {
            FieldAccess::Deny
        } else {
            each.filter(|a| *a != FieldAccess::Deny).max().unwrap_or(FieldAccess::Edit)
        };
        if access != FieldAccess::Edit {
            rights.insert(key, access);
        }
    }
    rights
}
