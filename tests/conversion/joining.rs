//! What becomes of a lead whose customer may be there already.

use super::{FIRST, convert, converted, field, make, map, named, outcomes};
use crate::common::{World, customer, lead, memory, new_role, refusal, role, rows, told, worlds};
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::model::{Custom, Value};
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::capacity::{CapacityRule, CreateCapacityRule, NewCapacityRule};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::{DeleteFollowUp, FollowUp, NewFollowUp, RestoreFollowUps};
use crmkit::sales::lead::*;
use crmkit::sales::pool::ReleaseCustomers;
use crmkit_testkit::oracle::business;
use proptest::prelude::*;

/// A lead and a customer of 李强 with the same number.
fn twins(w: &World) -> (LeadId, CustomerId) {
    let mobile = Some(FIRST.to_owned());
    let customer = NewCustomer { mobile: mobile.clone(), ..Default::default() };
    let customer = NewCustomer { name: "武汉鑫科".into(), ..customer };
    let customer = w.wang.customers().create(customer).unwrap().value;
    let new = NewLead { mobile, remark: Some("线索备注".into()), ..named("鑫科科技") };
    (make(&w.wang, new), customer)
}

#[test]
fn without_a_choice_a_customer_is_made_whatever_there_is() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        assert_ne!(converted(&w.wang, lead).id, customer);
    }
}

#[test]
fn refused_when_there_is_one_of_the_same_name_or_number() {
    for w in worlds() {
        let (same_number, _) = twins(&w);
        let same_name = lead(&w.wang, " 武汉 鑫科");
        let other = lead(&w.wang, "武汉");
        let refuse = Some(DuplicateHandling::Refuse);
        let report = convert(&w.wang, &[same_number, same_name, other], refuse, &[]);
        let there = "lead.has_duplicates";
        assert_eq!(outcomes(&report), [there, there, "done"]);
        // Whoever sees it.
        let lis = make(&w.li, NewLead { mobile: Some(FIRST.into()), ..named("赵的线索") });
        assert_eq!(outcomes(&convert(&w.li, &[lis], refuse, &[])), [there]);
        assert_eq!(w.li.leads().get(lis).unwrap().converted_at, None);
    }
}

#[test]
fn a_linked_lead_changes_nothing_but_what_stands_on_the_customer() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        let said = NewFollowUp { lead_id: Some(lead), content: "聊过".into(), ..<_>::default() };
        w.clock.advance_days(1);
        let said = w.wang.follow_ups().add(said).unwrap().value;
        let before = w.wang.customers().get(customer).unwrap();
        let choice = [(lead, DuplicateHandling::Link, Some(customer))];
        let done = convert(&w.wang, &[lead], None, &choice);
        assert_eq!(outcomes(&done), ["done"]);
        assert_eq!(done.unwrap().value.rows[0].customer, Some(customer));
        let after = w.wang.customers().get(customer).unwrap();
        assert_eq!((&after.name, &after.remark), (&before.name, &None));
        assert_eq!(after.last_follow_text.as_deref(), Some("聊过"));
        assert!(after.followed && after.last_follow_at > before.last_follow_at);
        let read = w.wang.leads().get(lead).unwrap();
        assert_eq!(read.customer_id, Some(customer));
        assert!(read.converted_at.is_some());
        let follow_up = w.wang.get::<FollowUp>(said).unwrap();
        assert_eq!((follow_up.lead_id, follow_up.customer_id), (Some(lead), Some(customer)));
        assert_eq!(w.wang.customers().list(&Query::default()).unwrap().rows.len(), 1);
    }
}

#[test]
fn a_merged_lead_fills_what_the_customer_lacks() {
    for w in worlds() {
        field(&w, "lead", "k", CustomKind::Text);
        field(&w, "lead", "l", CustomKind::Text);
        field(&w, "customer", "k", CustomKind::Text);
        field(&w, "customer", "l", CustomKind::Text);
        map(&w, &[("custom.k", Some("custom.k")), ("custom.l", Some("custom.l"))]).unwrap();
        let new = NewCustomer {
            name: "武汉鑫科".into(),
            mobile: Some(FIRST.into()),
            custom: Some(Custom::default().with("k", "客户")),
            ..Default::default()
        };
        let customer = w.wang.customers().create(new).unwrap().value;
        let new = NewLead {
            mobile: Some("13900000000".into()),
            remark: Some("线索备注".into()),
            custom: Some(Custom::default().with("k", "线索").with("l", "线索")),
            ..named("别名")
        };
        let lead = make(&w.wang, new);
        let choice = [(lead, DuplicateHandling::Merge, Some(customer))];
        assert_eq!(outcomes(&convert(&w.wang, &[lead], None, &choice)), ["done"]);
        let after = w.wang.customers().get(customer).unwrap();
        assert_eq!(after.name, "武汉鑫科");
        assert_eq!(after.mobile.as_deref(), Some("+8613800001111"), "what it has stays");
        assert_eq!(after.remark.as_deref(), Some("线索备注"));
        assert_eq!(after.custom.get("k"), Some(&Value::from("客户")));
        assert_eq!(after.custom.get("l"), Some(&Value::from("线索")));
    }
}

#[test]
fn a_choice_for_all_joins_the_only_one_and_asks_about_several() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        let fresh = self::lead(&w.wang, "没有重复");
        let link = Some(DuplicateHandling::Link);
        let report = convert(&w.wang, &[lead, fresh], link, &[]).unwrap().value;
        assert_eq!(report.rows[0].customer, Some(customer));
        assert!(report.rows[1].customer.is_some(), "made, since there is none");
        // Two that are the same: nobody can tell which.
        let also = NewCustomer { mobile: Some(FIRST.into()), ..Default::default() };
        let also = NewCustomer { name: "另一个".into(), ..also };
        w.wang.customers().create(also).unwrap();
        let again = make(&w.wang, NewLead { mobile: Some(FIRST.into()), ..named("再来") });
        assert_eq!(outcomes(&convert(&w.wang, &[again], link, &[])), ["lead.has_duplicates"]);
        // One that he does not see stands in the way and is not named.
        let hidden = NewCustomer { mobile: Some("13911112222".into()), ..Default::default() };
        let hidden = NewCustomer { name: "赵敏的".into(), ..hidden };
        w.li.customers().create(hidden).unwrap();
        let mine = make(&w.wang, NewLead { mobile: Some("13911112222".into()), ..named("我的") });
        let merge = Some(DuplicateHandling::Merge);
        let report = convert(&w.wang, &[mine], merge, &[]);
        assert_eq!(outcomes(&report), ["lead.has_duplicates"]);
        assert!(report.unwrap().value.rows[0].error.as_ref().unwrap().params().is_empty());
        // A single choice wins over the one for all.
        let choice = [(mine, DuplicateHandling::Create, None)];
        assert_eq!(outcomes(&convert(&w.wang, &[mine], merge, &choice)), ["done"]);
    }
}

#[test]
fn only_a_customer_that_one_may_edit_can_be_joined() {
    for w in worlds() {
        let theirs = customer(&w.li, "赵敏的");
        let join = |handling, customer| {
            let lead = lead(&w.wang, "甲");
            outcomes(&convert(&w.wang, &[lead], None, &[(lead, handling, Some(customer))]))
        };
        for handling in [DuplicateHandling::Link, DuplicateHandling::Merge] {
            assert_eq!(join(handling, theirs), ["record.not_found"]);
            let employee = w.ids[1];
            let access = TeamAccess::Read;
            w.admin.customers().add_member(theirs, employee, access, None).unwrap();
            assert_eq!(join(handling, theirs), ["right.row"]);
            let access = TeamAccess::Write;
            w.admin.customers().add_member(theirs, employee, access, None).unwrap();
            assert_eq!(join(handling, theirs), ["done"]);
            w.admin.run(RemoveMember { customers: vec![theirs], employee, cascade: None }).unwrap();
        }
        // Nor one in a pool, nor one in the recycle bin.
        let pool = w.pool("华东");
        let pooled = customer(&w.wang, "公海里");
        rows(w.manager.run(ReleaseCustomers { pool, customers: vec![pooled] }));
        assert_eq!(join(DuplicateHandling::Link, pooled), ["pool.pooled"]);
        let gone = customer(&w.wang, "删掉的");
        rows(w.manager.customers().delete(vec![gone]));
        assert_eq!(join(DuplicateHandling::Link, gone), ["record.not_found"]);
    }
}

#[test]
fn a_merge_leaves_fields_alone_that_one_may_not_edit() {
    for w in worlds() {
        let fields = Some(vec![FieldRight {
            entity: "customer".into(),
            field: "remark".into(),
            access: FieldAccess::Read,
        }]);
        let (role, patch) = (role(&w.admin, "salesperson"), None);
        let (operations, departments, employees) = (None, None, None);
        let expect_rev = None;
        w.admin
            .run(UpdateRole { role, patch, operations, departments, employees, fields, expect_rev })
            .unwrap();
        let (lead, customer) = twins(&w);
        let patch = LeadPatch { address: Some("武汉".into()), ..Default::default() };
        w.wang.leads().update(lead, patch).unwrap();
        let choice = [(lead, DuplicateHandling::Merge, Some(customer))];
        assert_eq!(outcomes(&convert(&w.wang, &[lead], None, &choice)), ["done"]);
        let after = w.admin.customers().get(customer).unwrap();
        assert_eq!((after.remark, after.address.as_deref()), (None, Some("武汉")));
    }
}

#[test]
fn room_is_needed_only_for_a_customer_that_is_made() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        let rule = NewCapacityRule { name: "上限".into(), cap: 1, ..Default::default() };
        let employees = vec![w.ids[1]];
        let rule = w.admin.run(CreateCapacityRule { rule, employees, departments: vec![] });
        assert!(w.admin.get::<CapacityRule>(rule.unwrap().value).is_ok());
        assert_eq!(outcomes(&convert(&w.wang, &[lead], None, &[])), ["capacity.full"]);
        let choice = [(lead, DuplicateHandling::Link, Some(customer))];
        assert_eq!(outcomes(&convert(&w.wang, &[lead], None, &choice)), ["done"]);
    }
}

#[test]
fn a_taken_name_says_so_in_its_own_words() {
    for w in worlds() {
        customer(&w.li, "武汉鑫科");
        let lead = lead(&w.wang, "武汉鑫科");
        let report = convert(&w.wang, &[lead], None, &[]);
        assert_eq!(outcomes(&report), ["lead.customer_exists"]);
        let error = report.unwrap().value.rows[0].error.clone().unwrap();
        assert_eq!((error.entity_name(), error.field_name()), (Some("customer"), Some("name")));
    }
}

#[test]
fn a_choice_is_for_one_lead_of_the_batch_once() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        let other = self::lead(&w.wang, "乙");
        let link = (lead, DuplicateHandling::Link, Some(customer));
        let wrong = [
            vec![(other, DuplicateHandling::Create, None)],
            vec![link, link],
            vec![(lead, DuplicateHandling::Create, Some(customer))],
            vec![(lead, DuplicateHandling::Refuse, Some(customer))],
        ];
        for choices in wrong {
            let refused = refusal(convert(&w.wang, &[lead], None, &choices));
            assert_eq!(refused, ("lead.choice".into(), "choices".into()));
        }
    }
}

#[test]
fn joining_is_taken_back_whole() {
    for w in worlds() {
        for handling in [DuplicateHandling::Link, DuplicateHandling::Merge] {
            let lead = make(&w.wang, NewLead { remark: Some("x".into()), ..named("甲") });
            let said =
                NewFollowUp { lead_id: Some(lead), content: "聊过".into(), ..<_>::default() };
            w.wang.follow_ups().add(said).unwrap();
            let customer = customer(&w.wang, &format!("{handling:?}"));
            let before = business(&**w.crm.store());
            let done = convert(&w.wang, &[lead], None, &[(lead, handling, Some(customer))]);
            assert_ne!(business(&**w.crm.store()), before);
            w.wang.undo(done.unwrap().command_id).unwrap();
            assert_eq!(business(&**w.crm.store()), before);
        }
    }
}

#[test]
fn a_follow_up_of_a_joined_lead_stands_on_the_customer_too() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        convert(&w.wang, &[lead], None, &[(lead, DuplicateHandling::Link, Some(customer))])
            .unwrap();
        let said = NewFollowUp { lead_id: Some(lead), content: "后来".into(), ..<_>::default() };
        let said = w.wang.follow_ups().add(said).unwrap().value;
        assert_eq!(w.wang.get::<FollowUp>(said).unwrap().customer_id, Some(customer));
    }
}

#[test]
fn who_may_not_convert_is_told_so() {
    for w in worlds() {
        let reads = w.admin.run(new_role("只读", DataScope::All, &["lead.read"])).unwrap().value;
        let reader = w.employee("孙丽", "13800000009", vec![reads]);
        let reader = w.crm.session(reader).unwrap();
        let lead = lead(&w.wang, "甲");
        assert_eq!(told(convert(&reader, &[lead], None, &[])), "right.missing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever each of the two has: what the customer has stays, the rest comes from the lead.
    #[test]
    fn what_the_customer_has_wins(theirs in prop::array::uniform4(prop::option::of("[a-c]{1,3}")),
                                  ours in prop::array::uniform4(prop::option::of("[d-f]{1,3}"))) {
        let w = memory();
        field(&w, "lead", "k", CustomKind::Text);
        field(&w, "customer", "k", CustomKind::Text);
        map(&w, &[("custom.k", Some("custom.k")), ("contact_name", Some("website"))]).unwrap();
        let custom = |value: &Option<String>| {
            value.as_ref().map(|v| Custom::default().with("k", v.as_str()))
        };
        let [remark, address, website, own] = theirs.clone();
        let new = NewCustomer {
            name: "甲".into(), remark, address, website, custom: custom(&own), ..Default::default()
        };
        let customer = w.wang.customers().create(new).unwrap().value;
        let [remark, address, contact_name, own] = ours.clone();
        let lead = make(&w.wang, NewLead { remark, address, contact_name, custom: custom(&own), ..named("乙") });
        convert(&w.wang, &[lead], None, &[(lead, DuplicateHandling::Merge, Some(customer))]).unwrap();
        let after = w.wang.customers().get(customer).unwrap();
        let k = after.custom.get("k").map(Value::to_text);
        let found = [after.remark, after.address, after.website, k];
        for ((found, theirs), ours) in found.into_iter().zip(theirs).zip(ours) {
            prop_assert_eq!(found, theirs.or(ours));
        }
    }
}

#[test]
fn a_follow_up_in_the_recycle_bin_goes_along() {
    for w in worlds() {
        let of = lead(&w.wang, "甲");
        let new = NewFollowUp { lead_id: Some(of), content: "要紧".into(), ..Default::default() };
        let said = w.wang.follow_ups().add(new).unwrap().value;
        w.manager.run(DeleteFollowUp { follow_up: said }).unwrap();
        let report = w.wang.leads().convert(vec![of]).unwrap().value;
        let restored = w.manager.run(RestoreFollowUps { follow_ups: vec![said] }).unwrap();
        restored.value.single().unwrap();
        let back = w.manager.get::<FollowUp>(said).unwrap();
        assert_eq!((back.lead_id, back.customer_id), (Some(of), report.rows[0].customer));
        assert!(back.customer_id.is_some());
    }
}
