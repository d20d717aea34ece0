//! Outcomes and the two logs: what a command did stands in both, in the same transaction; what
//! was refused stands nowhere.

use crate::common::{World, code, worlds};
use crate::{customer, lead, new_lead, remark, with};
use crmkit::model::Entity;
use crmkit::query::BoundQuery;
use crmkit::sales::lead::{CreateLead, NewLead};
use crmkit::session::log::{ChangeKind, ChangeLog, CommandLog};
use crmkit::store::read;
use std::collections::BTreeSet;

fn rows<E: Entity>(w: &World) -> Vec<E> {
    let mut rows = Vec::new();
    read(&**w.crm.store(), None, |reader| {
        reader.query(&BoundQuery::all(E::META), &mut |row| {
            rows.push(E::from_row(row)?);
            Ok(())
        })
    })
    .unwrap();
    rows
}

#[test]
fn an_outcome_names_every_changed_row_and_field() {
    for w in worlds() {
        let made = w.wang.leads().create(new_lead("甲")).unwrap();
        let change = &made.changes[0];
        assert_eq!(
            (made.changes.len(), change.entity.as_str(), change.id),
            (1, "lead", made.value.0)
        );
        assert_eq!((change.kind, change.rev), (ChangeKind::Created, 1));
        assert!(
            change.fields.contains(&"name".into()) && change.fields.contains(&"owner_id".into())
        );
        let edited = w.wang.leads().update(made.value, remark("x")).unwrap();
        let change = &edited.changes[0];
        assert_eq!(
            (change.kind, change.rev, change.fields.clone()),
            (ChangeKind::Updated, 2, vec!["remark".to_owned()])
        );
        let same = w.wang.leads().update(made.value, remark("x")).unwrap();
        assert_eq!(same.changes, []);
        let converted = w.wang.leads().convert(vec![made.value]).unwrap();
        let touched: BTreeSet<_> = converted.changes.iter().map(|c| c.entity.as_str()).collect();
        assert_eq!(touched, ["customer", "lead"].into());
    }
}

#[test]
fn both_logs_tell_of_every_command_and_of_the_same() {
    for w in worlds() {
        let made = w.wang.run_with(CreateLead { lead: new_lead("甲") }, with(1)).unwrap();
        w.clock.advance_days(1);
        let moved = w.manager.leads().transfer(vec![made.value], w.ids[2]).unwrap();
        let (changes, commands) = (rows::<ChangeLog>(&w), rows::<CommandLog>(&w));
        for log in &commands {
            assert_eq!(log.device_id.0, w.crm.store().identity().device);
            assert!(changes.iter().any(|c| c.command_id == log.command_id), "{}", log.name);
        }
        let known: BTreeSet<_> = commands.iter().map(|c| c.command_id).collect();
        assert_eq!(known.len(), commands.len(), "each once");
        assert!(changes.iter().all(|c| known.contains(&c.command_id)));
        assert!(changes.windows(2).all(|w| w[0].seq < w[1].seq), "in order of commit");
        assert!(commands.windows(2).all(|w| w[0].seq < w[1].seq));
        let log = commands.iter().find(|c| c.command_id == made.command_id).unwrap();
        assert_eq!(
            (log.name.as_str(), log.version, log.actor_id),
            ("lead.create", 1, Some(w.ids[1]))
        );
        let last = changes.last().unwrap();
        assert_eq!(
            (last.command_id, last.actor_id, last.at),
            (moved.command_id, Some(w.ids[0]), w.crm.clock().now())
        );
        assert_eq!((last.owner_before, last.owner_after), (Some(w.ids[1]), Some(w.ids[2])));
        assert_eq!((last.kind, last.rev, last.record_id.0), (ChangeKind::Updated, 2, made.value.0));
    }
}

#[test]
fn a_command_that_fails_leaves_nothing() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        customer(&w.li, "占用");
        let before = w.digest();
        let unique =
            crmkit::sales::customer::NewCustomer { name: "占用".into(), ..Default::default() };
        let long = NewLead { remark: Some("甲".repeat(4001)), ..new_lead("乙") };
        let refused = [
            code(w.wang.customers().create(unique)),
            code(w.wang.leads().create(long)),
            code(w.wang.leads().update(
                id,
                crmkit::sales::lead::LeadPatch { mobile: Some("12".into()), ..Default::default() },
            )),
            code(w.li.leads().update(id, remark("x"))),
            code(w.wang.run_json(r#"{"command":"lead.update","lead":"x"}"#)),
            code(w.manager.leads().transfer(vec![id; 1001], w.ids[2])),
        ];
        let want = [
            "record.duplicate",
            "value.too_long",
            "value.phone",
            "record.not_found",
            "json.invalid",
            "command.too_many_rows",
        ];
        assert_eq!(refused, want.map(Some));
        assert_eq!(w.digest(), before);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn of_a_batch_the_refused_rows_leave_nothing() {
    for w in worlds() {
        // The second lead's customer cannot be made: its name is taken.
        customer(&w.li, "占用");
        let leads = ["甲", "占用", "乙"].map(|name| lead(&w.wang, name));
        let report = w.wang.leads().convert(leads.to_vec()).unwrap();
        let codes: Vec<_> =
            report.value.rows.iter().map(|r| r.error.as_ref().map(|e| e.code())).collect();
        assert_eq!(codes, [None, Some("lead.customer_exists"), None]);
        assert_eq!(report.value.rows[1].customer, None);
        let refused = w.wang.leads().get(leads[1]).unwrap();
        assert_eq!((refused.rev, refused.converted_at), (1, None));
        let logged = rows::<ChangeLog>(&w);
        let of = |id: uuid::Uuid| logged.iter().filter(|c| c.record_id.0 == id).count();
        assert_eq!(leads.map(|l| of(l.0)), [2, 1, 2]);
        assert!(report.changes.iter().all(|c| c.id != leads[1].0));
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
