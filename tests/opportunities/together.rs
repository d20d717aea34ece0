//! What happens to opportunities when something happens to their customers and owners.

use crate::common::{at, customer, lead, rows, told};
use crate::{each, end, opportunity, read, stage};
use crmkit::admin::employee::DisableEmployee;
use crmkit::model::CommandId;
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::{DeleteFollowUp, FollowUp, NewFollowUp};
use crmkit::sales::lead::ConvertLeads;
use crmkit::sales::opportunity::*;
use crmkit::sales::pool::*;
use crmkit::sales::stage::UpdateStageGroup;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;

fn owner(by: &Session, id: OpportunityId) -> Option<crmkit::org::EmployeeId> {
    read(by, id).owner_id
}

fn about(opportunity: OpportunityId, next: Option<&str>) -> NewFollowUp {
    NewFollowUp {
        opportunity_id: Some(opportunity),
        content: "谈了报价".into(),
        next_contact_at: next.map(at),
        ..Default::default()
    }
}

#[test]
fn a_transfer_of_the_customer_takes_along_those_of_the_operators_people_with_the_kept_end() {
    each(|w| {
        let home = customer(&w.wang, "甲");
        let (own, other) = (opportunity(&w.wang, home, "己"), opportunity(&w.admin, home, "他"));
        let until = Some(at("2026-04-01T00:00:00Z"));
        let transfer = |cascade| TransferCustomers {
            customers: vec![home],
            to: w.ids[2],
            keep: Some(TeamAccess::Read),
            keep_until: until,
            cascade,
        };
        assert_eq!(rows(w.manager.run(transfer(Some(vec![Cascade::Opportunities])))), ["done"]);
        assert_eq!(owner(&w.manager, own), Some(w.ids[2]));
        assert_ne!(owner(&w.manager, other), Some(w.ids[2]), "somebody else's stays");
        let members = w.manager.list::<OpportunityMember>(&Query::default()).unwrap().rows;
        let kept: Vec<_> =
            members.iter().map(|m| (m.employee_id, m.access, m.expires_at)).collect();
        assert_eq!(kept, [(w.ids[1], TeamAccess::Read, until)]);
        // Without being asked for, they stay.
        let back = TransferCustomers { to: w.ids[1], ..transfer(None) };
        assert_eq!(rows(w.manager.run(back)), ["done"]);
        assert_eq!(owner(&w.manager, own), Some(w.ids[2]));
    });
}

#[test]
fn a_member_of_the_customer_becomes_one_of_its_opportunities_where_that_is_asked_for() {
    each(|w| {
        let home = customer(&w.wang, "甲");
        let id = opportunity(&w.wang, home, "商机");
        let seen = || told(w.li.opportunities().get(id));
        let add = |cascade| AddMember {
            customers: vec![home],
            employee: w.ids[2],
            access: TeamAccess::Read,
            expires_at: None,
            cascade,
        };
        w.wang.run(add(None)).unwrap();
        assert_eq!(seen(), "record.not_found");
        w.wang.run(add(Some(vec![Cascade::Opportunities]))).unwrap();
        assert_eq!(seen(), "done");
        let cascade = Some(vec![Cascade::Opportunities]);
        w.wang.run(RemoveMember { customers: vec![home], employee: w.ids[2], cascade }).unwrap();
        assert_eq!(seen(), "record.not_found");
    });
}

#[test]
fn opportunities_keep_their_owners_when_the_customer_goes_to_the_pool() {
    each(|w| {
        let home = customer(&w.manager, "甲");
        let id = opportunity(&w.manager, home, "商机");
        let pool = w.pool("公海");
        let release = ReleaseCustomers { pool, customers: vec![home] };
        assert_eq!(rows(w.manager.run(release)), ["done"]);
        assert_eq!(owner(&w.manager, id), Some(w.ids[0]));
        let next = crate::stages_of(&w.manager, id)[1];
        w.manager.opportunities().advance(id, next).unwrap();
        let another = w.manager.opportunities().create(crate::new(home, "又一"));
        assert_eq!(told(another), "pool.pooled");
        assert_eq!(told(w.li.opportunities().get(id)), "record.not_found", "a member of the pool");
        // It keeps the pool's administrators from deleting the customer.
        let delete = DeletePooled { pool, customers: vec![home] };
        assert_eq!(rows(w.manager.run(delete)), ["customer.used"]);
        assert_eq!(rows(w.li.run(ClaimCustomers { pool, customers: vec![home] })), ["done"]);
        assert_eq!(owner(&w.manager, id), Some(w.ids[0]));
    });
}

#[test]
fn a_customer_with_an_opportunity_is_spared_by_the_rules_that_say_so() {
    each(|w| {
        let pool = w.pool("公海");
        let rule = |kind, with_opportunity| RecycleRule {
            kind,
            days: 3,
            level: None,
            dealt: false,
            with_opportunity,
        };
        let taken = |rule: RecycleRule| {
            w.admin.run(SetPoolRules { pool, rules: vec![rule] }).unwrap();
            let due = w.crm.tick_preview().unwrap();
            due.into_iter().map(|d| CustomerId(d.id)).collect::<Vec<_>>()
        };
        let patch = Some(PoolPatch { automatic: Some(true), ..Default::default() });
        let update = UpdatePool {
            pool,
            patch,
            admins: None,
            members: None,
            departments: None,
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        let (with, without) = (customer(&w.wang, "甲"), customer(&w.wang, "乙"));
        let id = opportunity(&w.wang, with, "商机");
        w.clock.advance_days(4);
        use PoolRuleKind::{NoFollowUp, NoOpportunity};
        assert_eq!(taken(rule(NoOpportunity, false)), [without]);
        assert_eq!(taken(rule(NoFollowUp, false)), [without]);
        let mut both = taken(rule(NoFollowUp, true));
        both.sort_unstable();
        assert_eq!(both.len(), 2);
        // One that ended was one; one in the recycle bin is none.
        end(&w.wang, id, OpportunityState::Lost).unwrap();
        assert_eq!(taken(rule(NoOpportunity, false)), [without]);
        w.manager.run(DeleteOpportunities { opportunities: vec![id] }).unwrap();
        assert_eq!(taken(rule(NoOpportunity, false)).len(), 2);
    });
}

#[test]
fn a_follow_up_of_an_opportunity_shows_there_and_on_its_customer() {
    each(|w| {
        let home = customer(&w.wang, "甲");
        let id = opportunity(&w.wang, home, "商机");
        let next = "2026-03-05T02:00:00Z";
        let said = w.wang.follow_ups().add(about(id, Some(next))).unwrap().value;
        let held = read(&w.wang, id);
        assert!(held.followed);
        assert_eq!(held.last_follow_text.as_deref(), Some("谈了报价"));
        assert_eq!(
            (held.last_follow_at, held.next_contact_at),
            (Some(at("2026-03-02T01:00:00Z")), Some(at(next)))
        );
        let shown = w.wang.customers().get(home).unwrap();
        assert_eq!(shown.last_follow_text.as_deref(), Some("谈了报价"));
        assert_eq!(w.wang.get::<FollowUp>(said).unwrap().customer_id, Some(home));
        w.wang.run(DeleteFollowUp { follow_up: said }).unwrap();
        let held = read(&w.wang, id);
        assert_eq!((held.followed, held.last_follow_at, held.next_contact_at), (false, None, None));

        let other = customer(&w.wang, "乙");
        let wrong = NewFollowUp { customer_id: Some(other), ..about(id, None) };
        assert_eq!(told(w.wang.follow_ups().add(wrong)), "opportunity.elsewhere");
        let both = NewFollowUp { lead_id: Some(lead(&w.wang, "线索")), ..about(id, None) };
        assert_eq!(told(w.wang.follow_ups().add(both)), "follow_up.target");
        assert_eq!(told(w.li.follow_ups().add(about(id, None))), "record.not_found");
    });
}

#[test]
fn what_an_opportunity_says_is_told_to_who_sees_it_and_not_to_a_stranger() {
    each(|w| {
        let home = customer(&w.wang, "甲");
        let id = opportunity(&w.wang, home, "商机");
        w.wang.follow_ups().add(about(id, None)).unwrap();
        let seen = || w.li.follow_ups().list(&Query::default()).unwrap().rows.len();
        assert_eq!(seen(), 0);
        let add = AddOpportunityMember {
            opportunities: vec![id],
            employee: w.ids[2],
            access: TeamAccess::Read,
            expires_at: None,
        };
        w.wang.run(add).unwrap();
        assert_eq!(seen(), 1);
        // A member who does not see the customer adds to the opportunity alone.
        w.li.follow_ups().add(about(id, None)).unwrap();
        let all = w.li.list::<FollowUp>(&Query::default()).unwrap().rows;
        assert_eq!(all.iter().filter(|f| f.customer_id.is_none()).count(), 1);
    });
}

#[test]
fn planned_contacts_of_open_opportunities_are_to_dos_and_stand_in_the_calendar() {
    each(|w| {
        let home = customer(&w.wang, "甲");
        let ids: Vec<_> = (0..2).map(|_| opportunity(&w.wang, home, "商机")).collect();
        for id in &ids {
            let patch = OpportunityPatch {
                next_contact_at: Some(at("2026-03-02T05:00:00Z")),
                ..Default::default()
            };
            w.wang.opportunities().update(*id, patch).unwrap();
        }
        let todos = |kind| {
            let items = w.wang.todos(kind).unwrap();
            items.into_iter().map(|t| (t.entity, OpportunityId(t.id))).collect::<Vec<_>>()
        };
        let calendar = || {
            let day = "2026-03-02".parse().unwrap();
            w.wang.calendar(day, day).unwrap().into_iter().map(|e| e.id).collect::<Vec<_>>()
        };
        assert_eq!(todos(TodoKind::OpportunitiesToday).len(), 2);
        assert_eq!(calendar().len(), 2);
        end(&w.wang, ids[0], OpportunityState::Lost).unwrap();
        let left = [("opportunity".to_owned(), ids[1])];
        assert_eq!(todos(TodoKind::OpportunitiesToday), left);
        assert_eq!(calendar(), [ids[1].0]);
        assert_eq!(todos(TodoKind::OpportunitiesOverdue), []);
        w.clock.advance_days(1);
        assert_eq!(todos(TodoKind::OpportunitiesToday), []);
        assert_eq!(todos(TodoKind::OpportunitiesOverdue), left);
        w.wang.follow_ups().add(about(ids[1], None)).unwrap();
        assert_eq!(todos(TodoKind::OpportunitiesOverdue), []);
        assert_eq!(w.manager.todos(TodoKind::OpportunitiesOverdue).unwrap(), [], "his own only");
    });
}

#[test]
fn a_lead_that_is_converted_becomes_an_opportunity_too_where_that_is_asked_for() {
    each(|w| {
        let convert = |leads: Vec<_>, contact, opportunity| {
            let (on_duplicate, choices) = (None, None);
            let convert = ConvertLeads { leads, on_duplicate, choices, contact, opportunity };
            w.manager.run(convert)
        };
        let first = lead(&w.wang, "武汉鑫源");
        let done = convert(vec![first], Some(true), Some(true)).unwrap();
        let row = done.value.rows[0].clone();
        let held = read(&w.wang, row.opportunity.unwrap());
        assert_eq!((held.name.as_str(), held.owner_id), ("武汉鑫源", Some(w.ids[1])));
        assert_eq!((Some(held.customer_id), held.primary_contact_id), (row.customer, row.contact));
        w.manager.undo(done.command_id).unwrap();
        assert_eq!(w.wang.opportunities().list(&Query::default()).unwrap().rows.len(), 0);
        let done = convert(vec![first], None, None).unwrap();
        assert_eq!(done.value.rows[0].opportunity, None);
    });
}

#[test]
fn merging_customers_brings_their_opportunities_along() {
    each(|w| {
        let (into, from) = (customer(&w.manager, "甲"), customer(&w.manager, "乙"));
        let id = opportunity(&w.manager, from, "商机");
        let done = w.manager.customers().merge(into, vec![from]).unwrap();
        assert_eq!(read(&w.manager, id).customer_id, into);
        w.manager.undo(done.command_id).unwrap();
        assert_eq!(read(&w.manager, id).customer_id, from);
    });
}

#[test]
fn a_leavers_opportunities_go_with_their_customers_and_the_rest_in_turn() {
    each(|w| {
        let (own, other) = (customer(&w.wang, "甲"), customer(&w.manager, "乙"));
        let with = opportunity(&w.wang, own, "甲的");
        let mut apart = crate::new(other, "乙的");
        apart.owner_id = Some(w.ids[1]);
        let apart = w.manager.opportunities().create(apart).unwrap().value;
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        let to = vec![w.ids[2], w.ids[0]];
        let done = w.admin.hand_over(w.ids[1], to, CommandId(uuid::Uuid::from_u128(7))).unwrap();
        assert_eq!((done.value.customers, done.value.opportunities), (1, 2));
        assert_eq!(owner(&w.admin, with), w.admin.customers().get(own).unwrap().owner_id);
        assert_ne!(owner(&w.admin, apart), Some(w.ids[1]));
    });
}

#[test]
fn undoing_a_change_of_win_rates_waits_for_no_opportunity_that_has_the_new_one() {
    each(|w| {
        let group = crate::group(&w, "大客户", vec![stage("接触", "10")]);
        let held = crate::stages(&w.admin, group)[0];
        let raise = UpdateStageGroup {
            stage_group: group,
            patch: None,
            stages: Some(vec![crmkit::sales::stage::StageSetup {
                stage: Some(held),
                ..stage("接触", "25")
            }]),
            departments: None,
            expect_rev: None,
        };
        let raised = w.admin.run(raise.clone()).unwrap().command_id;
        let id = crate::in_group(&w.wang, customer(&w.wang, "甲"), group);
        assert_eq!(read(&w.wang, id).probability, crate::number("25"));
        assert_eq!(told(w.admin.undo(raised)), "stage_group.used");
        w.manager.run(DeleteOpportunities { opportunities: vec![id] }).unwrap();
        assert_eq!(told(w.admin.undo(raised)), "stage_group.used", "it may come back");
    });
}

#[test]
fn an_opportunity_is_purged_with_its_parts_and_its_history() {
    each(|w| {
        use crmkit::admin::settings::UpdateSettings;
        use crmkit::org::SettingsPatch;
        let id = opportunity(&w.manager, customer(&w.manager, "甲"), "商机");
        w.manager.run(DeleteOpportunities { opportunities: vec![id] }).unwrap();
        let patch = SettingsPatch { purge_after_days: Some(1), ..Default::default() };
        w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
        w.clock.advance_days(2);
        w.crm.tick().unwrap();
        let store = w.crm.store().clone();
        let left = crmkit_testkit::oracle::digest(&*store);
        assert!(!left.contains("StageChange"), "{left}");
        assert_eq!(w.crm.check().unwrap(), []);
    });
}
