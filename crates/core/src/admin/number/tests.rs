//! The next number, for products that stand in for contracts.

use super::{
    CounterReset, DatePattern, NewNumberPart, NumberPartKind, Numbered, SetNumberRule, next,
};
use crate::admin::setup::CompanySetup;
use crate::error::Result;
use crate::model::id::SeededIds;
use crate::model::time::ManualClock;
use crate::model::{EntityKind, EntityMeta, Raw, Registry};
use crate::query::BoundQuery;
use crate::sales::product::{
    CreateProductCategory, DeleteProducts, NewProductCategory, Product, ProductCategoryId,
    ProductId,
};
use crate::session::write::rebuild;
use crate::session::{Command, Context, Crm, CrmOptions, RunOptions, Session};
use crate::store::{FileRole, Identity, MemoryStore, State, Values, read, write};
use crate::{ENTITIES, command};
use chrono::NaiveDate;
use std::sync::Arc;
use uuid::Uuid;

/// Products under the name of contracts.
static CONTRACT: EntityMeta = EntityMeta { name: "contract", ..*Product::META };

command! {
    /// Makes something that has a number.
    struct Make = "test.make", 1, "测试", "Test" {
        /// The typed number.
        typed: Option<String>,
        /// Its date.
        date: Option<NaiveDate>,
        /// Where it belongs.
        category: ProductCategoryId,
    } -> ProductId; Anyone UNDOABLE OFFLINE
}

impl Command for Make {
    fn run(self, cx: &mut Context<'_>) -> Result<ProductId> {
        let code = next(cx, &CONTRACT, "code", self.typed.as_deref(), self.date)?;
        let product =
            Product { name: code.clone(), code, category_id: self.category, ..Product::blank() };
        Ok(cx.create(product)?.id)
    }
}

fn crm(role: FileRole, device: u128, clock: &Arc<ManualClock>) -> Crm {
    let identity = Identity { role, device: Uuid::from_u128(device) };
    let store = Arc::new(MemoryStore::new(Registry::new(ENTITIES), identity));
    let ids = Arc::new(SeededIds::new(device as u64));
    Crm::new(store, CrmOptions { clock: clock.clone(), ids, deadline: None }).unwrap()
}

struct Stored(Vec<Raw<'static>>);

impl Values for Stored {
    fn raw(&self, position: usize) -> Raw<'_> {
        self.0[position].clone()
    }
}

struct World {
    crm: Crm,
    admin: Session,
    category: ProductCategoryId,
    clock: Arc<ManualClock>,
}

impl World {
    fn new() -> Self {
        let clock = Arc::new(ManualClock::new("2026-03-09T01:00:00Z".parse().unwrap()));
        let crm = crm(FileRole::Hub, 1, &clock);
        let admin = crm
            .set_up(CompanySetup {
                company: "示例科技".into(),
                admin_name: "陈晓明".into(),
                admin_mobile: "13800000001".into(),
                password: "correct horse".into(),
                ..Default::default()
            })
            .unwrap();
        let admin = crm.session(admin.value).unwrap();
        let category = NewProductCategory { name: "x".into(), ..Default::default() };
        let category = admin.run(CreateProductCategory { category }).unwrap().value;
        Self { crm, admin, category, clock }
    }

    /// A phone with all rows of the hub.
    fn phone(&self, device: u128) -> Self {
        let phone = crm(FileRole::Replica, device, &self.clock);
        for entity in ENTITIES.iter().copied().filter(|e| e.kind != EntityKind::Log) {
            let mut rows = Vec::new();
            read(&**self.crm.store(), None, |reader| {
                reader.query(&BoundQuery::all(entity), &mut |row| {
                    let values = (0..entity.fields.len()).map(|i| row.get(i).map(Raw::into_owned));
                    rows.push(Stored(values.collect::<Result<_>>()?));
                    Ok(())
                })
            })
            .unwrap();
            write(&**phone.store(), None, |writer| {
                writer.set_state(State::SetUp, 1)?;
                rows.iter().try_for_each(|row| writer.insert(entity, row))
            })
            .unwrap();
        }
        rebuild(&**phone.store()).unwrap();
        let admin = phone.session(self.admin.employee().unwrap()).unwrap();
        Self { crm: phone, admin, category: self.category, clock: self.clock.clone() }
    }

    fn rule(&self, enabled: bool, parts: &[NewNumberPart]) {
        let (numbered, parts) = (Numbered::Contract, parts.to_vec());
        self.admin.run(SetNumberRule { numbered, enabled, parts }).unwrap();
    }

    fn make(&self, typed: Option<&str>, date: Option<&str>) -> Result<(ProductId, String)> {
        let date = date.map(|d| d.parse().unwrap());
        let make = Make { typed: typed.map(Into::into), date, category: self.category };
        let id = self.admin.run(make)?.value;
        Ok((id, self.admin.get::<Product>(id)?.code))
    }

    fn next(&self) -> String {
        self.make(None, None).unwrap().1
    }

    fn on(&self, date: &str) -> String {
        self.make(None, Some(date)).unwrap().1
    }
}

fn blank(kind: NumberPartKind) -> NewNumberPart {
    NewNumberPart { kind, text: None, pattern: None, start: None, step: None, reset: None }
}

fn text(text: &str) -> NewNumberPart {
    NewNumberPart { text: Some(text.into()), ..blank(NumberPartKind::Text) }
}

fn date(pattern: DatePattern) -> NewNumberPart {
    NewNumberPart { pattern: Some(pattern), ..blank(NumberPartKind::Date) }
}

fn counter(start: &str, step: i64, reset: CounterReset) -> NewNumberPart {
    let (start, step, reset) = (Some(start.into()), Some(step), Some(reset));
    NewNumberPart { start, step, reset, ..blank(NumberPartKind::Counter) }
}

fn code<T>(result: Result<T>) -> Option<&'static str> {
    result.err().map(|e| e.code())
}

#[test]
fn parts_stand_in_order_and_the_counter_is_as_wide_as_its_start() {
    let w = World::new();
    let parts = [text("HT"), date(DatePattern::Day), counter("0098", 1, CounterReset::Daily)];
    w.rule(true, &parts);
    assert_eq!(
        [w.next(), w.next(), w.next()].map(|n| n.replace("HT-20260309-", "")),
        ["0098", "0099", "0100"]
    );
    w.rule(true, &[counter("7", 5, CounterReset::Never), text("号")]);
    assert_eq!([w.next(), w.next()], ["7-号", "12-号"]);
}

#[test]
fn a_counter_begins_again_with_its_period_and_remembers_the_others() {
    for (pattern, reset, same, other, numbers) in [
        (
            DatePattern::Day,
            CounterReset::Daily,
            "2026-03-09",
            "2026-03-10",
            ["20260309", "20260310"],
        ),
        (
            DatePattern::Month,
            CounterReset::Monthly,
            "2026-03-31",
            "2026-04-01",
            ["202603", "202604"],
        ),
        (DatePattern::Year, CounterReset::Yearly, "2026-12-31", "2027-01-01", ["2026", "2027"]),
    ] {
        let w = World::new();
        w.rule(true, &[date(pattern), counter("1", 1, reset)]);
        let [this, that] = numbers;
        assert_eq!(w.next(), format!("{this}-1"));
        assert_eq!(w.on(same), format!("{this}-2"));
        assert_eq!(w.on(other), format!("{that}-1"), "the date of the record counts");
        assert_eq!(w.next(), format!("{this}-3"));
    }
    let w = World::new();
    w.rule(true, &[date(DatePattern::Day), counter("1", 1, CounterReset::Never)]);
    assert_eq!([w.next(), w.on("2027-01-01")], ["20260309-1", "20270101-2"]);
}

#[test]
fn today_is_the_companys() {
    let w = World::new();
    w.rule(true, &[date(DatePattern::Day), counter("1", 1, CounterReset::Daily)]);
    w.clock.set("2026-03-09T15:59:59Z".parse().unwrap());
    assert_eq!(w.next(), "20260309-1");
    w.clock.set("2026-03-09T16:00:00Z".parse().unwrap());
    assert_eq!(w.next(), "20260310-1");
}

#[test]
fn a_typed_number_wins_and_the_rule_passes_over_it() {
    let w = World::new();
    w.rule(true, &[text("HT"), counter("1", 1, CounterReset::Never)]);
    let typed = |number| w.make(Some(number), None);
    let (id, number) = typed(" ＨＴ-1 ").unwrap();
    assert_eq!(number, "ＨＴ-1");
    assert_eq!(typed("HT-2").unwrap().1, "HT-2");
    assert_eq!(w.make(Some("  "), None).unwrap().1, "HT-3", "blank is not typed");
    assert_eq!(code(typed("ht-3")), Some("record.duplicate"));
    // What is deleted holds no number, and the counter does not go back for it.
    w.admin.run(DeleteProducts { products: vec![id] }).unwrap();
    assert_eq!(w.next(), "HT-4");
}

#[test]
fn without_an_enabled_rule_a_number_is_typed() {
    let w = World::new();
    let missing = w.make(None, None).unwrap_err();
    assert_eq!((missing.code(), missing.field_name()), ("number.required", Some("code")));
    w.rule(false, &[text("HT"), counter("1", 1, CounterReset::Never)]);
    assert_eq!(code(w.make(None, None)), Some("number.required"));
    assert_eq!(w.make(Some("A"), None).unwrap().1, "A");
    w.rule(true, &[text("HT"), counter("1", 1, CounterReset::Never)]);
    assert_eq!(w.next(), "HT-1");
}

#[test]
fn a_raised_start_counts_and_a_lowered_one_does_not_go_back() {
    let w = World::new();
    let from = |start: &str| w.rule(true, &[text("HT"), counter(start, 1, CounterReset::Never)]);
    from("001");
    assert_eq!(w.next(), "HT-001");
    from("500");
    assert_eq!(w.next(), "HT-500");
    from("0001");
    assert_eq!(w.next(), "HT-0501");
}

#[test]
fn a_number_that_was_given_out_is_not_given_again_after_an_undo() {
    let w = World::new();
    w.rule(true, &[text("HT"), counter("1", 1, CounterReset::Never)]);
    let make = || w.admin.run(Make { typed: None, date: None, category: w.category }).unwrap();
    let (first, second) = (make(), make());
    // That somebody else had a number since is no reason against the undo of the first.
    w.admin.undo(first.command_id).unwrap();
    w.admin.undo(second.command_id).unwrap();
    assert_eq!(w.next(), "HT-3");
}

#[test]
fn a_failed_command_uses_up_no_number() {
    let w = World::new();
    w.rule(true, &[text("HT"), counter("1", 1, CounterReset::Never)]);
    let nowhere = Make { typed: None, date: None, category: ProductCategoryId(Uuid::nil()) };
    assert_eq!(code(w.admin.run(nowhere)), Some("value.unknown_reference"));
    assert_eq!(w.next(), "HT-1");
}

#[test]
fn a_counter_that_can_grow_no_more_says_so() {
    let w = World::new();
    let start = "999999999999999";
    w.rule(true, &[text("HT"), counter(start, 1_000_000, CounterReset::Never)]);
    assert_eq!(w.next(), format!("HT-{start}"));
    assert_eq!(w.next(), "HT-1000000000999999", "wider than its start");
}

#[test]
fn a_phone_gives_provisional_numbers_and_the_hub_real_ones_for_the_same_record() {
    let w = World::new();
    w.rule(true, &[text("HT"), counter("1", 1, CounterReset::Never)]);
    assert_eq!(w.next(), "HT-1");
    let (phone, other) = (w.phone(7), w.phone(8));
    let make = Make { typed: None, date: None, category: w.category };
    let made = phone.admin.run(make.clone()).unwrap();
    let number = |w: &World, id| w.admin.get::<Product>(id).unwrap().code;
    let provisional = number(&phone, made.value);
    let (device, count) = provisional.split_once('-').unwrap();
    assert!(device.len() == 7 && device.starts_with('T') && count == "1", "{provisional}");
    assert!(phone.next().ends_with("-2"), "each counts for itself");
    let theirs = other.next();
    assert!(theirs.ends_with("-1") && theirs != provisional, "{theirs}");
    assert_eq!(phone.make(Some("HT-1"), None).err().map(|e| e.code()), Some("record.duplicate"));
    assert_eq!(phone.make(Some("HT-9"), None).unwrap().1, "HT-9", "typed is typed");
    // The hub carries the phone's command out again.
    let again = w.admin.run_with(make, RunOptions::id(made.command_id)).unwrap();
    assert_eq!((again.value, number(&w, again.value)), (made.value, "HT-2".to_owned()));
}
