//! What a pool hides of customers is nowhere to be had (B1.3): two worlds that differ in one hidden
//! field only answer a member of the pool alike, byte for byte, whatever he asks.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, file, memory, told};
use crmkit::admin::field::DefineField;
use crmkit::model::{
    Custom, EntityMeta, FieldFlags, FieldMeta, FieldType, Kind, Raw, Timestamp, TypedId, Value,
};
use crmkit::org::{CustomKind, DataScope, NewFieldDefinition};
use crmkit::query::{Bound, BoundQuery, Direction, Filter, Order, Query};
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::sales::duplicate::DuplicateQuery;
use crmkit::sales::follow_up::*;
use crmkit::sales::invoice_title::*;
use crmkit::sales::pool::*;
use crmkit::session::log::ChangeLog;
use crmkit::session::{Event, Listener, Session};
use crmkit::store::{read, rows, write};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

/// What nobody changes without leaving another trace: which command did it and when. These values
/// are put into the row and its log by the test itself.
const BY_HAND: [&str; 10] = [
    "pooled_at",
    "received_at",
    "received",
    "followed",
    "locked",
    "merged_into_id",
    "merged_at",
    "import_id",
    "own_plan",
    "own_plan_at",
];

/// A world in which a pool has a customer with a history; one field is this or that.
struct Twin {
    w: World,
    pool: PoolId,
    /// Pools through which it may come to its owner.
    others: [PoolId; 2],
    customer: CustomerId,
    member: Session,
    ear: Arc<Ear>,
    field: String,
    second: bool,
}

#[derive(Default)]
struct Ear(Mutex<Vec<Event>>);

impl Listener for Ear {
    fn on_event(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

fn day(n: u32) -> Timestamp {
    common::at(&format!("2026-03-{n:02}T02:00:00Z"))
}

impl Twin {
    fn new(w: World, field: &str, second: bool) -> Self {
        for entity in ["customer", "contact"] {
            let field = NewFieldDefinition {
                entity: entity.into(),
                key: "size".into(),
                kind: CustomKind::Text,
                label: "规模".into(),
                ..Default::default()
            };
            w.admin.run(DefineField { field, options: None }).unwrap();
        }
        let reads = [
            "customer.read",
            "customer.create",
            "customer.nearby",
            "contact.read",
            "follow_up.read",
            "invoice_title.read",
        ];
        let role = w.role("公海成员", DataScope::Own, &reads);
        let member = w.employee("孙", "13800000077", vec![role]);
        let [manager, wang, li] = w.ids;
        let pools = ["公海", "甲海", "乙海"].map(|name| {
            let automatic = Some(name == "公海");
            let pool = CreatePool {
                pool: NewPool { name: name.into(), automatic, ..Default::default() },
                admins: vec![manager],
                members: vec![wang, li, member],
                departments: vec![],
            };
            w.admin.run(pool).unwrap().value
        });
        let member = w.crm.session(member).unwrap();
        let ear = Arc::new(Ear::default());
        let field = field.to_owned();
        let (pool, others, customer) = (pools[0], [pools[1], pools[2]], CustomerId::default());
        let mut twin = Self { w, pool, others, customer, member, ear, field, second };
        let subscription = twin.member.subscribe(twin.ear.clone());
        twin.customer = twin.create();
        twin.hang_on();
        twin.deal();
        twin.pass_through_a_pool();
        twin.recycle();
        twin.by_hand();
        drop(subscription);
        twin
    }

    /// The one or the other of two values, for the field in which the twins differ.
    fn pick<T>(&self, fields: &[&str], first: T, second: T) -> T {
        if self.second && fields.contains(&self.field.as_str()) { second } else { first }
    }

    fn option(&self, field: &str, list: &str, labels: [&str; 2]) -> crmkit::org::OptionItemId {
        let [first, second] = labels.map(|label| self.w.option(list, label));
        self.pick(&[field], first, second)
    }

    fn create(&self) -> CustomerId {
        let text = |field: &str, first: &str, second: &str| {
            Some(self.pick(&[field], first, second).to_owned())
        };
        let kinds = [CustomerKind::Organisation, CustomerKind::Individual];
        let levels = ["A（重点客户）", "B（普通客户）"];
        let customer = NewCustomer {
            name: "江城物流".into(),
            kind: Some(self.pick(&["kind"], kinds[0], kinds[1])),
            mobile: text("mobile", "13800001111", "13900002222"),
            telephone: text("telephone", "027-87651111", "027-87652222"),
            email: text("email", "a@one.cn", "b@two.cn"),
            website: text("website", "one.cn", "two.cn"),
            source: Some(self.option("source", "source", ["促销", "广告"])),
            industry: Some(self.option("industry", "industry", ["金融业", "房地产"])),
            level: Some(self.option("level", "level", levels)),
            address: text("address", "中山路", "解放路"),
            remark: text("remark", "谈过一次", "没有谈过"),
            region: text("region", "420111", "420106"),
            latitude: text("latitude", "30.5", "30.6").map(|n| n.parse().unwrap()),
            longitude: text("longitude", "114.3", "114.4").map(|n| n.parse().unwrap()),
            custom: text("custom.size", "大的", "小的").map(|v| Custom::default().with("size", v)),
            ..Default::default()
        };
        let id = self.w.admin.customers().create(customer).unwrap().value;
        // Another one lies there too, so that there is an order.
        let customers = vec![common::customer(&self.w.admin, "另一家")];
        let release = ReleaseCustomers { pool: self.pool, customers };
        self.w.admin.run(release).unwrap().value.single().unwrap();
        id
    }

    /// Contacts, follow-ups and an invoice title that repeat what the customer has.
    fn hang_on(&self) {
        let (w, customer_id) = (&self.w, self.customer);
        let c = w.admin.customers().get(customer_id).unwrap();
        let contacts = ["刘", "关", "张"].map(|name| {
            let contact = NewContact {
                name: name.into(),
                customer_id,
                mobile: c.mobile.clone(),
                telephone: c.telephone.clone(),
                email: c.email.clone(),
                address: c.address.clone(),
                remark: c.remark.clone(),
                custom: Some(c.custom.clone()),
                ..Default::default()
            };
            w.admin.contacts().create(contact).unwrap().value
        });
        let contact = self.pick(&["primary_contact_id"], Some(contacts[1]), Some(contacts[2]));
        w.admin.run(SetPrimaryContact { customer: customer_id, contact }).unwrap();
        let title = NewInvoiceTitle {
            customer_id,
            kind: Some(self.pick(&["kind"], TitleKind::Company, TitleKind::Person)),
            title: "江城".into(),
            tax_number: Some("91420100MA4KXXXX1Y".into()),
            phone: self.pick(&["telephone"], c.mobile.clone(), c.telephone.clone()),
            address: c.address.clone(),
            ..Default::default()
        };
        w.admin.invoice_titles().create(title).unwrap();
        w.clock.advance_days(3);
        let visit = SignIn {
            customer: customer_id,
            latitude: c.latitude.unwrap(),
            longitude: c.longitude.unwrap(),
            place: c.address.unwrap(),
            content: Some("到访".into()),
            method: None,
            next_contact_at: None,
            contacts: None,
            files: None,
        };
        w.admin.run(visit).unwrap();
        w.clock.advance_days(3);
        let said = NewFollowUp {
            customer_id: Some(customer_id),
            contact_id: Some(contacts[0]),
            content: self.pick(&["last_follow_text"], "要报价", "不要了").into(),
            at: Some(self.pick(&["last_follow_at"], day(6), day(7))),
            next_contact_at: Some(self.pick(&["next_contact_at"], day(20), day(21))),
            ..Default::default()
        };
        w.admin.follow_ups().add(said).unwrap();
    }

    fn deal(&self) {
        let set = |dealt: Option<bool>, day: u32| {
            let on = chrono::NaiveDate::from_ymd_opt(2026, 3, day).filter(|_| dealt == Some(true));
            let deal = SetDealStatus { customers: vec![self.customer], dealt, on };
            self.w.admin.run(deal).unwrap().value.single().unwrap();
        };
        match self.field.as_str() {
            "deal_by_hand" => {
                set(Some(true), 5);
                set(self.pick(&["deal_by_hand"], Some(false), None), 5);
            }
            "dealt" => set(self.pick(&["dealt"], Some(true), Some(false)), 5),
            _ => set(Some(true), self.pick(&["dealt_on"], 5, 4)),
        }
    }

    /// It had a pool before, and an owner from there.
    fn pass_through_a_pool(&self) {
        let (admin, customers) = (&self.w.admin, vec![self.customer]);
        let pool = self.pick(&["pool_id", "from_pool_id"], self.others[0], self.others[1]);
        let release = ReleaseCustomers { pool, customers: customers.clone() };
        admin.run(release).unwrap().value.single().unwrap();
        let owners = ["owner_id", "previous_owner_id"];
        let to = self.pick(&owners, self.w.ids[1], self.w.ids[2]);
        admin.run(AssignCustomers { pool, customers, to }).unwrap().value.single().unwrap();
    }

    /// A rule of its level takes it.
    fn recycle(&self) {
        let rule = |days, label: &str| RecycleRule {
            kind: PoolRuleKind::NoFollowUp,
            days,
            level: Some(self.w.option("level", label)),
            dealt: true,
            with_opportunity: true,
        };
        let days = self.pick(&["pooled_why"], 10, 12);
        let rules = vec![rule(days, "A（重点客户）"), rule(15, "B（普通客户）")];
        self.w.admin.run(SetPoolRules { pool: self.pool, rules }).unwrap();
        self.w.clock.advance_days(20);
        assert_eq!(self.w.crm.tick().unwrap().len(), 1);
        assert_eq!(told(self.member.pool(self.pool).get(self.customer)), "done");
    }

    /// Puts a value into the row and the last entry of its log.
    fn by_hand(&self) {
        if !BY_HAND.contains(&self.field.as_str()) {
            return;
        }
        let (position, field) = Customer::META.field(&self.field).unwrap();
        let value = match field.kind {
            Kind::Choice(choice) => Raw::Text(choice.options[usize::from(self.second)].code.into()),
            Kind::Id(_) => {
                Raw::Id(self.pick(&[&self.field], self.customer, CustomerId::default()).0)
            }
            Kind::Time => Raw::Int(self.pick(&[&self.field], day(1), day(2)).timestamp_micros()),
            _ => Raw::Int(i64::from(self.second)),
        };
        let json = match field.kind.read(value.clone()).unwrap() {
            Value::Id(id) => format!("{:?}", id.to_string()),
            Value::Text(code) => format!("{code:?}"),
            Value::Time(at) => at.timestamp_micros().to_string(),
            other => i64::from(other == Value::Int(1) || other == Value::Bool(true)).to_string(),
        };
        let store = self.w.crm.store();
        let id = Value::Id(self.customer.uuid());
        let of = |field: &str, value: Value| Bound::is(ChangeLog::META, field, value);
        let mine = of("record_id", id.clone());
        let query = BoundQuery::all(ChangeLog::META).filter(mine.clone());
        let log: Vec<ChangeLog> = read(&**store, None, |reader| rows(reader, &query)).unwrap();
        let last = log.iter().map(|entry| entry.rev).max().unwrap();
        let fields = format!(r#"{{"{}":[null,{json}]}}"#, field.no);
        write(&**store, None, |tx| {
            let this = Bound::is(Customer::META, "id", id.clone());
            tx.update_where(Customer::META, &this, &[(position, value.clone())])?;
            let entry = Bound::And(vec![mine.clone(), of("rev", Value::Int(last))]);
            let set = (ChangeLog::META.position("fields"), fields.raw());
            tx.update_where(ChangeLog::META, &entry, &[set])
        })
        .unwrap();
    }

    fn hide(&self, fields: &[&str]) {
        let fields = fields.iter().map(|f| (*f).to_owned()).collect();
        self.w.admin.run(SetPoolHiddenFields { pool: self.pool, fields }).unwrap();
    }

    /// Everything that a member asks, and what he is told.
    fn answers(&self, by: &Session) -> Vec<String> {
        let mut told = Told(Vec::new());
        let view = by.pool(self.pool);
        told.each(Customer::META, |query| view.list(query));
        told.each(Contact::META, |query| view.contacts(query));
        told.each(FollowUp::META, |query| view.follow_ups(query));
        told.each(InvoiceTitle::META, |query| view.invoice_titles(query));
        told.add("get", view.get(self.customer));
        told.add("history", view.history(self.customer, None, 50));
        told.add("why", by.why_visible::<Customer>(self.customer));
        told.add("who", by.who_can_see::<Customer>(self.customer));
        for contact in view.contacts(&Query::default()).unwrap().rows {
            told.add("contact", view.contact(contact.id));
            told.add("why", by.why_visible::<Contact>(contact.id));
            told.add("who", by.who_can_see::<Contact>(contact.id));
        }
        for follow_up in view.follow_ups(&Query::default()).unwrap().rows {
            told.add("why", by.why_visible::<FollowUp>(follow_up.id));
            told.add("who", by.who_can_see::<FollowUp>(follow_up.id));
        }
        for title in view.invoice_titles(&Query::default()).unwrap().rows {
            told.add("why", by.why_visible::<InvoiceTitle>(title.id));
            told.add("who", by.who_can_see::<InvoiceTitle>(title.id));
        }
        for entity in ["customer", "contact", "follow_up", "invoice_title"] {
            let ask = format!(r#"{{"read":"list","entity":"{entity}","pool":"{}"}}"#, self.pool);
            told.add("json", by.read_json(&ask));
        }
        for number in ["13800001111", "13900002222", "027-87651111", "027-87652222"] {
            let number = Some(number.to_owned());
            let ask = DuplicateQuery { mobile: number.clone(), ..Default::default() };
            told.add("duplicates", by.find_duplicates(&ask));
            let ask = DuplicateQuery { telephone: number, ..Default::default() };
            told.add("duplicates", by.find_duplicates(&ask));
        }
        let name = Some("江城".to_owned());
        told.add("named", by.find_duplicates(&DuplicateQuery { name, ..Default::default() }));
        for (latitude, longitude) in [("30.5", "114.3"), ("30.6", "114.3"), ("30.5", "114.4")] {
            let here = NearbyQuery {
                latitude: latitude.parse().unwrap(),
                longitude: longitude.parse().unwrap(),
                radius: 100,
                kind: None,
                limit: None,
            };
            told.add("nearby", by.nearby(&here));
        }
        told.add("events", crmkit::Result::Ok(self.ear.0.lock().unwrap().clone()));
        told.0
    }
}

struct Told(Vec<String>);

impl Told {
    /// Asks for the rows by every field of theirs, and for words.
    fn each<T: Debug>(&mut self, entity: &EntityMeta, ask: impl Fn(&Query) -> crmkit::Result<T>) {
        let fields = entity.fields.iter().map(|field| field.name).chain(["custom.size"]);
        let mut queries = vec![Query::default().limit(1), Query::default()];
        for field in fields {
            queries.push(Query::new(Filter::IsNull { field: field.into() }));
            let order = vec![Order { field: field.into(), direction: Direction::Asc }];
            queries.push(Query { order, ..Query::default() });
        }
        let words = ["江城", "1111", "2222", "13800001111", "要报价", "不要", "大的", "中山"];
        queries.extend(words.map(Query::search));
        let along = [
            "owner.name contains \"强\"",
            "previous_owner.name contains \"强\"",
            "pool.name contains \"甲\"",
            "from_pool.name contains \"甲\"",
            "primary_contact.name = \"关\"",
            "has contacts (mobile contains \"1111\")",
            "has follow_ups (content contains \"报价\")",
            "previous_owner_id = me()",
        ];
        queries.extend(along.map(|filter| Query::new(filter.parse().unwrap())));
        for query in queries {
            self.add(&query, ask(&query));
        }
    }

    fn add<T: Debug>(&mut self, question: impl Debug, answer: crmkit::Result<T>) {
        self.0.push(format!("{question:?}: {answer:?}"));
    }
}

/// Every field that a pool can hide.
fn hideable() -> Vec<&'static str> {
    let fields = Customer::META.fields.iter();
    let never = |f: &&FieldMeta| f.is(FieldFlags::SYSTEM) || f.is(FieldFlags::SECRET);
    let own = fields.filter(|f| !never(f) && f.name != "name");
    own.map(|f| f.name).chain(["custom.size"]).collect()
}

#[test]
fn worlds_that_differ_in_a_hidden_field_only_answer_alike() {
    let mut leaks = Vec::new();
    for (n, field) in hideable().into_iter().enumerate() {
        // Both stores have their turn.
        let world = if n % 5 == 0 { file } else { memory };
        let [one, other] = [false, true].map(|second| Twin::new(world(), field, second));
        let told = || (one.answers(&one.member), other.answers(&other.member));
        let (a, b) = told();
        assert!(a != b, "{field}: the worlds do not differ");
        one.hide(&[field]);
        other.hide(&[field]);
        let (a, b) = told();
        let leak = a.iter().zip(&b).find(|(a, b)| a != b);
        leaks.extend(leak.map(|answers| (field, format!("{answers:#?}"))));
        let [a, b] = [&one, &other].map(|t| {
            let seen = t.w.manager.pool(t.pool);
            format!("{:?}{:?}", seen.get(t.customer), seen.history(t.customer, None, 50))
        });
        assert!(a != b, "{field}: the pool's administrator sees it");
    }
    let fields: Vec<_> = leaks.iter().map(|(field, _)| field).collect();
    assert!(leaks.is_empty(), "{fields:?}; the first: {}", leaks[0].1);
}
