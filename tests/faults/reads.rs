//! A disk that fails while somebody reads, or while a file is made: the reader is told or gets the
//! right answer, and a new company is there or not.

use crate::driver::Company;
use crate::{number, open};
use crmkit::admin::setup::CompanySetup;
use crmkit::session::Crm;
use crmkit::{Durability, ErrorKind};
use crmkit_simvfs::{Disk, Failure, Fault, install};
use crmkit_testkit::oracle::digest;
use crmkit_testkit::random::mix;
use serde_json::{Value as Json, json};

const COMPANY: &str = "/sim/read.crm";
const COPY: &str = "/sim/read-copy.crm";

/// One of every way to ask, about records that are there.
fn questions(company: &Company) -> Vec<Json> {
    let (customer, lead) = (company.customer(), company.follow_up());
    let contact = company.contact();
    let mut all = vec![
        json!({"read": "get", "entity": "customer", "id": customer}),
        json!({"read": "get", "entity": "follow_up", "id": lead}),
        json!({"read": "history", "entity": "customer", "id": customer}),
        json!({"read": "why_visible", "entity": "contact", "id": contact}),
        json!({"read": "who_can_see", "entity": "customer", "id": customer}),
        json!({"read": "list", "entity": "customer", "search": "名称"}),
        json!({"read": "list", "entity": "contact", "filter": "customer.name contains \"名\""}),
        json!({"read": "count", "entity": "lead", "totals": "exact", "filter": "name contains \"1\""}),
        json!({"read": "aggregate", "entity": "customer", "group": ["owner_id"], "measures": ["count"]}),
        json!({"read": "duplicates", "name": "名称"}),
        json!({"read": "todo_counts"}),
        json!({"read": "lead_states"}),
    ];
    for entity in ["lead", "customer", "contact", "follow_up", "pool", "employee", "option_item"] {
        all.push(json!({"read": "list", "entity": entity, "totals": "exact"}));
    }
    all
}

#[test]
fn a_reader_is_told_or_gets_the_right_answer() {
    install();
    let company = Company::at(COMPANY.as_ref());
    let (questions, percent) = (questions(&company), number("FAULT_PERCENT", 10));
    let clock = &company.loaded.clock;
    let open = || open(COPY, clock, 77, Durability::Safe);
    let ask = |crm: &Crm, question: &Json| {
        crm.session(company.loaded.people[0])?.read_json(&question.to_string())
    };
    // The first question is asked of a file that is opened on the failing disk too.
    let try_with = |fault: Option<Fault>, opening: bool, question: &Json| {
        Disk::copy(COMPANY, COPY);
        let opened = (!opening).then(|| open().unwrap());
        Disk::count_from_here();
        Disk::fail(fault);
        let opened = opened.map_or_else(open, Ok);
        let answer = opened.as_ref().map_err(Clone::clone).and_then(|crm| ask(crm, question));
        let operations = Disk::faults(&[Failure::Once, Failure::FromThenOn]);
        Disk::fail(None);
        (opened.unwrap_or_else(|_| open().unwrap()), answer, operations)
    };
    let (mut places, mut tried, mut told) = (0, 0, 0);
    for (n, question) in questions.iter().enumerate() {
        let (crm, answer, faults) = try_with(None, n == 0, question);
        let (answer, before) = (answer.unwrap(), digest(&**crm.store()));
        drop(crm);
        places += faults.len();
        for Fault { at, failure } in faults {
            if mix((n as u64) << 40 | at << 2 | failure as u64) % 100 >= percent * 2 {
                continue;
            }
            tried += 1;
            let place = format!("{question} at operation {at}, {failure:?}");
            let (crm, got, _) = try_with(Some(Fault { at, failure }), n == 0, question);
            match got {
                Ok(got) => assert_eq!(got, answer, "{place}: a wrong answer"),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Storage, "{place}: {error:?}");
                    told += 1;
                }
            }
            assert_eq!(ask(&crm, question).unwrap(), answer, "{place}: asked again");
            assert!(digest(&**crm.store()) == before, "{place}: reading changed something");
            drop(crm);
        }
    }
    println!(
        "RELIABILITY A disk that fails while somebody reads: {} questions, {tried} of {places} places and ways; \
         {told} told, none answered wrongly, all answered rightly when asked again",
        questions.len()
    );
    assert!(told > 0 || percent == 0);
}

/// The first schema is made in one step and the company is set up in another.
#[test]
fn a_new_file_is_made_and_set_up_or_not() {
    install();
    const NEW: &str = "/sim/new.crm";
    let clock = crmkit_testkit::oracle::options(5).1;
    let setup = || CompanySetup {
        company: "示例科技".into(),
        admin_name: "陈晓明".into(),
        admin_mobile: "13800000001".into(),
        password: "correct horse".into(),
        ..CompanySetup::default()
    };
    let empty = Disk::image();
    let make = || -> crmkit::Result<()> {
        let crm = open(NEW, &clock, 1, Durability::Safe)?;
        crm.set_up(setup()).map(|_| ())
    };
    Disk::count_from_here();
    make().unwrap();
    let faults =
        Disk::faults(&[Failure::Once, Failure::FromThenOn, Failure::Short, Failure::Death]);
    let percent = number("FAULT_PERCENT", 10);
    let (mut tried, mut told) = (0, 0);
    for &Fault { at, failure } in &faults {
        if mix(at << 2 | failure as u64) % 100 >= percent {
            continue;
        }
        tried += 1;
        let place = format!("operation {at}, {failure:?}");
        Disk::restore(&empty);
        Disk::count_from_here();
        Disk::fail(Some(Fault { at, failure }));
        let made = make();
        Disk::new_process(NEW);
        let crm = open(NEW, &clock, 2, Durability::Safe)
            .unwrap_or_else(|e| panic!("{place}: cannot be opened: {e}"));
        if let Err(error) = made {
            told += 1;
            assert!(!matches!(error.kind(), ErrorKind::Internal), "{place}: {error:?}");
        } else {
            assert!(crm.is_set_up().unwrap(), "{place}: told to be done");
        }
        if !crm.is_set_up().unwrap() {
            crm.set_up(setup()).unwrap_or_else(|e| panic!("{place}: not done again: {e}"));
        }
        assert!(crm.is_set_up().unwrap(), "{place}");
        // What takes longest is looked at after a quarter of them.
        if mix(at << 2 | failure as u64 | 1 << 62).is_multiple_of(4) {
            assert!(crm.login("13800000001", "correct horse").is_ok(), "{place}");
            assert_eq!(crm.check().unwrap(), [], "{place}");
        }
    }
    println!(
        "RELIABILITY A disk that fails while a company is made: {tried} of {} places and ways; \
         {told} told, made or not made, and made when tried again",
        faults.len()
    );
    assert!(told > 0 || percent == 0);
}
