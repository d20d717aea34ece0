//! Return visits: what they must hold, who sees them, which contracts wait for one, and how content
//! customers are.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, code, customer, refusal, rows, worlds};
use crmkit::admin::number::*;
use crmkit::admin::settings::UpdateSettings;
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::contact::{ContactId, NewContact};
use crmkit::sales::contract::{
    AmendContract, ContractId, DeleteContracts, NewContract, SetContractLines,
};
use crmkit::sales::customer::CustomerId;
use crmkit::sales::lines::NewLine;
use crmkit::sales::product::*;
use crmkit::sales::todo::{HandleTodos, TodoKind};
use crmkit::sales::visit::*;
use crmkit::session::Session;
use crmkit::session::log::RecordId;
use uuid::Uuid;

fn each(story: impl Fn(World)) {
    worlds().into_iter().for_each(story);
}

/// A contract that takes effect at once, from the 2nd of March.
fn contract(by: &Session, customer_id: CustomerId, number: &str) -> ContractId {
    let id = draft(by, customer_id, number);
    by.contracts().submit(id).unwrap();
    id
}

fn draft(by: &Session, customer_id: CustomerId, number: &str) -> ContractId {
    let contract = NewContract {
        customer_id,
        name: format!("合同 {number}"),
        number: Some(number.into()),
        order_date: "2026-03-02".parse().unwrap(),
        starts_on: Some("2026-03-02".parse().unwrap()),
        ..Default::default()
    };
    by.contracts().create(contract).unwrap().value
}

fn new(contract_id: ContractId, number: &str) -> NewVisit {
    let visited_at = at("2026-03-10T02:00:00Z");
    NewVisit { contract_id, number: Some(number.into()), visited_at, ..Default::default() }
}

fn contact(by: &Session, customer_id: CustomerId, name: &str) -> ContactId {
    let contact = NewContact { customer_id, name: name.into(), ..Default::default() };
    by.contacts().create(contact).unwrap().value
}

fn days(w: &World, days: i64) {
    w.clock.advance(days * 86_400_000_000);
}

#[test]
fn a_visit_is_about_a_contract_and_its_customer() {
    each(|w| {
        let (one, two) = (customer(&w.wang, "甲"), customer(&w.wang, "乙"));
        let of_one = contract(&w.wang, one, "1");
        let (ours, other) = (contact(&w.wang, one, "张"), contact(&w.wang, two, "李"));
        let visits = w.wang.visits();
        let with = |contact| NewVisit { contact_id: Some(contact), ..new(of_one, "A") };
        let elsewhere = || ("contact.elsewhere".to_owned(), "contact_id".to_owned());
        assert_eq!(refusal(visits.create(with(other))), elsewhere());
        let id = visits.create(with(ours)).unwrap().value;
        let read = visits.get(id).unwrap();
        assert_eq!((read.customer_id, read.owner_id), (one, Some(w.ids[1])));
        let change = VisitPatch { contact_id: Some(other), ..Default::default() };
        assert_eq!(refusal(visits.update(id, change)), elsewhere());
        let feedback = VisitPatch {
            satisfaction: Some(Satisfaction::Neutral),
            feedback: Some("交货慢".into()),
            ..Default::default()
        };
        visits.update(id, feedback).unwrap();
        let found = visits.list(&Query::search("交货慢")).unwrap().rows;
        assert_eq!(found[0].satisfaction, Some(Satisfaction::Neutral));
        // It follows its customer into another.
        w.manager.customers().merge(two, vec![one]).unwrap();
        assert_eq!(visits.get(id).unwrap().customer_id, two);
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn a_visits_number_is_typed_or_by_rule_and_stands_once() {
    each(|w| {
        let of = contract(&w.wang, customer(&w.wang, "甲"), "1");
        let visits = w.wang.visits();
        let blank = || NewVisit { number: None, ..new(of, "") };
        let required = ("number.required".to_owned(), "number".to_owned());
        assert_eq!(refusal(visits.create(blank())), required);
        let part = |kind| NewNumberPart {
            kind,
            text: None,
            pattern: None,
            start: None,
            step: None,
            reset: None,
        };
        let date = NewNumberPart { pattern: Some(DatePattern::Day), ..part(NumberPartKind::Date) };
        let (start, step, reset) = (Some("01".into()), Some(1), Some(CounterReset::Daily));
        let counter = NewNumberPart { start, step, reset, ..part(NumberPartKind::Counter) };
        let parts = vec![date, counter];
        w.admin.run(SetNumberRule { numbered: Numbered::Visit, enabled: true, parts }).unwrap();
        // Late in the evening of Greenwich it is the next day for the company, and that counts.
        let late = NewVisit { visited_at: at("2026-03-10T16:30:00Z"), ..blank() };
        let id = visits.create(late).unwrap().value;
        assert_eq!(visits.get(id).unwrap().number, "20260311-01");
        assert_eq!(code(visits.create(new(of, "20260311-01"))), Some("record.duplicate"));
        let other = visits.create(new(of, "A")).unwrap().value;
        let taken = VisitPatch { number: Some("20260311-01".into()), ..Default::default() };
        assert_eq!(code(visits.update(other, taken)), Some("record.duplicate"));
        let none = VisitPatch { number: Some(" ".into()), ..Default::default() };
        assert_eq!(code(visits.update(other, none)), Some("value.required"));
    });
}

#[test]
fn a_visit_is_seen_by_its_visitor_and_those_above_him() {
    each(|w| {
        let of = contract(&w.wang, customer(&w.wang, "甲"), "1");
        let id = w.wang.visits().create(new(of, "A")).unwrap().value;
        let seen = |by: &Session| by.visits().list(&Query::default()).unwrap().rows.len();
        assert_eq!((seen(&w.wang), seen(&w.manager), seen(&w.li)), (1, 1, 0));
        assert_eq!(code(w.li.visits().get(id)), Some("record.not_found"));
        assert_eq!(code(w.li.visits().create(new(of, "B"))), Some("record.not_found"));
        let theirs = || NewVisit { owner_id: Some(w.ids[2]), ..new(of, "B") };
        assert_eq!(code(w.wang.visits().create(theirs())), Some("right.row"));
        // A manager sends somebody else, who then sees the visit, if not the contract.
        let sent = w.manager.visits().create(theirs()).unwrap().value;
        assert_eq!(w.li.visits().get(sent).unwrap().contract_id, of);
        assert_eq!(code(w.li.contracts().get(of)), Some("record.not_found"));
        let feedback = VisitPatch { feedback: Some("好".into()), ..Default::default() };
        w.li.visits().update(sent, feedback).unwrap();
        assert_eq!(code(w.wang.run(DeleteVisits { visits: vec![id] })), Some("right.missing"));
        let nobody = w.role("仓库", DataScope::All, &["contract.read"]);
        let nobody = w.crm.session(w.employee("周", "13800000009", vec![nobody])).unwrap();
        assert_eq!(code(nobody.visits().get(id)), Some("right.missing"));
        assert_eq!(code(nobody.visits().create(new(of, "C"))), Some("right.missing"));
    });
}

#[test]
fn a_visit_goes_to_the_bin_and_comes_back_while_its_contract_is_there() {
    each(|w| {
        let of = draft(&w.wang, customer(&w.wang, "甲"), "1");
        let id = w.wang.visits().create(new(of, "A")).unwrap().value;
        let visits = || vec![id];
        assert_eq!(rows(w.manager.run(DeleteVisits { visits: visits() })), ["done"]);
        assert_eq!(code(w.wang.visits().get(id)), Some("record.not_found"));
        w.admin.run(DeleteContracts { contracts: vec![of] }).unwrap().value.single().unwrap();
        let restore = || rows(w.manager.run(RestoreVisits { visits: visits() }));
        assert_eq!(restore(), ["record.deleted"]);
        let back = crmkit::sales::contract::RestoreContracts { contracts: vec![of] };
        w.admin.run(back).unwrap().value.single().unwrap();
        let twin = w.wang.visits().create(new(of, "a")).unwrap().value;
        assert_eq!(restore(), ["record.duplicate"]);
        w.manager.run(DeleteVisits { visits: vec![twin] }).unwrap();
        assert_eq!(restore(), ["done"]);
        assert_eq!(w.wang.visits().get(id).unwrap().number, "A");
    });
}

#[test]
fn a_contract_that_was_visited_is_not_deleted() {
    each(|w| {
        let of = draft(&w.wang, customer(&w.wang, "甲"), "1");
        let contracts = || vec![of];
        let delete =
            |visits: &[VisitId]| rows(w.manager.run(DeleteVisits { visits: visits.to_vec() }));
        let first = w.wang.visits().create(new(of, "A")).unwrap().value;
        let bin = || rows(w.wang.run(DeleteContracts { contracts: contracts() }));
        assert_eq!(bin(), ["contract.used"]);
        assert_eq!((delete(&[first]), bin()), (vec!["done"], vec!["done"]));
        // Nor is it deleted by taking back that it was restored.
        let back = crmkit::sales::contract::RestoreContracts { contracts: contracts() };
        let back = w.wang.run(back).unwrap();
        let second = w.wang.visits().create(new(of, "B")).unwrap().value;
        assert_eq!(code(w.wang.undo(back.command_id)), Some("undo.used_since"));
        delete(&[second]);
        w.wang.undo(back.command_id).unwrap();
    });
}

#[test]
fn a_contract_waits_for_a_visit_so_many_days_after_its_beginning_until_there_is_one() {
    each(|w| {
        w.clock.set(at("2026-03-02T02:00:00Z"));
        let of = customer(&w.wang, "甲");
        let signed = contract(&w.wang, of, "1");
        draft(&w.wang, of, "2");
        let waiting = |by: &Session| -> Vec<(Uuid, String, Option<i64>)> {
            let todos = by.todos(TodoKind::ContractsToVisit).unwrap();
            todos.into_iter().map(|t| (t.id, t.name, t.days)).collect()
        };
        let item = |days| vec![(signed.0, "合同 1".to_owned(), Some(days))];
        days(&w, 6);
        assert_eq!(waiting(&w.wang), []);
        days(&w, 1);
        assert_eq!(waiting(&w.wang), item(0), "the seventh day, and no draft");
        assert_eq!(waiting(&w.manager), [], "it is its owner's");
        days(&w, 2);
        assert_eq!(waiting(&w.wang), item(-2));
        // Whoever visits: it is done, until the visit is taken out again.
        let visit = NewVisit { owner_id: Some(w.ids[2]), ..new(signed, "A") };
        let visit = w.manager.visits().create(visit).unwrap().value;
        assert_eq!(waiting(&w.wang), []);
        w.manager.run(DeleteVisits { visits: vec![visit] }).unwrap();
        assert_eq!(waiting(&w.wang), item(-2));
        let longer = |days| UpdateSettings {
            patch: SettingsPatch { visit_days: Some(days), ..Default::default() },
            expect_rev: None,
        };
        assert_eq!(code(w.admin.run(longer(-1))), Some("value.out_of_range"));
        w.admin.run(longer(30)).unwrap();
        assert_eq!(waiting(&w.wang), []);
        w.admin.run(longer(0)).unwrap();
        assert_eq!(waiting(&w.wang), item(-9));
        let (kind, records) = (TodoKind::ContractsToVisit, vec![RecordId(signed.0)]);
        assert_eq!(rows(w.wang.run(HandleTodos { kind, records })), ["done"]);
        assert_eq!(waiting(&w.wang), [], "marked as handled");
        let count = w.wang.todo_counts().unwrap();
        assert!(count.iter().any(|c| c.kind == kind && c.count == 0));
    });
}

#[test]
fn a_contract_that_was_visited_is_not_visited_again_for_its_amendment() {
    each(|w| {
        let signed = contract(&w.wang, customer(&w.wang, "甲"), "1");
        days(&w, 7);
        let waiting = || w.wang.todos(TodoKind::ContractsToVisit).unwrap().len();
        assert_eq!(waiting(), 1);
        let visits = || w.wang.visits();
        let [seen, gone] = ["A", "B"].map(|n| visits().create(new(signed, n)).unwrap().value);
        w.manager.run(DeleteVisits { visits: vec![gone] }).unwrap();
        assert_eq!(waiting(), 0);
        let amend = AmendContract { contract: signed, number: Some("1-1".into()) };
        let amendment = w.wang.run(amend).unwrap().value;
        assert_eq!(visits().get(seen).unwrap().contract_id, signed, "it is a draft");
        w.wang.contracts().submit(amendment).unwrap();
        assert_eq!(waiting(), 0);
        assert_eq!(visits().get(seen).unwrap().contract_id, amendment);
        assert_eq!(rows(w.manager.run(RestoreVisits { visits: vec![gone] })), ["done"]);
        assert_eq!(visits().get(gone).unwrap().contract_id, amendment);
    });
}

#[test]
fn who_may_not_read_visits_is_asked_for_none() {
    each(|w| {
        let read = [
            "customer.read",
            "customer.create",
            "contract.read",
            "contract.create",
            "contract.edit",
        ];
        let role = w.role("签约", DataScope::Own, &read);
        let zhou = w.crm.session(w.employee("周", "13800000009", vec![role])).unwrap();
        contract(&zhou, customer(&zhou, "甲"), "1");
        w.clock.set(at("2026-04-02T02:00:00Z"));
        assert_eq!(zhou.todos(TodoKind::ContractsToVisit).unwrap(), []);
    });
}

/// The counts of each, from very satisfied to not at all, and the mean.
fn answers(by: &Session, of: SatisfactionOf) -> Vec<(Uuid, [u64; 5], String)> {
    let (first, last) = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let counts = by.satisfaction(of, first, last).unwrap();
    let row = |c: SatisfactionCount| {
        let counts =
            [c.very_satisfied, c.satisfied, c.neutral, c.dissatisfied, c.very_dissatisfied];
        (c.id, counts, c.mean.to_string())
    };
    counts.into_iter().map(row).collect()
}

#[test]
fn how_content_customers_are_by_customer_and_by_product() {
    use Satisfaction::{Dissatisfied, Satisfied, VerySatisfied};
    each(|w| {
        let category = NewProductCategory { name: "x".into(), ..Default::default() };
        let category = w.manager.run(CreateProductCategory { category }).unwrap().value;
        let product = |code: &str| {
            let product = NewProduct {
                name: code.into(),
                code: code.into(),
                category_id: category,
                ..Default::default()
            };
            w.manager.products().create(product).unwrap().value
        };
        let (printer, ink) = (product("P1"), product("P2"));
        let (one, two) = (customer(&w.wang, "甲"), customer(&w.li, "乙"));
        let signed = |by: &Session, customer, number: &str, products: &[ProductId]| {
            let contract = draft(by, customer, number);
            let line = |product_id: &ProductId| NewLine {
                product_id: *product_id,
                quantity: "1".parse().unwrap(),
                list_price: None,
                sales_price: None,
                discount: None,
                unit: None,
                tax_rate: None,
            };
            // Twice in one contract is once here.
            let lines = products.iter().chain(products).map(line).collect();
            by.run(SetContractLines { contract, lines, to_opportunity: None }).unwrap();
            contract
        };
        let both = signed(&w.wang, one, "1", &[printer, ink]);
        let theirs = signed(&w.li, two, "2", &[printer]);
        let visit = |by: &Session, contract, satisfaction: Option<Satisfaction>, on: &str| {
            let number = Some(on.into());
            let visited_at = at(on);
            let visit = NewVisit { satisfaction, number, visited_at, ..new(contract, "") };
            by.visits().create(visit).unwrap();
        };
        visit(&w.wang, both, Some(Satisfied), "2026-03-31T15:59:00Z");
        visit(&w.wang, both, Some(VerySatisfied), "2026-03-02T00:00:00Z");
        visit(&w.wang, both, None, "2026-03-03T00:00:00Z");
        visit(&w.wang, both, Some(Dissatisfied), "2026-03-31T16:00:00Z");
        visit(&w.li, theirs, Some(Dissatisfied), "2026-03-04T00:00:00Z");

        let mean = |text: &str| text.to_owned();
        let customers =
            [(two.0, [0, 0, 0, 1, 0], mean("2")), (one.0, [1, 1, 0, 0, 0], mean("4.5"))];
        assert_eq!(answers(&w.manager, SatisfactionOf::Customer), customers);
        let products =
            [(printer.0, [1, 1, 0, 1, 0], mean("3.67")), (ink.0, [1, 1, 0, 0, 0], mean("4.5"))];
        assert_eq!(answers(&w.manager, SatisfactionOf::Product), products);
        // Everybody counts what he sees.
        assert_eq!(answers(&w.li, SatisfactionOf::Customer), customers[..1]);
        assert_eq!(
            answers(&w.li, SatisfactionOf::Product),
            [(printer.0, [0, 0, 0, 1, 0], mean("2"))]
        );
    });
}
