//! What opportunities are worth.

use crate::common::{customer, refusal, told};
use crate::{each, end, line, lines, money, new, number, opportunity, product, read, set_lines};
use crmkit::admin::role::FieldRight;
use crmkit::admin::role::UpdateRole;
use crmkit::org::FieldAccess;
use crmkit::query::Query;
use crmkit::sales::lines::{LineTyped, NewLine};
use crmkit::sales::opportunity::*;
use crmkit::sales::product::*;

fn patch(id: OpportunityId, patch: OpportunityPatch) -> UpdateOpportunity {
    UpdateOpportunity { opportunity: id, patch: Some(patch), lines: None, expect_rev: None }
}

fn worth(text: &str) -> OpportunityPatch {
    OpportunityPatch { money: Some(money(text)), ..Default::default() }
}

#[test]
fn without_products_it_is_worth_what_a_person_says() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let held = read(&w.wang, id);
        assert_eq!((held.money, held.total, held.weighted), (None, None, None));
        w.wang.run(patch(id, worth("10000.05"))).unwrap();
        let held = read(&w.wang, id);
        assert_eq!(held.probability, number("20"), "the first stage's");
        assert_eq!(held.weighted, Some(money("2000.01")));
        let negative = w.wang.run(patch(id, worth("-1")));
        assert_eq!(refusal(negative), ("value.out_of_range".into(), "money".into()));
    });
}

#[test]
fn with_products_it_is_worth_what_they_come_to_less_the_discount_on_the_whole() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let (a, b) = (product(&w, "A", "100"), product(&w, "B", "19.99"));
        let cheap = NewLine { discount: Some(number("15")), ..line(b, "3") };
        w.wang.run(set_lines(id, vec![line(a, "2"), cheap.clone()])).unwrap();
        let held = read(&w.wang, id);
        assert_eq!((held.total, held.money), (Some(money("250.97")), Some(money("250.97"))));
        let rate = OpportunityPatch { discount_rate: Some(number("10")), ..Default::default() };
        w.wang.run(patch(id, rate)).unwrap();
        let held = read(&w.wang, id);
        assert_eq!(held.money, Some(money("225.87")), "225.873");
        assert_eq!(held.weighted, Some(money("45.17")), "45.174");

        let told = refusal(w.wang.run(patch(id, worth("1"))));
        assert_eq!(told, ("opportunity.money".into(), "money".into()));
        w.wang.run(patch(id, worth("225.87"))).unwrap();
        let clear = OpportunityPatch { clear: vec!["money".into()], ..Default::default() };
        assert_eq!(refusal(w.wang.run(patch(id, clear))).0, "opportunity.money");
        let too_much = OpportunityPatch { discount_rate: Some(number("101")), ..<_>::default() };
        let told = refusal(w.wang.run(patch(id, too_much)));
        assert_eq!(told, ("value.out_of_range".into(), "discount_rate".into()));

        // Without products it stays worth what it was, until a person says otherwise.
        w.wang.run(set_lines(id, vec![])).unwrap();
        let held = read(&w.wang, id);
        assert_eq!((held.total, held.money), (None, Some(money("225.87"))));
        w.wang.run(patch(id, worth("9"))).unwrap();
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn a_line_keeps_which_of_price_and_discount_was_typed() {
    each(|w| {
        let opportunity = new(customer(&w.wang, "甲"), "商机");
        let a = product(&w, "A", "100");
        let by_price = NewLine { sales_price: Some(money("80")), ..line(a, "1") };
        let by_discount = NewLine { discount: Some(number("20")), ..line(a, "1") };
        let given = Some(vec![by_price.clone(), by_discount]);
        let create =
            CreateOpportunity { opportunity, stage_group: None, stage: None, lines: given };
        let id = w.wang.run(create).unwrap().value;
        let held = lines(&w.wang, id);
        let typed: Vec<_> = held.iter().map(|line| line.typed).collect();
        assert_eq!(typed, [LineTyped::Price, LineTyped::Discount]);
        assert!(held.iter().all(|line| line.sales_price == money("80")));
        assert!(held.iter().all(|line| line.discount == Some(number("20"))));
        let both = NewLine { discount: Some(number("1")), ..by_price };
        assert_eq!(told(w.wang.run(set_lines(id, vec![both]))), "line.price_or_discount");
    });
}

#[test]
fn a_product_off_the_shelf_is_not_chosen_anew_and_stays_where_it_is_used() {
    each(|w| {
        let customer = customer(&w.wang, "甲");
        let (old, other) =
            (opportunity(&w.wang, customer, "旧"), opportunity(&w.wang, customer, "新"));
        let a = product(&w, "A", "100");
        w.wang.run(set_lines(old, vec![line(a, "2")])).unwrap();
        let line_id = lines(&w.wang, old)[0].id;
        w.admin.run(UnshelveProducts { products: vec![a] }).unwrap();
        assert_eq!(told(w.wang.run(set_lines(other, vec![line(a, "1")]))), "product.off_shelf");
        w.wang.run(set_lines(old, vec![line(a, "5")])).unwrap();
        assert_eq!(read(&w.wang, old).money, Some(money("500")));
        // The line keeps its list price when the product has another.
        w.admin.run(ShelveProducts { products: vec![a] }).unwrap();
        let dearer = ProductPatch { price: Some(money("130")), ..Default::default() };
        w.admin.run(UpdateProduct { product: a, patch: dearer, expect_rev: None }).unwrap();
        w.wang.run(set_lines(old, vec![line(a, "1")])).unwrap();
        assert_eq!(read(&w.wang, old).money, Some(money("100")));
        assert_eq!(lines(&w.wang, old)[0].id, line_id, "the same line");
        w.wang.run(set_lines(other, vec![line(a, "1")])).unwrap();
        assert_eq!(read(&w.wang, other).money, Some(money("130")));
    });
}

#[test]
fn undoing_a_change_of_products_brings_back_what_it_was_worth() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let (a, b) = (product(&w, "A", "100"), product(&w, "B", "30"));
        w.wang.run(set_lines(id, vec![line(a, "1"), line(b, "1")])).unwrap();
        let before = lines(&w.wang, id);
        let done = w.wang.run(set_lines(id, vec![line(b, "4")])).unwrap().command_id;
        assert_eq!(read(&w.wang, id).money, Some(money("120")));
        w.wang.undo(done).unwrap();
        assert_eq!(read(&w.wang, id).money, Some(money("130")));
        let products = |lines: &[OpportunityLine]| {
            lines.iter().map(|l| (l.product_id, l.quantity, l.position)).collect::<Vec<_>>()
        };
        assert_eq!(products(&lines(&w.wang, id)), products(&before));
        // Not where what it was worth was changed since.
        let done = w.wang.run(set_lines(id, vec![line(b, "4")])).unwrap().command_id;
        let rate = OpportunityPatch { discount_rate: Some(number("50")), ..Default::default() };
        w.wang.run(patch(id, rate)).unwrap();
        assert_eq!(told(w.wang.undo(done)), "undo.touched_since");
    });
}

#[test]
fn the_probability_is_the_stages_unless_a_person_says_otherwise() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        w.wang.run(patch(id, worth("1000"))).unwrap();
        let by_hand = |rate: &str| OpportunityPatch {
            probability_by_hand: Some(number(rate)),
            ..Default::default()
        };
        w.wang.run(patch(id, by_hand("55.5"))).unwrap();
        let held = read(&w.wang, id);
        assert_eq!((held.probability, held.weighted), (number("55.5"), Some(money("555"))));
        assert_eq!(refusal(w.wang.run(patch(id, by_hand("100.1")))).1, "probability_by_hand");
        let clear =
            OpportunityPatch { clear: vec!["probability_by_hand".into()], ..Default::default() };
        w.wang.run(patch(id, clear)).unwrap();
        assert_eq!(read(&w.wang, id).probability, number("20"));
        w.wang.run(patch(id, by_hand("90"))).unwrap();
        let next = crate::stages_of(&w.wang, id)[1];
        w.wang.opportunities().advance(id, next).unwrap();
        let held = read(&w.wang, id);
        assert_eq!((held.probability, held.probability_by_hand), (number("30"), None));
        for (state, rate, weighted) in
            [(OpportunityState::Won, "100", "1000"), (OpportunityState::Lost, "0", "0")]
        {
            end(&w.wang, id, state).unwrap();
            let held = read(&w.wang, id);
            assert_eq!(held.probability, number(rate));
            assert_eq!(held.weighted, Some(money(weighted)));
            w.manager.run(ReopenOpportunity { opportunity: id }).unwrap();
        }
    });
}

#[test]
fn who_may_not_change_prices_sells_at_the_list_price() {
    each(|w| {
        let id = opportunity(&w.wang, customer(&w.wang, "甲"), "商机");
        let a = product(&w, "A", "100");
        let role = crate::common::role(&w.admin, "salesperson");
        let right = |field: &str| FieldRight {
            entity: "opportunity_line".into(),
            field: field.into(),
            access: FieldAccess::Read,
        };
        let fields = Some(["list_price", "sales_price", "discount"].map(right).to_vec());
        let update = UpdateRole {
            role,
            patch: None,
            operations: None,
            departments: None,
            employees: None,
            fields,
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        for (given, field) in [
            (NewLine { list_price: Some(money("90")), ..line(a, "1") }, "list_price"),
            (NewLine { sales_price: Some(money("90")), ..line(a, "1") }, "sales_price"),
            (NewLine { discount: Some(number("10")), ..line(a, "1") }, "discount"),
        ] {
            let refused = refusal(w.wang.run(set_lines(id, vec![given])));
            assert_eq!(refused, ("right.field".into(), field.into()));
        }
        w.wang.run(set_lines(id, vec![line(a, "1")])).unwrap();
        assert_eq!(read(&w.wang, id).money, Some(money("100")));
        // What somebody else granted stays, and may be said again; it is not exchanged.
        let granted = NewLine { discount: Some(number("15")), ..line(a, "1") };
        w.manager.run(set_lines(id, vec![granted.clone()])).unwrap();
        w.wang.run(set_lines(id, vec![line(a, "2")])).unwrap();
        assert_eq!(read(&w.wang, id).money, Some(money("170")));
        w.wang.run(set_lines(id, vec![granted])).unwrap();
        for given in [
            NewLine { discount: Some(number("0")), ..line(a, "1") },
            NewLine { sales_price: Some(money("85")), ..line(a, "1") },
            NewLine { sales_price: Some(money("100")), ..line(a, "1") },
        ] {
            assert_eq!(told(w.wang.run(set_lines(id, vec![given]))), "right.field");
        }
        // Another line of the same product is none that it was granted for.
        w.wang.run(set_lines(id, vec![line(a, "1"), line(a, "1")])).unwrap();
        assert_eq!(read(&w.wang, id).money, Some(money("185")));
    });
}

#[test]
fn weighted_amounts_are_summed_as_any_number() {
    each(|w| {
        let customer = customer(&w.wang, "甲");
        for worth in ["100", "250.5"] {
            let opportunity =
                NewOpportunity { money: Some(money(worth)), ..new(customer, "商机") };
            w.wang.opportunities().create(opportunity).unwrap();
        }
        use crmkit::query::{Aggregate, Filter, Measure};
        let sum = Measure::Sum("weighted".into());
        let ask = Aggregate { filter: Filter::All, group: vec![], measures: vec![sum] };
        let table = w.wang.aggregate::<Opportunity>(&ask).unwrap();
        assert_eq!(table.rows, [[crmkit::model::Value::Money(money("70.1"))]]);
        assert_eq!(w.li.opportunities().list(&Query::default()).unwrap().rows.len(), 0);
    });
}
