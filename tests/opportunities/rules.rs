//! Whose opportunities are, who may do what to them, what belongs to them.

use crate::common::{customer, refusal, rows, told};
use crate::{each, money, new, opportunity, read};
use crmkit::org::DataScope;
use crmkit::query::Query;
use crmkit::sales::contact::{ContactId, NewContact};
use crmkit::sales::customer::{CustomerId, TeamAccess};
use crmkit::sales::opportunity::*;
use crmkit::session::Session;

fn contact(by: &Session, customer_id: CustomerId, name: &str) -> ContactId {
    let contact = NewContact { customer_id, name: name.into(), ..Default::default() };
    by.contacts().create(contact).unwrap().value
}

fn list(by: &Session) -> usize {
    by.opportunities().list(&Query::default()).unwrap().rows.len()
}

#[test]
fn it_is_of_a_customer_that_its_maker_sees_and_belongs_to_its_maker() {
    each(|w| {
        let home = customer(&w.wang, "甲");
        assert_eq!(refusal(w.li.opportunities().create(new(home, "x"))).1, "customer_id");
        let id = opportunity(&w.wang, home, "商机");
        assert_eq!((list(&w.wang), list(&w.manager), list(&w.li)), (1, 1, 0));
        assert_eq!(told(w.li.opportunities().get(id)), "record.not_found");
        // For somebody else it is made by who may.
        let own = |owner| NewOpportunity { owner_id: Some(owner), ..new(home, "给赵敏") };
        assert_eq!(told(w.wang.opportunities().create(own(w.ids[2]))), "right.row");
        let given = w.manager.opportunities().create(own(w.ids[2])).unwrap().value;
        assert_eq!(read(&w.li, given).received_at, Some(w.crm.clock().now()));
        // Who sees it need not see its customer.
        assert_eq!(told(w.li.customers().get(home)), "record.not_found");
        let found = w.li.opportunities().list(&Query::search("赵敏")).unwrap().rows;
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [given]);
    });
}

#[test]
fn its_primary_contact_and_those_in_roles_are_its_customers() {
    each(|w| {
        let (home, other) = (customer(&w.wang, "甲"), customer(&w.wang, "乙"));
        let (own, foreign) = (contact(&w.wang, home, "单"), contact(&w.wang, other, "乔"));
        let with = |contact| NewOpportunity { primary_contact_id: Some(contact), ..new(home, "x") };
        let told = refusal(w.wang.opportunities().create(with(foreign)));
        assert_eq!(told, ("contact.elsewhere".into(), "primary_contact_id".into()));
        let id = w.wang.opportunities().create(with(own)).unwrap().value;
        let patch = OpportunityPatch { primary_contact_id: Some(foreign), ..Default::default() };
        assert_eq!(refusal(w.wang.opportunities().update(id, patch)).0, "contact.elsewhere");

        use ContactRole::{DecisionMaker, User};
        let set = |contacts: &[(ContactId, ContactRole)]| {
            let contacts = contacts
                .iter()
                .map(|(contact, role)| ContactInRole { contact: *contact, role: *role });
            w.wang.run(SetOpportunityContacts { opportunity: id, contacts: contacts.collect() })
        };
        assert_eq!(refusal(set(&[(foreign, User)])).0, "contact.elsewhere");
        set(&[(own, DecisionMaker), (own, User), (own, User)]).unwrap();
        let held = || {
            let all = w.wang.list::<OpportunityContact>(&Query::default()).unwrap().rows;
            let mut roles: Vec<_> = all.into_iter().map(|link| link.role).collect();
            roles.sort_unstable();
            roles
        };
        assert_eq!(held(), [DecisionMaker, User]);
        let done = set(&[(own, User)]).unwrap();
        assert_eq!(held(), [User]);
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(held(), [DecisionMaker, User]);
    });
}

#[test]
fn a_competitor_stands_once_on_an_opportunity() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let competitor = |name: &str, price: &str| Competitor {
            name: name.into(),
            price: Some(money(price)),
            remark: None,
        };
        let set = |competitors| w.wang.run(SetCompetitors { opportunity: id, competitors });
        let twice = set(vec![competitor("远方", "1"), competitor(" 远方 ", "2")]);
        assert_eq!(refusal(twice), ("record.duplicate".into(), "name".into()));
        assert_eq!(refusal(set(vec![competitor("远方", "-1")])).1, "price");
        set(vec![competitor("远方", "10"), competitor("近处", "20")]).unwrap();
        let held = || {
            let all = w.wang.list::<OpportunityCompetitor>(&Query::default()).unwrap().rows;
            let mut found: Vec<_> = all.into_iter().map(|c| (c.name, c.price.unwrap())).collect();
            found.sort();
            found
        };
        set(vec![competitor("近处", "19"), competitor("别家", "5")]).unwrap();
        assert_eq!(held(), [("别家".to_owned(), money("5")), ("近处".to_owned(), money("19"))]);
        assert_eq!(w.li.list::<OpportunityCompetitor>(&Query::default()).unwrap().rows.len(), 0);
    });
}

#[test]
fn members_read_or_edit_and_neither_delete_nor_transfer_nor_reopen() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let add = |access| AddOpportunityMember {
            opportunities: vec![id],
            employee: w.ids[2],
            access,
            expires_at: None,
        };
        let patch = || OpportunityPatch { remark: Some("x".into()), ..Default::default() };
        let next = crate::stages_of(&w.wang, id)[1];
        assert_eq!(rows(w.li.run(add(TeamAccess::Write))), ["record.not_found"]);
        w.wang.run(add(TeamAccess::Read)).unwrap();
        assert_eq!(told(w.li.opportunities().get(id)), "done");
        assert_eq!(told(w.li.opportunities().update(id, patch())), "right.row");
        assert_eq!(told(w.li.opportunities().advance(id, next)), "right.row");
        w.wang.run(add(TeamAccess::Write)).unwrap();
        w.li.opportunities().update(id, patch()).unwrap();
        w.li.opportunities().advance(id, next).unwrap();
        crate::end(&w.li, id, OpportunityState::Won).unwrap();
        assert_eq!(told(w.li.run(ReopenOpportunity { opportunity: id })), "right.missing");
        let opportunities = vec![id];
        let give = TransferOpportunities {
            opportunities: opportunities.clone(),
            to: w.ids[2],
            keep: None,
            keep_until: None,
        };
        assert_eq!(rows(w.li.run(give)), ["right.row"]);
        assert_eq!(
            told(w.li.run(DeleteOpportunities { opportunities: opportunities.clone() })),
            "right.missing"
        );
        assert_eq!(
            rows(w.wang.run(LeaveOpportunityTeam { opportunities: opportunities.clone() })),
            ["team.owner_stays"]
        );
        w.li.run(LeaveOpportunityTeam { opportunities }).unwrap();
        assert_eq!(list(&w.li), 0);
    });
}

#[test]
fn each_right_on_opportunities_is_one_of_its_own() {
    each(|w| {
        let home = customer(&w.manager, "甲");
        for (n, operation) in
            ["create", "edit", "reopen", "delete", "transfer", "team"].into_iter().enumerate()
        {
            let id = opportunity(&w.manager, home, "商机");
            crate::end(&w.manager, id, OpportunityState::Won).unwrap();
            let code = format!("opportunity.{operation}");
            let role =
                w.role(operation, DataScope::All, &["customer.read", "opportunity.read", &code]);
            let by = w.employee("某人", &format!("1380000003{n}"), vec![role]);
            let by = w.crm.session(by).unwrap();
            let ids = || vec![id];
            let patch = OpportunityPatch { remark: Some("x".into()), ..Default::default() };
            let give = TransferOpportunities {
                opportunities: ids(),
                to: w.ids[1],
                keep: None,
                keep_until: None,
            };
            let add = AddOpportunityMember {
                opportunities: ids(),
                employee: w.ids[2],
                access: TeamAccess::Read,
                expires_at: None,
            };
            let remove = RemoveOpportunityMember { opportunities: ids(), employee: w.ids[2] };
            let done = [
                ("create", told(by.opportunities().create(new(home, "y")))),
                ("edit", told(by.opportunities().update(id, patch))),
                ("reopen", told(by.run(ReopenOpportunity { opportunity: id }))),
                // Who adds somebody to a team edits the record himself.
                ("team", told(by.run(add).and_then(|o| o.value.single()))),
                ("team", told(by.run(remove).and_then(|o| o.value.single()))),
                ("transfer", told(by.run(give).and_then(|o| o.value.single()))),
                ("delete", told(by.run(DeleteOpportunities { opportunities: ids() }))),
            ];
            for (needs, told) in done {
                let want = match (needs == operation, needs) {
                    (false, _) => "right.missing",
                    (true, "team") => {
                        ["right.missing", "team.not_member"][usize::from(told == "team.not_member")]
                    }
                    (true, _) => "done",
                };
                assert_eq!(told, want, "{needs} with {operation}");
            }
        }
    });
}

#[test]
fn it_comes_out_of_the_recycle_bin_while_its_customer_is_not_in_it() {
    each(|w| {
        let home = customer(&w.manager, "甲");
        let id = opportunity(&w.manager, home, "商机");
        let ids = || vec![id];
        let blocks = w.manager.customer_delete_blocks(&[home]).unwrap();
        assert_eq!((blocks[0].entity.as_str(), blocks[0].count), ("opportunity", 1));
        let refused = w.manager.customers().delete(vec![home]).unwrap().value.rows[0].error.clone();
        assert_eq!(refused.unwrap().code(), "customer.used");
        let deleted = w.manager.run(DeleteOpportunities { opportunities: ids() }).unwrap();
        w.manager.customers().delete(vec![home]).unwrap().value.single().unwrap();
        let restore = || w.manager.run(RestoreOpportunities { opportunities: ids() });
        assert_eq!(rows(restore()), ["record.deleted"]);
        assert_eq!(told(w.manager.undo(deleted.command_id)), "undo.touched_since");
        w.manager.customers().restore(vec![home]).unwrap().value.single().unwrap();
        assert_eq!(rows(restore()), ["done"]);
        assert_eq!(w.crm.check().unwrap(), []);
    });
}
