//! A small company on every store, for the tests of rules.
#![allow(
    missing_docs,
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "shared by several test binaries"
)]

use crmkit::admin::department::CreateDepartment;
use crmkit::admin::employee::CreateEmployee;
use crmkit::admin::role::CreateRole;
use crmkit::admin::setup::CompanySetup;
use crmkit::model::id::SeededIds;
use crmkit::model::time::ManualClock;
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::customer::{CustomerId, NewCustomer};
use crmkit::sales::lead::{LeadId, NewLead};
use crmkit::sales::pool::{CreatePool, NewPool, PoolId};
use crmkit::session::{
    BatchReport, Crm, CrmOptions, Event, EventChange, Listener, Outcome, Session, Subscription,
};
use crmkit_testkit::oracle::{digest, epoch};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

pub struct World {
    pub crm: Crm,
    pub clock: Arc<ManualClock>,
    pub admin: Session,
    pub manager: Session,
    pub wang: Session,
    pub li: Session,
    pub ids: [EmployeeId; 3],
    pub department: DepartmentId,
    /// The file, where there is one.
    pub path: Option<PathBuf>,
}

impl World {
    /// A new employee with these roles, who may already act.
    pub fn employee(&self, name: &str, mobile: &str, roles: Vec<RoleId>) -> EmployeeId {
        let employee = NewEmployee {
            name: name.into(),
            mobile: mobile.into(),
            department_id: self.department,
            ..Default::default()
        };
        self.admin.run(CreateEmployee { employee, roles, password_hash: None }).unwrap().value
    }

    /// A new role.
    pub fn role(&self, name: &str, scope: DataScope, operations: &[&str]) -> RoleId {
        self.admin.run(new_role(name, scope, operations)).unwrap().value
    }

    /// Everything in the store, as text.
    pub fn digest(&self) -> String {
        digest(&**self.crm.store())
    }

    pub fn epoch(&self) -> i64 {
        epoch(&**self.crm.store())
    }

    /// Another handle of the file, as another process has it.
    pub fn open_again(&self, seed: u64) -> Option<Crm> {
        self.path.as_ref().map(|path| open(path, self.clock.clone(), seed))
    }
}

/// The code of a refusal; none when it was done.
pub fn code<T>(result: crmkit::Result<T>) -> Option<&'static str> {
    result.err().map(|e| e.code())
}

pub fn new_role(name: &str, scope: DataScope, operations: &[&str]) -> CreateRole {
    CreateRole {
        role: NewRole { name: name.into(), scope: Some(scope), ..Default::default() },
        operations: operations.iter().map(|o| (*o).to_owned()).collect(),
        departments: None,
        employees: None,
        fields: None,
    }
}

pub fn role(admin: &Session, code: &str) -> RoleId {
    let page = admin.list::<Role>(&Query::new(Role::built_in().eq(code.into()))).unwrap();
    page.rows[0].id
}

pub fn world(crm: Crm, clock: Arc<ManualClock>) -> World {
    let admin = crm
        .set_up(CompanySetup {
            company: "示例科技".into(),
            admin_name: "陈晓明".into(),
            admin_mobile: "138 0000 0001".into(),
            password: "correct horse".into(),
            ..Default::default()
        })
        .unwrap();
    let admin = crm.session(admin.value).unwrap();
    let department = admin
        .run(CreateDepartment {
            department: NewDepartment { name: "销售部".into(), ..Default::default() },
        })
        .unwrap()
        .value;
    let manager_role = role(&admin, "sales_manager");
    let sales_role = role(&admin, "salesperson");
    let employee = |name: &str, mobile: &str, superior, roles| {
        let employee = NewEmployee {
            name: name.into(),
            mobile: mobile.into(),
            department_id: department,
            superior_id: superior,
            ..Default::default()
        };
        admin.run(CreateEmployee { employee, roles, password_hash: None }).unwrap().value
    };
    let m = employee("王芳", "13800000002", None, vec![manager_role]);
    let w = employee("李强", "13800000003", Some(m), vec![sales_role]);
    let l = employee("赵敏", "13800000004", Some(m), vec![sales_role]);
    World {
        manager: crm.session(m).unwrap(),
        wang: crm.session(w).unwrap(),
        li: crm.session(l).unwrap(),
        ids: [m, w, l],
        department,
        path: None,
        admin,
        crm,
        clock,
    }
}

/// Both stores; each story runs on each.
pub fn worlds() -> Vec<World> {
    vec![memory(), file()]
}

pub fn memory() -> World {
    let clock = clock();
    world(crmkit::in_memory_with(options(clock.clone(), 1)).unwrap(), clock)
}

pub fn file() -> World {
    let path = tempfile::tempdir().unwrap().keep().join("company.crm");
    let clock = clock();
    World { path: Some(path.clone()), ..world(open(&path, clock.clone(), 1), clock) }
}

pub fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new("2026-03-02T01:00:00Z".parse().unwrap()))
}

pub fn options(clock: Arc<ManualClock>, seed: u64) -> CrmOptions {
    CrmOptions { clock, ids: Arc::new(SeededIds::new(seed)), deadline: None }
}

pub fn open(path: &Path, clock: Arc<ManualClock>, seed: u64) -> Crm {
    let options = crmkit::FileOptions { crm: options(clock, seed), ..Default::default() };
    crmkit::open_with(path, options).unwrap()
}

impl World {
    /// A pool that 王芳 administers and of which 李强 and 赵敏 are members.
    pub fn pool(&self, name: &str) -> PoolId {
        let pool = NewPool { name: name.into(), ..Default::default() };
        let [manager, wang, li] = self.ids;
        let members = vec![wang, li];
        let pool = CreatePool { pool, admins: vec![manager], members, departments: vec![] };
        self.admin.run(pool).unwrap().value
    }

    /// The id of an option of a list.
    pub fn option(&self, list: &str, label: &str) -> OptionItemId {
        let filter = OptionItem::list().eq(list.into()) & OptionItem::label().eq(label.into());
        self.admin.list::<OptionItem>(&Query::new(filter)).unwrap().rows[0].id
    }
}

pub fn lead(by: &Session, name: &str) -> LeadId {
    by.leads().create(NewLead { name: name.into(), ..Default::default() }).unwrap().value
}

pub fn customer(by: &Session, name: &str) -> CustomerId {
    by.customers().create(NewCustomer { name: name.into(), ..Default::default() }).unwrap().value
}

/// The code of a refusal, or `done`.
pub fn told<T>(result: crmkit::Result<T>) -> &'static str {
    result.err().map_or("done", |e| e.code())
}

/// The code and field of a refusal.
pub fn refusal<T>(result: crmkit::Result<T>) -> (String, String) {
    let error = result.err().unwrap();
    (error.code().to_owned(), error.field_name().unwrap_or_default().to_owned())
}

/// What became of every row of a batch.
pub fn rows(batch: crmkit::Result<Outcome<BatchReport>>) -> Vec<&'static str> {
    let rows = batch.unwrap().value.rows;
    rows.into_iter().map(|r| r.error.map_or("done", |e| e.code())).collect()
}

pub fn at(text: &str) -> crmkit::model::Timestamp {
    text.parse().unwrap()
}

/// Remembers what it is told.
#[derive(Default)]
pub struct Ear(pub Mutex<Vec<Event>>);

impl Listener for Ear {
    fn on_event(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

impl Ear {
    pub fn at(session: &Session) -> (Arc<Ear>, Subscription) {
        let ear = Arc::new(Ear::default());
        let subscription = session.subscribe(ear.clone());
        (ear, subscription)
    }

    /// The changes of which it was told since the last time.
    pub fn heard(&self) -> Vec<EventChange> {
        let events = std::mem::take(&mut *self.0.lock().unwrap());
        events.into_iter().flat_map(|e| e.changes).collect()
    }
}
