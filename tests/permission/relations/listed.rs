//! Where rows are listed, and what can be asked there.

use crate::support::HasId;
use crmkit::model::Entity;
use crmkit::query::{Aggregate, Cursor, Filter, Query, Total, Totals};
use crmkit::sales::contact::{Contact, ContactSummary};
use crmkit::sales::contract::{Contract, ContractSummary};
use crmkit::sales::customer::{Customer, CustomerSummary};
use crmkit::sales::follow_up::{FollowUp, FollowUpSummary};
use crmkit::sales::invoice::{Invoice, InvoiceSummary};
use crmkit::sales::invoice_title::{InvoiceTitle, InvoiceTitleSummary};
use crmkit::sales::lead::{Lead, LeadSummary};
use crmkit::sales::opportunity::{Opportunity, OpportunitySummary};
use crmkit::sales::product::{Product, ProductSummary};
use crmkit::sales::receivable::{
    Receivable, ReceivablePlan, ReceivablePlanSummary, ReceivableSummary,
};
use crmkit::sales::visit::{Visit, VisitSummary};
use crmkit::session::{Page, Session, Table};
use crmkit_testkit::oracle::Loaded;
use crmkit_testkit::random::Random;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// One page: the rows as JSON, and where the next begins.
pub struct Rows {
    pub rows: Vec<(Uuid, Json)>,
    pub next: Option<Cursor>,
    pub total: Option<Total>,
}

/// As JSON, to look at any field.
trait Shown {
    fn json(&self) -> Json;
}

macro_rules! shown {
    ($($of:ty),*) => { $( impl Shown for $of {
        fn json(&self) -> Json {
            serde_json::to_value(self).unwrap()
        }
    } )* };
}
shown!(
    Lead,
    LeadSummary,
    Customer,
    CustomerSummary,
    Contact,
    ContactSummary,
    FollowUp,
    FollowUpSummary,
    InvoiceTitle,
    InvoiceTitleSummary,
    Opportunity,
    OpportunitySummary,
    Contract,
    ContractSummary,
    ReceivablePlan,
    ReceivablePlanSummary,
    Receivable,
    ReceivableSummary,
    Invoice,
    InvoiceSummary,
    Visit,
    VisitSummary,
    Product,
    ProductSummary
);

fn rows<T: HasId + Shown>(page: Page<T>) -> Rows {
    let json = |row: &T| (row.uuid(), row.json());
    Rows { rows: page.rows.iter().map(json).collect(), next: page.next, total: page.total }
}

/// A condition, and the same in plain Rust over the record that somebody gets.
pub type Atom = (&'static str, fn(&Json, &str) -> bool);

/// A question to a list.
pub type Ask<'a, Q, A> = Box<dyn Fn(Q) -> crmkit::Result<A> + 'a>;
pub type AskBy<'a, Q, A> = Box<dyn Fn(&Q) -> crmkit::Result<A> + 'a>;
pub type Count<'a> = Box<dyn Fn(&Query, Totals) -> crmkit::Result<Total> + 'a>;

/// Somewhere rows are listed.
pub struct Place<'a> {
    pub name: String,
    pub list: AskBy<'a, Query, Rows>,
    pub get: Ask<'a, Uuid, Json>,
    pub count: Option<Count<'a>>,
    pub table: Option<AskBy<'a, Aggregate, Table>>,
    pub every: Vec<Uuid>,
    pub atoms: &'static [Atom],
    /// Conditions about other records.
    pub far: &'static [&'static str],
    pub orders: &'static [&'static str],
    pub groups: &'static [&'static str],
    pub words: &'static [&'static str],
}

fn text(json: &Json, field: &str) -> String {
    json[field].as_str().unwrap_or_default().to_owned()
}

const NAMED: &[Atom] = &[
    ("name contains \"1\"", |row, _| text(row, "name").contains('1')),
    ("owner_id = me()", |row, me| text(row, "owner_id") == me),
    ("followed = true", |row, _| row["followed"] == Json::Bool(true)),
    ("owner_id is null or name contains \"2\"", |row, _| {
        row["owner_id"].is_null() || text(row, "name").contains('2')
    }),
];
const NUMBERED: &[Atom] = &[
    ("number contains \"1\"", |row, _| text(row, "number").contains('1')),
    ("owner_id = me()", |row, me| text(row, "owner_id") == me),
    ("rev > 2", |row, _| row["rev"].as_i64() > Some(2)),
    ("owner_id is null or number contains \"2\"", |row, _| {
        row["owner_id"].is_null() || text(row, "number").contains('2')
    }),
];
const PRODUCTS: &[Atom] = &[
    ("name contains \"1\"", |row, _| text(row, "name").contains('1')),
    ("owner_id = me()", |row, me| text(row, "owner_id") == me),
    ("code = \"P000\"", |row, _| text(row, "code") == "P000"),
];
const CHILDREN: &[Atom] = &[
    ("customer_id is null", |row, _| row["customer_id"].is_null()),
    ("created_by = me()", |row, me| text(row, "created_by") == me),
    ("rev > 1", |row, _| row["rev"].as_i64() > Some(1)),
];

fn place<'a, E: Entity + Shown>(me: &'a Session, every: Vec<Uuid>) -> Place<'a>
where
    E::Summary: HasId + Shown,
{
    Place {
        name: E::META.name.to_owned(),
        list: Box::new(|query| me.list::<E>(query).map(rows)),
        get: Box::new(|id| me.get::<E>(id.into()).map(|r| r.json())),
        count: Some(Box::new(|query, totals| me.count::<E>(query, totals))),
        table: Some(Box::new(|ask| me.aggregate::<E>(ask))),
        every,
        atoms: if E::META.owner().is_some() { NAMED } else { CHILDREN },
        far: &[],
        orders: if E::META.owner().is_some() {
            &["name", "owner_id", "created_at", "next_contact_at"]
        } else {
            &["customer_id", "created_at"]
        },
        groups: if E::META.owner().is_some() {
            &["owner_id", "followed"]
        } else {
            &["customer_id"]
        },
        words: &[],
    }
}

/// Documents, which have numbers.
fn document<'a, E: Entity + Shown>(me: &'a Session, every: Vec<Uuid>) -> Place<'a>
where
    E::Summary: HasId + Shown,
{
    Place {
        atoms: NUMBERED,
        orders: &["number", "owner_id", "created_at"],
        groups: &["owner_id", "customer_id"],
        ..place::<E>(me, every)
    }
}

fn uuids<T: Copy + Into<Uuid>>(ids: &[T]) -> Vec<Uuid> {
    ids.iter().map(|id| (*id).into()).collect()
}

/// Every place that is open to somebody.
pub fn places<'a>(loaded: &'a Loaded, me: &'a Session) -> Vec<Place<'a>> {
    let mut places = vec![
        Place {
            far: &["has follow_ups (content contains \"电话\")", "owner.name contains \"3\""],
            words: &["线索", "0", "xs"],
            ..place::<Lead>(me, uuids(&loaded.leads))
        },
        Place {
            far: &[
                "owner_id in my_department()",
                "not owner_id in my_subordinates()",
                "has follow_ups (content contains \"电话\")",
                "has contacts (name contains \"2\")",
                "has opportunities (name contains \"1\")",
                "has invoice_titles (title contains \"1\")",
                "primary_contact.owner_id = me()",
                "last_follow_at is null or created_at > now(-1000)",
                "remark contains \"1\"",
            ],
            words: &["客户00", "kh", "1"],
            ..place::<Customer>(me, uuids(&loaded.customers))
        },
        Place {
            far: &["customer.owner_id = me()", "has follow_ups (content contains \"电话\")"],
            words: &["联系", "lx", "2"],
            ..place::<Contact>(me, uuids(&loaded.contacts))
        },
        Place {
            far: &[
                "customer.owner_id = me()",
                "has follow_ups (content contains \"电话\")",
                "stage.name contains \"验证\"",
            ],
            words: &["商机", "sj", "1"],
            ..place::<Opportunity>(me, uuids(&loaded.opportunities))
        },
        Place {
            far: &[
                "customer.owner_id = me()",
                "has follow_ups (content contains \"电话\")",
                "has receivables (number contains \"1\")",
                "not has visits (rev > 0)",
                "money > \"50\"",
            ],
            words: &["合同", "ht", "1"],
            ..document::<Contract>(me, uuids(&loaded.contracts))
        },
        Place {
            far: &["contract.owner_id = me()", "customer.name contains \"1\""],
            orders: &["due_on", "contract_id", "created_at"],
            groups: &["contract_id", "state"],
            ..place::<ReceivablePlan>(me, uuids(&loaded.plans))
        },
        Place {
            far: &["contract.name contains \"1\"", "customer.owner_id = me()"],
            words: &["回款", "1"],
            ..document::<Receivable>(me, uuids(&loaded.receivables))
        },
        Place {
            far: &["contract.owner_id = me()", "customer.name contains \"1\"", "money < \"2\""],
            words: &["票", "1"],
            ..document::<Invoice>(me, uuids(&loaded.invoices))
        },
        Place {
            far: &["contract.owner_id = me()", "form is null"],
            words: &["访", "1"],
            ..document::<Visit>(me, uuids(&loaded.visits))
        },
        Place {
            atoms: PRODUCTS,
            far: &["owner.name contains \"0\"", "category.name contains \"类\""],
            orders: &["name", "price", "created_at"],
            groups: &["owner_id", "category_id"],
            words: &["产品", "cp", "1"],
            ..place::<Product>(me, uuids(&loaded.products))
        },
        Place {
            far: &["lead.owner_id = me()", "customer.name contains \"1\""],
            ..place::<FollowUp>(me, uuids(&loaded.follow_ups))
        },
        Place {
            far: &["customer.owner_id = me()"],
            words: &["抬头"],
            ..place::<InvoiceTitle>(me, uuids(&loaded.titles))
        },
    ];
    for (n, id) in loaded.pools.iter().enumerate() {
        let pool = me.pool(*id);
        places.push(Place {
            name: format!("customers of pool {n}"),
            list: Box::new(move |query| pool.list(query).map(rows)),
            get: Box::new(move |id| pool.get(id.into()).map(|r| r.json())),
            count: None,
            table: None,
            far: &["has contacts (name contains \"2\")", "remark contains \"1\""],
            words: &["客户00", "kh"],
            ..place::<Customer>(me, uuids(&loaded.customers))
        });
        places.push(Place {
            name: format!("contacts of pool {n}"),
            list: Box::new(move |query| pool.contacts(query).map(rows)),
            get: Box::new(move |id| pool.contact(id.into()).map(|r| r.json())),
            count: None,
            table: None,
            words: &["联系"],
            ..place::<Contact>(me, uuids(&loaded.contacts))
        });
    }
    places.retain(|p| match (p.list)(&Query::default()) {
        Ok(_) => true,
        Err(e) => {
            assert!(matches!(e.code(), "right.missing" | "record.not_found"), "{}: {e}", p.name);
            false
        }
    });
    places
}

impl Place<'_> {
    /// The ids of all pages, none twice.
    pub fn ids(&self, query: Query) -> crmkit::Result<BTreeSet<Uuid>> {
        let (mut found, mut query) = (BTreeSet::new(), query);
        loop {
            let page = (self.list)(&query)?;
            for (id, _) in &page.rows {
                assert!(found.insert(*id), "{}: a row was shown twice", self.name);
            }
            match page.next {
                Some(next) => query = query.after(next),
                None => return Ok(found),
            }
        }
    }

    pub fn set(&self, filter: Filter) -> BTreeSet<Uuid> {
        self.ids(Query::new(filter).limit(7)).unwrap()
    }

    /// Conditions that this person may use, some of them put together by chance.
    pub fn filters(&self, r: &mut Random) -> Vec<Filter> {
        let texts = self.atoms.iter().map(|(text, _)| *text).chain(self.far.iter().copied());
        let mut filters: Vec<Filter> = texts.map(|text| text.parse().unwrap()).collect();
        filters.retain(|f| match (self.list)(&Query::new(f.clone())) {
            Ok(_) => true,
            Err(e) => {
                assert!(matches!(e.code(), "right.missing" | "query.hidden_field"), "{f}: {e}");
                false
            }
        });
        for _ in 0..4 {
            let mut any = || filters[r.below(filters.len())].clone();
            let (a, b) = (any(), any());
            filters.push(match r.below(3) {
                0 => a & b,
                1 => a | b,
                _ => !a & b,
            });
        }
        filters
    }
}
