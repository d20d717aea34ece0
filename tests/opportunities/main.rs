//! Opportunities: what they are worth, how they go on, with what they belong together.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod ended;
mod money;
mod progress;
mod random;
mod rules;
mod together;

use common::World;
use crmkit::model::{Money, Number};
use crmkit::query::Query;
use crmkit::sales::customer::CustomerId;
use crmkit::sales::lines::NewLine;
use crmkit::sales::opportunity::*;
use crmkit::sales::product::*;
use crmkit::sales::stage::*;
use crmkit::session::Session;

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn number(text: &str) -> Number {
    text.parse().unwrap()
}

pub fn new(customer_id: CustomerId, name: &str) -> NewOpportunity {
    NewOpportunity { name: name.into(), customer_id, ..Default::default() }
}

pub fn opportunity(by: &Session, customer_id: CustomerId, name: &str) -> OpportunityId {
    by.opportunities().create(new(customer_id, name)).unwrap().value
}

pub fn read(by: &Session, id: OpportunityId) -> Opportunity {
    by.opportunities().get(id).unwrap()
}

/// The stages of the group of an opportunity, in order.
pub fn stages(by: &Session, group: StageGroupId) -> Vec<StageId> {
    let query = Query::new(Stage::stage_group_id().eq(group));
    let mut rows = by.list::<Stage>(&query).unwrap().rows;
    rows.sort_by_key(|stage| stage.position);
    rows.into_iter().map(|stage| stage.id).collect()
}

pub fn stages_of(by: &Session, id: OpportunityId) -> Vec<StageId> {
    stages(by, read(by, id).stage_group_id)
}

pub fn stage(name: &str, rate: &str) -> StageSetup {
    StageSetup {
        stage: None,
        name: name.into(),
        win_rate: number(rate),
        rotten_days: None,
        required_fields: vec![],
        checklist: vec![],
    }
}

pub fn group(w: &World, name: &str, stages: Vec<StageSetup>) -> StageGroupId {
    let stage_group = NewStageGroup { name: name.into(), ..Default::default() };
    w.admin.run(CreateStageGroup { stage_group, stages, departments: None }).unwrap().value
}

/// An opportunity at the first stage of a group.
pub fn in_group(by: &Session, customer: CustomerId, group: StageGroupId) -> OpportunityId {
    let opportunity = new(customer, "商机");
    let stage_group = Some(group);
    let create = CreateOpportunity { opportunity, stage_group, stage: None, lines: None };
    by.run(create).unwrap().value
}

pub fn product(w: &World, code: &str, price: &str) -> ProductId {
    let category = NewProductCategory { name: format!("类别{code}"), ..Default::default() };
    let category_id = w.admin.run(CreateProductCategory { category }).unwrap().value;
    let product = NewProduct {
        name: format!("产品{code}"),
        category_id,
        code: code.into(),
        price: money(price),
        ..Default::default()
    };
    w.admin.run(CreateProduct { product }).unwrap().value
}

pub fn line(product_id: ProductId, quantity: &str) -> NewLine {
    NewLine {
        product_id,
        quantity: number(quantity),
        list_price: None,
        sales_price: None,
        discount: None,
        unit: None,
        tax_rate: None,
    }
}

pub fn set_lines(id: OpportunityId, lines: Vec<NewLine>) -> UpdateOpportunity {
    UpdateOpportunity { opportunity: id, patch: None, lines: Some(lines), expect_rev: None }
}

pub fn lines(by: &Session, id: OpportunityId) -> Vec<OpportunityLine> {
    let query = Query::new(OpportunityLine::opportunity_id().eq(id));
    let mut rows = by.list::<OpportunityLine>(&query).unwrap().rows;
    rows.sort_by_key(|line| line.position);
    rows
}

pub fn end(by: &Session, id: OpportunityId, state: OpportunityState) -> crmkit::Result<()> {
    let reason = (state == OpportunityState::Lost).then(|| {
        use crmkit::org::OptionItem;
        let query = Query::new(OptionItem::list().eq("loss_reason".into()));
        by.list::<OptionItem>(&query).unwrap().rows[0].id
    });
    let end = EndOpportunity { opportunity: id, state, reason, remark: None, expect: None };
    by.run(end).map(|_| ())
}

pub fn each(story: impl Fn(World)) {
    common::worlds().into_iter().for_each(story);
}
