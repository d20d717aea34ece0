//! Handles: closed together, dropped in any order, used from any thread.

use crate::common::{World, clock, code, file, open, worlds};
use crate::lead;
use crmkit::admin::setup::CompanySetup;
use crmkit::query::{Query, Total, Totals};
use crmkit::sales::customer::NewCustomer;
use crmkit::sales::lead::{Lead, LeadSummary, NewLead};
use crmkit::session::{Crm, Event, Listener, Page, Session, Subscription};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[derive(Default)]
pub(crate) struct Count(pub AtomicUsize);

impl Listener for Count {
    fn on_event(&self, _: Event) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn after_close_every_call_of_every_handle_is_closed() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        let count = Arc::new(Count::default());
        let _subscription = w.wang.subscribe(count.clone());
        let page = w.wang.leads().list(&Query::default()).unwrap();
        let (crm, session) = (w.crm.clone(), w.wang.with_deadline(Duration::from_secs(9)));
        crm.close().unwrap();
        crm.close().unwrap();
        let path = std::env::temp_dir().join("never.crm");
        for crm in [&w.crm, &crm, session.crm()] {
            let refused =
                [
                    code(crm.login("13800000001", "correct horse")),
                    code(crm.session(w.ids[0])),
                    code(crm.is_set_up()),
                    code(crm.locale()),
                    code(crm.tick()),
                    code(crm.tick_preview()),
                    code(crm.set_up(CompanySetup {
                        password: "long enough".into(),
                        ..Default::default()
                    })),
                    code(crm.check()),
                    code(crm.backup_to(&path)),
                    code(crm.suspend()),
                    code(crm.resume()),
                ];
            assert_eq!(refused, [Some("closed"); 11]);
        }
        let new = || NewLead { name: "乙".into(), ..Default::default() };
        for session in [&w.wang, &session, &w.admin] {
            let refused = [
                code(session.leads().get(id)),
                code(session.leads().list(&Query::default())),
                code(session.count::<Lead>(&Query::default(), Totals::Exact)),
                code(session.leads().create(new())),
                code(session.leads().update(id, Default::default())),
                code(session.run_json(r#"{"command":"lead.create","lead":{"name":"丙"}}"#)),
                code(session.history::<Lead>(id, None, 5)),
                code(session.why_visible::<Lead>(id)),
                code(session.tick()),
                code(session.set_password(w.ids[0], "long enough")),
            ];
            assert_eq!(refused, [Some("closed"); 10]);
        }
        assert!(!path.exists());
        assert_eq!(page.rows[0].name, "甲", "a page holds its rows");
        let _late = w.wang.subscribe(count.clone());
        assert_eq!(count.0.load(Ordering::SeqCst), 0);
        crm.interrupt();
    }
}

/// Whatever is dropped last closes the file: what lay beside it is in it.
#[test]
fn handles_go_in_any_order() {
    enum Handle {
        Crm(#[allow(dead_code)] Crm),
        Session(#[allow(dead_code)] Session),
        Subscription(#[allow(dead_code)] Subscription),
    }
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let World { crm, wang, path, .. } = file();
        let path = path.unwrap();
        lead(&wang, "甲");
        let beside = path.with_extension("crm-wal");
        assert!(beside.exists());
        let subscription = wang.subscribe(Arc::new(Count::default()));
        let mut handles = [
            Some(Handle::Crm(crm)),
            Some(Handle::Session(wang)),
            Some(Handle::Subscription(subscription)),
        ];
        for (n, which) in order.into_iter().enumerate() {
            assert!(beside.exists(), "{order:?}: closed after {n}");
            handles[which] = None;
        }
        assert!(!beside.exists(), "{order:?}: never closed");
        let again = open(&path, clock(), 2);
        let admin = again.login("13800000001", "correct horse").unwrap();
        assert_eq!(admin.leads().list(&Query::default()).unwrap().rows.len(), 1);
    }
}

#[test]
fn handles_may_be_used_from_any_thread() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Crm>();
    shared::<Session>();
    shared::<Subscription>();
    shared::<Page<LeadSummary>>();
    for w in worlds() {
        let count = Arc::new(Count::default());
        let _subscription = w.manager.subscribe(count.clone());
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let session = [&w.wang, &w.li, &w.admin, &w.manager][n % 4].clone();
                std::thread::spawn(move || {
                    let mut ids = Vec::new();
                    for k in 0..25 {
                        let id = lead(&session, &format!("线索{n}-{k}"));
                        assert_eq!(session.leads().get(id).unwrap().rev, 1);
                        ids.push(id);
                    }
                    ids
                })
            })
            .collect();
        let ids: BTreeSet<_> = threads.into_iter().flat_map(|t| t.join().unwrap()).collect();
        assert_eq!(ids.len(), 200);
        let total = w.admin.count::<Lead>(&Query::default(), Totals::Exact).unwrap();
        assert_eq!(total, Total::Exact { count: 200 });
        assert_eq!(
            count.0.load(Ordering::SeqCst),
            200,
            "everybody's leads are the manager's to see"
        );
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn of_many_threads_that_want_one_name_one_gets_it() {
    for w in worlds() {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let session = w.wang.clone();
                let new = NewCustomer { name: "独一".into(), ..Default::default() };
                std::thread::spawn(move || code(session.customers().create(new)))
            })
            .collect();
        let mut results: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
        results.sort_unstable();
        assert_eq!(results[0], None);
        assert_eq!(results[1..], [Some("record.duplicate"); 7]);
    }
}
