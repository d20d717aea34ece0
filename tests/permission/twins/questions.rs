//! Every question about every entity, as hosts ask it: what is listed, ordered, grouped, counted and
//! searched by each field; each relation; each record of either world by its id; each list of what
//! is to be done.

use super::Transcript;
use crmkit::ENTITIES;
use crmkit::model::{EntityMeta, Kind, ReadRule};
use crmkit::session::Session;
use crmkit_testkit::oracle::Loaded;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The records of both worlds, by entity.
#[derive(Default)]
pub struct Known(BTreeMap<&'static str, BTreeSet<Uuid>>);

fn readable() -> impl Iterator<Item = &'static EntityMeta> {
    ENTITIES.iter().copied().filter(|e| e.read != ReadRule::Internal)
}

/// Adds the records of one world.
pub fn know(loaded: &Loaded, known: &mut Known) {
    for entity in readable() {
        let ids = known.0.entry(entity.name).or_default();
        let mut after = Json::Null;
        loop {
            let question = json!({"read": "list", "entity": entity.name, "bin": "any",
                "limit": 500, "after": after});
            let page = loaded.admin.read_json(&question.to_string()).unwrap();
            let page: Json = serde_json::from_str(&page).unwrap();
            for row in page["rows"].as_array().unwrap() {
                ids.insert(serde_json::from_value(row["id"].clone()).unwrap());
            }
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
    }
}

impl Known {
    /// All that were made to differ, and some of the others.
    pub fn without_most_of(&mut self, base: &Known) {
        for (entity, ids) in &mut self.0 {
            let base = base.0.get(entity);
            let mut n = 0;
            ids.retain(|id| {
                let same = base.is_some_and(|base| base.contains(id));
                n += usize::from(same);
                !same || n % 9 == 1
            });
        }
    }
}

fn ask(t: &mut Transcript, me: &Session, question: Json) {
    let question = question.to_string();
    t.add(&question, me.read_json(&question));
}

/// Everything.
pub fn all(t: &mut Transcript, me: &Session, known: &Known) {
    for entity in readable() {
        lists(t, me, entity);
        for id in &known.0[entity.name] {
            for read in ["get", "why_visible", "who_can_see", "history"] {
                ask(t, me, json!({"read": read, "entity": entity.name, "id": id}));
            }
        }
    }
    for kind in KINDS {
        ask(t, me, json!({"read": "todos", "kind": kind}));
    }
    for read in ["todo_counts", "entering_pool", "lead_states", "lead_mapping", "forgotten_counts"]
    {
        ask(t, me, json!({"read": read}));
    }
    ask(t, me, json!({"read": "stalled_opportunities"}));
    ask(t, me, json!({"read": "calendar", "from": "2026-03-01", "to": "2026-04-30"}));
    for of in ["customer", "product"] {
        let (first, last) = ("2026-01-01", "2026-12-31");
        ask(t, me, json!({"read": "satisfaction", "of": of, "first": first, "last": last}));
    }
    for product in &known.0["product"] {
        for at in ["2026-03-02T12:00:00Z", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"] {
            ask(t, me, json!({"read": "product_price_at", "product": product, "at": at}));
        }
    }
    for entity in ["contract", "receivable", "invoice"] {
        for id in &known.0[entity] {
            ask(t, me, json!({"read": "approval_steps", "entity": entity, "id": id}));
        }
    }
}

/// The lists of what is to be done.
const KINDS: [&str; 16] = [
    "customers_today",
    "customers_overdue",
    "customers_assigned",
    "entering_pool",
    "leads_today",
    "leads_overdue",
    "leads_assigned",
    "opportunities_today",
    "opportunities_overdue",
    "contracts_to_approve",
    "receivables_to_approve",
    "invoices_to_approve",
    "plans_due",
    "plans_overdue",
    "contracts_expiring",
    "contracts_to_visit",
];

fn lists(t: &mut Transcript, me: &Session, entity: &'static EntityMeta) {
    let list = |more: Json| {
        let mut question = json!({"read": "list", "entity": entity.name, "totals": "exact"});
        let all = question.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        question
    };
    ask(t, me, list(json!({"limit": 500})));
    ask(t, me, list(json!({"bin": "deleted"})));
    ask(t, me, list(json!({"bin": "any", "limit": 2})));
    ask(t, me, json!({"read": "count", "entity": entity.name, "totals": "capped"}));
    for words in ["甲", "多", "zhong", "5678", "F1"] {
        ask(t, me, list(json!({"search": words, "limit": 3})));
    }
    for field in entity.fields.iter().map(|f| f.name) {
        for order in [field.to_owned(), format!("-{field}")] {
            ask(t, me, list(json!({"order": [order], "limit": 3})));
        }
        ask(t, me, list(json!({"filter": format!("{field} is null"), "limit": 3})));
        let of = |group: Json, measures: Json| json!({"read": "aggregate", "entity": entity.name, "group": group, "measures": measures});
        ask(t, me, of(json!([field]), json!(["count"])));
        ask(t, me, of(json!([]), json!([{"max": field}, {"sum": field}])));
        ask(t, me, of(json!([]), json!([{"max": field}])));
    }
    for filter in relations(entity) {
        ask(t, me, list(json!({"filter": filter, "limit": 3})));
    }
}

/// A question through each relation of an entity, by some text of the related records.
fn relations(entity: &'static EntityMeta) -> Vec<String> {
    let text = |e: &'static EntityMeta| e.fields.iter().find(|f| f.kind == Kind::Text);
    let mut filters = Vec::new();
    for field in entity.fields {
        let Kind::Id(target) = field.kind else { continue };
        let target = ENTITIES.iter().copied().find(|e| e.name == target);
        if let (Some(relation), Some(text)) =
            (field.name.strip_suffix("_id"), target.and_then(text))
        {
            filters.push(format!("{relation}.{} contains \"甲\"", text.name));
        }
    }
    for child in readable() {
        if child.fields.iter().any(|f| f.kind == Kind::Id(entity.name)) {
            let several = match child.name.strip_suffix('y') {
                Some(stem) => format!("{stem}ies"),
                None => format!("{}s", child.name),
            };
            filters.push(match text(child) {
                Some(text) => format!("has {several} ({} contains \"甲\")", text.name),
                None => format!("not has {several} (rev > 0)"),
            });
        }
    }
    filters
}
