//! Why somebody sees a record, and who does.

use super::crm::{Session, Sight};
use super::operation::Operation;
use super::read::not_found;
use super::rights::{Rights, Scope, scope_of_roles};
use crate::choice;
use crate::error::Result;
use crate::model::{Entity, EntityMeta, Kind, Raw, ReadRule, Timestamp, TypedId, Value};
use crate::org::{DataScope, EmployeeId};
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Visibility};
use crate::store::Reader;
use serde::Serialize;
use uuid::Uuid;

choice! {
    /// What opens a record to somebody.
    pub enum Reason = "reason" {
        /// A super administrator sees everything.
        SuperAdmin = "super_admin", "超级管理员", "Super administrator";
        /// The owner lies in the data scope of a role.
        Role = "role", "角色的数据权限", "Data scope of a role";
        /// Membership in the team.
        Team = "team", "团队成员", "Team member";
        /// He has to decide about it.
        Approver = "approver", "待其审批", "Has to decide about it";
        /// Everybody sees records of this kind.
        Everyone = "everyone", "所有员工可见", "Visible to everybody";
        /// He made it.
        Author = "author", "创建人", "Made by this person";
        /// He or his department is listed as a member, or it names him.
        Listed = "listed", "成员", "Listed as a member";
        /// An administrator of such records.
        Manager = "manager", "管理权限", "Right to manage these";
        /// It lies in a public pool that he sees.
        Pool = "pool", "公海", "Lies in a pool that is seen";
        /// He sees the record to which it belongs.
        Root = "root", "可见其主记录", "Sees the record it belongs to";
    }
}

/// One reason why somebody sees a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Why {
    /// What opens it.
    pub reason: Reason,
    /// The role's name.
    pub role: Option<String>,
    /// The role's data scope.
    pub scope: Option<DataScope>,
    /// The owner that lies in it.
    pub owner: Option<String>,
    /// When a membership ends.
    pub until: Option<Timestamp>,
    /// The entity of the record to which it belongs.
    pub root: Option<String>,
}

/// Somebody who sees a record, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct WhySeen {
    /// Who.
    pub employee_id: EmployeeId,
    /// His name.
    pub name: String,
    /// Every reason.
    pub reasons: Vec<Why>,
}

fn why(reason: Reason) -> Why {
    Why { reason, role: None, scope: None, owner: None, until: None, root: None }
}

impl Session {
    /// Why the caller sees a record.
    ///
    /// # Errors
    /// `record.not_found` when he does not; `right.missing`.
    pub fn why_visible<E: Entity>(&self, id: E::Id) -> Result<Vec<Why>> {
        self.sight(|reader, sight| sight.own_reasons(reader, E::META, id.uuid()))
    }

    /// Every active employee who sees a record that the caller sees, and why. Where the caller may
    /// not know whose the record is, only those are named who see it whoever owns it, and himself.
    ///
    /// # Errors
    /// `record.not_found` when the caller does not see it; `right.missing`.
    pub fn who_can_see<E: Entity>(&self, id: E::Id) -> Result<Vec<WhySeen>> {
        self.sight(|reader, sight| {
            sight.own_reasons(reader, E::META, id.uuid())?;
            let mut seen = Vec::new();
            for employee in sight.staff(reader)?.employees.values().filter(|e| e.active()) {
                let rights = self.crm.rights(reader, &sight.company, employee.id)?;
                let reasons = sight.reasons(reader, E::META, id.uuid(), &rights)?;
                if !reasons.is_empty() {
                    seen.push(WhySeen {
                        employee_id: employee.id,
                        name: employee.name.clone(),
                        reasons,
                    });
                }
            }
            Ok(seen)
        })
    }
}

impl Sight {
    /// Why the caller sees a row.
    fn own_reasons(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        id: Uuid,
    ) -> Result<Vec<Why>> {
        let Some(rights) = &self.rights else { return Ok(vec![why(Reason::SuperAdmin)]) };
        let reasons = self.reasons(reader, entity, id, rights)?;
        if reasons.is_empty() {
            self.visibility(entity)?;
            return Err(not_found(entity));
        }
        Ok(reasons)
    }

    /// Every reason why somebody with these rights sees a row; none when he does not.
    fn reasons(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        id: Uuid,
        rights: &Rights,
    ) -> Result<Vec<Why>> {
        let mut reasons = self.by_reach(reader, entity, id, rights)?;
        if self.by_pool(reader, entity, id, rights)? {
            let admin = rights.is_super_admin();
            reasons.push(why(if admin { Reason::SuperAdmin } else { Reason::Pool }));
        }
        Ok(reasons)
    }

    /// Whether a row lies in a pool that somebody with these rights sees.
    fn by_pool(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        id: Uuid,
        rights: &Rights,
    ) -> Result<bool> {
        let pool = self.lies_in(reader, entity, id, Bin::Live)?;
        let (Some(pool), Some(pools)) = (pool, self.pools(entity)) else { return Ok(false) };
        let reach = |of| rights.visibility(of, self.now, &|n| self.find(n));
        // Members see its customers; what lies there with one, who may read such records.
        let reads = entity.pooled().is_none() || reach(entity).is_ok();
        match reach(pools) {
            Ok(reach) if reads => reader.get(pools, pool, &[], &reach, Bin::Live, &mut |_| Ok(())),
            _ => Ok(false),
        }
    }

    /// Every reason but pools.
    fn by_reach(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        id: Uuid,
        rights: &Rights,
    ) -> Result<Vec<Why>> {
        let Ok(reach) = rights.visibility(entity, self.now, &|n| self.find(n)) else {
            return Ok(Vec::new());
        };
        let owner_column: Vec<usize> = entity.owner().into_iter().collect();
        let mut owner = None;
        let visible = reader.get(entity, id, &owner_column, &reach, Bin::Live, &mut |row| {
            if let (true, Raw::Id(id)) = (
                !owner_column.is_empty(),
                if owner_column.is_empty() { Raw::Null } else { row.get(0)? },
            ) {
                owner = Some(EmployeeId(id));
            }
            Ok(())
        })?;
        if !visible {
            return Ok(Vec::new());
        }
        if rights.is_super_admin() {
            return Ok(vec![why(Reason::SuperAdmin)]);
        }
        match entity.read {
            ReadRule::Anyone => Ok(vec![why(Reason::Everyone)]),
            ReadRule::Author => Ok(vec![why(Reason::Author)]),
            ReadRule::Internal => Ok(Vec::new()),
            ReadRule::Root => self.by_root(reader, entity, id, rights),
            ReadRule::Named(manage) | ReadRule::Members(_, manage)
                if rights.may(Operation::by_code(manage)?) =>
            {
                Ok(vec![why(Reason::Manager)])
            }
            ReadRule::Named(_) | ReadRule::Members(..) => Ok(vec![why(Reason::Listed)]),
            ReadRule::Operation(code) => {
                let operation = Operation::by_code(code)?;
                if entity.owner().is_some() {
                    let told = self.knows_owner(reader, entity, id)?;
                    let mut reasons =
                        self.by_role(reader, owner.filter(|_| told), operation, rights)?;
                    reasons.extend(self.by_team(reader, (entity, operation), id, rights)?);
                    if reasons.is_empty() && self.who.employee() == Some(rights.employee()) {
                        // That a role opens it to himself he knows; which, might tell whose it is.
                        reasons.push(why(Reason::Role));
                    }
                    Ok(reasons)
                } else if entity.roots().next().is_some() {
                    self.by_root(reader, entity, id, rights)
                } else {
                    Ok(vec![why(Reason::Manager)])
                }
            }
        }
    }

    /// Whether the caller may know whose a row is: he sees the row, and may read the field.
    fn knows_owner(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        id: Uuid,
    ) -> Result<bool> {
        let column = entity.owner().and_then(|position| entity.fields.get(position));
        let reach = self.visibility(entity).unwrap_or(Visibility::Nothing);
        Ok(column.is_some_and(|field| self.readable(entity, field.name))
            && reader.get(entity, id, &[], &reach, Bin::Live, &mut |_| Ok(()))?)
    }

    /// The roles in whose scope the owner lies; where it may not be told who that is, those in
    /// whose scope everybody lies.
    fn by_role(
        &self,
        reader: &dyn Reader,
        owner: Option<EmployeeId>,
        operation: &Operation,
        rights: &Rights,
    ) -> Result<Vec<Why>> {
        let staff = self.staff(reader)?;
        let Some(employee) = staff.employees.get(&rights.employee()) else {
            return Ok(Vec::new());
        };
        let mut reasons = Vec::new();
        for id in rights.roles(operation) {
            let covers = match scope_of_roles(&[*id], employee, &staff, reader)? {
                Scope::All => true,
                Scope::Owners(set) => owner.is_some_and(|owner| set.contains(owner.uuid())),
            };
            if let (true, Some(role)) = (covers, staff.roles.get(id)) {
                reasons.push(Why {
                    role: Some(role.name.clone()),
                    scope: Some(role.scope),
                    owner: owner.map(|owner| staff.name(owner).to_owned()),
                    ..why(Reason::Role)
                });
            }
        }
        Ok(reasons)
    }

    fn by_team(
        &self,
        reader: &dyn Reader,
        (entity, operation): (&EntityMeta, &Operation),
        id: Uuid,
        rights: &Rights,
    ) -> Result<Vec<Why>> {
        let Some(team) = entity.team.and_then(|name| self.find(name)) else {
            return Ok(Vec::new());
        };
        let column = |name: &str| Column::field(team, team.position(name));
        let mine = Bound::And(vec![
            Bound::Cmp(column("record_id"), Cmp::Eq, Value::Id(id)),
            Bound::Cmp(column("employee_id"), Cmp::Eq, Value::Id(rights.employee().uuid())),
        ]);
        let mut query = BoundQuery::all(team).filter(mine);
        query.columns = vec![team.position("expires_at")];
        let deciding = team.field("deciding").map(|(position, _)| position);
        query.columns.extend(deciding);
        let mut reasons = Vec::new();
        reader.query(&query, &mut |row| {
            if deciding.is_some() && row.get(1)? == Raw::Int(1) {
                reasons.push(why(Reason::Approver));
            }
            if !rights.may(operation) {
                return Ok(());
            }
            match Kind::Time.read(row.get(0)?)? {
                Value::Time(until) if until <= self.now => {}
                Value::Time(until) => reasons.push(Why { until: Some(until), ..why(Reason::Team) }),
                _ => reasons.push(why(Reason::Team)),
            }
            Ok(())
        })?;
        Ok(reasons)
    }

    fn by_root(
        &self,
        reader: &dyn Reader,
        entity: &'static EntityMeta,
        id: Uuid,
        rights: &Rights,
    ) -> Result<Vec<Why>> {
        let roots: Vec<usize> = entity.roots().collect();
        let mut ids = Vec::new();
        reader.get(entity, id, &roots, &Visibility::Everything, Bin::Live, &mut |row| {
            for (place, column) in roots.iter().enumerate() {
                if let (Raw::Id(id), Some(Kind::Id(name))) =
                    (row.get(place)?, entity.fields.get(*column).map(|f| f.kind))
                {
                    ids.push((name, id));
                }
            }
            Ok(())
        })?;
        let mut reasons = Vec::new();
        for (name, id) in ids {
            let Some(root) = self.find(name) else { continue };
            if !self.by_reach(reader, root, id, rights)?.is_empty() {
                reasons.push(Why { root: Some(name.to_owned()), ..why(Reason::Root) });
            }
        }
        Ok(reasons)
    }
}
