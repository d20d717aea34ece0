//! What a contract is worth, and what follows from it for its customer.

use super::*;

#[test]
fn a_contract_is_worth_what_its_lines_come_to_unless_somebody_says_otherwise() {
    for w in worlds() {
        let (a, b) = (product(&w, "A", "19.99"), product(&w, "B", "100"));
        let customer = customer(&w.wang, "甲");
        let lines = vec![line(a, "3", Some("15")), line(b, "2", None)];
        let contract = NewContract {
            money: None,
            discount_rate: Some(Number::from_scaled(10_000_000)),
            ..new(customer, "1")
        };
        let create = CreateContract { contract, lines: Some(lines.clone()), signers: None };
        let id = w.wang.run(create).unwrap().value;
        // 50.97 + 200.00 less 10 %.
        let got = w.wang.contracts().get(id).unwrap();
        assert_eq!((got.money, got.total), (money("225.87"), Some(money("225.87"))));
        assert_eq!(got.unreceived, money("225.87"));
        let mut shown = w.wang.list::<ContractLine>(&Query::default()).unwrap().rows;
        shown.sort_by_key(|l| l.position);
        assert_eq!(
            shown.iter().map(|l| l.subtotal).collect::<Vec<_>>(),
            [money("50.97"), money("200")]
        );
        // It follows its lines and its discount,
        let set = |lines| SetContractLines { contract: id, lines, to_opportunity: None };
        w.wang.run(set(vec![line(b, "1", None)])).unwrap();
        assert_eq!(w.wang.contracts().get(id).unwrap().money, money("90"));
        let patch = ContractPatch { discount_rate: Some(Number::ZERO), ..Default::default() };
        w.wang.run(UpdateContract { contract: id, patch, expect_rev: None }).unwrap();
        assert_eq!(w.wang.contracts().get(id).unwrap().money, money("100"));
        // until somebody rounds it off; then he is told that it differs.
        let patch = ContractPatch { money: Some(money("99")), ..Default::default() };
        w.wang.run(UpdateContract { contract: id, patch, expect_rev: None }).unwrap();
        let outcome = w.wang.run(set(lines)).unwrap();
        assert_eq!(outcome.warnings[0].code(), "contract.total_differs");
        let got = w.wang.contracts().get(id).unwrap();
        assert_eq!((got.money, got.total), (money("99"), Some(money("250.97"))));
    }
}

#[test]
fn the_lines_of_its_opportunity_are_replaced_only_if_asked_for() {
    for w in worlds() {
        let a = product(&w, "A", "10");
        let customer_id = customer(&w.wang, "甲");
        let opportunity = crmkit::sales::opportunity::NewOpportunity {
            name: "商机".into(),
            customer_id,
            money: Some(money("7")),
            ..Default::default()
        };
        let opportunity = w.wang.opportunities().create(opportunity).unwrap().value;
        let contract = NewContract { opportunity_id: Some(opportunity), ..new(customer_id, "1") };
        let id = w.wang.contracts().create(contract).unwrap().value;
        let set = |to_opportunity| SetContractLines {
            contract: id,
            lines: vec![line(a, "2", None)],
            to_opportunity,
        };
        w.wang.run(set(None)).unwrap();
        let worth = || w.wang.opportunities().get(opportunity).unwrap().money;
        assert_eq!(worth(), Some(money("7")));
        w.wang.run(set(Some(true))).unwrap();
        assert_eq!(worth(), Some(money("20")));
        // The opportunity is kept by its contract.
        let delete = DeleteOpportunities { opportunities: vec![opportunity] };
        assert_eq!(rows(w.manager.run(delete)), ["opportunity.used"]);
        let other = crmkit::sales::opportunity::NewOpportunity {
            name: "别家".into(),
            customer_id: customer(&w.wang, "乙"),
            ..Default::default()
        };
        let other = w.wang.opportunities().create(other).unwrap().value;
        let patch = ContractPatch { opportunity_id: Some(other), ..Default::default() };
        assert_eq!(
            told(w.wang.run(UpdateContract { contract: id, patch, expect_rev: None })),
            "opportunity.elsewhere"
        );
    }
}

#[test]
fn defect_11_a_customer_has_dealt_as_long_as_a_contract_is_in_effect() {
    for w in worlds() {
        let customer = customer(&w.wang, "甲");
        let dealt = || {
            let c = w.wang.customers().get(customer).unwrap();
            (c.dealt, c.dealt_on.map(|d| d.to_string()))
        };
        let contract = |number: &str, day: &str| {
            let contract =
                NewContract { order_date: day.parse().unwrap(), ..new(customer, number) };
            let id = w.wang.contracts().create(contract).unwrap().value;
            w.wang.contracts().submit(id).unwrap();
            id
        };
        let late = contract("1", "2026-02-20");
        assert_eq!(dealt(), (true, Some("2026-02-20".into())));
        let early = contract("2", "2026-01-15");
        assert_eq!(dealt(), (true, Some("2026-01-15".into())));
        let patch =
            ContractPatch { order_date: Some("2026-03-01".parse().unwrap()), ..Default::default() };
        w.wang.run(UpdateContract { contract: early, patch, expect_rev: None }).unwrap();
        assert_eq!(dealt(), (true, Some("2026-02-20".into())));
        let patch = Some(ContractPatch {
            order_date: Some("2026-01-10".parse().unwrap()),
            ..Default::default()
        });
        let again =
            SubmitContract { contract: early, patch, lines: None, choices: None, expect_rev: None };
        w.wang.run(again).unwrap();
        assert_eq!(dealt(), (true, Some("2026-01-10".into())), "in effect before and after");
        void(&w.manager, early).unwrap();
        void(&w.manager, late).unwrap();
        assert_eq!(dealt(), (false, None), "defect 11 and 13");
        // What a person said stands.
        let by_hand = |dealt| SetDealStatus { customers: vec![customer], dealt, on: None };
        assert_eq!(rows(w.manager.run(by_hand(Some(false)))), ["done"]);
        contract("3", "2026-02-01");
        assert_eq!(dealt(), (false, None));
        assert_eq!(rows(w.manager.run(by_hand(None))), ["done"]);
        assert_eq!(dealt(), (true, Some("2026-02-01".into())));
    }
}

#[test]
fn a_customer_with_contracts_is_not_deleted() {
    for w in worlds() {
        let id = draft(&w.wang, "1");
        let customer = w.wang.contracts().get(id).unwrap().customer_id;
        let delete = || DeleteCustomers { customers: vec![customer] };
        assert_eq!(rows(w.manager.run(delete())), ["customer.used"]);
        let blocks = w.manager.customer_delete_blocks(&[customer]).unwrap();
        assert_eq!((blocks[0].entity.as_str(), blocks[0].count), ("contract", 1));
        assert_eq!(rows(w.wang.run(DeleteContracts { contracts: vec![id] })), ["done"]);
        assert_eq!(rows(w.manager.run(delete())), ["done"]);
        assert_eq!(rows(w.wang.run(RestoreContracts { contracts: vec![id] })), ["record.deleted"]);
    }
}

#[test]
fn contracts_go_with_their_customer_as_chosen_and_void_ones_stay() {
    for w in worlds() {
        let [_, _, li] = w.ids;
        let customer = customer(&w.wang, "甲");
        let make = |number| w.wang.contracts().create(new(customer, number)).unwrap().value;
        let (one, two) = (make("1"), make("2"));
        w.wang.contracts().submit(two).unwrap();
        void(&w.manager, two).unwrap();
        let give = |cascade| TransferCustomers {
            customers: vec![customer],
            to: li,
            keep: None,
            keep_until: None,
            cascade,
        };
        assert_eq!(
            rows(w.manager.run(give(Some(vec![crmkit::sales::customer::Cascade::Contracts])))),
            ["done"]
        );
        let owner = |id| w.admin.contracts().get(id).unwrap().owner_id.unwrap();
        assert_eq!((owner(one), owner(two)), (li, w.ids[1]));
        let alone = |contract| TransferContracts {
            contracts: vec![contract],
            to: w.ids[0],
            keep: None,
            keep_until: None,
        };
        assert_eq!(rows(w.manager.run(alone(two))), ["contract.is_void"]);
        assert_eq!(rows(w.li.run(alone(one))), ["done"]);
        assert_eq!(told(w.li.contracts().get(one)), "record.not_found");
    }
}

#[test]
fn contracts_that_end_soon_are_on_the_to_do_list() {
    for w in worlds() {
        let customer = customer(&w.wang, "甲");
        let make = |number: &str, end: &str, submit: bool| {
            let contract =
                NewContract { ends_on: Some(end.parse().unwrap()), ..new(customer, number) };
            let id = w.wang.contracts().create(contract).unwrap().value;
            if submit {
                w.wang.contracts().submit(id).unwrap();
            }
        };
        make("1", "2026-03-05", true);
        make("2", "2026-03-06", true);
        make("3", "2026-03-04", false);
        make("4", "2026-03-01", true);
        let list = |by: &Session| {
            let todos = by.todos(TodoKind::ContractsExpiring).unwrap();
            todos.into_iter().map(|t| (t.name, t.days.unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(list(&w.wang), [("合同 1".to_owned(), 3)]);
        assert_eq!(list(&w.manager), [], "it is its owner's");
        let patch =
            crmkit::org::SettingsPatch { contract_expiry_days: Some(4), ..Default::default() };
        w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
        assert_eq!(list(&w.wang).len(), 2);
        w.clock.set(at("2026-03-05T23:00:00Z"));
        assert_eq!(list(&w.wang), [("合同 2".to_owned(), 0)], "until and including its day");
    }
}

#[test]
fn a_line_keeps_its_price_or_discount_until_somebody_says_another() {
    for w in worlds() {
        let a = product(&w, "A", "100");
        let contract = NewContract { money: None, ..new(customer(&w.wang, "甲"), "1") };
        let lines = Some(vec![line(a, "1", Some("15"))]);
        let id = w.wang.run(CreateContract { contract, lines, signers: None }).unwrap().value;
        let worth = |line: NewLine| {
            let set = SetContractLines { contract: id, lines: vec![line], to_opportunity: None };
            w.wang.run(set).unwrap();
            w.wang.contracts().get(id).unwrap().money
        };
        let at = |price: &str| NewLine { sales_price: Some(money(price)), ..line(a, "1", None) };
        let listed = |price: &str| NewLine { list_price: Some(money(price)), ..line(a, "1", None) };
        assert_eq!(worth(line(a, "2", None)), money("170"));
        assert_eq!(worth(listed("200")), money("170"), "15 % off another list price");
        assert_eq!(worth(line(a, "1", Some("0"))), money("200"));
        assert_eq!(worth(at("90")), money("90"));
        assert_eq!(worth(line(a, "3", None)), money("270"));
        assert_eq!(worth(listed("100")), money("90"), "the price was typed");
        assert_eq!(worth(listed("0")), money("90"));
    }
}

#[test]
fn an_amount_of_nothing_is_an_amount_that_somebody_said() {
    for w in worlds() {
        let a = product(&w, "A", "100");
        let contract =
            NewContract { money: Some(Money::ZERO), ..new(customer(&w.wang, "甲"), "1") };
        let lines = Some(vec![line(a, "1", None)]);
        let made = w.wang.run(CreateContract { contract, lines, signers: None }).unwrap();
        assert_eq!(made.warnings[0].code(), "contract.total_differs");
        let got = w.wang.contracts().get(made.value).unwrap();
        assert_eq!((got.money, got.progress), (Money::ZERO, "100".parse().unwrap()));
    }
}

#[test]
fn amounts_are_rounded_to_the_smallest_unit_of_their_currency() {
    for w in worlds() {
        let a = product(&w, "A", "100");
        let home = customer(&w.wang, "甲");
        let opportunity = crmkit::sales::opportunity::NewOpportunity {
            name: "商机".into(),
            customer_id: home,
            ..Default::default()
        };
        let opportunity = w.wang.opportunities().create(opportunity).unwrap().value;
        let make = |currency: &str, list_price: Option<&str>| {
            let contract = NewContract {
                money: None,
                currency: Some(currency.into()),
                opportunity_id: Some(opportunity),
                discount_rate: "10".parse().ok(),
                ..new(home, currency)
            };
            let list_price = list_price.map(money);
            let lines = Some(vec![NewLine { list_price, ..line(a, "3", Some("15")) }]);
            w.wang.run(CreateContract { contract, lines, signers: None })
        };
        for (currency, list_price, subtotal, amount) in [
            ("CNY", None, "255", "229.5"),
            ("USD", Some("1.24"), "3.16", "2.84"),
            ("JPY", Some("333"), "849", "764"),
            ("KWD", Some("1.235"), "3.149", "2.834"),
        ] {
            let id = make(currency, list_price).unwrap().value;
            let of = Query::new(ContractLine::contract_id().eq(id));
            let lines = w.wang.list::<ContractLine>(&of).unwrap().rows;
            assert_eq!(lines[0].subtotal, money(subtotal), "{currency}");
            assert_eq!(w.wang.contracts().get(id).unwrap().money, money(amount), "{currency}");
            // A line that stays says its list price no more.
            let set = |to_opportunity| SetContractLines {
                contract: id,
                lines: vec![line(a, "3", None)],
                to_opportunity,
            };
            w.wang.run(set(None)).unwrap();
            assert_eq!(w.wang.contracts().get(id).unwrap().money, money(amount), "{currency}");
            let both = if currency == "CNY" { "done" } else { "line.currency" };
            assert_eq!(told(w.wang.run(set(Some(true)))), both, "opportunities are in yuan");
        }
        // What a product costs in yuan is not what it costs in euros.
        let unsaid = refusal(make("EUR", None));
        assert_eq!(unsaid, ("line.currency".into(), "list_price".into()));
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn the_foot_of_a_list_sums_what_is_in_effect() {
    use crmkit::query::{Aggregate, Measure};
    for w in worlds() {
        let id = effective(&w.wang, "1");
        effective(&w.wang, "2");
        draft(&w.wang, "3");
        let receivable = NewReceivable {
            number: Some("R1".into()),
            contract_id: id,
            received_on: "2026-03-02".parse().unwrap(),
            money: money("3000.5"),
            ..Default::default()
        };
        let receivable = w.wang.receivables().create(receivable).unwrap().value;
        w.wang.receivables().submit(receivable).unwrap();
        let filter = Contract::status().is_in([CheckStatus::Approved, CheckStatus::NotNeeded]);
        let measures = ["money", "received", "unreceived"].map(|f| Measure::Sum(f.into())).to_vec();
        let ask = Aggregate { filter, group: vec![], measures };
        let sums = w.wang.aggregate::<Contract>(&ask).unwrap().rows;
        let foot = ["20000", "3000.5", "16999.5"].map(|m| crmkit::model::Value::Money(money(m)));
        assert_eq!(sums, [foot]);
    }
}

#[test]
fn contracts_follow_a_merged_customer_and_its_deal_status_is_derived_anew() {
    for w in worlds() {
        let (one, two) = (customer(&w.wang, "甲"), customer(&w.wang, "乙"));
        let make = |customer, number: &str, day: &str| {
            let contract =
                NewContract { order_date: day.parse().unwrap(), ..new(customer, number) };
            let id = w.wang.contracts().create(contract).unwrap().value;
            w.wang.contracts().submit(id).unwrap();
            id
        };
        let (early, late) = (make(two, "1", "2026-01-15"), make(one, "2", "2026-02-20"));
        let plan = PlanTerms {
            money: money("10"),
            due_on: "2026-04-10".parse().unwrap(),
            method: None,
            remind_days: None,
            remark: None,
        };
        w.wang.run(CreateReceivablePlans { contract: early, plans: vec![plan] }).unwrap();
        w.manager.run(MergeCustomers { into: one, from: vec![two] }).unwrap();
        let dealt = || w.wang.customers().get(one).unwrap().dealt_on.map(|d| d.to_string());
        assert_eq!(dealt(), Some("2026-01-15".into()));
        assert_eq!(w.wang.contracts().get(early).unwrap().customer_id, one);
        let plans = w.wang.list::<ReceivablePlan>(&Query::default()).unwrap().rows;
        assert_eq!(plans[0].customer_id, one);
        void(&w.manager, early).unwrap();
        assert_eq!(dealt(), Some("2026-02-20".into()));
        void(&w.manager, late).unwrap();
        assert_eq!(dealt(), None);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_transfer_of_the_customer_keeps_the_old_owners_of_contracts_until_the_same_day() {
    use crmkit::sales::customer::{Cascade, TeamAccess};
    for w in worlds() {
        let home = customer(&w.wang, "甲");
        let own = w.wang.contracts().create(new(home, "1")).unwrap().value;
        let other = w.admin.contracts().create(new(home, "2")).unwrap().value;
        let until = Some(at("2026-04-01T00:00:00Z"));
        let transfer = TransferCustomers {
            customers: vec![home],
            to: w.ids[2],
            keep: Some(TeamAccess::Read),
            keep_until: until,
            cascade: Some(vec![Cascade::Contracts]),
        };
        assert_eq!(rows(w.manager.run(transfer)), ["done"]);
        let owner = |id| w.admin.contracts().get(id).unwrap().owner_id;
        assert_eq!(owner(own), Some(w.ids[2]));
        assert_ne!(owner(other), Some(w.ids[2]), "somebody else's stays");
        let team = w.manager.list::<ContractMember>(&Query::default()).unwrap().rows;
        let team: Vec<_> = team.iter().map(|m| (m.employee_id, m.access, m.expires_at)).collect();
        assert_eq!(team, [(w.ids[1], TeamAccess::Read, until)]);
        w.clock.set(at("2026-04-01T00:00:00Z"));
        assert_eq!(told(w.wang.contracts().get(own)), "record.not_found");
    }
}
