//! Pages of a list: the first, beside hand-written code, and those far down.

use super::company::{NOW, Viewer};
use super::hand::Lists;
use super::measure::{Pair, pair};
use crmkit::model::Entity;
use crmkit::query::{Cursor, Query, Totals};
use crmkit::session::Session;
use std::fmt::Debug;
use uuid::Uuid;

/// A viewer with a session and a hand-written program of his.
pub type Sight<S> = (Viewer, Session, Lists<S>);

/// First pages.
pub fn first<E: Entity>(viewers: &[Sight<E::Summary>]) -> Vec<Box<dyn Pair + '_>>
where
    E::Summary: PartialEq + Debug,
{
    let mut pairs = Vec::new();
    for (viewer, session, hand) in viewers {
        let query = Query::default().totals(Totals::None);
        pairs.push(pair(
            format!("first page, seeing {}", viewer.sees),
            1.25,
            5,
            move |_| {
                let page = session.list::<E>(&query).unwrap();
                (page.rows, page.next.is_some())
            },
            move |_| hand.page(NOW),
        ));
    }
    pairs
}

/// A page far down beside the first one, both by the product: the 1 000th, or the last one that has a
/// full one after it. The very last one would have to look through everybody's older rows to learn
/// that nothing follows.
pub fn deep<E: Entity>(
    viewers: &[Sight<E::Summary>],
    id: fn(&E::Summary) -> Uuid,
) -> Vec<Box<dyn Pair + '_>> {
    let mut pairs = Vec::new();
    for (viewer, session, hand) in viewers {
        let first = Query::default().totals(Totals::None);
        let Some((number, cursor)) = far_down::<E>(session) else { continue };
        let far = Query { after: Some(cursor), ..first.clone() };
        let page = session.list::<E>(&far).unwrap();
        let ids: Vec<_> = page.rows.iter().map(id).collect();
        assert_eq!(ids, hand.ids_of_page(number, NOW), "page {number}");
        pairs.push(pair(
            format!("page {number}, seeing {}", viewer.sees),
            1.2,
            5,
            move |_| session.list::<E>(&far).unwrap().rows.len(),
            move |_| session.list::<E>(&first).unwrap().rows.len(),
        ));
    }
    pairs
}

/// The number of a page and where it begins; none where there is but one page.
fn far_down<E: Entity>(session: &Session) -> Option<(usize, Cursor)> {
    let (mut number, mut after) = (1, None);
    let steps = |limit: u32| Query { after: None, limit, ..Query::default().totals(Totals::None) };
    for (limit, pages) in [(500, 10), (50, 1)] {
        while number + pages <= 1000 {
            let query = Query { after: after.clone(), ..steps(limit) };
            let page = session.list::<E>(&query).unwrap();
            let full = |after: &Cursor| {
                let next = Query { after: Some(after.clone()), ..steps(100) };
                session.list::<E>(&next).unwrap().rows.len() == 100
            };
            match page.next.filter(full) {
                Some(next) => (number, after) = (number + pages, Some(next)),
                None => break,
            }
        }
    }
    after.map(|after| (number, after))
}
