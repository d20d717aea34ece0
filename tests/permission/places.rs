//! The catalogue's leaks in pools, contacts, to-dos, nearby, duplicates and timed work.
//!
//! There are no saved views yet; what is nearest to them, a pool with what it shows and to whom,
//! is held to L4 and L5.

use crate::fields::{ALL, Ear, restrict};
use crate::leaks::{HOSTILE, worlds};
use crate::support::code;
use crmkit::admin::settings::UpdateSettings;
use crmkit::model::TypedId;
use crmkit::org::{DuplicatePolicy, FieldAccess, SettingsPatch};
use crmkit::query::{Direction, Filter, Order, Query};
use crmkit::sales::contact::{AddContactMember, Contact, ContactPatch};
use crmkit::sales::customer::{
    AddMember, Customer, CustomerPatch, NearbyQuery, NewCustomer, RemoveMember, TeamAccess,
};
use crmkit::sales::duplicate::DuplicateQuery;
use crmkit::sales::follow_up::FollowUp;
use crmkit::sales::invoice_title::InvoiceTitle;
use crmkit::sales::lead::{Lead, LeadPatch};
use crmkit::sales::pool::{
    CreatePool, DeletePool, NewPool, PoolId, PoolPatch, PoolRuleKind, RecycleRule,
    ReleaseCustomers, SetPoolHiddenFields, SetPoolRules, UpdatePool,
};
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;
use crmkit_testkit::oracle::{Loaded, PLACE, digest};
use std::sync::Arc;

fn update(pool: PoolId, patch: PoolPatch) -> UpdatePool {
    let (admins, members, departments, expect_rev) = (None, None, None, None);
    UpdatePool { pool, patch: Some(patch), admins, members, departments, expect_rev }
}

/// L4, L11: what a pool is, whom it admits and what it hides is changed by who manages pools,
/// not by its own administrators and members, and not at all by others.
#[test]
fn l4_l11_what_a_pool_shows_and_to_whom_is_not_for_its_people_to_change() {
    for (store, loaded, me) in worlds() {
        // Person 1 is a member of pool 0, an administrator of pool 3, and nothing of pool 2.
        for pool in [0, 3, 2].map(|n| loaded.pools[n]) {
            let before = digest(&**loaded.crm.store());
            let fields = vec!["remark".to_owned()];
            let open = UpdatePool {
                admins: Some(vec![me.employee().unwrap()]),
                ..update(pool, PoolPatch::default())
            };
            let rule = rule(PoolRuleKind::NoDeal, 1);
            let answers = [
                code(me.run(SetPoolHiddenFields { pool, fields })),
                code(me.run(SetPoolRules { pool, rules: vec![rule] })),
                code(me.run(update(pool, PoolPatch { keep_team: Some(true), ..<_>::default() }))),
                code(me.run(open)),
                code(me.run(DeletePool { pool })),
            ];
            assert_eq!(answers, [Some("right.missing"); 5], "{store}");
            assert!(digest(&**loaded.crm.store()) == before, "{store}");
        }
        // Of a pool that is not his he learns nothing either.
        let names = |me: &Session| {
            let pools = me.list::<crmkit::sales::pool::Pool>(&Query::default()).unwrap();
            pools.rows.iter().map(|p| p.name.clone()).collect::<Vec<_>>()
        };
        assert!(!names(&me).contains(&"公海2".to_owned()), "{store}: {:?}", names(&me));
    }
}

/// Every way of asking a list about a field.
fn questions(field: &str) -> Vec<Query> {
    let texts = [
        format!("{field} is null"),
        format!("not {field} is null"),
        format!("{field} = \"1\""),
        format!("name contains \"x\" or ({field} is null)"),
    ];
    let mut questions: Vec<Query> =
        texts.into_iter().map(|text| Query::new(text.parse().unwrap())).collect();
    let order = vec![Order { field: field.into(), direction: Direction::Asc }];
    questions.push(Query { order, ..Query::default() });
    questions
}

/// L5, L6: what a pool hides is of no use in any question to it; its administrators ask.
#[test]
fn l5_l6_what_a_pool_hides_answers_no_question() {
    for (store, loaded, me) in worlds() {
        let set = |pool, fields: &[&str]| {
            let fields = fields.iter().map(|f| (*f).to_owned()).collect();
            loaded.admin.run(SetPoolHiddenFields { pool, fields }).unwrap();
        };
        let [mine, administered] = [0, 3].map(|n| loaded.pools[n]);
        let fields = ["remark", "mobile", "website", "latitude"];
        for pool in [mine, administered] {
            set(pool, &[]);
            for field in fields {
                for query in questions(field) {
                    assert_eq!(code(me.pool(pool).list(&query)), None, "{store}: {field}");
                }
            }
            set(pool, &fields);
        }
        for field in fields {
            for query in questions(field) {
                let hidden = Some("query.hidden_field");
                assert_eq!(code(me.pool(mine).list(&query)), hidden, "{store}: {query:?}");
                assert_eq!(code(me.pool(administered).list(&query)), None, "{store}: {query:?}");
            }
        }
        for field in ["remark", "mobile", "telephone"] {
            for query in questions(field) {
                let hidden = Some("query.hidden_field");
                assert_eq!(code(me.pool(mine).contacts(&query)), hidden, "{store}: {query:?}");
            }
        }
        // A hit would tell a number.
        let found = me.pool(mine).list(&Query::search("5678"));
        assert_eq!(code(found), Some("query.hidden_field"), "{store}");
        let row = &me.pool(mine).list(&Query::default()).unwrap().rows[0];
        let record = me.pool(mine).get(row.id).unwrap();
        assert_eq!((record.remark, record.website, record.latitude), (None, None, None), "{store}");
        let said = format!("{:?}", me.pool(mine).history(row.id, None, 50).unwrap());
        assert!(!said.contains("备注1") && !said.contains("备注2"), "{store}: {said}");
        assert!(!said.contains(".cn"), "{store}: {said}");
        // What hangs on a customer is not seen in the pool, nor in its history.
        let history = me.pool(mine).history(row.id, None, 50).unwrap();
        assert!(history.iter().all(|entry| entry.entity == "customer"), "{store}: {said}");
    }
}

/// L6: likewise of contacts, leads, follow-ups and titles, by the rights of a role.
#[test]
fn l6_a_hidden_field_of_any_entity_answers_no_question() {
    for (store, loaded, _) in worlds() {
        let me = loaded.session(2);
        let fields = [
            ("contact", "remark"),
            ("contact", "mobile"),
            ("lead", "remark"),
            ("follow_up", "content"),
            ("invoice_title", "tax_number"),
        ];
        let ask = |entity: &str, query: &Query| match entity {
            "contact" => code(me.list::<Contact>(query)),
            "lead" => code(me.list::<Lead>(query)),
            "follow_up" => code(me.list::<FollowUp>(query)),
            _ => code(me.list::<InvoiceTitle>(query)),
        };
        for (entity, field) in fields {
            let about = |query: &Query| ask(entity, query).filter(|c| *c != "query.unknown_field");
            restrict(&loaded, ALL, &[]);
            questions(field).iter().for_each(|q| assert_eq!(about(q), None, "{store}: {q:?}"));
            for access in [FieldAccess::Hidden, FieldAccess::Deny] {
                restrict(&loaded, ALL, &[(&format!("{entity}/{field}"), access)]);
                for query in questions(field) {
                    // Who has no name is asked without it.
                    let got = about(&query);
                    let nameless = matches!(entity, "follow_up" | "invoice_title");
                    let fits = got == Some("query.hidden_field") || nameless && got.is_none();
                    assert!(fits, "{store}: {entity} {query:?}: {got:?}");
                }
                // Nor round the corner.
                let corner: Filter = match entity {
                    "contact" => format!("has contacts ({field} is null)"),
                    "follow_up" => format!("has follow_ups ({field} is null)"),
                    "invoice_title" => format!("has invoice_titles ({field} is null)"),
                    _ => continue,
                }
                .parse()
                .unwrap();
                let got = code(me.customers().list(&Query::new(corner)));
                assert_eq!(got, Some("query.hidden_field"), "{store}: {entity} {field}");
            }
        }
    }
}

/// L6: a to-do list goes by nothing that its reader may not read, and shows nothing of it.
#[test]
fn l6_todo_lists_go_by_no_hidden_field() {
    for (store, loaded, me) in worlds() {
        let admin = &loaded.admin;
        let assigned = loaded.customers[0];
        admin.customers().transfer(vec![assigned], me.employee().unwrap()).unwrap();
        let lists = |me: &Session| {
            let kinds = [
                TodoKind::CustomersToday,
                TodoKind::CustomersAssigned,
                TodoKind::LeadsToday,
                TodoKind::LeadsAssigned,
            ];
            kinds.map(|kind| me.todos(kind).unwrap())
        };
        let new = NewCustomer {
            name: "今日".into(),
            next_contact_at: Some("2026-03-02T03:00:00Z".parse().unwrap()),
            ..NewCustomer::default()
        };
        me.customers().create(new).unwrap();
        let [today, given, ..] = lists(&me);
        assert_eq!((today.len(), given.len()), (2, 1), "{store}");
        assert!(given[0].at.is_some() && !given[0].name.is_empty(), "{store}");
        for field in ["next_contact_at", "last_follow_at", "followed"] {
            restrict(&loaded, 1, &[(field, FieldAccess::Hidden)]);
            assert!(lists(&me)[0].is_empty(), "{store}: {field}");
        }
        restrict(&loaded, 1, &[("received", FieldAccess::Hidden)]);
        assert!(lists(&me)[1].is_empty(), "{store}");
        let hidden = [("next_contact_at", FieldAccess::Hidden), ("name", FieldAccess::Hidden)];
        restrict(&loaded, 1, &hidden);
        let given = &lists(&me)[1];
        assert_eq!((given.len(), given[0].at, given[0].name.as_str()), (1, None, ""), "{store}");
    }
}

fn rule(kind: PoolRuleKind, days: i64) -> RecycleRule {
    RecycleRule { kind, days, level: None, dealt: false, with_opportunity: false }
}

/// L6: nor do the days until a pool takes a customer.
#[test]
fn l6_the_days_to_the_pool_go_by_no_hidden_field() {
    for (store, loaded, me) in worlds() {
        let pool = loaded.pools[0];
        let mine = loaded.customers[7];
        let rules = vec![rule(PoolRuleKind::NoFollowUp, 5)];
        loaded.admin.run(SetPoolRules { pool, rules }).unwrap();
        let patch =
            PoolPatch { automatic: Some(true), remind_days: Some(3), ..PoolPatch::default() };
        loaded.admin.run(update(pool, patch)).unwrap();
        // The reminder comes after the last follow-up.
        loaded.clock.advance_days(3);
        let told = || {
            let entering = me.todos(TodoKind::EnteringPool).unwrap().len();
            (me.days_to_pool(&[mine]).unwrap().len(), me.entering_pool().unwrap().len(), entering)
        };
        assert_eq!(told(), (1, 1, 1), "{store}");
        for field in ["last_follow_at", "received_at"] {
            restrict(&loaded, 1, &[(field, FieldAccess::Hidden)]);
            assert_eq!(told(), (0, 0, 0), "{store}: {field}");
        }
        restrict(&loaded, 1, &[("dealt", FieldAccess::Hidden)]);
        assert_eq!(told(), (0, 0, 0), "{store}: dealt customers are exempt");
    }
}

fn here(radius: i64) -> NearbyQuery {
    NearbyQuery {
        latitude: PLACE.0.parse().unwrap(),
        longitude: PLACE.1.parse().unwrap(),
        radius,
        kind: None,
        limit: None,
    }
}

/// L6, L12: nor what is near.
#[test]
fn l6_l12_nearby_goes_by_no_hidden_field() {
    for (store, loaded, me) in worlds() {
        let near = |me: &Session| me.nearby(&here(100));
        assert!(!near(&me).unwrap().is_empty(), "{store}");
        for field in ["latitude", "longitude"] {
            for access in [FieldAccess::Hidden, FieldAccess::Deny] {
                restrict(&loaded, 1, &[(field, access)]);
                assert_eq!(code(near(&me)), Some("query.hidden_field"), "{store}");
            }
        }
        restrict(&loaded, 1, &[("name", FieldAccess::Hidden), ("pool_id", FieldAccess::Hidden)]);
        let near = near(&me).unwrap();
        assert!(near.iter().all(|n| n.name.is_empty() && n.pool.is_none()), "{store}: {near:?}");
    }
}

fn policy(loaded: &Loaded, shows: DuplicatePolicy) {
    let patch = SettingsPatch { duplicates_show: Some(shows), ..SettingsPatch::default() };
    loaded.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
}

/// L9: of records that somebody does not see he learns what the company's settings say and no
/// more; of those in a pool, nothing by a field that it hides.
#[test]
fn l9_duplicates_tell_what_the_policy_says() {
    for (store, loaded, me) in worlds() {
        let number = "13911112222";
        let patch = |mobile: &str| CustomerPatch { mobile: Some(mobile.into()), ..<_>::default() };
        let foreign = loaded.customers[0];
        loaded.admin.customers().update(foreign, patch(number)).unwrap();
        let ask = |mobile: &str| {
            let query = DuplicateQuery { mobile: Some(mobile.into()), ..DuplicateQuery::default() };
            me.find_duplicates(&query).unwrap()
        };
        for shows in [
            DuplicatePolicy::NameAndOwner,
            DuplicatePolicy::NameOwnerAndLastFollowUp,
            DuplicatePolicy::OnlyThatItExists,
        ] {
            policy(&loaded, shows);
            let [hit] = ask(number).try_into().unwrap();
            assert_eq!((hit.id, hit.mobile, hit.telephone), (None, None, None), "{store}");
            let named = shows != DuplicatePolicy::OnlyThatItExists;
            assert_eq!((hit.name.is_some(), hit.owner.is_some()), (named, named), "{store}");
            let followed = shows == DuplicatePolicy::NameOwnerAndLastFollowUp;
            assert_eq!(hit.last_follow_at.is_some(), followed, "{store}");
        }
        // Only that there is one: not how many.
        loaded.admin.customers().update(loaded.customers[3], patch(number)).unwrap();
        assert_eq!(ask(number).len(), 1, "{store}");
        restrict(&loaded, 1, &[("mobile", FieldAccess::Deny)]);
        assert!(ask(number).is_empty(), "{store}: by a number that he may not read");
        restrict(&loaded, 1, &[]);
        // In his pool, which hides numbers.
        let (pool, other) = (loaded.pools[0], "13933334444");
        let new = NewCustomer {
            name: "公海客".into(),
            mobile: Some(other.into()),
            ..NewCustomer::default()
        };
        let pooled = loaded.admin.customers().create(new).unwrap().value;
        let customers = vec![pooled];
        let release = ReleaseCustomers { pool, customers };
        loaded.admin.run(release).unwrap().value.single().unwrap();
        assert_eq!(ask(other)[0].id, Some(pooled.uuid()), "{store}");
        let fields = vec!["mobile".to_owned()];
        loaded.admin.run(SetPoolHiddenFields { pool, fields }).unwrap();
        assert!(ask(other).is_empty(), "{store}");
    }
}

/// L11: membership of a team gives nobody more than it says.
#[test]
fn l11_a_member_gives_himself_no_more() {
    for (store, loaded, me) in worlds() {
        // Person 1 reads customer 1 and writes customer 2; contacts 1 and 2 likewise.
        for (n, edits) in [(1, Some("right.row")), (2, None)] {
            let (customer, contact) = (loaded.customers[n], loaded.contacts[n]);
            let edit = me.customers().update(customer, CustomerPatch::default());
            assert_eq!(code(edit), edits, "{store}");
            let edit = me.contacts().update(contact, ContactPatch::default());
            assert_eq!(code(edit), edits, "{store}");
            let (employee, access) = (me.employee().unwrap(), TeamAccess::Write);
            let (customers, contacts) = (vec![customer], vec![contact]);
            let (expires_at, cascade) = (None, None);
            let add = AddMember {
                customers: customers.clone(),
                employee,
                access,
                expires_at,
                cascade: cascade.clone(),
            };
            let remove =
                RemoveMember { customers: customers.clone(), employee: loaded.people[0], cascade };
            let add_contact =
                AddContactMember { contacts: contacts.clone(), employee, access, expires_at };
            for report in [
                me.run(add).map(|o| o.value),
                me.run(remove).map(|o| o.value),
                me.run(add_contact).map(|o| o.value),
                me.customers().delete(customers.clone()).map(|o| o.value),
                me.customers().transfer(customers, employee).map(|o| o.value),
                me.contacts().delete(contacts.clone()).map(|o| o.value),
                me.contacts().transfer(contacts, employee).map(|o| o.value),
            ] {
                assert_eq!(code(report.unwrap().single()), Some("right.row"), "{store}");
            }
        }
        let make = CreatePool {
            pool: NewPool { name: "我的".into(), ..NewPool::default() },
            admins: vec![me.employee().unwrap()],
            members: vec![loaded.people[2]],
            departments: vec![],
        };
        assert_eq!(code(me.run(make)), Some("right.missing"), "{store}");
    }
}

/// L12: a denial holds in a pool too, for its administrators as well.
#[test]
fn l12_a_denial_holds_in_pools() {
    for (store, loaded, me) in worlds() {
        loaded.give(1, &[1, ALL]);
        let shown = |n: usize| {
            let view = me.pool(loaded.pools[n]);
            let id = view.list(&Query::default()).unwrap().rows[0].id;
            let contact = view.contacts(&Query::default()).unwrap().rows[0].id;
            (view.get(id).unwrap().remark, view.contact(contact).unwrap().remark)
        };
        for n in [0, 3] {
            let (customer, contact) = shown(n);
            assert!(customer.is_some() && contact.is_some(), "{store}: pool {n}");
            let denied = [("remark", FieldAccess::Deny), ("contact/remark", FieldAccess::Deny)];
            restrict(&loaded, 1, &denied);
            assert_eq!(shown(n), (None, None), "{store}: pool {n}");
            restrict(&loaded, 1, &[]);
        }
    }
}

/// L14: hostile text in a question to a pool, for duplicates or for contacts is a value or a typed
/// refusal, and in JSON as well.
#[test]
fn l14_hostile_text_in_questions_is_a_value() {
    for (store, loaded, me) in worlds() {
        let before = digest(&**loaded.crm.store());
        let sound = |got: Option<&'static str>, what: &str| {
            let known = got.is_none_or(|c| {
                c.starts_with("query.") || c.starts_with("value.") || c == "json.invalid"
            });
            assert!(known, "{store}: {what}: {got:?}");
        };
        for text in HOSTILE {
            let some = || Some(text.to_owned());
            for query in [
                DuplicateQuery { name: some(), ..DuplicateQuery::default() },
                DuplicateQuery { mobile: some(), ..DuplicateQuery::default() },
                DuplicateQuery { telephone: some(), ..DuplicateQuery::default() },
            ] {
                let found = me.find_duplicates(&query);
                assert!(found.as_ref().map_or(true, Vec::is_empty), "{store}: {text:?}");
                sound(code(found), text);
            }
            let view = me.pool(loaded.pools[0]);
            let order = vec![Order { field: text.into(), direction: Direction::Asc }];
            let ordered = Query { order, ..Query::default() };
            let field = Query::new(Filter::IsNull { field: text.into() });
            let value = Query::new(Customer::name().eq(text.into()));
            for query in [&ordered, &field, &value, &Query::search(text)] {
                sound(code(view.list(query)), text);
                sound(code(me.contacts().list(query)), text);
                sound(code(me.invoice_titles().list(query)), text);
            }
            assert!(view.list(&ordered).is_err() && view.list(&field).is_err(), "{store}: {text}");
            for question in [
                serde_json::json!({"read": "list", "entity": "contact", "order": [text]}),
                serde_json::json!({"read": "list", "entity": "customer", "filter": text}),
                serde_json::json!({"read": "list", "entity": "customer", "search": text}),
                serde_json::json!({"read": "duplicates", "name": text}),
            ] {
                sound(code(me.read_json(&question.to_string())), text);
            }
        }
        assert!(digest(&**loaded.crm.store()) == before, "{store}: something was written");
    }
}

/// What timed work will do is told of what one sees; an event names no field that is hidden where
/// one sees the record.
#[test]
fn timed_work_and_events_tell_of_what_one_sees() {
    for (store, loaded, me) in worlds() {
        let preview = me.tick_preview();
        assert_eq!(code(preview), Some("right.missing"), "{store}");
        let ear = Arc::new(Ear::default());
        let _subscription = me.subscribe(ear.clone());
        let pool = loaded.pools[0];
        let fields = vec!["website".to_owned()];
        loaded.admin.run(SetPoolHiddenFields { pool, fields }).unwrap();
        ear.0.lock().unwrap().clear();
        // A kept team sleeps in the pool: it sees and edits again when somebody owns the customer.
        loaded
            .admin
            .run(update(pool, PoolPatch { keep_team: Some(true), ..<_>::default() }))
            .unwrap();
        let new = NewCustomer { name: "留队".into(), ..NewCustomer::default() };
        let id = loaded.admin.customers().create(new).unwrap().value;
        let member = loaded.people[3];
        loaded.give(3, &[1]);
        loaded.admin.customers().add_member(id, member, TeamAccess::Write, None).unwrap();
        let release = ReleaseCustomers { pool, customers: vec![id] };
        loaded.admin.run(release).unwrap().value.single().unwrap();
        ear.0.lock().unwrap().clear();
        let patch = CustomerPatch { website: Some("x.cn".into()), ..CustomerPatch::default() };
        let edit = || code(loaded.session(3).customers().update(id, patch.clone()));
        assert_eq!(edit(), Some("record.not_found"), "{store}");
        let owner = loaded.people[2];
        loaded.admin.pool(pool).assign(vec![id], owner).unwrap().value.single().unwrap();
        assert_eq!(edit(), None, "{store}");
        let heard = ear.0.lock().unwrap().clone();
        let changes: Vec<_> = heard.iter().flat_map(|e| &e.changes).collect();
        assert!(!changes.is_empty(), "{store}: a member of the pool is told that it left");
        let named = changes.iter().flat_map(|c| &c.change.fields).any(|f| f == "website");
        assert!(!named, "{store}: {changes:?}");
        // Of a lead that he does not see he hears nothing.
        ear.0.lock().unwrap().clear();
        let patch = LeadPatch { remark: Some("z".into()), ..LeadPatch::default() };
        loaded.admin.leads().update(loaded.leads[0], patch).unwrap();
        assert!(ear.0.lock().unwrap().is_empty(), "{store}");
    }
}
