//! The search box. What words mean is `SearchQuery`'s business; here it counts that a store
//! keeps the text and asks it.

use super::{customer, named, names, put_names, read};
use crate::Backend;
use crate::rows::{RowData, column, entity, number, put, time};
use crmkit_core::model::Value;
use crmkit_core::query::search::{SearchQuery, SearchText};
use crmkit_core::query::{Bin, Bound, BoundQuery, Cmp, Direction, Position, Total, Totals};
use crmkit_core::store::{self, Store};

/// What is indexed of a text and a phone.
fn text(words: &str, phone: &str) -> SearchText {
    let mut text = SearchText::new();
    text.add_text(words);
    if !phone.is_empty() {
        text.add_phone(phone);
    }
    text
}

fn index(store: &dyn Store, name: &str, text: &SearchText) {
    store::write(store, None, |w| w.set_text(customer(), named(name).id(), text)).unwrap();
}

fn searching(words: &str) -> BoundQuery {
    let search = Some(SearchQuery::parse(words).expect("words to search for"));
    BoundQuery { search, ..BoundQuery::all(customer()) }
}

/// Text is found once it is set, no longer once it is replaced, and not at all when empty.
pub fn text_is_set_replaced_and_removed(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a", "b", "never had text"]);
    let found = |words: &str| names(&*store, &searching(words));
    assert!(found("魁鲸").is_empty());
    index(&*store, "a", &text("上海魁鲸科技", "13812345678"));
    index(&*store, "b", &text("Whale \"Tech\" OR 魁", ""));
    for (words, expected) in [
        ("魁鲸", &["a"] as &[&str]),
        ("魁", &["b", "a"]),
        ("鲸魁", &[]),
        ("kj", &["a"]),
        ("5678", &["a"]),
        ("138 1234 5678", &["a"]),
        ("wha", &["b"]),
        ("wale", &[]),
        ("魁 tech", &["b"]),
        ("魁 or", &["b"]),
        ("\"tech\" (whale*", &["b"]),
        ("body:魁 NOT", &[]),
    ] {
        assert_eq!(found(words), expected, "{words}");
    }
    index(&*store, "a", &text("北京", ""));
    assert_eq!(found("魁"), ["b"], "the old text went");
    assert_eq!(found("北"), ["a"]);
    assert!(found("5678").is_empty());
    index(&*store, "a", &SearchText::new());
    index(&*store, "never had text", &SearchText::new());
    assert!(found("北").is_empty());
    index(&*store, "a", &text("北京", ""));
    assert_eq!(found("北"), ["a"], "set again");
}

/// A search narrows a list like any condition: with filter, bin, order, page and total. Text of
/// another entity is not found.
pub fn search_joins_the_other_conditions(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["c", "a", "b", "x"]);
    put(&*store, &[named("gone").with("deleted_at", time(1))]);
    for name in ["c", "a", "b", "gone"] {
        index(&*store, name, &text("魁鲸", ""));
    }
    let lead = entity("lead");
    let same_id = RowData::bare(lead, number("x"));
    let same_id = same_id.with("id", Value::Id(named("x").id()));
    put(&*store, std::slice::from_ref(&same_id));
    let other = text("魁鲸", "");
    store::write(&*store, None, |w| w.set_text(lead, same_id.id(), &other)).unwrap();
    let name = column(customer(), "name");
    let search = searching("魁鲸");
    assert_eq!(names(&*store, &search), ["b", "a", "c"], "the last made first");
    let after = Some(Position { values: Vec::new(), id: named("a").id() });
    assert_eq!(names(&*store, &BoundQuery { after, ..search.clone() }), ["c"]);
    assert_eq!(names(&*store, &BoundQuery { bin: Bin::Deleted, ..search.clone() }), ["gone"]);
    let not_a = Bound::Not(Box::new(Bound::Cmp(name, Cmp::Eq, "a".into())));
    assert_eq!(names(&*store, &search.clone().filter(not_a)), ["b", "c"]);
    let order = vec![(name, Direction::Desc)];
    let ordered = BoundQuery { order, ..search.clone() };
    assert_eq!(names(&*store, &ordered.clone().limit(2)), ["c", "b"]);
    let after = Some(Position { values: vec!["b".into()], id: named("b").id() });
    assert_eq!(names(&*store, &BoundQuery { after, ..ordered }), ["a"]);
    let count = read(&*store, |r| r.count(&search, Totals::Exact));
    assert_eq!(count, Total::Exact { count: 3 });
}
