//! The examples of `docs/guide/*/products.md`.

use super::{Company, company};

#[test]
fn products() -> crmkit::Result<()> {
    use crmkit::model::Clock;
    use crmkit::sales::product::*;

    let Company { clock, admin, wang, li, .. } = company()?;
    let hardware = NewProductCategory { name: "硬件".into(), ..Default::default() };
    let category_id = wang.run(CreateProductCategory { category: hardware })?.value;
    let printer = NewProduct {
        name: "激光打印机".into(),
        code: "P-001".into(),
        category_id,
        price: "1999.00".parse()?,
        ..Default::default()
    };
    let printer = wang.products().create(printer)?.value;
    assert_eq!(li.products().get(printer)?.status, ProductStatus::OnShelf);
    let no = li.products().unshelve(vec![printer]).unwrap_err();
    assert_eq!(no.code(), "right.missing");

    let before = clock.now();
    clock.advance_days(1);
    let price = ProductPatch { price: Some("1799".parse()?), ..Default::default() };
    wang.products().update(printer, price)?;
    let then = li.product_price_at(printer, before)?.map(|row| row.price.to_string());
    assert_eq!(then.as_deref(), Some("1999"));

    use crmkit::admin::number::*;

    let part = |kind| NewNumberPart {
        kind,
        text: None,
        pattern: None,
        start: None,
        step: None,
        reset: None,
    };
    let parts = vec![
        NewNumberPart { text: Some("HT".into()), ..part(NumberPartKind::Text) },
        NewNumberPart { pattern: Some(DatePattern::Month), ..part(NumberPartKind::Date) },
        NewNumberPart {
            start: Some("001".into()),
            step: Some(1),
            reset: Some(CounterReset::Monthly),
            ..part(NumberPartKind::Counter)
        },
    ];
    admin.run(SetNumberRule { numbered: Numbered::Contract, enabled: true, parts })?;

    use crmkit::sales::contract::NewContract;
    use crmkit::sales::customer::NewCustomer;
    use crmkit::sales::todo::TodoKind;
    use crmkit::sales::visit::*;

    let customer = NewCustomer { name: "武汉鑫源贸易".into(), ..Default::default() };
    let contract = NewContract {
        customer_id: li.customers().create(customer)?.value,
        name: "打印机供货".into(),
        order_date: "2026-03-03".parse().unwrap_or_default(),
        starts_on: "2026-03-03".parse().ok(),
        ..Default::default()
    };
    let contract_id = li.contracts().create(contract)?.value;
    assert_eq!(li.contracts().get(contract_id)?.number, "HT-202603-001");
    li.contracts().submit(contract_id)?;

    clock.advance_days(7);
    let waiting = li.todos(TodoKind::ContractsToVisit)?;
    assert_eq!(waiting.first().map(|item| item.name.as_str()), Some("打印机供货"));
    let visit = NewVisit {
        contract_id,
        number: Some("HF-1".into()), // no rule for visits, so it is typed
        visited_at: clock.now(),
        satisfaction: Some(Satisfaction::Satisfied),
        ..Default::default()
    };
    li.visits().create(visit)?;
    assert!(li.todos(TodoKind::ContractsToVisit)?.is_empty());
    let [first, last] = ["2026-03-01", "2026-03-31"].map(|day| day.parse().unwrap_or_default());
    let answers = wang.satisfaction(SatisfactionOf::Customer, first, last)?;
    assert_eq!(answers.first().map(|row| row.mean.to_string()).as_deref(), Some("4"));
    Ok(())
}
