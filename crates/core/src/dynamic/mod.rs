//! Reading by entity name, for hosts without generics: Python, Kotlin, a JSON pipe.
//!
//! [`records!`](crate::records!) lists every entity that people may read once; a binding hands
//! the list to its own macro, as [`commands!`](crate::commands!) does for what changes things.

pub(crate) mod json;
pub mod schema;

pub use crate::admin::number::{NumberPart, NumberRule};
pub use crate::data::ImportJob;
use crate::error::{Error, Result, codes, internal};
use crate::model::{Entity, Timestamp};
pub use crate::org::{
    Department, Employee, EmployeeRole, FieldDefinition, OptionItem, Role, RoleField, RoleRight,
    RoleTarget, Settings,
};
use crate::query::{Aggregate, Bin, Cursor, Direction, Filter, Order, Query, Totals};
pub use crate::sales::approval::{
    Approval, ApprovalDelegate, ApprovalEvent, ApprovalFile, ApprovalFlow, ApprovalTask,
    ApprovalVersion,
};
pub use crate::sales::capacity::{CapacityRule, CapacityTarget};
pub use crate::sales::contact::{Contact, ContactMember};
pub use crate::sales::contract::{Contract, ContractLine, ContractMember, ContractSigner};
use crate::sales::customer::CustomerId;
pub use crate::sales::customer::{Customer, CustomerMember};
pub use crate::sales::follow_up::{FollowUp, FollowUpContact, FollowUpFile};
pub use crate::sales::invoice::{Invoice, InvoiceLine, InvoiceMember};
pub use crate::sales::invoice_title::InvoiceTitle;
pub use crate::sales::lead::{Lead, LeadMapping};
pub use crate::sales::opportunity::{
    Opportunity, OpportunityCheck, OpportunityCompetitor, OpportunityContact, OpportunityLine,
    OpportunityMember, StageChange,
};
use crate::sales::pool::PoolId;
pub use crate::sales::pool::{Pool, PoolHiddenField, PoolMember, PoolRule};
use crate::sales::product::ProductId;
pub use crate::sales::product::{Product, ProductCategory, ProductFile, ProductPrice};
pub use crate::sales::receivable::{Allocation, Receivable, ReceivableMember, ReceivablePlan};
pub use crate::sales::stage::{Stage, StageCheck, StageField, StageGroup, StageGroupDepartment};
use crate::sales::todo::TodoKind;
pub use crate::sales::todo::TodoMark;
use crate::sales::visit::SatisfactionOf;
pub use crate::sales::visit::Visit;
use crate::session::Session;
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

/// Hands every entity that may be read to a macro: stable name, struct.
#[macro_export]
macro_rules! records {
    ($apply:ident) => {
        $apply! {
            settings: Settings;
            department: Department;
            employee: Employee;
            employee_role: EmployeeRole;
            role: Role;
            role_right: RoleRight;
            role_target: RoleTarget;
            role_field: RoleField;
            field_definition: FieldDefinition;
            option_item: OptionItem;
            lead: Lead;
            lead_mapping: LeadMapping;
            customer: Customer;
            customer_member: CustomerMember;
            contact: Contact;
            contact_member: ContactMember;
            capacity_rule: CapacityRule;
            capacity_target: CapacityTarget;
            pool: Pool;
            pool_member: PoolMember;
            pool_rule: PoolRule;
            pool_hidden_field: PoolHiddenField;
            follow_up: FollowUp;
            follow_up_contact: FollowUpContact;
            follow_up_file: FollowUpFile;
            todo_mark: TodoMark;
            invoice_title: InvoiceTitle;
            stage_group: StageGroup;
            stage_group_department: StageGroupDepartment;
            stage: Stage;
            stage_field: StageField;
            stage_check: StageCheck;
            opportunity: Opportunity;
            opportunity_member: OpportunityMember;
            opportunity_line: OpportunityLine;
            opportunity_contact: OpportunityContact;
            opportunity_competitor: OpportunityCompetitor;
            opportunity_check: OpportunityCheck;
            stage_change: StageChange;
            number_rule: NumberRule;
            number_part: NumberPart;
            product_category: ProductCategory;
            product: Product;
            product_price: ProductPrice;
            product_file: ProductFile;
            visit: Visit;
            contract: Contract;
            contract_member: ContractMember;
            contract_line: ContractLine;
            contract_signer: ContractSigner;
            receivable_plan: ReceivablePlan;
            receivable: Receivable;
            receivable_member: ReceivableMember;
            allocation: Allocation;
            invoice: Invoice;
            invoice_member: InvoiceMember;
            invoice_line: InvoiceLine;
            approval_flow: ApprovalFlow;
            approval_version: ApprovalVersion;
            approval: Approval;
            approval_task: ApprovalTask;
            approval_event: ApprovalEvent;
            approval_file: ApprovalFile;
            approval_delegate: ApprovalDelegate;
            import_job: ImportJob;
        }
    };
}

/// Typed arguments from JSON; the error names the argument at fault by its path.
///
/// # Errors
/// `json.invalid`.
pub fn from_json<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = error.path().to_string();
        let what = error.into_inner().to_string();
        let missing = what.strip_prefix("missing field `").and_then(|w| w.split('`').next());
        let field = match missing {
            Some(name) if path == "." => name.to_owned(),
            Some(name) => format!("{path}.{name}"),
            None => path,
        };
        if field == "." {
            return bad_json(what);
        }
        bad_json(format!("{field}: {}", words(what))).field(field)
    })
}

/// The refusal of wrong JSON.
pub(crate) fn bad_json(what: impl std::fmt::Display) -> Error {
    Error::new(&codes::BAD_JSON).with("what", words(what.to_string()))
}

/// The parser's words without what was given: it may be a password or a telephone number. Those
/// about dates and times do not say what is expected.
fn words(mut what: String) -> String {
    const OF_TIMES: [&str; 6] = [
        "input contains invalid characters",
        "input is not enough for unique date and time",
        "input is out of range",
        "no possible date and time matching input",
        "premature end of input",
        "trailing input",
    ];
    if OF_TIMES.contains(&what.as_str()) {
        return "expected a date (2026-12-01) or a date and time with its zone \
                (2026-12-01T09:00:00+08:00)"
            .to_owned();
    }
    let given = ["invalid type: ", "invalid value: ", "unknown variant "];
    if given.iter().any(|start| what.starts_with(start))
        && let (Some(from), Some(to)) = (what.find(['`', '"']), what.rfind(", expected"))
        && from < to
    {
        what.replace_range(from..to, "…");
    }
    what
}

/// A query as a dynamic host writes it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    filter: Option<Json>,
    search: Option<String>,
    order: Vec<Json>,
    after: Option<Cursor>,
    limit: Option<u32>,
    bin: Bin,
    totals: Totals,
}

/// A filter from its text form or its JSON tree.
///
/// # Errors
/// `query.syntax`, `json.invalid`.
pub fn filter(json: Json) -> Result<Filter> {
    match json {
        Json::Null => Ok(Filter::All),
        Json::String(text) => text.parse(),
        tree => from_json(tree),
    }
}

/// A query from JSON: `{"filter": text or tree, "search", "order": ["name", "-updated_at"],
/// "after", "limit", "bin", "totals"}`, all of them optional.
///
/// # Errors
/// `query.syntax`, `json.invalid`.
pub fn query(json: Json) -> Result<Query> {
    let asked: Asked = from_json(json)?;
    let order = |json: Json| match json {
        Json::String(text) => Ok(match text.strip_prefix('-') {
            Some(field) => Order { field: field.to_owned(), direction: Direction::Desc },
            None => Order { field: text, direction: Direction::Asc },
        }),
        tree => from_json(tree),
    };
    Ok(Query {
        filter: filter(asked.filter.unwrap_or_default())?,
        search: asked.search,
        order: asked.order.into_iter().map(order).collect::<Result<_>>()?,
        after: asked.after,
        limit: asked.limit.unwrap_or(Query::default().limit),
        bin: asked.bin,
        totals: asked.totals,
    })
}

/// An aggregate from JSON: `{"filter": text or tree, "group": ["owner_id", {"field":
/// "created_at", "bucket": "month"}], "measures": ["count", {"sum": "amount"}]}`.
///
/// # Errors
/// `query.syntax`, `json.invalid`.
pub fn aggregate(mut json: Json) -> Result<Aggregate> {
    let tree = json.get_mut("filter").map(Json::take).unwrap_or_default();
    let tree = serde_json::to_value(filter(tree)?).map_err(internal)?;
    if let Json::Object(map) = &mut json {
        map.insert("filter".to_owned(), tree);
        for group in map.get_mut("group").and_then(Json::as_array_mut).into_iter().flatten() {
            if group.is_string() {
                *group = serde_json::json!({ "field": group.take() });
            }
        }
    }
    from_json(json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    id: Uuid,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Log {
    id: Uuid,
    before: Option<String>,
    limit: Option<u32>,
}

fn json(value: &impl Serialize) -> Result<Json> {
    serde_json::to_value(value).map_err(internal)
}

/// Answers one question about one entity.
fn answer<E>(session: &Session, what: &str, arguments: Json) -> Result<Json>
where
    E: Entity + Serialize,
    E::Summary: Serialize,
{
    let one = |arguments| from_json::<One>(arguments).map(|a| E::Id::from(a.id));
    match what {
        "get" => json(&session.get::<E>(one(arguments)?)?),
        "list" => json(&session.list::<E>(&query(arguments)?)?),
        "count" => {
            let query = query(arguments)?;
            json(&session.count::<E>(&query, query.totals)?)
        }
        "aggregate" => json(&session.aggregate::<E>(&aggregate(arguments)?)?),
        "history" => {
            let log: Log = from_json(arguments)?;
            json(&session.history::<E>(
                log.id.into(),
                log.before.as_deref(),
                log.limit.unwrap_or(50),
            )?)
        }
        "why_visible" => json(&session.why_visible::<E>(one(arguments)?)?),
        "who_can_see" => json(&session.who_can_see::<E>(one(arguments)?)?),
        "approval_steps" => {
            json(&session.approval_steps(E::META.name, from_json::<One>(arguments)?.id)?)
        }
        other => Err(Error::new(&codes::UNSUPPORTED).with("what", format!("reading '{other}'"))),
    }
}

/// Answers a question about the customers of a pool or, by name, what belongs to them.
fn pool_answer(
    session: &Session,
    pool: PoolId,
    entity: Option<&str>,
    what: &str,
    arguments: Json,
) -> Result<Json> {
    let view = session.pool(pool);
    match (what, entity.unwrap_or_default()) {
        ("get", "contact") => json(&view.contact(from_json::<One>(arguments)?.id.into())?),
        ("get", _) => json(&view.get(from_json::<One>(arguments)?.id.into())?),
        ("list", "contact") => json(&view.contacts(&query(arguments)?)?),
        ("list", "follow_up") => json(&view.follow_ups(&query(arguments)?)?),
        ("list", "invoice_title") => json(&view.invoice_titles(&query(arguments)?)?),
        ("list", _) => json(&view.list(&query(arguments)?)?),
        ("history", "" | "customer") => {
            let log: Log = from_json(arguments)?;
            json(&view.history(log.id.into(), log.before.as_deref(), log.limit.unwrap_or(50))?)
        }
        (other, _) => {
            Err(Error::new(&codes::UNSUPPORTED).with("what", format!("reading '{other}'")))
        }
    }
}

/// Answers a question that is about no single entity; nothing when there is no such question.
fn answer_of_sales(session: &Session, what: &str, arguments: Json) -> Result<Option<Json>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Several {
        customers: Vec<CustomerId>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct List {
        kind: TodoKind,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Span {
        from: NaiveDate,
        to: NaiveDate,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Answers {
        of: SatisfactionOf,
        first: NaiveDate,
        last: NaiveDate,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct PriceAt {
        product: ProductId,
        at: Timestamp,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    let nothing = |arguments| from_json(arguments).map(|Nothing {}| ());
    let several = |arguments| from_json::<Several>(arguments).map(|a| a.customers);
    Ok(Some(match what {
        "duplicates" => json(&session.find_duplicates(&from_json(arguments)?)?)?,
        "duplicates_of_lead" => {
            json(&session.duplicates_of_lead(from_json::<One>(arguments)?.id.into())?)?
        }
        "nearby" => json(&session.nearby(&from_json(arguments)?)?)?,
        "todos" => json(&session.todos(from_json::<List>(arguments)?.kind)?)?,
        "calendar" => {
            let Span { from, to } = from_json(arguments)?;
            json(&session.calendar(from, to)?)?
        }
        "product_price_at" => {
            let PriceAt { product, at } = from_json(arguments)?;
            json(&session.product_price_at(product, at)?)?
        }
        "satisfaction" => {
            let Answers { of, first, last } = from_json(arguments)?;
            json(&session.satisfaction(of, first, last)?)?
        }
        "days_to_pool" => json(&session.days_to_pool(&several(arguments)?)?)?,
        "customer_delete_blocks" => json(&session.customer_delete_blocks(&several(arguments)?)?)?,
        "todo_counts" => nothing(arguments).and_then(|()| json(&session.todo_counts()?))?,
        "entering_pool" => nothing(arguments).and_then(|()| json(&session.entering_pool()?))?,
        "forgotten_counts" => {
            nothing(arguments).and_then(|()| json(&session.forgotten_counts()?))?
        }
        "stalled_opportunities" => {
            nothing(arguments).and_then(|()| json(&session.stalled_opportunities()?))?
        }
        "lead_states" => nothing(arguments).and_then(|()| json(&session.lead_states()?))?,
        "lead_mapping" => nothing(arguments).and_then(|()| json(&session.lead_mapping()?))?,
        _ => return Ok(None),
    }))
}

macro_rules! by_name {
    ($($name:ident: $entity:ty;)*) => {
        fn of_entity(session: &Session, entity: &str, what: &str, arguments: Json) -> Result<Json> {
            match entity {
                $( stringify!($name) => answer::<$entity>(session, what, arguments), )*
                other => Err(Error::new(&codes::UNKNOWN_ENTITY).with("name", other)),
            }
        }
    };
}
records!(by_name);

impl Session {
    /// Reads what JSON asks for, as JSON: `{"read": "get", "entity": "lead", "id": "…"}`.
    ///
    /// `read` is `get`, `history` (with `before`, `limit`), `why_visible`, `who_can_see` or
    /// `approval_steps` of a record with an `id`; `list` or `count` with the members of [`query`]; `aggregate` with
    /// those of [`aggregate`]. `"pool": "…"` besides asks `get`, `list` and `history` about the
    /// customers of that pool, or with `"entity": "contact"` `get` and `list` about their contacts;
    /// `list` also about their `follow_up` and `invoice_title`.
    ///
    /// Besides there are, named after the methods of [`Session`], `duplicates` and `nearby` with
    /// the members of their queries, `duplicates_of_lead` with an `id`, `todos` with a `kind`,
    /// `calendar` with `from` and `to`, `product_price_at` with `product` and `at`,
    /// `satisfaction` with `of`, `first` and `last`,
    /// `days_to_pool` and `customer_delete_blocks` with `customers`, and `todo_counts`,
    /// `entering_pool`, `lead_mapping`, `lead_states`, `forgotten_counts` and
    /// `stalled_opportunities`.
    ///
    /// # Errors
    /// `json.invalid`, `query.unknown_entity`, and as the typed methods.
    pub fn read_json(&self, text: &str) -> Result<String> {
        #[derive(Deserialize)]
        struct Question {
            read: String,
            #[serde(default)]
            entity: Option<String>,
            #[serde(default)]
            pool: Option<PoolId>,
            #[serde(flatten)]
            arguments: serde_json::Map<String, Json>,
        }
        let Question { read, entity, pool, arguments } = from_json(json::parse(text)?)?;
        let arguments = Json::Object(arguments);
        let answer = match (pool, entity.as_deref()) {
            (Some(pool), entity) => pool_answer(self, pool, entity, &read, arguments)?,
            (None, Some(entity)) => of_entity(self, entity, &read, arguments)?,
            (None, None) => match answer_of_sales(self, &read, arguments)? {
                Some(answer) => answer,
                None => return Err(Error::new(&codes::UNKNOWN_ENTITY).with("name", "")),
            },
        };
        serde_json::to_string(&answer).map_err(internal)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::ReadRule;

    macro_rules! names {
        ($($name:ident: $entity:ty;)*) => { [$((stringify!($name), <$entity>::META)),*] };
    }

    #[test]
    fn every_entity_that_people_may_read_is_listed_under_its_name() {
        use super::*;
        let listed = records!(names);
        for entity in crate::ENTITIES.iter().filter(|e| e.read != ReadRule::Internal) {
            assert!(listed.contains(&(entity.name, entity)), "{} is missing", entity.name);
        }
        assert!(listed.iter().all(|(name, entity)| *name == entity.name));
    }

    #[test]
    fn the_argument_at_fault_is_named() {
        let field = |json: serde_json::Value| {
            let error = super::from_json::<crate::commands::CreateLead>(json).unwrap_err();
            error.field_name().map(str::to_owned)
        };
        let json = |text: &str| serde_json::from_str(text).unwrap();
        assert_eq!(field(json(r#"{"lead": {"nam": "x"}}"#)).as_deref(), Some("lead.nam"));
        assert_eq!(field(json(r#"{"lead": {}}"#)).as_deref(), Some("lead.name"));
        assert_eq!(field(json(r#"{"lead": {"name": 3}}"#)).as_deref(), Some("lead.name"));
        assert_eq!(field(json("{}")).as_deref(), Some("lead"));
        assert_eq!(field(json("[]")), None);
    }
}
