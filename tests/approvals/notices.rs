//! Who is told what: the one who has to decide when it comes to him, the submitter when it was
//! decided (B1.7). Notices are the events that sessions hear; the host shows them.

use super::*;
use crate::common::Ear;

/// The ids of records of an entity of which somebody was told since the last time.
fn told_of(ear: &Ear, entity: &str) -> Vec<uuid::Uuid> {
    let changes = ear.heard().into_iter().filter(|c| !c.gone && c.change.entity == entity);
    changes.map(|c| c.change.id).collect()
}

/// The tasks of somebody's that wait for him among those of which he was told.
fn arrived(of: &Session, ear: &Ear) -> usize {
    let me = of.employee().unwrap();
    let mut told = told_of(ear, "approval_task");
    told.dedup();
    let tasks = told.into_iter().filter_map(|id| of.get::<ApprovalTask>(id.into()).ok());
    tasks.filter(|t| t.employee_id == me && t.state == TaskState::Pending).count()
}

/// How the approvals ended of which somebody was told.
fn ended(of: &Session, ear: &Ear) -> Vec<ApprovalState> {
    let told = told_of(ear, "approval").into_iter();
    let states = told.map(|id| of.get::<Approval>(id.into()).unwrap().state);
    states.filter(|state| *state != ApprovalState::Running).collect()
}

#[test]
fn who_has_to_decide_is_told_when_it_comes_to_him_and_the_submitter_when_it_was_decided() {
    Office::each(|o| {
        let [manager, ..] = o.w.ids;
        let cashier = o.cashier.employee().unwrap();
        o.flow(rules(vec![
            members(1, SignMode::All, &[manager]),
            members(2, SignMode::All, &[cashier]),
        ]));
        let (first, _a) = Ear::at(&o.w.manager);
        let (second, _b) = Ear::at(&o.cashier);
        let (submitter, _c) = Ear::at(&o.w.wang);
        for yes in [true, false] {
            let contract = o.submitted("1");
            assert_eq!((arrived(&o.w.manager, &first), arrived(&o.cashier, &second)), (1, 0));
            submitter.heard();
            o.approve(&o.w.manager, contract).unwrap();
            assert_eq!((arrived(&o.w.manager, &first), arrived(&o.cashier, &second)), (0, 1));
            assert_eq!(ended(&o.w.wang, &submitter), [], "it goes on");
            let end = match yes {
                true => o.approve(&o.cashier, contract).map(|()| ApprovalState::Approved),
                false => o.reject(&o.cashier, contract).map(|()| ApprovalState::Rejected),
            };
            assert_eq!(ended(&o.w.wang, &submitter), [end.unwrap()]);
        }
    });
}
