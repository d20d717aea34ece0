//! The permission oracle: the rules for who may do what, written once more from the prose, in
//! the plainest Rust, sharing nothing with the product. Tests build the same world in the
//! product and compare every answer.
//!
//! People, departments, roles and records are numbered by their place in the world's lists.

mod approvals;
mod digest;
mod documents;
mod load;
mod rewrite;
mod rules;
mod small;
mod worlds;

pub use approvals::{
    Approval, Doing, Part, Turn, approval, documents as to_approve, take_part, takes_part,
};
pub use digest::{business, digest, epoch};
pub use load::{Loaded, PLACE, options};
pub use rules::{
    administers, asks, field, finds, has, may, pool_field, reads, sees, team, through_pool, waits,
};
pub use small::{small, vary};
pub use worlds::{orgs, random, records, scopes};

use std::collections::{BTreeMap, BTreeSet};

/// A company with its people, roles and records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct World {
    /// The department above each department; department 0 is the company's own, above all
    /// others that name none.
    pub departments: Vec<Option<usize>>,
    /// The people. Person 0 is the super administrator who set the company up.
    pub people: Vec<Person>,
    /// The roles. Role 0 is the super administrator's.
    pub roles: Vec<Role>,
    /// The pools.
    pub pools: Vec<Pool>,
    /// The leads.
    pub leads: Vec<Lead>,
    /// The customers.
    pub customers: Vec<Customer>,
    /// The contacts.
    pub contacts: Vec<Contact>,
    /// The opportunities.
    pub opportunities: Vec<Opportunity>,
    /// The contracts.
    pub contracts: Vec<Contract>,
    /// The payment plans.
    pub plans: Vec<Plan>,
    /// The receivables.
    pub receivables: Vec<Receivable>,
    /// The invoices.
    pub invoices: Vec<Invoice>,
    /// The return visits.
    pub visits: Vec<Visit>,
    /// The products.
    pub products: Vec<Product>,
    /// How documents are decided about, where that is not the usual way.
    pub approvals: BTreeMap<Record, Approval>,
    /// Who decides for whom, the last named last.
    pub delegates: Vec<Delegate>,
    /// The follow-ups.
    pub follow_ups: Vec<FollowUp>,
    /// The invoice titles.
    pub titles: Vec<Title>,
    /// The present minute.
    pub now: i64,
}

/// Somebody who works here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Person {
    /// The department.
    pub department: usize,
    /// The direct superior.
    pub superior: Option<usize>,
    /// Whether the person has left.
    pub disabled: bool,
    /// The roles held.
    pub roles: BTreeSet<usize>,
}

/// On whose records a role works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The holder's own.
    #[default]
    Own,
    /// The holder's own and those of everybody below.
    Subordinates,
    /// The holder's department's.
    Department,
    /// The holder's department's and those of all departments below.
    Departments,
    /// Everybody's.
    All,
    /// The holder's own and those of the listed departments and people.
    Custom(Vec<usize>, Vec<usize>),
}

/// What a role says of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Not shown.
    Hidden,
    /// Shown.
    Read,
    /// Shown and changed.
    Edit,
    /// Not shown, whatever other roles say.
    Deny,
}

/// A role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Role {
    /// Whether its holders may everything.
    pub super_admin: bool,
    /// On whose records.
    pub scope: Scope,
    /// Which operations.
    pub operations: BTreeSet<String>,
    /// Fields by entity and name; what is not here may be edited.
    pub fields: BTreeMap<(String, String), Access>,
}

/// A pool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Pool {
    /// Administrators besides person 0, who is one of every pool.
    pub admins: BTreeSet<usize>,
    /// Members.
    pub people: BTreeSet<usize>,
    /// Departments whose people are members.
    pub departments: BTreeSet<usize>,
    /// Fields of customers that it does not show to its members.
    pub hidden: BTreeSet<String>,
    /// Whether customers keep their teams in it.
    pub keep_team: bool,
    /// Whether it does not work; it is empty then.
    pub disabled: bool,
}

/// A lead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Lead {
    /// Whose.
    pub owner: usize,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// A customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Customer {
    /// Whose; of a customer in a pool, who brought it in before.
    pub owner: usize,
    /// The pool in which it lies.
    pub pool: Option<usize>,
    /// Its team.
    pub members: Vec<Member>,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// A team member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Member {
    /// Who.
    pub person: usize,
    /// Whether he may write.
    pub write: bool,
    /// The minute at which it ends.
    pub expires: Option<i64>,
}

/// A contact of a customer. It lies in a pool when its customer does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Contact {
    /// The customer.
    pub customer: usize,
    /// Whose; while in a pool, whose it was before.
    pub owner: usize,
    /// Its team.
    pub members: Vec<Member>,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// An opportunity of a customer. It keeps its owner and its team wherever the customer goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Opportunity {
    /// The customer.
    pub customer: usize,
    /// Whose.
    pub owner: usize,
    /// Its team.
    pub members: Vec<Member>,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// A contract of a customer. It keeps its owner and its team wherever the customer goes. One of our
/// people signs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Contract {
    /// The customer.
    pub customer: usize,
    /// Whose.
    pub owner: usize,
    /// Its team.
    pub members: Vec<Member>,
    /// Who has to decide about it now.
    pub deciders: BTreeSet<usize>,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// A payment plan of a contract.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Plan {
    /// The contract.
    pub contract: usize,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// A receivable for a contract, with an owner and a team of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Receivable {
    /// The contract.
    pub contract: usize,
    /// Whose.
    pub owner: usize,
    /// Its team.
    pub members: Vec<Member>,
    /// Who has to decide about it now.
    pub deciders: BTreeSet<usize>,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// An invoice for a contract, with an owner and a team of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Invoice {
    /// The contract.
    pub contract: usize,
    /// Whose.
    pub owner: usize,
    /// Its team.
    pub members: Vec<Member>,
    /// Who has to decide about it now.
    pub deciders: BTreeSet<usize>,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// A return visit about a contract, by whoever asked the customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Visit {
    /// The contract.
    pub contract: usize,
    /// Who visited.
    pub owner: usize,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// That somebody decides for one who is away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Delegate {
    /// Who is away.
    pub absent: usize,
    /// Who decides.
    pub delegate: usize,
    /// The minute at which it ends.
    pub until: i64,
}

/// A product. It is the company's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Product {
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// A follow-up of a lead, a customer, a contact, an opportunity or a contract.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FollowUp {
    /// Who wrote it.
    pub author: usize,
    /// The lead.
    pub lead: Option<usize>,
    /// The customer.
    pub customer: Option<usize>,
    /// The contact of the customer.
    pub contact: Option<usize>,
    /// The opportunity of the customer.
    pub opportunity: Option<usize>,
    /// The contract of the customer.
    pub contract: Option<usize>,
}

/// An invoice title of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Title {
    /// The customer.
    pub customer: usize,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

/// A record of which others are parts: lines, signers, stage changes, allocations, prices, files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whole {
    /// An opportunity.
    Opportunity,
    /// A contract.
    Contract,
    /// A receivable.
    Receivable,
    /// An invoice.
    Invoice,
    /// A product.
    Product,
}

impl Whole {
    /// One of them, by number.
    pub fn record(self, n: usize) -> Record {
        match self {
            Whole::Opportunity => Record::Opportunity(n),
            Whole::Contract => Record::Contract(n),
            Whole::Receivable => Record::Receivable(n),
            Whole::Invoice => Record::Invoice(n),
            Whole::Product => Record::Product(n),
        }
    }
}

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Record {
    /// A lead.
    Lead(usize),
    /// A customer, outside every pool.
    Customer(usize),
    /// A contact, outside every pool.
    Contact(usize),
    /// An opportunity.
    Opportunity(usize),
    /// A contract.
    Contract(usize),
    /// A part of a record, by that record.
    Part(Whole, usize),
    /// An approval of a document or something of it: a task, an event; by the document.
    Approval(Whole, usize),
    /// A payment plan.
    Plan(usize),
    /// A receivable.
    Receivable(usize),
    /// An invoice.
    Invoice(usize),
    /// A return visit.
    Visit(usize),
    /// A product.
    Product(usize),
    /// A follow-up.
    FollowUp(usize),
    /// An invoice title.
    Title(usize),
    /// A pool.
    Pool(usize),
    /// A customer, as the customer of a pool.
    Pooled(usize, usize),
    /// A contact, as one of a customer of a pool.
    PooledContact(usize, usize),
    /// A follow-up, as one of a customer of a pool.
    PooledFollowUp(usize, usize),
    /// An invoice title, as one of a customer of a pool.
    PooledTitle(usize, usize),
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Read it: get, list, count, search.
    Read,
    /// Edit it.
    Edit,
    /// Put it into the recycle bin.
    Delete,
    /// Give it to another owner.
    Transfer,
    /// Change its team.
    Team,
    /// Put it into a pool.
    Release,
    /// Turn it into a customer.
    Convert,
    /// Write a follow-up on it.
    Follow,
    /// Take it out of its pool.
    Claim,
    /// Give it, out of its pool, to somebody.
    Assign,
    /// Put it into the recycle bin of its pool.
    DeletePooled,
    /// Write an invoice title on it.
    AddTitle,
    /// Look for it on a map.
    Near,
    /// Learn whether it is known already, before making another.
    FindDuplicates,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// He may.
    Yes,
    /// For him it does not exist.
    NotFound,
    /// He sees it but may not do this to it.
    ForbiddenRow,
    /// It lies in a pool where he sees it, and nowhere else.
    Pooled,
    /// He sees the pool but is no member of it.
    NoMember,
    /// He sees the pool but does not administer it.
    NoAdmin,
    /// He may not do this at all.
    Forbidden,
    /// Somebody else has to decide.
    NotHis,
    /// It is not his turn.
    NotNow,
    /// It is decided.
    Ended,
    /// Who is to be asked has left.
    Left,
    /// Who is to be asked is asked already.
    AskedAlready,
    /// He has left.
    Disabled,
}

impl Verdict {
    /// The error code with which the product says it; none for yes.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Verdict::Yes => None,
            Verdict::NotFound => Some("record.not_found"),
            Verdict::ForbiddenRow => Some("right.row"),
            Verdict::Pooled => Some("pool.pooled"),
            Verdict::NoMember => Some("pool.not_member"),
            Verdict::NoAdmin => Some("pool.admin"),
            Verdict::Forbidden => Some("right.missing"),
            Verdict::NotHis => Some("approval.not_mine"),
            Verdict::NotNow => Some("approval.not_pending"),
            Verdict::Ended => Some("approval.ended"),
            Verdict::Left => Some("owner.inactive"),
            Verdict::AskedAlready => Some("approval.signer"),
            Verdict::Disabled => Some("session.disabled"),
        }
    }
}
