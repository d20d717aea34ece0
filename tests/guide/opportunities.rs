//! The examples of `docs/guide/*/opportunities.md`.

use super::{Company, company};

#[test]
fn opportunities() -> crmkit::Result<()> {
    use crmkit::sales::customer::NewCustomer;
    use crmkit::sales::opportunity::{NewOpportunity, OpportunityPatch, OpportunityState};

    let Company { clock, admin, wang, li, .. } = company()?;
    let new = NewCustomer { name: "武汉鑫源贸易".into(), ..Default::default() };
    let customer_id = li.customers().create(new)?.value;
    let new = NewOpportunity { name: "平台采购".into(), customer_id, ..Default::default() };
    let opportunity = li.opportunities().create(new)?.value;
    let worth = OpportunityPatch { money: "30000".parse().ok(), ..Default::default() };
    li.opportunities().update(opportunity, worth)?;
    let made = li.opportunities().get(opportunity)?;
    assert_eq!(made.probability, "20".parse()?); // 验证客户
    assert_eq!(made.weighted, "6000".parse().ok());

    use crmkit::sales::lines::NewLine;
    use crmkit::sales::opportunity::UpdateOpportunity;
    use crmkit::sales::product::{CreateProductCategory, NewProduct, NewProductCategory};

    let category = NewProductCategory { name: "软件".into(), ..Default::default() };
    let category_id = admin.run(CreateProductCategory { category })?.value;
    let product = NewProduct {
        name: "平台年费".into(),
        category_id,
        code: "SW-1".into(),
        price: "1999.99".parse()?,
        ..Default::default()
    };
    let product_id = admin.products().create(product)?.value;
    let line = NewLine {
        product_id,
        quantity: "3".parse()?,
        discount: "15".parse().ok(), // or else the sales price
        list_price: None,
        sales_price: None,
        unit: None,
        tax_rate: None,
    };
    let lines = Some(vec![line]);
    li.run(UpdateOpportunity { opportunity, patch: None, lines, expect_rev: None })?;
    assert_eq!(li.opportunities().get(opportunity)?.money, "5099.97".parse().ok());

    use crmkit::query::Query;
    use crmkit::sales::opportunity::{EndOpportunity, ReopenOpportunity, StageChange};
    use crmkit::sales::stage::{CreateStageGroup, NewStageGroup, Stage, StageSetup};

    let stages = Query::new("name = \"需求分析\"".parse()?);
    let second = li.list::<Stage>(&stages)?.rows.first().map(|s| s.id).unwrap_or_default();
    li.opportunities().advance(opportunity, second)?;
    clock.advance_days(3);
    let end =
        |state| EndOpportunity { opportunity, state, reason: None, remark: None, expect: None };
    assert_eq!(li.run(end(OpportunityState::Lost)).unwrap_err().code(), "value.required");
    li.run(end(OpportunityState::Won))?;
    wang.run(ReopenOpportunity { opportunity })?; // a salesperson may not
    let steps = Query::new(StageChange::opportunity_id().eq(opportunity));
    let steps = li.list::<StageChange>(&steps)?.rows;
    assert_eq!(steps.len(), 4); // made, moved, won, opened again
    let three_days = 3 * 24 * 3600;
    assert!(steps.iter().any(|step| step.seconds == Some(three_days)));

    let contact = StageSetup {
        stage: None,
        name: "接触".into(),
        win_rate: "10".parse()?,
        rotten_days: Some(7),
        required_fields: vec!["expected_on".into()],
        checklist: vec!["核实预算".into()],
    };
    let offer = StageSetup {
        name: "报价".into(),
        win_rate: "60".parse()?,
        required_fields: vec![],
        checklist: vec![],
        ..contact.clone()
    };
    let stage_group = NewStageGroup { name: "大客户".into(), ..Default::default() };
    admin.run(CreateStageGroup { stage_group, stages: vec![contact, offer], departments: None })?;
    clock.advance_days(30);
    assert_eq!(li.stalled_opportunities()?.len(), 0); // 需求分析 has no limit
    Ok(())
}
