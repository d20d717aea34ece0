//! A company written straight into a store and kept between runs, and those whose lists are measured.

use crmkit::FileOptions;
use crmkit::Result;
use crmkit::admin::department::CreateDepartment;
use crmkit::admin::employee::SetRoles;
use crmkit::admin::role::CreateRole;
use crmkit::admin::setup::CompanySetup;
use crmkit::model::value::time_from_micros;
use crmkit::model::{CommandId, Entity, FieldFlags, Raw, Timestamp, TypedId};
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::query::search::SearchText;
use crmkit::session::log::{ChangeKind, ChangeLog, RecordId};
use crmkit::session::write::unique_key;
use crmkit::session::{Crm, Session, operation};
use crmkit::store::{State, Writer, write};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// When the first record was made, in µs.
pub const EPOCH: i64 = 1_700_000_000_000_000;

/// When everybody works: after all that is there.
pub const NOW: i64 = EPOCH + 100_000_000_000_000;

/// Somebody whose lists are measured.
pub struct Viewer {
    /// What the person sees.
    pub sees: &'static str,
    /// Who it is.
    pub id: EmployeeId,
    /// The owners whose customers are seen; nobody: everybody's.
    pub owners: Vec<Uuid>,
}

/// The id of the n-th person.
pub fn person(n: u64) -> EmployeeId {
    EmployeeId(Uuid::from_u64_pair(0x0190_0000_0000_7000, 0x8000_0000_0000_0000 | scatter(n) >> 2))
}

/// The id of the n-th record of a kind; later ones are higher.
pub fn row_id(n: u64) -> Uuid {
    let high = 0x0190_0000_0000_7000 | (n >> 12) << 16 | (n & 0xfff);
    Uuid::from_u64_pair(high, 0x8000_0000_0000_0000 | scatter(n) >> 2)
}

/// A number without order.
pub fn scatter(n: u64) -> u64 {
    n.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The owner of the n-th of so many records.
pub fn owner(n: u64, rows: u64) -> u64 {
    match n {
        _ if n < 2000 => 2001 + n,
        _ if n < rows / 10 => 4001 + n % 1000,
        _ => 1 + n.wrapping_mul(2_654_435_761) % 2000,
    }
}

/// An instant.
pub fn at(micros: i64) -> Timestamp {
    time_from_micros(micros).unwrap()
}

/// The viewers, each a person above all owners.
pub fn viewers() -> Vec<Viewer> {
    let viewer = |n: u64, sees, owners: std::ops::RangeInclusive<u64>| {
        let id = person(9000 + n);
        let owners = owners.map(|o| person(o).0).chain([id.0]).collect();
        Viewer { sees, id, owners }
    };
    vec![
        Viewer { sees: "all", id: person(9000), owners: Vec::new() },
        Viewer { sees: "1 owner", id: person(7), owners: vec![person(7).0] },
        viewer(2, "50 owners, dense", 1..=50),
        viewer(3, "50 owners, sparse and old", 2001..=2050),
        viewer(4, "2 000 owners, dense", 1..=2000),
        viewer(5, "2 000 owners, sparse and old", 2001..=4000),
        Viewer {
            sees: "1 old owner and 5 000 teams",
            id: person(2003),
            owners: vec![person(2003).0],
        },
    ]
}

/// The file of this name, made if it is not there or of another version.
pub fn kept(name: &str, make: impl FnOnce(&Path) -> Result<()>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let known = FileOptions { must_exist: true, ..FileOptions::default() };
    if crmkit::open_with(&path, known).and_then(|crm| crm.close()).is_err() {
        let fresh = tempfile::Builder::new().tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let fresh = fresh.path().join("fresh.crm");
        make(&fresh).unwrap();
        std::fs::rename(&fresh, &path).unwrap();
    }
    path
}

/// A company without people yet; who administers it.
pub fn founded(path: &Path) -> Result<(Crm, Session)> {
    let crm = crmkit::open(path)?;
    let admin = crm.set_up(CompanySetup {
        company: "示例科技".into(),
        admin_name: "陈晓明".into(),
        admin_mobile: "13800000001".into(),
        password: "correct horse".into(),
        ..Default::default()
    })?;
    let admin = crm.session(admin.value)?;
    Ok((crm, admin))
}

/// The people, and the viewers' rights: the operations that begin with one of these.
pub fn staffed(admin: &Session, operations: &[&str]) -> Result<()> {
    let places = people(admin)?;
    give_roles(admin, &places, operations)
}

/// Writes so many rows.
pub fn write_rows(
    crm: &Crm,
    rows: u64,
    row: impl Fn(&dyn Writer, u64) -> Result<()>,
) -> Result<()> {
    for chunk in (0..rows).collect::<Vec<_>>().chunks(20_000) {
        write(&**crm.store(), None, |w| chunk.iter().try_for_each(|n| row(w, *n)))?;
    }
    Ok(())
}

/// The people, in departments by what their records are for.
fn people(admin: &Session) -> Result<[DepartmentId; 6]> {
    let mut places = [DepartmentId::default(); 6];
    for (n, place) in places.iter_mut().enumerate() {
        let department = NewDepartment { name: format!("部门{n}"), ..Default::default() };
        *place = admin.run(CreateDepartment { department })?.value;
    }
    write(&**admin.crm().store(), None, |w| {
        for n in (1..=5000).chain(9000..9007) {
            let place = match n {
                1..=50 => 0,
                51..=2000 => 1,
                2001..=2050 => 2,
                2051..=4000 => 3,
                4001..=5000 => 4,
                _ => 5,
            };
            let employee = Employee {
                id: person(n),
                rev: 1,
                created_at: at(EPOCH),
                updated_at: at(EPOCH),
                name: format!("员工{n}"),
                mobile: format!("+86139{n:08}"),
                department_id: places[place],
                ..Employee::blank()
            };
            put(w, &employee)?;
        }
        w.set_state(State::Epoch, w.state(State::Epoch)? + 1)
    })?;
    Ok(places)
}

/// What each viewer sees.
fn give_roles(admin: &Session, places: &[DepartmentId; 6], named: &[&str]) -> Result<()> {
    let operations = operation::ALL.iter().map(|o| o.code);
    let operations: Vec<String> = operations
        .filter(|code| named.iter().any(|e| code.starts_with(e)))
        .map(str::to_owned)
        .collect();
    let scopes = [None, Some(&[][..]), Some(&[0][..]), Some(&[2]), Some(&[0, 1]), Some(&[2, 3])];
    for (viewer, scope) in viewers().iter().zip(scopes.into_iter().chain([Some(&[][..])])) {
        let role = match scope {
            None => super_admin(admin)?,
            Some(scope) => {
                let custom = if scope.is_empty() { DataScope::Own } else { DataScope::Custom };
                let (name, remark) = (format!("看{}", viewer.sees), None);
                let departments = scope.iter().map(|d: &usize| places[*d]).collect();
                let role = NewRole { name, scope: Some(custom), remark, custom: None };
                let (operations, departments) = (operations.clone(), Some(departments));
                let role =
                    CreateRole { role, operations, departments, employees: None, fields: None };
                admin.run(role)?.value
            }
        };
        admin.run(SetRoles { employee: viewer.id, roles: vec![role] })?;
    }
    Ok(())
}

fn super_admin(admin: &Session) -> Result<RoleId> {
    let built_in = Role::built_in().eq("super_admin".into());
    Ok(admin.list::<Role>(&Query::new(built_in))?.rows[0].id)
}

const CITIES: [&str; 16] = [
    "武汉", "长沙", "上海", "杭州", "广州", "成都", "重庆", "西安", "南京", "苏州", "青岛", "厦门",
    "合肥", "郑州", "昆明", "天津",
];
const SYLLABLES: &str = "鑫源盛达恒通瑞华嘉信宏图立天博远东方金龙海润新泰安康美佳福永兴隆德邦世纪";
const TRADES: [&str; 8] = ["贸易", "科技", "机械", "建材", "食品", "物流", "医药器械", "信息技术"];

/// The name of the n-th company; no two are equal.
pub fn company_name(n: u64) -> String {
    let syllables: Vec<char> = SYLLABLES.chars().collect();
    let all = 16 * 8 * (syllables.len() as u64).pow(3);
    let mut rest = n.wrapping_mul(7919) % all;
    let mut digit = |base: usize| {
        let digit = (rest % base as u64) as usize;
        rest /= base as u64;
        digit
    };
    let city = CITIES[digit(16)];
    let brand: String = (0..3).map(|_| syllables[digit(syllables.len())]).collect();
    format!("{city}{brand}{}有限公司", TRADES[digit(8)])
}

/// Writes a record with everything that derives from it.
pub fn put<E: Entity>(w: &dyn Writer, record: &E) -> Result<()> {
    let mut text = SearchText::new();
    w.insert(E::META, record)?;
    for (position, field) in E::META.fields.iter().enumerate() {
        let Raw::Text(value) = record.raw(position) else { continue };
        if let Some(kind) = field.unique {
            w.set_key(kind, &unique_key(&value), Some(record.id().uuid()))?;
        }
        if field.is(FieldFlags::PHONE) {
            text.add_phone(&value);
        } else if field.is(FieldFlags::SEARCH) {
            text.add_text(&value);
        }
    }
    if E::META.searched() {
        w.set_text(E::META, record.id().uuid(), &text)?;
    }
    match E::META.owner().map(|owner| record.raw(owner)) {
        Some(Raw::Id(owner)) => w.add_owned(E::META, Some(owner), 1),
        _ => Ok(()),
    }
}

/// Logs that a record was made.
pub fn log<E: Entity>(
    w: &dyn Writer,
    record: &E,
    owner: EmployeeId,
    made: Timestamp,
) -> Result<()> {
    let id = record.id().uuid();
    let log = ChangeLog {
        entity: i64::from(E::META.no),
        record_id: RecordId(id),
        root_id: RecordId(id),
        kind: ChangeKind::Created,
        rev: 1,
        actor_id: Some(owner),
        at: made,
        command_id: CommandId(id),
        command: format!("{}.create", E::META.name),
        fields: "{}".into(),
        owner_after: Some(owner),
        ..ChangeLog::blank()
    };
    w.append(ChangeLog::META, &log).map(drop)
}
