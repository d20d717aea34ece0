//! What is read: records, first pages, pages far down, searches.

use crate::data::{self, Viewer};
use crate::hand::Hand;
use crate::measure::{Pair, pair};
use crmkit::query::{Cursor, Query, Totals};
use crmkit::sales::customer::CustomerId;
use crmkit::session::Session;

/// A viewer with a session and a hand-written program of his.
type Sight = (Viewer, Session, Hand);

/// What is typed into the search box, what it is, and the same as `MATCH` text.
const SEARCHES: [(&str, &str, &str); 6] = [
    ("鑫源", "2 hanzi of a brand", "body : \"鑫源\""),
    ("武汉", "2 hanzi of one company in 16", "body : \"武汉\""),
    ("xyt", "3 pinyin initials", "(body : \"xyt\" *) OR (initials : \"xy yt\")"),
    (
        "whxyhtmy",
        "8 pinyin initials",
        "(body : \"whxyhtmy\" *) OR (initials : \"wh hx xy yh ht tm my\")",
    ),
    ("1234", "4 last digits of a phone", "(body : \"1234\" *) OR (body : \"\u{E000}4321\" *)"),
    (
        "00001234",
        "8 last digits of a phone",
        "(body : \"00001234\" *) OR (body : \"\u{E000}43210000\" *)",
    ),
];

/// Getting one record, the first page and searches, beside hand-written code.
pub fn pairs<'a>(viewers: &'a [Sight], mine: &'a [CustomerId]) -> Vec<Box<dyn Pair + 'a>> {
    let one = |n: usize| mine[n % mine.len()];
    let mut pairs = Vec::new();
    for (viewer, session, hand) in viewers {
        if ["all", "50 owners, dense", "2 000 owners, dense"].contains(&viewer.sees) {
            pairs.push(pair(
                format!("get, seeing {}", viewer.sees),
                1.2,
                100,
                move |n| session.customers().get(one(n)).ok(),
                move |n| hand.get(one(n), data::NOW),
            ));
        }
    }
    for (viewer, session, hand) in viewers {
        let query = Query::default().totals(Totals::None);
        pairs.push(pair(
            format!("first page, seeing {}", viewer.sees),
            1.25,
            5,
            move |_| {
                let page = session.customers().list(&query).unwrap();
                (page.rows, page.next.is_some())
            },
            move |_| hand.page(data::NOW),
        ));
    }
    let found = viewers.iter().filter(|v| ["all", "50 owners, dense"].contains(&v.0.sees));
    for (viewer, session, hand) in found {
        for (typed, what, words) in SEARCHES {
            let query = Query::search(typed).totals(Totals::None);
            pairs.push(pair(
                format!("search, {what}, seeing {}", viewer.sees),
                1.25,
                5,
                move |_| {
                    let page = session.customers().list(&query).unwrap();
                    (page.rows, page.next.is_some())
                },
                move |_| hand.search(words),
            ));
        }
    }
    pairs
}

/// A page far down beside the first one, both by the product: the 1 000th, or the last full one.
pub fn deep(viewers: &[Sight]) -> Vec<Box<dyn Pair + '_>> {
    let mut pairs = Vec::new();
    for (viewer, session, hand) in viewers {
        let first = Query::default().totals(Totals::None);
        let Some((number, cursor)) = far_down(session) else { continue };
        let far = Query { after: Some(cursor), ..first.clone() };
        let page = session.customers().list(&far).unwrap();
        let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, hand.ids_of_page(number, data::NOW), "page {number}");
        pairs.push(pair(
            format!("page {number}, seeing {}", viewer.sees),
            1.2,
            5,
            move |_| session.customers().list(&far).unwrap().rows.len(),
            move |_| session.customers().list(&first).unwrap().rows.len(),
        ));
    }
    pairs
}

/// The number of a page and where it begins; none where there is but one page.
fn far_down(session: &Session) -> Option<(usize, Cursor)> {
    let (mut number, mut after) = (1, None);
    let steps = |limit: u32| Query { after: None, limit, ..Query::default().totals(Totals::None) };
    for (limit, pages) in [(500, 10), (50, 1)] {
        while number + pages <= 1000 {
            let query = Query { after: after.clone(), ..steps(limit) };
            let page = session.customers().list(&query).unwrap();
            // A last page may not be full, and would be no measure.
            let full = |after: &Cursor| {
                let next = Query { after: Some(after.clone()), ..steps(50) };
                session.customers().list(&next).unwrap().rows.len() == 50
            };
            match page.next.filter(full) {
                Some(next) => (number, after) = (number + pages, Some(next)),
                None => break,
            }
        }
    }
    after.map(|after| (number, after))
}
