//! Who works here.

use super::{Company, SUPER_ADMIN, closure};
use crate::error::{Result, codes, require};
use crate::model::entity::system;
use crate::model::{FieldType, Raw, Row, Value};
use crate::mutants::mutant;
use crate::org::{DepartmentId, Employee, EmployeeId, EmployeeRole, EmployeeStatus, RoleId};
use crate::query::{Bin, Bound, BoundQuery, Column, Visibility};
use crate::store::Reader;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

/// An employee as rights and rules need him: a third of what is kept of him, and of the time that
/// reading all of it takes.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: EmployeeId,
    /// Full name.
    pub name: String,
    /// The mobile number, which is the login.
    pub mobile: String,
    /// The company's own number of the person.
    pub number: Option<String>,
    /// The department.
    pub department_id: DepartmentId,
    /// The direct superior.
    pub superior_id: Option<EmployeeId>,
    /// Whether the person may log in.
    pub status: EmployeeStatus,
}

/// The columns of a person, in the order in which they are read.
static COLUMNS: LazyLock<[usize; 7]> = LazyLock::new(|| {
    ["id", "name", "mobile", "number", "department_id", "superior_id", "status"]
        .map(|name| Employee::META.position(name))
});

impl Person {
    fn of(row: &dyn Row) -> Result<Self> {
        let mut values = [const { Raw::Null }; 7];
        row.fill(&mut values)?;
        let [id, name, mobile, number, department_id, superior_id, status] = values;
        Ok(Self {
            id: FieldType::from_raw(id)?,
            name: FieldType::from_raw(name)?,
            mobile: FieldType::from_raw(mobile)?,
            number: FieldType::from_raw(number)?,
            department_id: FieldType::from_raw(department_id)?,
            superior_id: FieldType::from_raw(superior_id)?,
            status: FieldType::from_raw(status)?,
        })
    }

    /// An employee who may log in and own records.
    pub(crate) fn active(&self) -> bool {
        self.status != EmployeeStatus::Disabled || mutant(11)
    }

    /// Reads one.
    pub(crate) fn find(reader: &dyn Reader, id: EmployeeId) -> Result<Option<Self>> {
        let (entity, all) = (Employee::META, &Visibility::Everything);
        let mut found = None;
        reader.get(entity, id.0, &*COLUMNS, all, Bin::Live, &mut |row| {
            found = Some(Self::of(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The roles that he holds.
    pub(crate) fn roles(&self, reader: &dyn Reader, company: &Company) -> Result<Vec<RoleId>> {
        let mine = Bound::is(EmployeeRole::META, "employee_id", Value::Id(self.id.0));
        let mut roles = BTreeSet::new();
        held(reader, mine, &mut |_, role| {
            roles.insert(role);
        })?;
        Ok(roles.into_iter().filter(|role| company.roles.contains_key(role)).collect())
    }
}

/// The employees of departments, disabled ones too: their records stay in scope.
pub(crate) fn members(
    reader: &dyn Reader,
    departments: impl IntoIterator<Item = DepartmentId>,
) -> Result<Vec<EmployeeId>> {
    whose(reader, "department_id", departments.into_iter().map(|d| d.0))
}

/// Everybody below an employee, at any depth, without the employee.
pub(crate) fn subordinates(reader: &dyn Reader, of: EmployeeId) -> Result<BTreeSet<EmployeeId>> {
    let (mut found, mut next) = (BTreeSet::new(), vec![of]);
    while !next.is_empty() {
        next = whose(reader, "superior_id", next.into_iter().map(|id| id.0))?;
        next.retain(|id| *id != of && found.insert(*id));
    }
    Ok(found)
}

/// The employees who have one of some ids in a field.
fn whose(
    reader: &dyn Reader,
    field: &str,
    ids: impl Iterator<Item = Uuid>,
) -> Result<Vec<EmployeeId>> {
    let entity = Employee::META;
    let column = Column::field(entity, entity.position(field));
    let filter = Bound::In(column, ids.map(Value::Id).collect());
    let query = BoundQuery { columns: vec![system::ID], ..BoundQuery::all(entity).filter(filter) };
    let mut found = Vec::new();
    reader.query(&query, &mut |row| {
        found.push(FieldType::from_raw(row.get(0)?)?);
        Ok(())
    })?;
    Ok(found)
}

/// Who holds which role.
fn held(
    reader: &dyn Reader,
    filter: Bound,
    each: &mut dyn FnMut(EmployeeId, RoleId),
) -> Result<()> {
    let entity = EmployeeRole::META;
    let columns = vec![entity.position("employee_id"), entity.position("role_id")];
    let query = BoundQuery { columns, ..BoundQuery::all(entity).filter(filter) };
    reader.query(&query, &mut |row| {
        each(FieldType::from_raw(row.get(0)?)?, FieldType::from_raw(row.get(1)?)?);
        Ok(())
    })
}

/// The company with its people, at one epoch.
#[derive(Debug)]
pub struct Staff {
    company: Arc<Company>,
    /// All employees.
    pub employees: BTreeMap<EmployeeId, Person>,
    /// Who holds which roles.
    pub holders: BTreeMap<EmployeeId, BTreeSet<RoleId>>,
}

impl Deref for Staff {
    type Target = Company;

    fn deref(&self) -> &Company {
        &self.company
    }
}

impl Staff {
    /// Reads it, in a transaction that has the company's epoch.
    pub(crate) fn read(reader: &dyn Reader, company: Arc<Company>) -> Result<Self> {
        let mut employees = Vec::new();
        let query = BoundQuery { columns: COLUMNS.to_vec(), ..BoundQuery::all(Employee::META) };
        reader.query(&query, &mut |row| {
            let person = Person::of(row)?;
            employees.push((person.id, person));
            Ok(())
        })?;
        let mut holders: BTreeMap<EmployeeId, BTreeSet<RoleId>> = BTreeMap::new();
        held(reader, Bound::All, &mut |employee, role| {
            if company.roles.contains_key(&role) {
                holders.entry(employee).or_default().insert(role);
            }
        })?;
        Ok(Self { company, employees: employees.into_iter().collect(), holders })
    }

    /// The company without them.
    pub(crate) fn company(&self) -> &Arc<Company> {
        &self.company
    }

    /// An employee who may log in and own records.
    pub fn active(&self, id: EmployeeId) -> Option<&Person> {
        self.employees.get(&id).filter(|e| e.active())
    }

    /// Somebody's name, for texts.
    pub fn name(&self, id: EmployeeId) -> &str {
        self.employees.get(&id).map_or("?", |e| e.name.as_str())
    }

    /// Everybody below an employee, at any depth, without the employee.
    pub fn subordinates(&self, of: EmployeeId) -> BTreeSet<EmployeeId> {
        let below = |found: &BTreeSet<EmployeeId>| -> Vec<EmployeeId> {
            let direct = |e: &&Person| e.superior_id.is_some_and(|s| s == of || found.contains(&s));
            self.employees
                .values()
                .filter(direct)
                .map(|e| e.id)
                .filter(|id| *id != of && !found.contains(id))
                .collect()
        };
        closure(below)
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
        let active = |e: &&Person| e.status == EmployeeStatus::Active;
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
}

/// Whether the way up never ends.
fn endless<T: Copy>(from: T, up: impl Fn(T) -> Option<T>, all: usize) -> bool {
    std::iter::successors(Some(from), |at| up(*at)).nth(all).is_some()
}
