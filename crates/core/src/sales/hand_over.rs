//! Handing over everything that somebody who leaves owns, in chunks that can be resumed.

use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{CommandId, Entity, EntityMeta, Raw, TypedId, Value, derive_id};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column};
use crate::sales::approval::leave_desk;
use crate::sales::contact::Contact;
use crate::sales::contract::Contract;
use crate::sales::customer::of_customer;
use crate::sales::invoice::Invoice;
use crate::sales::opportunity::Opportunity;
use crate::sales::product::Product;
use crate::sales::receivable::Receivable;
use crate::sales::visit::Visit;
use crate::sales::{contact, contract, customer, invoice, lead, opportunity, receivable};
use crate::session::{Command, Context, Outcome, RunOptions, Session};
use serde::{Deserialize, Serialize};

/// Records of one chunk, so that a transaction stays short.
const CHUNK: usize = 500;

command! {
    /// Hands over a chunk of what somebody who has left (is disabled) owns to one or several others
    /// in turn, those in the recycle bin too, and what he was to decide. A super administrator may
    /// do it before he leaves.
    pub struct HandOver = "employee.hand_over", 1, "离职交接", "Hand over" {
        /// Whose records.
        from: EmployeeId,
        /// To whom, in turn.
        to: Vec<EmployeeId>,
    } -> HandedOver; ORG_MANAGE
}

/// What was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct HandedOver {
    /// Leads.
    pub leads: u64,
    /// Customers.
    pub customers: u64,
    /// Contacts.
    pub contacts: u64,
    /// Opportunities.
    #[serde(default)]
    pub opportunities: u64,
    /// Contracts.
    #[serde(default)]
    pub contracts: u64,
    /// Receivables.
    #[serde(default)]
    pub receivables: u64,
    /// Invoices.
    #[serde(default)]
    pub invoices: u64,
    /// Return visits.
    #[serde(default)]
    pub visits: u64,
    /// Products.
    #[serde(default)]
    pub products: u64,
    /// Documents about which he had to decide.
    #[serde(default)]
    pub approvals: u64,
    /// Whether there is more to hand over.
    pub more: bool,
}

impl Command for HandOver {
    fn run(self, cx: &mut Context<'_>) -> Result<HandedOver> {
        let company = cx.company()?;
        require(company.employees.contains_key(&self.from), &codes::HANDOVER_TARGET)?;
        let all_powerful = cx.rights().is_none_or(|r| r.is_super_admin());
        require(all_powerful || !company.is_super_admin(self.from), &codes::ESCALATION)?;
        // From somebody at work, records go by a transfer and its scope, not by this.
        let left = company.active(self.from).is_none();
        require(all_powerful || left, &codes::HANDOVER_ACTIVE)?;
        let fits = |id: &EmployeeId| *id != self.from && company.active(*id).is_some();
        require(!self.to.is_empty() && self.to.iter().all(fits), &codes::HANDOVER_TARGET)?;
        // Better refused as a whole than stopped half-way.
        if let Some((room, count_dealt)) = cx.room_of(&self.to.iter().copied().collect())?
            && cx.owned(self.from, None, (!count_dealt).then_some(false))? > room
        {
            return Err(Error::new(&codes::HANDOVER_ROOM).with("room", room));
        }
        let from = self.from;
        let mut next = self.to.iter().copied().cycle();
        let mut receiver = || next.next().ok_or_else(|| Error::new(&codes::HANDOVER_TARGET));
        let mut done = HandedOver::default();
        // A converted lead is history: its customer is what is handed over.
        let open = Bound::IsNull(Column::field(
            lead::Lead::META,
            lead::Lead::META.position("converted_at"),
        ));
        let leads = owned::<lead::Lead>(cx, self.from, open)?;
        for lead in &leads {
            // One that was given up stays so.
            lead::transfer(cx, lead, receiver()?, lead.status)?;
            done.leads += 1;
        }
        let customers = owned::<customer::Customer>(cx, self.from, Bound::All)?;
        for customer in &customers {
            // Whoever may own no more is passed over; when nobody has room, that is the answer.
            let mut taken = Ok(());
            let mut to = receiver()?;
            for _ in 0..self.to.len() {
                taken = customer::transfer(cx, customer, to, None);
                if !matches!(&taken, Err(e) if e.code() == codes::CAPACITY_FULL.code) {
                    break;
                }
                to = receiver()?;
            }
            taken?;
            done.customers += 1;
            // What he has of its contacts and documents stays with it.
            let home = Some(customer.id);
            done.contacts += of::<Contact>(cx, from, home)?.give(cx, &mut || Ok(to))?;
            done.opportunities += of::<Opportunity>(cx, from, home)?.give(cx, &mut || Ok(to))?;
            done.contracts += of::<Contract>(cx, from, home)?.give(cx, &mut || Ok(to))?;
            done.receivables += of::<Receivable>(cx, from, home)?.give(cx, &mut || Ok(to))?;
            done.invoices += of::<Invoice>(cx, from, home)?.give(cx, &mut || Ok(to))?;
            done.visits += of::<Visit>(cx, from, home)?.give(cx, &mut || Ok(to))?;
        }
        done.more = leads.len() == CHUNK || customers.len() == CHUNK;
        if customers.len() < CHUNK {
            // Those of other people's customers, and what waits for his decision.
            let given = [
                (&mut done.contacts, of::<Contact>(cx, from, None)?.give(cx, &mut receiver)?),
                (
                    &mut done.opportunities,
                    of::<Opportunity>(cx, from, None)?.give(cx, &mut receiver)?,
                ),
                (&mut done.contracts, of::<Contract>(cx, from, None)?.give(cx, &mut receiver)?),
                (&mut done.receivables, of::<Receivable>(cx, from, None)?.give(cx, &mut receiver)?),
                (&mut done.invoices, of::<Invoice>(cx, from, None)?.give(cx, &mut receiver)?),
                (&mut done.visits, of::<Visit>(cx, from, None)?.give(cx, &mut receiver)?),
                (&mut done.products, of::<Product>(cx, from, None)?.give(cx, &mut receiver)?),
                (&mut done.approvals, leave_desk(cx, from, (&self.to, CHUNK))? as u64),
            ];
            for (count, given) in given {
                *count += given;
                done.more |= given == CHUNK as u64;
            }
        }
        Ok(done)
    }
}

/// A kind of record that is handed over with customers, or alone.
trait Handed: Entity {
    fn hand(&self, cx: &mut Context<'_>, to: EmployeeId) -> Result<()>;
}

macro_rules! handed {
    ($($record:ty: $area:ident;)*) => { $(
        impl Handed for $record {
            fn hand(&self, cx: &mut Context<'_>, to: EmployeeId) -> Result<()> {
                $area::transfer(cx, self, to, None)
            }
        }
    )* };
}
/// What one only has.
macro_rules! kept {
    ($($record:ty)*) => { $(
        impl Handed for $record {
            fn hand(&self, cx: &mut Context<'_>, to: EmployeeId) -> Result<()> {
                cx.update(self, |record| record.owner_id = Some(to)).map(|_| ())
            }
        }
    )* };
}
kept! { Visit Product }
handed! {
    Contact: contact;
    Opportunity: opportunity;
    Contract: contract;
    Receivable: receivable;
    Invoice: invoice;
}

/// Records to hand over.
struct Handing<E>(Vec<E>);

/// What somebody owns of a customer's records of a kind; or a chunk of all of that kind.
fn of<E: Handed>(
    cx: &Context<'_>,
    owner: EmployeeId,
    customer: Option<customer::CustomerId>,
) -> Result<Handing<E>> {
    let position = E::META.position("owner_id");
    let his = |record: &E| Entity::raw(record, position) == Raw::Id(owner.uuid());
    Ok(Handing(match customer {
        None => owned(cx, owner, Bound::All)?,
        Some(id) => of_customer::<E>(cx, id, Bin::Any)?.into_iter().filter(his).collect(),
    }))
}

impl<E: Handed> Handing<E> {
    /// Gives them away, and says how many there were.
    fn give(
        self,
        cx: &mut Context<'_>,
        receiver: &mut dyn FnMut() -> Result<EmployeeId>,
    ) -> Result<u64> {
        for record in &self.0 {
            record.hand(cx, receiver()?)?;
        }
        Ok(self.0.len() as u64)
    }
}

/// A chunk of what somebody owns.
fn owned<E: Entity>(cx: &Context<'_>, owner: EmployeeId, filter: Bound) -> Result<Vec<E>> {
    let entity: &'static EntityMeta = E::META;
    let column = Column::field(entity, entity.position("owner_id"));
    let own = Bound::Cmp(column, Cmp::Eq, Value::Id(owner.uuid()));
    let mut query = BoundQuery::all(entity).filter(Bound::And(vec![own, filter])).limit(CHUNK);
    query.bin = Bin::Any;
    cx.query(&query)
}

impl Session {
    /// Hands over what somebody owns and what he was to decide, chunk by chunk, those in the recycle
    /// bin too; converted leads stay his. Called again with the same id after an interruption, it
    /// goes on where it stopped.
    ///
    /// # Errors
    /// `employee.handover_target`, `employee.handover_active`, `employee.handover_room`,
    /// `right.missing`.
    pub fn hand_over(
        &self,
        from: EmployeeId,
        to: Vec<EmployeeId>,
        id: CommandId,
    ) -> Result<Outcome<HandedOver>> {
        let mut total = HandedOver::default();
        let mut changes = Vec::new();
        for chunk in 0.. {
            let chunk_id = CommandId(derive_id(id, from.uuid(), chunk));
            let outcome =
                self.run_with(HandOver { from, to: to.clone() }, RunOptions::id(chunk_id))?;
            total.leads += outcome.value.leads;
            total.customers += outcome.value.customers;
            total.contacts += outcome.value.contacts;
            total.opportunities += outcome.value.opportunities;
            total.contracts += outcome.value.contracts;
            total.receivables += outcome.value.receivables;
            total.invoices += outcome.value.invoices;
            total.visits += outcome.value.visits;
            total.products += outcome.value.products;
            total.approvals += outcome.value.approvals;
            changes.extend(outcome.changes);
            if !outcome.value.more {
                break;
            }
        }
        Ok(Outcome { value: total, command_id: id, changes, warnings: Vec::new(), replayed: false })
    }
}
