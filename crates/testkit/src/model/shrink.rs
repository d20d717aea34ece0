//! Cutting a failing world down to what people can read.

use super::{Pair, action::Action};
use crmkit_core::query::{Bin, Bound, BoundAggregate, BoundQuery, Related, Visibility};

/// Runs that may be spent.
const BUDGET: usize = 1500;

/// The fewest actions and the simplest last one that still fail, and how they fail.
pub(super) fn shrink(
    pair: &mut Pair<'_>,
    mut actions: Vec<Action>,
    failing: usize,
) -> (Vec<Action>, String) {
    actions.truncate(failing + 1);
    let mut budget = BUDGET;
    let mut still_fails = |actions: &[Action]| {
        budget = budget.saturating_sub(1);
        budget > 0 && pair.run(actions).is_some_and(|(at, _)| at + 1 == actions.len())
    };
    for _ in 0..2 {
        simplify_last(&mut actions, &mut still_fails);
        drop_actions(&mut actions, &mut still_fails);
    }
    let difference = pair.run(&actions).map_or_else(String::new, |(_, d)| d);
    (actions, difference)
}

/// Leaves out ever smaller stretches of what comes before the last action.
fn drop_actions(actions: &mut Vec<Action>, still_fails: &mut dyn FnMut(&[Action]) -> bool) {
    let mut size = actions.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at + size < actions.len() {
            let mut fewer = actions.clone();
            fewer.drain(at..at + size);
            if still_fails(&fewer) {
                *actions = fewer;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
}

fn simplify_last(actions: &mut Vec<Action>, still_fails: &mut dyn FnMut(&[Action]) -> bool) {
    while let Some(last) = actions.pop() {
        let simpler = simpler(&last).into_iter().find(|candidate| {
            actions.push(candidate.clone());
            let fails = still_fails(actions);
            actions.pop();
            fails
        });
        let done = simpler.is_none();
        actions.push(simpler.unwrap_or(last));
        if done {
            return;
        }
    }
}

/// One step simpler actions.
fn simpler(action: &Action) -> Vec<Action> {
    match action {
        Action::Query(query, after) => {
            let mut all: Vec<Action> =
                queries(query).into_iter().map(|q| Action::Query(q, after.clone())).collect();
            if after.is_some() {
                all.push(Action::Query(query.clone(), None));
            } else {
                all.extend((0..query.order.len()).map(|i| {
                    let mut query = query.clone();
                    query.order.remove(i);
                    Action::Query(query, None)
                }));
            }
            all
        }
        Action::Count(query, totals) => {
            queries(query).into_iter().map(|q| Action::Count(q, *totals)).collect()
        }
        Action::Aggregate(aggregate) => {
            aggregates(aggregate).into_iter().map(Action::Aggregate).collect()
        }
        Action::Get(entity, columns, visibility, bin) => {
            let simple = visibilities(visibility).into_iter();
            simple.map(|v| Action::Get(entity, columns.clone(), v, *bin)).collect()
        }
        Action::UpdateWhere(entity, filter, set) => {
            let simple = bounds(filter).into_iter();
            simple.map(|f| Action::UpdateWhere(entity, f, set.clone())).collect()
        }
        Action::DeleteWhere(entity, filter) => {
            bounds(filter).into_iter().map(|f| Action::DeleteWhere(entity, f)).collect()
        }
        Action::Part(actions, fails) => {
            without_one(actions).into_iter().map(|a| Action::Part(a, *fails)).collect()
        }
        _ => Vec::new(),
    }
}

fn queries(query: &BoundQuery) -> Vec<BoundQuery> {
    let mut all = Vec::new();
    if query.search.is_some() {
        all.push(BoundQuery { search: None, ..query.clone() });
    }
    if query.limit != usize::MAX {
        all.push(BoundQuery { limit: usize::MAX, ..query.clone() });
    }
    if query.bin != Bin::Any {
        all.push(BoundQuery { bin: Bin::Any, ..query.clone() });
    }
    if query.columns.len() > 1 {
        all.push(BoundQuery { columns: vec![0], ..query.clone() });
    }
    let seen = visibilities(&query.visibility).into_iter();
    all.extend(seen.map(|visibility| BoundQuery { visibility, ..query.clone() }));
    all.extend(bounds(&query.filter).into_iter().map(|f| query.clone().filter(f)));
    all
}

fn aggregates(aggregate: &BoundAggregate) -> Vec<BoundAggregate> {
    let with = |change: &dyn Fn(&mut BoundAggregate)| {
        let mut simpler = aggregate.clone();
        change(&mut simpler);
        simpler
    };
    let mut all = Vec::new();
    all.extend(bounds(&aggregate.filter).into_iter().map(|f| with(&|a| a.filter = f.clone())));
    let seen = visibilities(&aggregate.visibility).into_iter();
    all.extend(seen.map(|v| with(&|a| a.visibility = v.clone())));
    all.extend((0..aggregate.groups.len()).map(|i| with(&|a| _ = a.groups.remove(i))));
    let spare = if aggregate.measures.len() > 1 { aggregate.measures.len() } else { 0 };
    all.extend((0..spare).map(|i| with(&|a| _ = a.measures.remove(i))));
    all
}

fn visibilities(visibility: &Visibility) -> Vec<Visibility> {
    match visibility {
        Visibility::Everything => Vec::new(),
        Visibility::Where(bound) => {
            let mut all = vec![Visibility::Everything];
            all.extend(bounds(bound).into_iter().map(|b| Visibility::Where(Box::new(b))));
            all
        }
        Visibility::Roots(roots) => {
            let mut all = vec![Visibility::Everything];
            all.extend(without_one(roots).into_iter().map(Visibility::Roots));
            all
        }
        Visibility::Keys(_) | Visibility::Nothing => vec![Visibility::Everything],
    }
}

fn bounds(bound: &Bound) -> Vec<Bound> {
    let all_of = |of: &[Bound], make: &dyn Fn(Vec<Bound>) -> Bound| {
        let mut all = of.to_vec();
        all.extend(without_one(of).into_iter().map(make));
        for (i, child) in of.iter().enumerate() {
            all.extend(bounds(child).into_iter().map(|simple| {
                let mut of = of.to_vec();
                of[i] = simple;
                make(of)
            }));
        }
        all
    };
    match bound {
        Bound::All | Bound::Nothing => Vec::new(),
        Bound::And(of) => all_of(of, &Bound::And),
        Bound::Or(of) => all_of(of, &Bound::Or),
        Bound::Not(inner) => {
            let mut all = vec![(**inner).clone()];
            all.extend(bounds(inner).into_iter().map(|b| Bound::Not(Box::new(b))));
            all
        }
        Bound::In(column, values) => {
            without_one(values).into_iter().map(|v| Bound::In(*column, v)).collect()
        }
        Bound::Has(related) => {
            let filters = bounds(&related.filter).into_iter();
            let filters = filters.map(|filter| Related { filter, ..(**related).clone() });
            let seen = visibilities(&related.visibility).into_iter();
            let seen = seen.map(|visibility| Related { visibility, ..(**related).clone() });
            let mut all = vec![Bound::All];
            all.extend(filters.chain(seen).map(|r| Bound::Has(Box::new(r))));
            all
        }
        _ => vec![Bound::All],
    }
}

/// The list without its first, without its second, … item.
fn without_one<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    let without = |i| {
        let mut fewer = items.to_vec();
        fewer.remove(i);
        fewer
    };
    (0..items.len()).map(without).collect()
}
