//! The model test: a backend and `MemoryStore` do the same random things and must answer the
//! same.
//!
//! A world is a list of actions: rows of every entity first, then questions mixed with changes.
//! It runs inside one transaction on each side, which is taken back at the end; one database
//! thus serves thousands of cases. A failing world is cut down to the fewest actions and the
//! simplest question that still fail.

mod action;
mod filters;
mod generate;
mod shrink;

use crate::{Backend, Store, memory_store};
use action::{Action, Answer, ask, perform};
use crmkit_core::ENTITIES;
use crmkit_core::error::{Error, codes};
use crmkit_core::model::Kind;
use crmkit_core::store::{self, MemoryStore};
use std::fmt;
use std::sync::Arc;

/// Questions and changes that a world is asked before the next one is made.
const CASES_OF_A_WORLD: u32 = 50;

/// How a backend differs from the reference.
#[derive(Debug)]
pub struct Failure {
    /// The seed of the failing world: `run_cases(backend, 1, seed)` makes it again.
    pub seed: u64,
    /// What is done, one line each; the last one is answered differently.
    pub actions: Vec<String>,
    /// The two answers.
    pub difference: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, actions, difference } = self;
        writeln!(f, "the backend differs from MemoryStore (seed {seed}); do:")?;
        actions.iter().try_for_each(|a| writeln!(f, "  {a}"))?;
        f.write_str(difference)
    }
}

/// Runs random cases; panics with the smallest failing one.
///
/// # Panics
/// When the backend answers differently from `MemoryStore`.
pub fn model_test(backend: &dyn Backend, cases: u32, seed: u64) {
    if let Err(failure) = run_cases(backend, cases, seed) {
        panic!("{failure}");
    }
}

/// Runs at least so many random cases, the same ones for the same seed.
///
/// # Errors
/// The smallest failing case that could cheaply be found.
pub fn run_cases(backend: &dyn Backend, cases: u32, seed: u64) -> Result<(), Failure> {
    let mut pair = Pair::open(backend);
    let worlds = u64::from(cases.div_ceil(CASES_OF_A_WORLD));
    for seed in (0..worlds).map(|world| seed.wrapping_add(world)) {
        let actions = generate::world(seed, CASES_OF_A_WORLD);
        if let Some((failing, _)) = pair.run(&actions) {
            let (actions, difference) = shrink::shrink(&mut pair, actions, failing);
            return Err(Failure { seed, actions: actions.iter().map(show).collect(), difference });
        }
    }
    Ok(())
}

/// The reference and the backend under test; both are empty between worlds.
struct Pair<'a> {
    backend: &'a dyn Backend,
    memory: MemoryStore,
    store: Arc<dyn Store>,
}

impl<'a> Pair<'a> {
    fn open(backend: &'a dyn Backend) -> Self {
        Self { backend, memory: memory_store(), store: backend.open() }
    }

    /// Does everything on both sides and takes it back. Tells the first action whose answers
    /// differ, and how; a rollback that leaves something behind counts as the last action.
    fn run(&mut self, actions: &[Action]) -> Option<(usize, String)> {
        let mut found = None;
        let ended = self.memory.write(None, &mut |memory| {
            self.store.write(None, &mut |store| {
                found = actions.iter().enumerate().find_map(|(i, action)| {
                    let (expected, given) = (perform(action, memory), perform(action, store));
                    difference(&expected, &given).map(|d| (i, d))
                });
                Err(Error::new(&codes::INTERRUPTED))
            })
        });
        let left = match ended {
            Err(error) if error.is(&codes::INTERRUPTED) => self.leftovers(),
            other => Some(format!("the transaction ended with {other:?}")),
        };
        if left.is_some() {
            *self = Self::open(self.backend);
        }
        found.or(left.map(|d| (actions.len().saturating_sub(1), d)))
    }

    /// What a rollback left behind.
    fn leftovers(&self) -> Option<String> {
        let [expected, given] = [&self.memory as &dyn Store, &*self.store].map(|s| {
            let dump = store::read(s, None, |r| ask(&Action::Dump, r).unwrap_or(Ok(Vec::new())));
            dump.map_err(|e| e.code())
        });
        difference(&expected, &given).map(|d| format!("after the rollback: {d}"))
    }
}

/// Where two answers part.
fn difference(expected: &Answer, given: &Answer) -> Option<String> {
    let (Ok(expected), Ok(given)) = (expected, given) else {
        return (expected != given).then(|| format!("expected {expected:?}\n   given {given:?}"));
    };
    let rows = expected.len().max(given.len());
    let at = (0..rows).find(|i| expected.get(*i) != given.get(*i))?;
    let (wanted, got) = (expected.get(at), given.get(at));
    let lengths = format!("{} rows expected, {} given", expected.len(), given.len());
    Some(format!("{lengths}; row {at}:\nexpected {wanted:?}\n   given {got:?}"))
}

/// An action as text, with declarations cut down to their names.
fn show(action: &Action) -> String {
    let text = ENTITIES.iter().fold(format!("{action:?}"), |text, entity| {
        text.replace(&format!("{entity:?}"), entity.name)
    });
    let choices = ENTITIES.iter().flat_map(|e| e.fields).filter_map(|f| match f.kind {
        Kind::Choice(meta) => Some(meta),
        _ => None,
    });
    choices.fold(text, |text, meta| text.replace(&format!("{meta:?}"), meta.name))
}
