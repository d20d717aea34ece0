//! The settings of the company.

use crate::common::{code, worlds};
use crmkit::admin::settings::UpdateSettings;
use crmkit::model::Locale;
use crmkit::org::{Settings, SettingsPatch};
use crmkit::query::Query;
use crmkit::sales::lead::NewLead;
use crmkit::session::Session;

fn set(session: &Session, patch: SettingsPatch) -> crmkit::Result<()> {
    session.run(UpdateSettings { patch, expect_rev: None }).map(|_| ())
}

fn settings(session: &Session) -> Settings {
    let rows = session.list::<Settings>(&Query::default()).unwrap().rows;
    assert_eq!(rows.len(), 1, "one row");
    session.get(rows[0].id).unwrap()
}

#[test]
fn every_setting_is_looked_at() {
    type Case = (&'static str, fn(&mut SettingsPatch, String), &'static [&'static str]);
    let cases: [Case; 5] = [
        ("settings.zone", |p, v| p.zone = Some(v), &["Mars/Base", "北京"]),
        ("settings.currency", |p, v| p.currency = Some(v), &["cny", "US", "1.5", "人民币"]),
        ("settings.locale", |p, v| p.locale = Some(v), &["fr", "zh", "EN"]),
        ("settings.country", |p, v| p.country = Some(v), &["cn", "C", "中国"]),
        ("value.required", |p, v| p.company = Some(v), &["", "  "]),
    ];
    for w in worlds() {
        let before = w.digest();
        for (want, put, values) in &cases {
            for value in *values {
                let mut patch = SettingsPatch::default();
                put(&mut patch, (*value).to_owned());
                assert_eq!(code(set(&w.admin, patch)), Some(*want), "{value}");
            }
        }
        let long = SettingsPatch { company: Some("甲".repeat(256)), ..Default::default() };
        assert_eq!(code(set(&w.admin, long)), Some("value.too_long"));
        let other = SettingsPatch { company: Some("别名".into()), ..Default::default() };
        assert_eq!(code(set(&w.manager, other)), Some("right.missing"));
        assert_eq!(w.digest(), before);
    }
}

#[test]
fn a_changed_setting_holds_at_once_for_everybody() {
    for w in worlds() {
        let patch = SettingsPatch {
            company: Some("Example Ltd".into()),
            zone: Some("Europe/London".into()),
            currency: Some("GBP".into()),
            locale: Some("en".into()),
            country: Some("GB".into()),
            ..Default::default()
        };
        let done = w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
        assert_eq!(w.wang.locale().unwrap(), Locale::En);
        assert_eq!(settings(&w.wang).currency, "GBP");
        let new = NewLead {
            name: "甲".into(),
            mobile: Some("020 7946 0018".into()),
            ..Default::default()
        };
        let lead = w.wang.leads().create(new).unwrap().value;
        assert_eq!(w.wang.leads().get(lead).unwrap().mobile.as_deref(), Some("+442079460018"));
        w.admin.undo(done.command_id).unwrap();
        assert_eq!(settings(&w.wang).zone, "Asia/Shanghai");
        assert_eq!(w.wang.locale().unwrap(), Locale::ZhCn);
    }
}

#[test]
fn settings_made_for_an_older_revision_are_refused() {
    for w in worlds() {
        let rev = settings(&w.admin).rev;
        let set = |company: &str, rev| {
            let patch = SettingsPatch { company: Some(company.into()), ..Default::default() };
            code(w.admin.run(UpdateSettings { patch, expect_rev: Some(rev) }))
        };
        assert_eq!(set("一", rev), None);
        assert_eq!(set("二", rev), Some("record.stale"));
        assert_eq!(settings(&w.admin).company, "一");
        assert_eq!(set("二", rev + 1), None);
    }
}
