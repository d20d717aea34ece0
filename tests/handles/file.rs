//! What only a file has: copies, damage, rest, deadlines, its part and its device.

use crate::common::{World, clock, code, file, memory, open, options, worlds};
use crate::lead;
use crmkit::FileOptions;
use crmkit::query::{Filter, Query, Total, Totals};
use crmkit::sales::lead::{Lead, LeadId};
use crmkit::session::CrmOptions;
use crmkit::store::FileRole;
use crmkit_testkit::oracle::digest;
use std::path::PathBuf;
use std::time::Duration;

fn beside(w: &World, name: &str) -> PathBuf {
    w.path.as_ref().unwrap().with_file_name(name)
}

#[test]
fn a_copy_of_a_file_in_use_opens_and_is_equal() {
    let w = file();
    lead(&w.wang, "甲");
    let copy = beside(&w, "copy.crm");
    w.crm.backup_to(&copy).unwrap();
    assert!(!copy.with_extension("crm-wal").exists(), "complete by itself");
    let before = w.digest();
    lead(&w.wang, "之后");
    let other = open(&copy, clock(), 2);
    assert_eq!(digest(&**other.store()), before);
    assert_eq!(other.check().unwrap(), []);
    let wang = other.session(w.ids[1]).unwrap();
    lead(&wang, "乙");
    assert_eq!(wang.leads().list(&Query::search("甲")).unwrap().rows.len(), 1);
    assert_ne!(digest(&**other.store()), w.digest());
}

#[test]
fn a_copy_overwrites_nothing_and_is_whole_while_others_write() {
    let w = file();
    let taken = beside(&w, "taken.txt");
    std::fs::write(&taken, "mine").unwrap();
    assert!(w.crm.backup_to(&taken).is_err());
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "mine");
    let before = w.digest();
    assert!(w.crm.backup_to(w.path.as_ref().unwrap()).is_err(), "onto itself");
    assert_eq!(w.digest(), before);
    let session = w.wang.clone();
    let writer =
        std::thread::spawn(move || (0..200).for_each(|n| _ = lead(&session, &format!("线索{n}"))));
    for n in 0..5 {
        let copy = beside(&w, &format!("copy{n}.crm"));
        w.crm.backup_to(&copy).unwrap();
        assert_eq!(open(&copy, clock(), 2).check().unwrap(), [], "copy {n}");
    }
    writer.join().unwrap();
    assert_eq!(code(memory().crm.backup_to(beside(&w, "m.crm"))), Some("unsupported"));
}

#[test]
fn looking_for_damage_finds_none_where_none_is() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        w.manager.leads().delete(vec![id]).unwrap();
        w.manager.leads().restore(vec![id]).unwrap();
        w.wang.leads().convert(vec![id]).unwrap();
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_file_at_rest_is_whole_and_locks_nothing() {
    let w = file();
    let id = lead(&w.wang, "甲");
    let before = w.digest();
    w.crm.suspend().unwrap();
    w.crm.suspend().unwrap();
    assert_eq!(code(w.wang.leads().get(id)), Some("closed"));
    assert_eq!(code(w.wang.leads().delete(vec![id])), Some("closed"));
    let path = w.path.as_ref().unwrap();
    let wal = path.with_extension("crm-wal");
    assert!(!wal.exists() || wal.metadata().unwrap().len() == 0);
    let copy = beside(&w, "plain.crm");
    std::fs::copy(path, &copy).unwrap();
    assert_eq!(digest(&**open(&copy, clock(), 2).store()), before, "the main file has everything");
    w.crm.resume().unwrap();
    w.crm.resume().unwrap();
    assert_eq!(w.digest(), before);
    lead(&w.wang, "乙");
}

/// Many leads, quickly.
fn fill(w: &World, count: usize) -> Vec<LeadId> {
    let mut text = String::from("名称\n");
    (0..count).for_each(|n| text += &format!("线索公司{n}\n"));
    let columns =
        vec![crmkit::data::ColumnMapping { column: "名称".into(), field: "name".into() }];
    let plan = crmkit::data::ImportPlan { entity: "lead".into(), columns, ..Default::default() };
    let report =
        w.admin.import(&mut text.as_bytes(), &plan, Default::default(), &mut |_| true).unwrap();
    assert_eq!(report.counts.created as usize, count);
    let mut ids = Vec::new();
    let mut query = Query::default().limit(500);
    loop {
        let page = w.admin.leads().list(&query).unwrap();
        ids.extend(page.rows.iter().map(|r| r.id));
        let Some(next) = page.next else { return ids };
        query = query.after(next);
    }
}

/// A question that reads every row.
fn slow(session: &crmkit::session::Session) -> crmkit::Result<Total> {
    let filter: Filter =
        "name contains \"司7\" and name contains \"索\" or remark contains \"无\"".parse().unwrap();
    session.count::<Lead>(&Query::new(filter), Totals::Exact)
}

#[test]
fn a_call_past_its_deadline_ends_and_the_next_one_works() {
    let w = file();
    let ids = fill(&w, 3000);
    let hurried = w.admin.with_deadline(Duration::ZERO);
    let refused = slow(&hurried).unwrap_err();
    assert_eq!((refused.code(), refused.kind()), ("interrupted", crmkit::ErrorKind::Interrupted));
    let before = w.digest();
    let transfer = |session: &crmkit::session::Session| {
        session.leads().transfer(ids[..1000].to_vec(), w.ids[1]).map(|o| o.value.done())
    };
    assert_eq!(code(transfer(&hurried)), Some("interrupted"));
    assert_eq!(w.digest(), before, "nothing of it was done");
    assert!(slow(&w.admin).is_ok());
    let patient = hurried.with_deadline(Duration::from_secs(60));
    assert_eq!(transfer(&patient).unwrap(), 1000);
}

#[test]
fn an_interruption_ends_what_runs_and_nothing_later() {
    let w = file();
    fill(&w, 3000);
    w.crm.interrupt();
    assert!(slow(&w.admin).is_ok(), "nothing ran when it came");
    let session = w.admin.clone();
    let runs = std::thread::spawn(move || (0..100_000).find_map(|_| slow(&session).err()));
    while !runs.is_finished() {
        w.crm.interrupt();
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(runs.join().unwrap().unwrap().code(), "interrupted");
    assert!(slow(&w.admin).is_ok());
    lead(&w.wang, "乙");
}

#[test]
fn one_may_wait_and_work_for_ever() {
    let path = tempfile::tempdir().unwrap().keep().join("a.crm");
    let busy_timeout = Some(Duration::MAX);
    let crm = CrmOptions { deadline: Some(Duration::MAX), ..CrmOptions::default() };
    let crm = crmkit::open_with(path, FileOptions { busy_timeout, crm, ..Default::default() });
    assert!(!crm.unwrap().is_set_up().unwrap());
}

#[test]
fn a_file_keeps_the_part_and_the_device_it_was_made_with() {
    for role in [FileRole::Standalone, FileRole::Hub, FileRole::Replica] {
        let path = tempfile::tempdir().unwrap().keep().join("a.crm");
        let make = |role, seed| {
            let device = Some(uuid::Uuid::from_u128(u128::from(seed)));
            let crm = options(clock(), seed);
            let options = FileOptions { role, device, crm, ..Default::default() };
            crmkit::open_with(&path, options).unwrap()
        };
        let first = make(role, 1);
        let identity = first.store().identity();
        assert_eq!((first.role(), identity.role), (role, role));
        assert_eq!((first.device(), identity.device), (uuid::Uuid::from_u128(1), first.device()));
        first.close().unwrap();
        for other in [FileRole::Standalone, FileRole::Replica] {
            let again = make(other, 2);
            assert_eq!((again.role(), again.device()), (role, identity.device));
        }
    }
    let (a, b) = (file(), open(&tempfile::tempdir().unwrap().keep().join("b.crm"), clock(), 7));
    assert_ne!(a.crm.store().identity().device, b.store().identity().device);
    let device = a.crm.store().identity().device.to_string();
    let commands = a.digest();
    let mut commands = commands.lines().filter(|l| l.starts_with("command_log"));
    assert!(commands.all(|l| l.contains(&device)), "every command names the device");
}
