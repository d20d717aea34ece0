//! Whose turn it is: after those whom one asked before oneself, and in the place of who is away.

use super::*;

#[test]
fn whoever_asks_others_before_himself_decides_after_them() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        o.flow(rules(vec![members(1, SignMode::All, &[manager])]));
        let contract = o.submitted("1");
        let ask = |by: &Session, whom| {
            o.w.clock.advance(1_000_000);
            let task = o.task(by, contract);
            by.run(AddSigners { task, employees: vec![whom], before: true, comment: None }).unwrap()
        };
        ask(&o.w.manager, li);
        ask(&o.w.li, id(&o.boss));
        for (by, next) in [(&o.boss, vec![li]), (&o.w.li, vec![manager]), (&o.w.manager, vec![])] {
            assert_eq!(o.deciding(contract), [id(by)]);
            o.approve(by, contract).unwrap();
            assert_eq!(o.deciding(contract), next);
        }
        assert_eq!(o.status(contract), CheckStatus::Approved);
    });
}

#[test]
fn a_turn_that_comes_to_one_whose_delegate_is_asked_already_ends_at_once() {
    Office::each(|o| {
        let [manager, _, li] = o.w.ids;
        let all = members(1, SignMode::Sequential, &[id(&o.boss), li, manager]);
        o.flow(rules(vec![all]));
        let contract = o.submitted("1");
        let ends_at = "2030-01-01T00:00:00Z".parse().unwrap();
        let away =
            DelegateApprovals { employee: None, delegate: manager, starts_at: None, ends_at };
        o.w.li.run(away).unwrap();
        o.approve(&o.boss, contract).unwrap();
        assert_eq!(o.deciding(contract), [manager], "he decides for both, once");
        assert_eq!(acts(&o.w.admin, contract).last(), Some(&ApprovalAct::Substituted));
        o.approve(&o.w.manager, contract).unwrap();
        assert_eq!(o.status(contract), CheckStatus::Approved);
    });
}
