//! The commands of timed work, which no session can give: they are run by the clock.

use super::{Case, Company, Run};
use crmkit::commands::UpdateSettings;
use crmkit::org::SettingsPatch;
use crmkit::sales::customer::*;
use crmkit::sales::lead::{DeleteLeads, LeadId};
use crmkit::sales::pool::*;
use crmkit_testkit::oracle::Loaded;
use serde_json::json;

pub fn no_follow_up(days: i64) -> RecycleRule {
    let kind = PoolRuleKind::NoFollowUp;
    RecycleRule { kind, days, level: None, dealt: false, with_opportunity: false }
}

pub fn recycle(c: &Company) -> Case {
    let automatic = Some(PoolPatch { automatic: Some(true), ..Default::default() });
    let pool = c.pool();
    let (admins, members, departments) = (None, None, None);
    c.do_it(SetPoolRules { pool, rules: vec![no_follow_up(1)] });
    c.do_it(UpdatePool { pool, patch: automatic, admins, members, departments, expect_rev: None });
    c.customer();
    let run = |loaded: &Loaded| {
        loaded.clock.advance_days(2);
        let done = loaded.crm.tick().unwrap();
        assert!(!done.is_empty(), "nothing was recycled");
        json!(done.iter().map(|d| d.id).collect::<Vec<_>>())
    };
    let arguments = json!({"customers": Vec::<CustomerId>::new()});
    Case { arguments, refusal: "right.system_only", run: Run::Otherwise(run) }
}

/// Memberships are removed by the clock.
pub fn expire(c: &Company) -> Case {
    let soon = c.loaded.crm.clock().now() + chrono::TimeDelta::minutes(1);
    c.do_it(AddMember {
        customers: vec![c.customer()],
        employee: c.loaded.people[5],
        access: TeamAccess::Read,
        expires_at: Some(soon),
        cascade: None,
    });
    let run = |loaded: &Loaded| {
        loaded.clock.advance(60_000_000);
        json!(loaded.crm.tick().unwrap().iter().map(|d| d.id).collect::<Vec<_>>())
    };
    let arguments = json!({"members": Vec::<CustomerMemberId>::new()});
    Case { arguments, refusal: "right.system_only", run: Run::Otherwise(run) }
}

/// The recycle bin is emptied by the clock.
pub fn purge(c: &Company) -> Case {
    let patch = SettingsPatch { purge_after_days: Some(1), ..Default::default() };
    c.do_it(UpdateSettings { patch, expect_rev: None });
    c.do_it(DeleteLeads { leads: vec![c.lead()] });
    let run = |loaded: &Loaded| {
        loaded.clock.advance_days(1);
        json!(loaded.crm.tick().unwrap().iter().map(|d| d.id).collect::<Vec<_>>())
    };
    let arguments = json!({"entity": "lead", "records": Vec::<LeadId>::new()});
    Case { arguments, refusal: "right.system_only", run: Run::Otherwise(run) }
}
