//! Receivables written by hand, and the job that marks overdue payment plans.

use crate::common::hand::Hand;
use crate::common::log::{Changed, Command, Fields, Logged, payload};
use crate::hand::{Part, Program, changed, created, days};
use chrono::NaiveDate;
use crmkit::model::Number;
use crmkit::query::search::SearchText;
use crmkit::sales::contract::Contract;
use crmkit::sales::receivable::*;
use crmkit::session::write::unique_key;
use rusqlite::params;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A part of a receivable, as it is stored.
struct Stored {
    id: Uuid,
    rev: i64,
    contract: Uuid,
    plan: Uuid,
    money: i64,
}

impl Program {
    /// Records a receivable for several contracts.
    pub fn create_receivable(&self, given: CreateReceivable, cx: Command) -> ReceivableId {
        let (hand, me) = (&self.hand, self.hand.me.as_bytes());
        let payload = payload("receivable.create", &given);
        let (new, parts) = (given.receivable, given.allocations.unwrap());
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        let contract = new.contract_id.0;
        let customer = self.payable(contract).0;
        let number = self.receivables.next(hand, new.received_on, &cx);
        let (id, date, money) = (cx.new_id(), days(new.received_on), new.money.scaled());
        hand.run(
            "INSERT INTO receivable(id,rev,created_at,created_by,updated_at,updated_by,number,customer_id,contract_id,\
             received_on,money,currency,status,owner_id) VALUES(?1,1,?2,?3,?2,?3,?4,?5,?6,?7,?8,'CNY','draft',?3)",
            params![
                id.as_bytes(),
                cx.now,
                me,
                number,
                customer.as_bytes(),
                contract.as_bytes(),
                date,
                money,
            ],
        );
        let rid = hand.db.last_insert_rowid();
        hand.run(
            "INSERT INTO unique_key(kind,key,row) VALUES('receivable.number',?,?)",
            params![unique_key(&number), id.as_bytes()],
        );
        hand.count_owned(Receivable::META.no, hand.me);
        let mut fields = Fields::new();
        fields.text(20, None, Some(&number));
        fields.id(21, None, Some(customer));
        fields.id(22, None, Some(contract));
        fields.plain(24, &date);
        fields.plain(25, &money);
        fields.text(26, None, Some("CNY"));
        fields.text(29, None, Some("draft"));
        fields.id(30, None, Some(hand.me));
        let made = created(Receivable::META.no, id, id, fields);
        hand.log_change(&Changed { owner_after: Some(hand.me), ..made }, &cx);
        for part in &parts {
            let (contract, plan) = (part.contract_id.unwrap().0, part.plan_id.unwrap().0);
            let (payer, worth) = self.payable(contract);
            assert!(payer == customer);
            self.check_room(id, contract, worth, part.money.scaled());
            let sql = "SELECT contract_id FROM receivable_plan WHERE id=? AND deleted_at IS NULL";
            let mut of = hand.db.prepare_cached(sql).unwrap();
            let of: [u8; 16] = of.query_row([plan.as_bytes()], |row| row.get(0)).unwrap();
            assert!(of == contract.into_bytes());
            self.insert_part(id, contract, plan, part.money.scaled(), &cx);
        }
        let total: i64 = parts.iter().map(|part| part.money.scaled()).sum();
        assert_eq!(total, money);
        let mut text = SearchText::new();
        text.add_text(&number);
        hand.run(
            "INSERT INTO receivable_fts(rowid,body,initials) VALUES(?,?,?)",
            params![rid, text.body(), text.initials()],
        );
        let outcome = &format!("{{\"value\":\"{id}\"}}");
        let operation = Some("receivable.create");
        hand.log_command(&Logged { operation, undoable: false, outcome }, &cx, &payload);
        hand.run("COMMIT", []);
        ReceivableId(id)
    }

    /// The customer and the amount of a contract in effect that the viewer sees.
    fn payable(&self, contract: Uuid) -> (Uuid, i64) {
        let sql = "SELECT customer_id,money,owner_id,currency,status FROM contract \
                   WHERE id=? AND deleted_at IS NULL";
        let mut find = self.hand.db.prepare_cached(sql).unwrap();
        let found = find.query_row([contract.as_bytes()], |row| {
            let uuid = |column| row.get(column).map(Uuid::from_bytes);
            assert!(self.hand.sees_owner(Some(uuid(2)?)));
            assert!(row.get_ref(3)?.as_str()? == "CNY");
            assert!(["approved", "not_needed"].contains(&row.get_ref(4)?.as_str()?));
            Ok((uuid(0)?, row.get(1)?))
        });
        found.unwrap()
    }

    /// A contract takes no more than it is worth, what waits for approval counted.
    fn check_room(&self, receivable: Uuid, contract: Uuid, worth: i64, money: i64) {
        let sql = "SELECT coalesce(sum(a.money),0) FROM allocation a JOIN receivable r ON r.id=a.receivable_id \
                   WHERE a.contract_id=? AND a.receivable_id<>? \
                   AND (a.effective OR r.status='in_review' AND r.deleted_at IS NULL)";
        let mut taken = self.hand.db.prepare_cached(sql).unwrap();
        let parts = [contract.as_bytes(), receivable.as_bytes()];
        let taken: i64 = taken.query_row(parts, |row| row.get(0)).unwrap();
        assert!(taken + money <= worth);
    }

    fn insert_part(&self, receivable: Uuid, contract: Uuid, plan: Uuid, money: i64, cx: &Command) {
        let (hand, id) = (&self.hand, cx.new_id());
        hand.run(
            "INSERT INTO allocation(id,rev,created_at,created_by,updated_at,updated_by,receivable_id,contract_id,\
             plan_id,money,effective) VALUES(?1,1,?2,?3,?2,?3,?4,?5,?6,?7,0)",
            params![
                id.as_bytes(),
                cx.now,
                hand.me.as_bytes(),
                receivable.as_bytes(),
                contract.as_bytes(),
                plan.as_bytes(),
                money,
            ],
        );
        let mut fields = Fields::new();
        fields.id(20, None, Some(receivable));
        fields.id(21, None, Some(contract));
        fields.id(22, None, Some(plan));
        fields.plain(23, &money);
        fields.plain(24, &0);
        hand.log_change(&created(Allocation::META.no, id, receivable, fields), cx);
    }

    /// Submits a receivable, which needs no approval.
    pub fn submit_receivable(&self, receivable: ReceivableId, cx: Command) {
        let (hand, me, id) = (&self.hand, self.hand.me.as_bytes(), receivable.0);
        let (patch, allocations, choices) = Default::default();
        let given = SubmitReceivable { receivable, patch, allocations, choices, expect_rev: None };
        let payload = payload("receivable.submit", &given);
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        let sql = "SELECT rev,owner_id FROM receivable \
                   WHERE id=? AND status='draft' AND deleted_at IS NULL";
        let mut find = hand.db.prepare_cached(sql).unwrap();
        let (rev, owner): (i64, [u8; 16]) =
            find.query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let owner = Some(Uuid::from_bytes(owner));
        assert!(hand.sees_owner(owner));
        let parts = self.parts(id);
        for part in &parts {
            let (_, worth) = self.payable(part.contract);
            self.check_room(id, part.contract, worth, part.money);
        }
        let sql = "SELECT 1 FROM approval_flow WHERE entity='receivable' AND enabled \
                   AND deleted_at IS NULL";
        assert!(!hand.db.prepare_cached(sql).unwrap().exists([]).unwrap());
        hand.run(
            "UPDATE receivable SET rev=?,updated_at=?,updated_by=?,status='not_needed' WHERE id=? AND rev=?",
            params![rev + 1, cx.now, me, id.as_bytes(), rev],
        );
        hand.run(
            "UPDATE receivable_member SET touched_at=? WHERE record_id=?",
            params![cx.now, id.as_bytes()],
        );
        let mut fields = Fields::new();
        fields.text(29, Some("draft"), Some("not_needed"));
        let part = Part::record(Receivable::META.no, id, owner);
        hand.log_change(&changed(&part, rev + 1, fields), &cx);
        for part in &parts {
            hand.run(
                "UPDATE allocation SET rev=?,effective=1 WHERE id=? AND rev=?",
                params![part.rev + 1, part.id.as_bytes(), part.rev],
            );
            let mut fields = Fields::new();
            fields.changed(24, &0, &1);
            let row = Part { entity: Allocation::META.no, id: part.id, root: id, owner: None };
            hand.log_change(&changed(&row, part.rev + 1, fields), &cx);
        }
        let today = self.today(cx.now);
        let sorted = |id: fn(&Stored) -> Uuid| {
            let mut ids: Vec<Uuid> = parts.iter().map(id).collect();
            ids.sort();
            ids.dedup();
            ids
        };
        sorted(|part| part.plan).into_iter().for_each(|plan| self.recount_plan(plan, today, &cx));
        let contracts = sorted(|part| part.contract);
        contracts.into_iter().for_each(|contract| self.recount_contract(contract, &cx));
        let outcome = &format!("{{\"value\":\"{id}\"}}");
        let operation = Some("receivable.edit");
        hand.log_command(&Logged { operation, undoable: false, outcome }, &cx, &payload);
        hand.run("COMMIT", []);
    }

    fn parts(&self, receivable: Uuid) -> Vec<Stored> {
        let sql = "SELECT id,rev,contract_id,plan_id,money FROM allocation WHERE receivable_id=? \
                   ORDER BY rid";
        let mut find = self.hand.db.prepare_cached(sql).unwrap();
        let parts = find.query_map([receivable.as_bytes()], |row| {
            let uuid = |column| row.get(column).map(Uuid::from_bytes);
            let (id, contract, plan) = (uuid(0)?, uuid(2)?, uuid(3)?);
            Ok(Stored { id, rev: row.get(1)?, contract, plan, money: row.get(4)? })
        });
        parts.unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// The company's date.
    fn today(&self, now: i64) -> NaiveDate {
        (crate::common::company::at(now) + chrono::Duration::hours(8)).date_naive()
    }

    /// A plan shows what was received for it.
    fn recount_plan(&self, id: Uuid, today: NaiveDate, cx: &Command) {
        let hand = &self.hand;
        let sql = "SELECT rev,money,due_on,settlement,received,unreceived,received_on,overdue,(SELECT sum(money) \
                   FROM allocation WHERE plan_id=?1 AND effective) FROM receivable_plan \
                   WHERE id=?1 AND state='running' AND deleted_at IS NULL";
        let mut find = hand.db.prepare_cached(sql).unwrap();
        let mut rows = find.query([id.as_bytes()]).unwrap();
        let row = rows.next().unwrap().unwrap();
        let int = |column: usize| row.get_ref(column).unwrap().as_i64().unwrap();
        let (rev, money, received) = (int(0), int(1), int(8));
        let settlement = match received {
            0 => "none",
            _ if received < money => "partial",
            _ => "full",
        };
        let (today, unreceived) = (days(today), money - received);
        let overdue = i64::from(unreceived > 0 && int(2) < today);
        let settled = row.get_ref(3).unwrap().as_str().unwrap();
        let before = row.get_ref(6).unwrap().as_i64_or_null().unwrap();
        // What is but counted does not move a plan to the top of its list.
        let moved = settled != settlement || before != Some(today);
        hand.run(
            "UPDATE receivable_plan SET rev=?,updated_at=iif(?2,max(updated_at,?3),updated_at),\
             updated_by=iif(?2,?4,updated_by),settlement=?,received=?,unreceived=?,received_on=?,overdue=? \
             WHERE id=? AND rev=?",
            params![
                rev + 1,
                moved,
                cx.now,
                hand.me.as_bytes(),
                settlement,
                received,
                unreceived,
                today,
                overdue,
                id.as_bytes(),
                rev,
            ],
        );
        let mut fields = Fields::new();
        fields.text(29, Some(settled), Some(settlement));
        let changes =
            [(30, Some(int(4)), received), (31, Some(int(5)), unreceived), (32, before, today)];
        for (no, before, after) in changes.into_iter().chain([(33, Some(int(7)), overdue)]) {
            match before {
                Some(before) if before != after => fields.changed(no, &before, &after),
                None => fields.plain(no, &after),
                _ => {}
            }
        }
        let part = Part::record(ReceivablePlan::META.no, id, None);
        hand.log_change(&changed(&part, rev + 1, fields), cx);
    }

    /// A contract shows what was received for it.
    fn recount_contract(&self, id: Uuid, cx: &Command) {
        let hand = &self.hand;
        let sql = "SELECT rev,money,received,unreceived,progress,owner_id,(SELECT sum(money) FROM allocation \
                   WHERE contract_id=?1 AND effective) FROM contract WHERE id=?1 AND deleted_at IS NULL";
        let mut find = hand.db.prepare_cached(sql).unwrap();
        let (rev, money, before, owner, received) = find
            .query_row([id.as_bytes()], |row| {
                let int = |column| row.get::<_, i64>(column);
                let before = [int(2)?, int(3)?, int(4)?];
                Ok((int(0)?, int(1)?, before, Uuid::from_bytes(row.get(5)?), int(6)?))
            })
            .unwrap();
        let share = Decimal::from(received) / Decimal::from(money) * Decimal::ONE_HUNDRED;
        let progress = Number::round(share, 2).unwrap().scaled();
        let after = [received, money - received, progress];
        hand.run(
            "UPDATE contract SET rev=?,received=?,unreceived=?,progress=? WHERE id=? AND rev=?",
            params![rev + 1, after[0], after[1], after[2], id.as_bytes(), rev],
        );
        let mut fields = Fields::new();
        for (no, (before, after)) in (35..).zip(before.into_iter().zip(after)) {
            if before != after {
                fields.changed(no, &before, &after);
            }
        }
        let part = Part::record(Contract::META.no, id, Some(owner));
        hand.log_change(&changed(&part, rev + 1, fields), cx);
    }
}

/// How many plans are marked in one transaction.
const CHUNK: usize = 500;

/// Marks the plans whose day has passed; yields them.
pub fn mark_overdue(hand: &Hand, today: NaiveDate, mut next: impl FnMut() -> Command) -> Vec<Uuid> {
    let today = days(today);
    hand.run("BEGIN", []);
    let late: Vec<Uuid> = {
        let sql = "SELECT id FROM receivable_plan WHERE state='running' AND overdue=0 AND due_on<? \
                   AND unreceived>0 AND deleted_at IS NULL ORDER BY rid";
        let mut late = hand.db.prepare_cached(sql).unwrap();
        let rows = late.query_map([today], |row| row.get(0).map(Uuid::from_bytes)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    hand.run("COMMIT", []);
    for chunk in late.chunks(CHUNK) {
        let cx = next();
        let plans = chunk.iter().copied().map(ReceivablePlanId).collect();
        let payload = payload("receivable_plan.mark_overdue", &MarkOverduePlans { plans });
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        let mut marked = 0;
        let sql = "UPDATE receivable_plan SET rev=rev+1,overdue=1 WHERE id=? AND overdue=0 \
                   AND state='running' AND due_on<? AND unreceived>0 AND deleted_at IS NULL RETURNING rev";
        let mut mark = hand.db.prepare_cached(sql).unwrap();
        for id in chunk {
            let rev = mark.query_row(params![id.as_bytes(), today], |row| row.get(0)).unwrap();
            let mut fields = Fields::new();
            fields.changed(33, &0, &1);
            let part = Part::record(ReceivablePlan::META.no, *id, None);
            hand.log_change(&changed(&part, rev, fields), &cx);
            marked += 1;
        }
        let outcome = &format!("{{\"value\":{marked}}}");
        hand.log_command(&Logged { operation: None, undoable: false, outcome }, &cx, &payload);
        hand.run("COMMIT", []);
    }
    late
}
