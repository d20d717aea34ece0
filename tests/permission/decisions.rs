//! Who decides about documents, asked of the product as of the oracle: in worlds that stay as they
//! are, and in worlds where it is done.

use crate::support::{Tally, code};
use crmkit::model::{Entity, TypedId};
use crmkit::sales::approval::{
    AddSigners, Approve, CommentApproval, Reject, TransferApproval, WithdrawApproval,
};
use crmkit::sales::contract::Contract;
use crmkit::sales::invoice::Invoice;
use crmkit::sales::receivable::Receivable;
use crmkit::sales::todo::TodoKind;
use crmkit::session::Session;
use crmkit_testkit::oracle::{Action, Verdict};
use crmkit_testkit::oracle::{
    Approval, Doing, Loaded, Record, Turn, World, approval, may, sees, takes_part, to_approve,
};
use crmkit_testkit::random::Random;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Does it in the product; says by which code it was refused.
pub fn run(
    loaded: &Loaded,
    me: &Session,
    document: Record,
    doing: &Doing,
    comment: &str,
) -> Option<&'static str> {
    let (approval, tasks) = &loaded.approvals[&document];
    let (approval, people, files) = (*approval, &loaded.people, None);
    let said = Some(comment.to_owned());
    match *doing {
        Doing::Approve(n) => code(me.run(Approve { task: tasks[n], comment: said, files })),
        Doing::Reject(n) => code(me.run(Reject { task: tasks[n], comment: comment.into(), files })),
        Doing::Transfer(n, to) => {
            let (task, to) = (tasks[n], people[to]);
            code(me.run(TransferApproval { task, to, comment: said }))
        }
        Doing::AddSigner(n, to, before) => {
            let (task, employees) = (tasks[n], vec![people[to]]);
            code(me.run(AddSigners { task, employees, before, comment: said }))
        }
        Doing::Withdraw => code(me.run(WithdrawApproval { approval, comment: said })),
        Doing::Comment => {
            code(me.run(CommentApproval { approval, comment: comment.into(), files }))
        }
    }
}

/// Something to be done with an approval, more often by somebody's own part.
pub fn anything(r: &mut Random, world: &World, actor: usize, asked: &Approval) -> Doing {
    let own = asked.parts.iter().rposition(|p| p.person == actor && p.turn != Turn::Over);
    let part = own.filter(|_| r.percent(60)).unwrap_or_else(|| r.below(asked.parts.len()));
    let to = r.below(world.people.len());
    match r.below(8) {
        0 | 1 => Doing::Approve(part),
        2 => Doing::Reject(part),
        3 | 4 => Doing::Transfer(part, to),
        5 => Doing::AddSigner(part, to, r.percent(50)),
        6 => Doing::Withdraw,
        _ => Doing::Comment,
    }
}

/// Whether somebody may decide about each document, and what waits for him. What he says is so long
/// that it is refused at last, to whom nothing else is: the world stays as it is.
pub fn compare(
    at: &str,
    world: &World,
    loaded: &Loaded,
    (actor, me): (usize, &Session),
    r: &mut Random,
    tally: &mut Tally,
) {
    let long = "长".repeat(1001);
    for document in to_approve(world) {
        // Nothing in the recycle bin is in review.
        let Some(asked) = approval(world, document).filter(|_| lives(world, document)) else {
            continue;
        };
        let doing = anything(r, world, actor, &asked);
        let want = takes_part(world, actor, document, &doing).code().unwrap_or("value.too_long");
        let got = run(loaded, me, document, &doing, &long);
        assert_eq!(got, Some(want), "{at}: {actor}: {doing:?} about {document:?}, {asked:?}");
        tally.0 += 1;
    }
    waiting(at, world, loaded, (actor, me), tally);
}

fn lives(world: &World, document: Record) -> bool {
    match document {
        Record::Contract(n) => !world.contracts[n].deleted,
        Record::Receivable(n) => !world.receivables[n].deleted,
        Record::Invoice(n) => !world.invoices[n].deleted,
        _ => false,
    }
}

/// What somebody has to decide stands on his list, and he sees it, whatever his roles are.
pub fn waiting(
    at: &str,
    world: &World,
    loaded: &Loaded,
    (actor, me): (usize, &Session),
    tally: &mut Tally,
) {
    for (kind, entity) in [
        (TodoKind::ContractsToApprove, Contract::META.name),
        (TodoKind::ReceivablesToApprove, Receivable::META.name),
        (TodoKind::InvoicesToApprove, Invoice::META.name),
    ] {
        let id = |document| match document {
            Record::Contract(n) => (Contract::META.name, loaded.contracts[n].uuid()),
            Record::Receivable(n) => (Receivable::META.name, loaded.receivables[n].uuid()),
            Record::Invoice(n) => (Invoice::META.name, loaded.invoices[n].uuid()),
            other => panic!("{other:?} is not approved"),
        };
        let decides = |document: &Record| {
            let asked = approval(world, *document);
            asked.is_some_and(|a| a.deciders().contains(&actor)) && lives(world, *document)
        };
        let his: Vec<Record> = to_approve(world).filter(decides).collect();
        assert!(his.iter().all(|d| sees(world, actor, *d)), "{at}: {actor} decides unseen");
        let reads = |d: &Record| may(world, actor, Action::Read, *d) == Verdict::Yes;
        assert!(his.iter().all(reads), "{at}: {actor} decides unread");
        let want = his.into_iter().map(id).filter(|(of, _)| *of == entity).map(|(_, id)| id);
        let found: Vec<Uuid> = me.todos(kind).unwrap().iter().map(|todo| todo.id).collect();
        let once: BTreeSet<Uuid> = found.iter().copied().collect();
        assert_eq!(once, want.collect(), "{at}: {actor} {kind:?}");
        assert_eq!(once.len(), found.len(), "{at}: {actor} {kind:?}");
        tally.0 += 1;
    }
}
