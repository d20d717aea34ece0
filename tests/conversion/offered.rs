//! A lead that is to become an opportunity, where no stages are offered to its owner.

use crate::common::{lead, worlds};
use crmkit::admin::department::CreateDepartment;
use crmkit::org::NewDepartment;
use crmkit::query::Query;
use crmkit::sales::contact::Contact;
use crmkit::sales::customer::Customer;
use crmkit::sales::lead::*;
use crmkit::sales::opportunity::Opportunity;
use crmkit::sales::stage::{StageGroup, UpdateStageGroup};

#[test]
fn a_lead_whose_owner_has_no_stages_is_not_converted_by_half() {
    for w in worlds() {
        let department = NewDepartment { name: "渠道部".into(), ..Default::default() };
        let other = w.admin.run(CreateDepartment { department }).unwrap().value;
        let group = w.admin.list::<StageGroup>(&Query::default()).unwrap().rows[0].id;
        let offer = |departments| {
            let offer = UpdateStageGroup {
                stage_group: group,
                patch: None,
                stages: None,
                departments: Some(departments),
                expect_rev: None,
            };
            w.admin.run(offer).unwrap();
        };
        offer(vec![other]);
        let leads = vec![lead(&w.wang, "甲"), lead(&w.wang, "乙")];
        let convert = |opportunity: bool| {
            let convert = ConvertLeads {
                leads: leads.clone(),
                on_duplicate: None,
                choices: None,
                contact: Some(true),
                opportunity: Some(opportunity),
            };
            w.wang.run(convert).unwrap().value.rows
        };
        let before = w.digest();
        for row in convert(true) {
            let error = row.error.unwrap();
            assert_eq!(error.code(), "stage_group.not_offered");
            assert_eq!((row.customer, row.contact, row.opportunity), (None, None, None));
        }
        let count = || {
            let all = Query::default();
            let customers = w.admin.list::<Customer>(&all).unwrap().rows.len();
            let contacts = w.admin.list::<Contact>(&all).unwrap().rows.len();
            let opportunities = w.admin.list::<Opportunity>(&all).unwrap().rows.len();
            (customers, contacts, opportunities)
        };
        assert_eq!(count(), (0, 0, 0));
        assert_eq!(w.digest(), before, "nothing is left of it");
        for lead in &leads {
            assert_eq!(w.wang.get::<Lead>(*lead).unwrap().customer_id, None);
        }
        // Without an opportunity they are converted; with stages, with one.
        assert!(convert(false).iter().all(|row| row.error.is_none()));
        assert_eq!(count(), (2, 2, 0));
        offer(vec![]);
        let leads = vec![lead(&w.wang, "丙")];
        let convert = ConvertLeads {
            leads,
            on_duplicate: None,
            choices: None,
            contact: None,
            opportunity: Some(true),
        };
        assert!(w.wang.run(convert).unwrap().value.rows[0].opportunity.is_some());
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
