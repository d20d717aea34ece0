//! An amount that a person types has no more decimal places than its currency has, a price of a unit
//! no more than the settings allow.

use super::*;
use crmkit::org::SettingsPatch;
use crmkit::sales::invoice::*;
use crmkit::sales::opportunity::{Competitor, NewOpportunity, OpportunityPatch};

/// A contract of 李强's in effect, in a currency.
fn in_currency(w: &World, currency: &str) -> ContractId {
    let contract = NewContract {
        currency: Some(currency.into()),
        ..new(customer(&w.wang, currency), currency)
    };
    let id = w.wang.contracts().create(contract).unwrap().value;
    w.wang.contracts().submit(id).unwrap();
    id
}

fn term(amount: &str) -> PlanTerms {
    PlanTerms {
        money: money(amount),
        due_on: "2026-04-10".parse().unwrap(),
        method: None,
        remind_days: None,
        remark: None,
    }
}

#[test]
fn an_amount_has_no_more_places_than_its_currency() {
    for w in worlds() {
        for (currency, fits, beyond) in
            [("CNY", "10.01", "10.001"), ("JPY", "10", "10.1"), ("KWD", "10.001", "10.0001")]
        {
            let id = in_currency(&w, currency);
            let update = |amount: &str| {
                let patch = ContractPatch { money: Some(money(amount)), ..Default::default() };
                w.wang.run(UpdateContract { contract: id, patch, expect_rev: None }).map(|_| ())
            };
            let create = |amount: &str| {
                let number = format!("{currency} {amount}");
                let contract = NewContract {
                    currency: Some(currency.into()),
                    money: Some(money(amount)),
                    ..new(w.wang.contracts().get(id).unwrap().customer_id, &number)
                };
                w.wang.contracts().create(contract).map(|_| ())
            };
            let plan = |amount: &str| {
                let plans = vec![term("1"), term(amount)];
                w.wang.run(CreateReceivablePlans { contract: id, plans }).map(|_| ())
            };
            let change_plan = |amount: &str| {
                let of = Query::new(ReceivablePlan::contract_id().eq(id));
                let plan = w.wang.list::<ReceivablePlan>(&of).unwrap().rows[0].id;
                let patch =
                    ReceivablePlanPatch { money: Some(money(amount)), ..Default::default() };
                w.wang.run(UpdateReceivablePlan { plan, patch, expect_rev: None }).map(|_| ())
            };
            let receive = |amount: &str, parts: &[&str]| {
                let receivable = NewReceivable {
                    number: Some(format!("{currency} {amount} {}", parts.join(" "))),
                    contract_id: id,
                    received_on: "2026-03-02".parse().unwrap(),
                    money: money(amount),
                    ..Default::default()
                };
                let part = |amount: &&str| NewAllocation {
                    contract_id: Some(id),
                    plan_id: None,
                    money: money(amount),
                };
                let parts: Vec<_> = parts.iter().map(part).collect();
                let allocations = (!parts.is_empty()).then_some(parts);
                w.wang.run(CreateReceivable { receivable, plan: None, allocations }).map(|_| ())
            };
            let invoice = |amount: &str, lines: &[&str]| {
                let invoice = NewInvoice {
                    number: Some(format!("{currency} {amount} {}", lines.join(" "))),
                    contract_id: id,
                    money: money(amount),
                    applied_on: "2026-03-02".parse().unwrap(),
                    title: Some("武汉鑫源贸易有限公司".into()),
                    tax_number: Some("91420100MA4KXXXX1X".into()),
                    ..Default::default()
                };
                let line = |amount: &&str| NewInvoiceLine {
                    name: "平台年费".into(),
                    money: money(amount),
                    tax_rate: "13".parse().unwrap(),
                };
                let lines = Some(lines.iter().map(line).collect());
                w.wang.run(CreateInvoice { invoice, title_from: None, lines }).map(|_| ())
            };
            // Two parts of half a smallest unit too much each, which together fit.
            let (half, rest) = match currency {
                "CNY" => ("5.005", "4.995"),
                "JPY" => ("5.5", "4.5"),
                _ => ("5.0005", "4.9995"),
            };
            for (what, done) in [
                ("contract", create(fits)),
                ("contract changed", update(fits).and_then(|()| update("10000"))),
                ("plans", plan(fits)),
                ("plan changed", change_plan(fits)),
                ("receivable", receive(fits, &[])),
                ("allocation", receive("10", &["4", "6"])),
                ("invoice", invoice(fits, &[])),
                ("invoice's line", invoice("10", &["4", "6"])),
            ] {
                assert_eq!(told(done), "done", "{currency} {what}");
            }
            for (what, refused) in [
                ("contract", create(beyond)),
                ("contract changed", update(beyond)),
                ("plans", plan(beyond)),
                ("plan changed", change_plan(beyond)),
                ("receivable", receive(beyond, &[])),
                ("allocation", receive("10", &[half, rest])),
                ("invoice", invoice(beyond, &[])),
                ("invoice's line", invoice("10", &[half, rest])),
            ] {
                let told = ("value.too_many_places".into(), "money".into());
                assert_eq!(refusal(refused), told, "{currency} {what}");
            }
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn an_opportunity_counts_in_the_smallest_unit_of_the_companys_currency() {
    for w in worlds() {
        let home = customer(&w.wang, "甲");
        let create = |amount: &str| {
            let opportunity = NewOpportunity {
                name: "商机".into(),
                customer_id: home,
                money: Some(money(amount)),
                ..Default::default()
            };
            w.wang.opportunities().create(opportunity)
        };
        let refused = || ("value.too_many_places".to_owned(), "money".to_owned());
        assert_eq!(refusal(create("10.001")), refused());
        let id = create("10.01").unwrap().value;
        let patch =
            |amount: &str| OpportunityPatch { money: Some(money(amount)), ..Default::default() };
        assert_eq!(refusal(w.wang.opportunities().update(id, patch("9.999"))), refused());
        let competitor = |price: &str| {
            let price = Some(money(price));
            let competitors = vec![Competitor { name: "乙".into(), price, remark: None }];
            w.wang.run(SetCompetitors { opportunity: id, competitors })
        };
        assert_eq!(refusal(competitor("9.999")), ("value.too_many_places".into(), "price".into()));
        assert_eq!(told(competitor("9.99")), "done");
        // What was said in another currency stays as it was until somebody says otherwise.
        let currency = SettingsPatch { currency: Some("JPY".into()), ..Default::default() };
        w.admin.run(UpdateSettings { patch: currency, expect_rev: None }).unwrap();
        let name = OpportunityPatch { name: Some("新".into()), ..Default::default() };
        assert_eq!(told(w.wang.opportunities().update(id, name)), "done");
        assert_eq!(told(competitor("9.99")), "done");
        assert_eq!(refusal(w.wang.opportunities().update(id, patch("10.02"))), refused());
        assert_eq!(told(w.wang.opportunities().update(id, patch("11"))), "done");
    }
}

#[test]
fn the_price_of_a_unit_has_the_places_that_the_settings_allow_or_its_currency_has() {
    for w in worlds() {
        let a = product(&w, "A", "10");
        let places = |places| {
            let patch = SettingsPatch { price_places: Some(places), ..Default::default() };
            w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
        };
        let list = |text: &str| NewLine { list_price: Some(money(text)), ..line(a, "3", None) };
        let sold = |text: &str| NewLine {
            list_price: Some(money("20")),
            sales_price: Some(money(text)),
            ..line(a, "3", None)
        };
        let refused = |field: &str| ("value.too_many_places".to_owned(), field.to_owned());
        for (setting, currency, fits, beyond) in [
            (2, "CNY", "1.25", "1.255"),
            (0, "CNY", "1.25", "1.255"),
            (2, "JPY", "1.25", "1.255"),
            (2, "KWD", "1.255", "1.2555"),
            (3, "CNY", "1.255", "1.2555"),
        ] {
            places(setting);
            let id = draft(&w.wang, &format!("{setting} {currency}"));
            let home = w.wang.contracts().get(id).unwrap().customer_id;
            let contract = NewContract {
                currency: Some(currency.into()),
                ..new(home, &format!("{setting} {currency} again"))
            };
            let id = w.wang.contracts().create(contract).unwrap().value;
            let set =
                |lines| w.wang.run(SetContractLines { contract: id, lines, to_opportunity: None });
            let at = format!("{setting} {currency}");
            assert_eq!(told(set(vec![list(fits)])), "done", "{at}");
            assert_eq!(told(set(vec![sold(fits)])), "done", "{at}");
            assert_eq!(refusal(set(vec![list(beyond)])), refused("list_price"), "{at}");
            assert_eq!(refusal(set(vec![sold(beyond)])), refused("sales_price"), "{at}");
        }
        // What follows from a discount has all places, and is said again as it stands.
        places(2);
        let id = draft(&w.wang, "1");
        let set = |line| {
            let lines = vec![line];
            w.wang.run(SetContractLines { contract: id, lines, to_opportunity: None })
        };
        set(NewLine { list_price: Some(money("19.99")), ..line(a, "3", Some("15")) }).unwrap();
        let held = w.wang.list::<ContractLine>(&Query::new(ContractLine::contract_id().eq(id)));
        assert_eq!(held.unwrap().rows[0].sales_price, money("16.9915"));
        let again = NewLine { sales_price: Some(money("16.9915")), ..line(a, "3", None) };
        assert_eq!(told(set(again)), "done");
    }
}
