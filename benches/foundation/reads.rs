//! What is read: records, first pages, searches.

use crate::common::company::NOW;
use crate::common::measure::{Pair, pair};
use crate::common::pages::{self, Sight};
use crmkit::query::{Query, Totals};
use crmkit::sales::customer::{Customer, CustomerId, CustomerSummary};

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
pub fn pairs<'a>(
    viewers: &'a [Sight<CustomerSummary>],
    mine: &'a [CustomerId],
) -> Vec<Box<dyn Pair + 'a>> {
    let one = |n: usize| mine[n % mine.len()];
    let mut pairs = Vec::new();
    for (viewer, session, hand) in viewers {
        if ["all", "50 owners, dense", "2 000 owners, dense"].contains(&viewer.sees) {
            pairs.push(pair(
                format!("get, seeing {}", viewer.sees),
                1.2,
                100,
                move |n| session.customers().get(one(n)).ok(),
                move |n| hand.get(one(n), NOW),
            ));
        }
    }
    pairs.extend(pages::first::<Customer>(viewers));
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
                move |_| hand.search(words, NOW),
            ));
        }
    }
    pairs
}
