//! How content customers are, by customer and by product (B1.12).

use super::{Satisfaction, Visit};
use crate::choice;
use crate::error::{Error, Result, codes};
use crate::model::{EntityMeta, Number, TypedId, Value};
use crate::query::{Bound, BoundQuery, Column};
use crate::sales::contract::{ContractId, ContractLine};
use crate::sales::product::ProductId;
use crate::session::Session;
use crate::session::crm::Sight;
use crate::store::{Reader, rows};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

choice! {
    /// By what satisfaction is counted.
    pub enum SatisfactionOf = "satisfaction_of" {
        /// By customer.
        Customer = "customer", "按客户", "By customer";
        /// By product: the products of the contract that a visit was about.
        Product = "product", "按产品", "By product";
    }
}

/// How content customers are with one product, or how content one customer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct SatisfactionCount {
    /// The customer or product.
    pub id: Uuid,
    /// Answers "very satisfied".
    pub very_satisfied: u64,
    /// Answers "satisfied".
    pub satisfied: u64,
    /// Answers "neutral".
    pub neutral: u64,
    /// Answers "dissatisfied".
    pub dissatisfied: u64,
    /// Answers "very dissatisfied".
    pub very_dissatisfied: u64,
    /// The mean from 1, very dissatisfied, to 5, very satisfied; two places.
    pub mean: Number,
}

impl SatisfactionCount {
    fn none(id: Uuid) -> Self {
        Self {
            id,
            very_satisfied: 0,
            satisfied: 0,
            neutral: 0,
            dissatisfied: 0,
            very_dissatisfied: 0,
            mean: Number::ZERO,
        }
    }

    fn add(&mut self, answer: Satisfaction) {
        *match answer {
            Satisfaction::VerySatisfied => &mut self.very_satisfied,
            Satisfaction::Satisfied => &mut self.satisfied,
            Satisfaction::Neutral => &mut self.neutral,
            Satisfaction::Dissatisfied => &mut self.dissatisfied,
            Satisfaction::VeryDissatisfied => &mut self.very_dissatisfied,
        } += 1;
    }

    fn answers(&self) -> u64 {
        self.very_satisfied
            + self.satisfied
            + self.neutral
            + self.dissatisfied
            + self.very_dissatisfied
    }

    /// With the mean of what was added; there is at least one answer.
    fn counted(self) -> Result<Self> {
        let points = 5 * self.very_satisfied
            + 4 * self.satisfied
            + 3 * self.neutral
            + 2 * self.dissatisfied
            + self.very_dissatisfied;
        let mean = Number::round(Decimal::from(points) / Decimal::from(self.answers()), 2)?;
        Ok(Self { mean, ..self })
    }
}

impl Session {
    /// How content customers are, from the return visits of some days, both included, that the
    /// caller sees: the least content first. By product, a visit counts for every product of its
    /// contract's lines, as far as he sees them.
    ///
    /// # Errors
    /// `right.missing`; `query.hidden_field` for who may not read an answer or what it is about.
    pub fn satisfaction(
        &self,
        of: SatisfactionOf,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Vec<SatisfactionCount>> {
        self.sight(|reader, sight| {
            let visits = answered(reader, sight, first, last)?;
            let mut counts = BTreeMap::new();
            let mut add = |id: Uuid, answer| {
                counts.entry(id).or_insert_with(|| SatisfactionCount::none(id)).add(answer);
            };
            match of {
                SatisfactionOf::Customer => {
                    readable(sight, Visit::META, &["customer_id"])?;
                    visits.iter().for_each(|(visit, answer)| add(visit.customer_id.0, *answer));
                }
                SatisfactionOf::Product => {
                    readable(sight, Visit::META, &["contract_id"])?;
                    let sold = products(reader, sight, &visits)?;
                    for (visit, answer) in &visits {
                        let products = sold.get(&visit.contract_id).into_iter().flatten();
                        products.for_each(|product| add(product.0, *answer));
                    }
                }
            }
            let counts = counts.into_values().map(SatisfactionCount::counted);
            let mut counts: Vec<_> = counts.collect::<Result<_>>()?;
            counts.sort_by_key(|c| (c.mean, std::cmp::Reverse(c.answers()), c.id));
            Ok(counts)
        })
    }
}

/// The visits of some days with an answer.
fn answered(
    reader: &dyn Reader,
    sight: &Sight,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(Visit, Satisfaction)>> {
    let entity = Visit::META;
    readable(sight, entity, &["satisfaction", "visited_at"])?;
    let zone = sight.company.zone();
    let end = last.succ_opt().unwrap_or(last);
    let [start, end] = [first, end].map(|day| Some(Value::Time(zone.start_of(day))));
    let column = |field: &str| Column::field(entity, entity.position(field));
    let mut query = BoundQuery::all(entity).filter(Bound::And(vec![
        Bound::Range(column("visited_at"), start, end),
        Bound::Not(Box::new(Bound::IsNull(column("satisfaction")))),
    ]));
    query.visibility = sight.visibility(entity)?;
    let visits: Vec<Visit> = rows(reader, &query)?;
    Ok(visits.into_iter().filter_map(|visit| visit.satisfaction.map(|a| (visit, a))).collect())
}

/// How many contracts' lines are read at once.
const CHUNK: usize = 500;

/// The products of the visits' contracts.
fn products(
    reader: &dyn Reader,
    sight: &Sight,
    visits: &[(Visit, Satisfaction)],
) -> Result<BTreeMap<ContractId, BTreeSet<ProductId>>> {
    let entity = ContractLine::META;
    readable(sight, entity, &["product_id"])?;
    let contracts: BTreeSet<ContractId> =
        visits.iter().map(|(visit, _)| visit.contract_id).collect();
    let contracts: Vec<Value> = contracts.into_iter().map(|id| Value::Id(id.uuid())).collect();
    let of = Column::field(entity, entity.position("contract_id"));
    let mut products: BTreeMap<ContractId, BTreeSet<ProductId>> = BTreeMap::new();
    for chunk in contracts.chunks(CHUNK) {
        let mut query = BoundQuery::all(entity).filter(Bound::In(of, chunk.to_vec()));
        query.visibility = sight.visibility(entity)?;
        for line in rows::<ContractLine>(reader, &query)? {
            products.entry(line.contract_id).or_default().insert(line.product_id);
        }
    }
    Ok(products)
}

/// Refuses fields that the caller may not read.
fn readable(sight: &Sight, entity: &'static EntityMeta, fields: &[&str]) -> Result<()> {
    let hidden = fields.iter().find(|field| !sight.readable(entity, field));
    hidden.map_or(Ok(()), |field| Err(Error::new(&codes::HIDDEN_FIELD).of(entity).field(*field)))
}
