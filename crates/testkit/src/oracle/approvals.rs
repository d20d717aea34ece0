//! Who decides about a document (B1.7; decisions 0040, 0050, 0051), in a step where all must
//! approve.

use super::{Contract, Invoice, Member, Receivable, Record, Verdict, World, has, rules, sees};
use std::collections::BTreeSet;

/// A document on its way to a decision, or the way that it went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Approval {
    /// Who submitted it.
    pub submitter: usize,
    /// Each one's part.
    pub parts: Vec<Part>,
}

/// Somebody's part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    /// Whose.
    pub person: usize,
    /// For whom, who was asked first.
    pub absent: Option<usize>,
    /// Where it stands.
    pub turn: Turn,
    /// The part to which it was added.
    pub added_to: Option<usize>,
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Turn {
    /// Others come first.
    Waiting,
    /// He has to decide.
    Now,
    /// It is over.
    Over,
}

/// What somebody does with an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// Approves a part.
    Approve(usize),
    /// Rejects the document by a part.
    Reject(usize),
    /// Gives a part to somebody.
    Transfer(usize, usize),
    /// Asks somebody else too by a part, before its own turn or after.
    AddSigner(usize, usize, bool),
    /// Takes the document back.
    Withdraw,
    /// Says something.
    Comment,
}

impl Approval {
    /// One that asks these people at once.
    pub fn of(submitter: usize, people: impl IntoIterator<Item = (usize, Turn)>) -> Self {
        let part = |(person, turn)| Part { person, turn, absent: None, added_to: None };
        Self { submitter, parts: people.into_iter().map(part).collect() }
    }

    /// Who has to decide now.
    pub fn deciders(&self) -> BTreeSet<usize> {
        self.parts.iter().filter(|p| p.turn == Turn::Now).map(|p| p.person).collect()
    }

    /// Whether nothing is decided yet: as long as somebody has to.
    pub fn runs(&self) -> bool {
        self.parts.iter().any(|p| p.turn == Turn::Now)
    }

    /// Nobody has anything to do with it any more.
    fn end(&mut self) {
        self.parts.iter_mut().for_each(|p| p.turn = Turn::Over);
    }

    fn asked(&self, person: usize) -> Option<usize> {
        self.parts.iter().position(|p| p.person == person && p.turn != Turn::Over)
    }

    /// Whoever asked others before himself comes after them.
    fn go_on(&mut self, world: &World) {
        let root = |n: usize, part: &Part| part.added_to.unwrap_or(n);
        let roots: BTreeSet<usize> =
            self.parts.iter().enumerate().map(|(n, part)| root(n, part)).collect();
        for chain in roots {
            let turn = |parts: &[Part], turn| {
                let of = parts.iter().enumerate().filter(|(n, part)| root(*n, part) == chain);
                of.filter(|(_, part)| part.turn == turn).map(|(n, _)| n).next_back()
            };
            while let (None, Some(n)) =
                (turn(&self.parts, Turn::Now), turn(&self.parts, Turn::Waiting))
            {
                self.arrive(world, n);
            }
        }
    }

    /// It is somebody's turn, or that of who decides for him by now. Nobody is asked twice: where
    /// that one has another part, this one ends.
    fn arrive(&mut self, world: &World, n: usize) {
        let Part { person, absent, added_to, .. } = self.parts[n];
        // What somebody gave to him stays his; another may be back by now.
        let first = absent.filter(|_| added_to.is_none()).unwrap_or(person);
        let who = present(world, self, first);
        self.parts[n].turn = Turn::Over;
        if self.asked(who).is_none() {
            let absent = if who == person { absent } else { (who != first).then_some(first) };
            self.parts[n] = Part { person: who, absent, turn: Turn::Now, added_to };
        }
    }
}

/// Who decides in the place of somebody: the delegate whom he named last, or that one's; himself
/// where that ends at the submitter, at somebody who has left, or in a circle.
fn present(world: &World, approval: &Approval, person: usize) -> usize {
    let delegate = |who: usize| {
        let named = world.delegates.iter().rev();
        let mut named = named.filter(|d| d.absent == who && world.now < d.until);
        named.next().map(|d| d.delegate)
    };
    let (mut who, mut asked) = (person, BTreeSet::from([person]));
    while let Some(next) = delegate(who) {
        if next == approval.submitter || world.people[next].disabled || !asked.insert(next) {
            return person;
        }
        who = next;
    }
    who
}

/// The documents that are approved, with those that lie in the recycle bin.
pub fn documents(world: &World) -> impl Iterator<Item = Record> {
    let contracts = (0..world.contracts.len()).map(Record::Contract);
    let receivables = (0..world.receivables.len()).map(Record::Receivable);
    contracts.chain(receivables).chain((0..world.invoices.len()).map(Record::Invoice))
}

/// The approval of a document. Where a world says nothing of it, the super administrator submitted
/// it, all who have to decide were asked at once, and nobody else; he approves contracts himself.
pub fn approval(world: &World, document: Record) -> Option<Approval> {
    if let Some(known) = world.approvals.get(&document) {
        return Some(known.clone());
    }
    let deciders = rules::decided(world, document)?;
    let contract = matches!(document, Record::Contract(_)) && deciders.is_empty();
    let decided = contract.then_some((0, Turn::Over));
    let parts: Vec<_> = deciders.iter().map(|p| (*p, Turn::Now)).chain(decided).collect();
    (!parts.is_empty()).then(|| Approval::of(0, parts))
}

/// Whether somebody may do something with the approval of a document.
pub fn takes_part(world: &World, actor: usize, document: Record, doing: &Doing) -> Verdict {
    if world.people[actor].disabled {
        return Verdict::Disabled;
    }
    let Some(approval) = approval(world, document) else { return Verdict::NotFound };
    let sees = sees(world, actor, document);
    let manages = has(world, actor, "approval.manage");
    let part = match doing {
        _ if matches!(doing, Doing::Withdraw | Doing::Comment) && !sees => {
            return Verdict::NotFound;
        }
        Doing::Comment => return Verdict::Yes,
        // By who submitted it or owns it.
        Doing::Withdraw => {
            let his = actor == approval.submitter || Some(actor) == rules::owner(world, document);
            return match (his || manages, approval.runs()) {
                (false, _) => Verdict::Forbidden,
                (true, true) => Verdict::Yes,
                (true, false) => Verdict::Ended,
            };
        }
        Doing::Approve(n) | Doing::Reject(n) => *n,
        Doing::Transfer(n, _) | Doing::AddSigner(n, _, _) => *n,
    };
    // Somebody knows of his own part, though he sees the document only when it is his turn.
    let part = &approval.parts[part];
    let his = part.person == actor;
    match doing {
        _ if !his && !sees => Verdict::NotFound,
        Doing::Transfer(..) if !his && !manages => Verdict::Forbidden,
        Doing::Transfer(..) if part.turn != Turn::Now => Verdict::NotNow,
        Doing::Transfer(_, to) => asks(world, &approval, *to),
        _ if !his => Verdict::NotHis,
        _ if part.turn != Turn::Now => Verdict::NotNow,
        Doing::AddSigner(_, to, _) => asks(world, &approval, *to),
        _ => Verdict::Yes,
    }
}

/// Whether somebody can be asked to decide: who is at work, and is not asked already, nor whoever
/// decides in his place.
fn asks(world: &World, approval: &Approval, person: usize) -> Verdict {
    let instead = present(world, approval, person);
    match [person, instead].iter().any(|who| approval.asked(*who).is_some()) {
        _ if world.people[person].disabled => Verdict::Left,
        true => Verdict::AskedAlready,
        false => Verdict::Yes,
    }
}

/// Does it. What was added to the parts comes last, in order.
pub fn take_part(world: &mut World, document: Record, doing: &Doing) {
    let Some(mut approval) = approval(world, document) else { return };
    match *doing {
        Doing::Comment => {}
        Doing::Withdraw | Doing::Reject(_) => approval.end(),
        Doing::Approve(n) => approval.parts[n].turn = Turn::Over,
        Doing::Transfer(n, to) => {
            let (person, Part { person: from, absent, added_to, .. }) =
                (present(world, &approval, to), approval.parts[n].clone());
            let (absent, added_to) = (absent.or(Some(from)), added_to.or(Some(n)));
            approval.parts[n].turn = Turn::Over;
            approval.parts.push(Part { person, absent, turn: Turn::Now, added_to });
        }
        Doing::AddSigner(n, to, before) => {
            let person = present(world, &approval, to);
            let absent = (person != to).then_some(to);
            let added_to = approval.parts[n].added_to.or(Some(n));
            approval.parts[n].turn = if before { Turn::Waiting } else { Turn::Over };
            approval.parts.push(Part { person, absent, turn: Turn::Now, added_to });
        }
    }
    approval.go_on(world);
    let now = world.now;
    let (deciders, members) = match document {
        Record::Contract(n) => {
            let Contract { deciders, members, .. } = &mut world.contracts[n];
            (deciders, members)
        }
        Record::Receivable(n) => {
            let Receivable { deciders, members, .. } = &mut world.receivables[n];
            (deciders, members)
        }
        Record::Invoice(n) => {
            let Invoice { deciders, members, .. } = &mut world.invoices[n];
            (deciders, members)
        }
        _ => return,
    };
    let before = std::mem::replace(deciders, approval.deciders());
    // A place in the team that has ended goes when nothing is to be decided there any more.
    let goes = |m: &Member| before.contains(&m.person) && !deciders.contains(&m.person);
    members.retain(|m| !goes(m) || m.expires.is_none_or(|end| now < end));
    world.approvals.insert(document, approval);
}
