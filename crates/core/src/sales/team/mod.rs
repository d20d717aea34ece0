//! Teams (团队成员, B1.15): who sees a record besides its owner's side, with which access, until
//! when. One set of rules for every entity that has a team; each has its own commands.
//!
//! Only those on whose records the operation works change a team; its members do not. The owner
//! is no member. A membership that has ended opens nothing, whether or not it was tidied away.

mod expire;

pub use expire::ExpireTeam;
pub(crate) use expire::expire;

use crate::error::{Error, OrError, Result, codes, require};
use crate::model::entity::Record;
use crate::model::{Entity, Timestamp, TypedId};
use crate::mutants::mutant;
use crate::org::EmployeeId;
use crate::sales::customer::TeamAccess;
use crate::session::operation::Operation;
use crate::session::write::of_record;
use crate::session::{BatchReport, Context, Session};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a member may do, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) access: TeamAccess,
    pub(crate) expires_at: Option<Timestamp>,
}

/// A record with a team; see [`teamed!`](crate::sales::team::teamed).
pub(crate) trait Teamed: Entity {
    /// A member of its team.
    type Member: Member;
    /// The operation that changes its team.
    const MANAGE: &'static Operation;
    /// The operation that edits the record.
    const EDIT: &'static Operation;
    /// The job that removes ended memberships.
    const TIDY: &'static str;
    fn owner(&self) -> Option<EmployeeId>;
    fn admit(&self, employee: EmployeeId, membership: Membership) -> Self::Member;
    /// Removes ended memberships by the entity's own command.
    fn tidy(system: &Session, members: Vec<Uuid>) -> Result<()>;
}

/// A membership of a team, as it is stored.
pub(crate) trait Member: Entity {
    fn employee(&self) -> EmployeeId;
    fn expires_at(&self) -> Option<Timestamp>;
    fn change(&mut self, membership: Membership);
    /// Whether he has to decide about the record, and reads it for that.
    fn deciding(&self) -> bool {
        false
    }
    /// Says whether he has to; only teams of what is approved keep that.
    fn decide(&mut self, _deciding: bool) {}
}

/// Gives a record a team: the record, the link that holds its members, the operation that changes
/// it, and the command that removes ended memberships; and whether members may have to decide.
macro_rules! teamed {
    ($record:ty, $member:ident, $operation:ident, $edit:ident, $expire:ident $(, $deciding:ident)?) => {
        impl $crate::sales::team::Teamed for $record {
            type Member = $member;
            const MANAGE: &'static $crate::session::operation::Operation =
                &$crate::session::operation::$operation;
            const EDIT: &'static $crate::session::operation::Operation =
                &$crate::session::operation::$edit;
            const TIDY: &'static str = <$expire as $crate::session::Declared>::META.name;
            fn owner(&self) -> Option<$crate::org::EmployeeId> {
                self.owner_id
            }
            fn admit(
                &self,
                employee_id: $crate::org::EmployeeId,
                $crate::sales::team::Membership { access, expires_at }: $crate::sales::team::Membership,
            ) -> $member {
                let (record_id, touched_at) = (self.id, self.updated_at);
                $member { record_id, employee_id, access, expires_at, touched_at, ..$member::blank() }
            }
            fn tidy(system: &$crate::session::Session, members: Vec<uuid::Uuid>) -> $crate::Result<()> {
                let members = members.into_iter().map(Into::into).collect();
                system.run($expire { members }).map(|_| ())
            }
        }
        impl $crate::sales::team::Member for $member {
            fn employee(&self) -> $crate::org::EmployeeId {
                self.employee_id
            }
            fn expires_at(&self) -> Option<$crate::model::Timestamp> {
                self.expires_at
            }
            fn change(&mut self, membership: $crate::sales::team::Membership) {
                self.access = membership.access;
                self.expires_at = membership.expires_at;
            }
            $(
                fn deciding(&self) -> bool {
                    self.$deciding
                }
                fn decide(&mut self, deciding: bool) {
                    self.$deciding = deciding;
                }
            )?
        }
    };
}
pub(crate) use teamed;

/// A membership that somebody at work may be given.
pub(crate) fn membership<E: Teamed>(
    cx: &mut Context<'_>,
    employee: EmployeeId,
    access: TeamAccess,
    expires_at: Option<Timestamp>,
) -> Result<Membership> {
    let active = cx.company()?.active(employee).is_some();
    require(active, &codes::OWNER_INACTIVE).map_err(|e| e.field("employee"))?;
    in_the_future(cx, expires_at).map_err(|e| e.of(E::Member::META).field("expires_at"))?;
    Ok(Membership { access, expires_at })
}

/// The membership that the old owner keeps at a transfer.
pub(crate) fn kept(
    cx: &Context<'_>,
    keep: Option<TeamAccess>,
    keep_until: Option<Timestamp>,
) -> Result<Option<Membership>> {
    let wrong = |e: Error| e.field("keep_until");
    require(keep.is_some() || keep_until.is_none(), &codes::KEEP_UNTIL).map_err(wrong)?;
    in_the_future(cx, keep_until).map_err(wrong)?;
    Ok(keep.map(|access| Membership { access, expires_at: keep_until }))
}

/// Gives each of several records that the operation reaches to somebody at work; the effect is the
/// entity's own.
pub(crate) fn transfer_each<E: Teamed>(
    cx: &mut Context<'_>,
    (records, operation): (&[E::Id], &Operation),
    to: EmployeeId,
    (keep, keep_until): (Option<TeamAccess>, Option<Timestamp>),
    effect: impl Fn(&mut Context<'_>, &E, EmployeeId, Option<Membership>) -> Result<()>,
) -> Result<BatchReport> {
    let company = cx.company()?;
    company.active(to).ok_or_else(|| Error::new(&codes::OWNER_INACTIVE).field("to"))?;
    let keep = kept(cx, keep, keep_until)?;
    cx.each(records, |cx, id| {
        let record: E = cx.reach(id, operation)?;
        effect(cx, &record, to, keep)
    })
}

fn in_the_future(cx: &Context<'_>, at: Option<Timestamp>) -> Result<()> {
    require(at.is_none_or(|at| at > cx.now()), &codes::IN_THE_PAST)
}

/// A record to whose team the caller may add somebody: who adds lets others see and edit, so he
/// edits it himself.
pub(crate) fn admitting<E: Teamed>(cx: &Context<'_>, id: E::Id) -> Result<E> {
    cx.reach::<E>(id, E::MANAGE)?;
    cx.reach(id, E::EDIT)
}

/// The members of a record.
pub(crate) fn members<E: Teamed>(cx: &Context<'_>, record: E::Id) -> Result<Vec<E::Member>> {
    cx.find(of_record(E::Member::META, record.uuid()))
}

/// Somebody's place in the team of a record.
fn member<E: Teamed>(
    cx: &Context<'_>,
    record: E::Id,
    employee: EmployeeId,
) -> Result<Option<E::Member>> {
    Ok(members::<E>(cx, record)?.into_iter().find(|m| m.employee() == employee))
}

/// Makes somebody a member, or gives the member the new access and expiry, on this record only.
pub(crate) fn put<E: Teamed>(
    cx: &mut Context<'_>,
    record: &E,
    employee: EmployeeId,
    membership: Membership,
) -> Result<()> {
    require(record.owner() != Some(employee), &codes::MEMBER_IS_OWNER)?;
    match member::<E>(cx, record.id(), employee)? {
        Some(old) => cx.update(&old, |m| m.change(membership)),
        None => cx.insert(record.admit(employee, membership)),
    }
    .map(|_| ())
}

/// Removes a member, if he is one.
pub(crate) fn remove<E: Teamed>(
    cx: &mut Context<'_>,
    record: E::Id,
    employee: EmployeeId,
) -> Result<()> {
    member::<E>(cx, record, employee)?.map_or(Ok(()), |m| end(cx, &m))
}

/// Ends a membership. Who has to decide about the record stays for that.
fn end<M: Member>(cx: &mut Context<'_>, member: &M) -> Result<()> {
    if !member.deciding() {
        return cx.remove(member);
    }
    let ended = Membership { access: TeamAccess::Read, expires_at: Some(cx.now()) };
    cx.update(member, |m| m.change(ended)).map(|_| ())
}

/// Lets exactly these people see a record for deciding about it; its owner too, who may have no
/// right to read such records.
pub(crate) fn mark_deciders<E: Teamed>(
    cx: &mut Context<'_>,
    record: &E,
    deciding: &BTreeSet<EmployeeId>,
) -> Result<()> {
    let held = members::<E>(cx, record.id())?;
    let now = cx.now();
    for member in &held {
        let decides = deciding.contains(&member.employee());
        let decides = decides || mutant(59) && member.deciding();
        let over = !decides && member.expires_at().is_some_and(|at| at <= now);
        if member.deciding() && over {
            cx.remove(member)?;
        } else if member.deciding() != decides {
            cx.update(member, |m| m.decide(decides))?;
        }
    }
    for employee in deciding {
        let known = held.iter().any(|m| m.employee() == *employee);
        if !known {
            let ended = Membership { access: TeamAccess::Read, expires_at: Some(now) };
            let mut member = record.admit(*employee, ended);
            member.decide(true);
            cx.insert(member)?;
        }
    }
    Ok(())
}

/// Removes a member; somebody who is none is an error.
pub(crate) fn dismiss<E: Teamed>(
    cx: &mut Context<'_>,
    record: E::Id,
    employee: EmployeeId,
) -> Result<()> {
    let now = cx.now();
    let found = member::<E>(cx, record, employee)?;
    // Who is there only to decide is no member.
    let found = found.filter(|m| !m.deciding() || m.expires_at().is_none_or(|at| at > now));
    end(cx, &found.or_error(&codes::NOT_A_MEMBER)?)
}

/// Takes the caller out of the teams of records. An owner gives his record away instead.
pub(crate) fn leave<E: Teamed>(cx: &mut Context<'_>, records: &[E::Id]) -> Result<BatchReport> {
    let me = cx.me()?;
    cx.each(records, |cx, id| {
        let owns = cx.see::<E>(id).is_ok_and(|record| record.owner() == Some(me));
        require(!owns, &codes::OWNER_STAYS)?;
        dismiss::<E>(cx, id, me)
    })
}

/// Removes the whole team.
pub(crate) fn clear<E: Teamed>(cx: &mut Context<'_>, record: E::Id) -> Result<()> {
    members::<E>(cx, record)?.iter().try_for_each(|m| cx.remove(m))
}

/// A record gets a new owner, who is no member any more; the old one stays as a member or goes.
pub(crate) fn new_owner<E: Teamed>(
    cx: &mut Context<'_>,
    record: &E,
    old: Option<EmployeeId>,
    keep: Option<Membership>,
) -> Result<()> {
    if let Some(owner) = record.owner()
        && let Some(member) = member::<E>(cx, record.id(), owner)?
    {
        cx.remove(&member)?;
    }
    match (keep, old) {
        (Some(membership), Some(old)) => put(cx, record, old, membership),
        _ => Ok(()),
    }
}
