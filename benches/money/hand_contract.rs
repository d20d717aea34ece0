//! Contracts written by hand: drafted with lines, submitted, approved in two steps.

use crate::common::log::{Changed, Command, Fields, Logged, payload};
use crate::hand::{Part, Program, changed, created, days};
use crmkit::model::{Choice, Money, Number};
use crmkit::query::search::SearchText;
use crmkit::sales::approval::{Approval, ApprovalEvent, ApprovalTask, ApprovalTaskId, Approve};
use crmkit::sales::contract::*;
use crmkit::sales::lines::{LineNumbers, total};
use crmkit::session::log::ChangeKind;
use crmkit::session::write::unique_key;
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

/// A contract, as far as its submission and approval look at it.
struct Stored {
    id: Uuid,
    rev: i64,
    owner: Uuid,
    customer: Uuid,
    status: String,
}

impl Program {
    /// Drafts a contract with lines.
    pub fn create_contract(&self, given: CreateContract, cx: Command) -> ContractId {
        let hand = &self.hand;
        let payload = payload("contract.create", &given);
        let (new, me) = (given.contract, hand.me.as_bytes());
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        let customer = new.customer_id.0;
        let sql = "SELECT owner_id FROM customer WHERE id=? AND deleted_at IS NULL";
        let mut owner = hand.db.prepare_cached(sql).unwrap();
        let owner: [u8; 16] = owner.query_row([customer.as_bytes()], |r| r.get(0)).unwrap();
        assert!(hand.sees_owner(Some(Uuid::from_bytes(owner))));
        let number = self.contracts.next(hand, new.order_date, &cx);
        let (id, name) = (cx.new_id(), new.name.trim());
        let date = days(new.order_date);
        hand.run(
            "INSERT INTO contract(id,rev,created_at,created_by,updated_at,updated_by,number,name,customer_id,money,\
             currency,order_date,discount_rate,received,unreceived,progress,status,owner_id,invoiced) \
             VALUES(?1,1,?2,?3,?2,?3,?4,?5,?6,0,'CNY',?7,0,0,0,0,'draft',?3,0)",
            params![id.as_bytes(), cx.now, me, number, name, customer.as_bytes(), date],
        );
        let rid = hand.db.last_insert_rowid();
        hand.run(
            "INSERT INTO unique_key(kind,key,row) VALUES('contract.number',?,?)",
            params![unique_key(&number), id.as_bytes()],
        );
        hand.count_owned(Contract::META.no, hand.me);
        let mut fields = Fields::new();
        fields.text(20, None, Some(&number));
        fields.text(21, None, Some(name));
        fields.id(22, None, Some(customer));
        fields.plain(24, &0);
        fields.text(25, None, Some("CNY"));
        fields.plain(26, &date);
        [33, 35, 36, 37].iter().for_each(|no| fields.plain(*no, &0));
        fields.text(38, None, Some("draft"));
        fields.id(40, None, Some(hand.me));
        fields.plain(47, &0);
        let owner_after = Some(hand.me);
        let made = Changed { owner_after, ..created(Contract::META.no, id, id, fields) };
        hand.log_change(&made, &cx);
        let mut subtotals = Vec::new();
        for (position, line) in (0..).zip(given.lines.unwrap_or_default()) {
            let sql = "SELECT price,tax_rate,status FROM product WHERE id=? AND deleted_at IS NULL";
            let mut product = hand.db.prepare_cached(sql).unwrap();
            let product_id = line.product_id.0;
            let (price, tax_rate) = product
                .query_row([product_id.as_bytes()], |row| {
                    assert_eq!(row.get_ref(2)?.as_str()?, "on_shelf");
                    Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?))
                })
                .unwrap();
            let price = Money::from_scaled(price);
            let line = LineNumbers::new(price, line.quantity, line.sales_price, line.discount, 2);
            let line = line.unwrap();
            self.insert_line(&cx, (id, position), product_id, &line, tax_rate);
            subtotals.push(line.subtotal);
        }
        let total = total(subtotals, Number::ZERO, 2).unwrap().scaled();
        hand.run(
            "UPDATE contract SET rev=2,money=?1,total=?1,unreceived=?1 WHERE id=?2",
            params![total, id.as_bytes()],
        );
        let mut fields = Fields::new();
        fields.changed(24, &0, &total);
        fields.plain(34, &total);
        fields.changed(36, &0, &total);
        hand.log_change(&changed(&contract(id, hand.me), 2, fields), &cx);
        let mut text = SearchText::new();
        text.add_text(&number);
        text.add_text(name);
        hand.run(
            "INSERT INTO contract_fts(rowid,body,initials) VALUES(?,?,?)",
            params![rid, text.body(), text.initials()],
        );
        let outcome = &format!("{{\"value\":\"{id}\"}}");
        let operation = Some("contract.create");
        hand.log_command(&Logged { operation, undoable: true, outcome }, &cx, &payload);
        hand.run("COMMIT", []);
        ContractId(id)
    }

    fn insert_line(
        &self,
        cx: &Command,
        (contract, position): (Uuid, i64),
        product: Uuid,
        line: &LineNumbers,
        tax_rate: Option<i64>,
    ) {
        let (hand, id) = (&self.hand, cx.new_id());
        let [list, price, subtotal] =
            [line.list_price, line.sales_price, line.subtotal].map(Money::scaled);
        let (quantity, discount) = (line.quantity.scaled(), line.discount.map(Number::scaled));
        let typed = line.typed.code();
        hand.run(
            "INSERT INTO contract_line(id,rev,created_at,created_by,updated_at,updated_by,contract_id,position,\
             product_id,list_price,sales_price,quantity,discount,typed,subtotal,tax_rate) \
             VALUES(?1,1,?2,?3,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
            params![
                id.as_bytes(),
                cx.now,
                hand.me.as_bytes(),
                contract.as_bytes(),
                position,
                product.as_bytes(),
                list,
                price,
                quantity,
                discount,
                typed,
                subtotal,
                tax_rate,
            ],
        );
        let mut fields = Fields::new();
        fields.id(20, None, Some(contract));
        fields.plain(21, &position);
        fields.id(22, None, Some(product));
        fields.plain(24, &list);
        fields.plain(25, &price);
        fields.plain(26, &quantity);
        discount.iter().for_each(|discount| fields.plain(27, discount));
        fields.text(28, None, Some(typed));
        fields.plain(29, &subtotal);
        tax_rate.iter().for_each(|rate| fields.plain(30, rate));
        hand.log_change(&created(ContractLine::META.no, id, contract, fields), cx);
    }

    /// Submits a contract, about which two people have to decide. Yields the first one's task.
    pub fn submit_contract(&self, contract: ContractId, cx: Command) -> ApprovalTaskId {
        let hand = &self.hand;
        let given =
            SubmitContract { contract, patch: None, lines: None, choices: None, expect_rev: None };
        let payload = payload("contract.submit", &given);
        let me = hand.me.as_bytes();
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        let found = self.contract(contract.0);
        assert!(hand.sees_owner(Some(found.owner)) && found.status == "draft");
        self.check_flow();
        self.set_status(&found, "in_review", None, &cx);
        let (id, flow) = (cx.new_id(), self.flow.id);
        hand.run(
            "INSERT INTO approval(id,rev,created_at,created_by,updated_at,updated_by,flow_id,version,contract_id,\
             submitter_id,state,step) VALUES(?1,2,?2,?3,?2,?3,?4,1,?5,?3,'running',1)",
            params![id.as_bytes(), cx.now, me, flow.as_bytes(), contract.0.as_bytes()],
        );
        let mut fields = Fields::new();
        fields.id(20, None, Some(flow));
        fields.plain(21, &1);
        fields.id(22, None, Some(contract.0));
        fields.id(25, None, Some(hand.me));
        fields.text(26, None, Some("running"));
        hand.log_change(&created(Approval::META.no, id, contract.0, fields), &cx);
        self.note(id, "submitted", None, Some(hand.me), None, &cx);
        let task = self.go_to(id, contract.0, 1, 2, &cx);
        let outcome = &format!("{{\"value\":\"{}\"}}", contract.0);
        let operation = Some("contract.edit");
        hand.log_command(&Logged { operation, undoable: false, outcome }, &cx, &payload);
        hand.run("COMMIT", []);
        task
    }

    /// Approves one's part. Yields the next one's task.
    pub fn approve(&self, given: Approve, cx: Command) -> Option<ApprovalTaskId> {
        let hand = &self.hand;
        let payload = payload("approval.approve", &given);
        let (task, comment) = (given.task.0, given.comment);
        let me = hand.me.as_bytes();
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        let sql = "SELECT t.rev,t.step,a.id,a.rev,a.contract_id,a.flow_id,a.version FROM approval_task t \
                   JOIN approval a ON a.id=t.approval_id \
                   WHERE t.id=? AND t.employee_id=? AND t.state='pending'";
        let mut find = hand.db.prepare_cached(sql).unwrap();
        let (task_rev, step, approval, rev, contract): (i64, i64, Uuid, i64, Uuid) = find
            .query_row([task.as_bytes(), me], |row| {
                let id = |column| row.get(column).map(Uuid::from_bytes);
                assert_eq!((id(5)?, row.get::<_, i64>(6)?), (self.flow.id, 1));
                Ok((row.get(0)?, row.get(1)?, id(2)?, row.get(3)?, id(4)?))
            })
            .unwrap();
        hand.run(
            "UPDATE approval_task SET rev=rev+1,updated_at=?1,updated_by=?2,state='approved',decided_at=?1,comment=?3 \
             WHERE id=?4 AND rev=?5",
            params![cx.now, me, comment, task.as_bytes(), task_rev],
        );
        let mut fields = Fields::new();
        fields.text(26, Some("pending"), Some("approved"));
        fields.plain(28, &cx.now);
        fields.text(29, None, comment.as_deref());
        let part = Part { entity: ApprovalTask::META.no, id: task, root: approval, owner: None };
        hand.log_change(&changed(&part, task_rev + 1, fields), &cx);
        self.note(approval, "approved", Some(step), Some(hand.me), comment.as_deref(), &cx);
        let next = (step == 1).then(|| {
            hand.run(
                "UPDATE approval SET rev=?,updated_at=?,updated_by=?,step=2 WHERE id=? AND rev=?",
                params![rev + 1, cx.now, me, approval.as_bytes(), rev],
            );
            self.go_to(approval, contract, 2, rev + 1, &cx)
        });
        if next.is_none() {
            self.finish(approval, rev, contract, &cx);
        }
        let outcome = &format!("{{\"value\":\"{task}\"}}");
        hand.log_command(&Logged { operation: None, undoable: false, outcome }, &cx, &payload);
        hand.run("COMMIT", []);
        next
    }

    /// The contract is approved and takes effect.
    fn finish(&self, approval: Uuid, rev: i64, contract: Uuid, cx: &Command) {
        let (hand, me) = (&self.hand, self.hand.me.as_bytes());
        hand.run(
            "UPDATE approval SET rev=?1,updated_at=?2,updated_by=?3,state='approved',ended_at=?2 \
             WHERE id=?4 AND rev=?5",
            params![rev + 1, cx.now, me, approval.as_bytes(), rev],
        );
        let mut fields = Fields::new();
        fields.text(26, Some("running"), Some("approved"));
        fields.plain(29, &cx.now);
        let part = Part { entity: Approval::META.no, id: approval, root: contract, owner: None };
        hand.log_change(&changed(&part, rev + 1, fields), cx);
        self.note(approval, "finished", None, None, None, cx);
        self.unmark(contract, cx);
        let found = self.contract(contract);
        self.set_status(&found, "approved", Some(cx.now), cx);
        let plans = "SELECT 1 FROM receivable_plan WHERE contract_id=? AND deleted_at IS NULL";
        let mut plans = hand.db.prepare_cached(plans).unwrap();
        assert!(!plans.exists([contract.as_bytes()]).unwrap(), "they would begin to run");
        let dealt = "SELECT deal_by_hand IS NOT NULL OR dealt AND dealt_on=(SELECT min(order_date) \
                     FROM contract WHERE customer_id=?1 AND status IN ('approved','not_needed') \
                     AND deleted_at IS NULL) FROM customer WHERE id=?1";
        let mut dealt = hand.db.prepare_cached(dealt).unwrap();
        let dealt: bool = dealt.query_row([found.customer.as_bytes()], |r| r.get(0)).unwrap();
        assert!(dealt, "it would have dealt from now on");
    }

    /// The flow that contracts pass is still the one whose rules are known.
    fn check_flow(&self) {
        let sql = "SELECT id,version FROM approval_flow WHERE entity='contract' AND enabled \
                   AND deleted_at IS NULL";
        let mut flow = self.hand.db.prepare_cached(sql).unwrap();
        let flow: ([u8; 16], i64) =
            flow.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(flow, (self.flow.id.into_bytes(), 1));
    }

    fn contract(&self, id: Uuid) -> Stored {
        let sql = "SELECT rev,owner_id,customer_id,status FROM contract \
                   WHERE id=? AND deleted_at IS NULL AND amends_id IS NULL";
        let mut find = self.hand.db.prepare_cached(sql).unwrap();
        let stored = find.query_row([id.as_bytes()], |row| {
            let uuid = |column| row.get(column).map(Uuid::from_bytes);
            let (owner, customer) = (uuid(1)?, uuid(2)?);
            Ok(Stored { id, rev: row.get(0)?, owner, customer, status: row.get(3)? })
        });
        stored.unwrap()
    }

    fn set_status(&self, old: &Stored, status: &str, effective: Option<i64>, cx: &Command) {
        let (hand, rev) = (&self.hand, old.rev + 1);
        hand.run(
            "UPDATE contract SET rev=?,updated_at=?,updated_by=?,status=?,effective_at=? WHERE id=? AND rev=?",
            params![
                rev,
                cx.now,
                hand.me.as_bytes(),
                status,
                effective,
                old.id.as_bytes(),
                old.rev
            ],
        );
        hand.run(
            "UPDATE contract_member SET touched_at=? WHERE record_id=?",
            params![cx.now, old.id.as_bytes()],
        );
        let mut fields = Fields::new();
        fields.text(38, Some(&old.status), Some(status));
        effective.iter().for_each(|at| fields.plain(39, at));
        hand.log_change(&changed(&contract(old.id, old.owner), rev, fields), cx);
    }

    fn note(
        &self,
        approval: Uuid,
        act: &str,
        step: Option<i64>,
        who: Option<Uuid>,
        comment: Option<&str>,
        cx: &Command,
    ) {
        let (hand, id) = (&self.hand, cx.new_id());
        hand.run(
            "INSERT INTO approval_event(id,rev,created_at,created_by,updated_at,updated_by,approval_id,act,step,\
             employee_id,comment) VALUES(?1,1,?2,?3,?2,?3,?4,?5,?6,?7,?8)",
            params![
                id.as_bytes(),
                cx.now,
                hand.me.as_bytes(),
                approval.as_bytes(),
                act,
                step,
                who.map(Uuid::into_bytes),
                comment,
            ],
        );
        let mut fields = Fields::new();
        fields.id(20, None, Some(approval));
        fields.text(21, None, Some(act));
        step.iter().for_each(|step| fields.plain(22, step));
        fields.id(23, None, who);
        fields.text(25, None, comment);
        hand.log_change(&created(ApprovalEvent::META.no, id, approval, fields), cx);
    }

    /// An approval, which stands at a step now, waits for who decides there.
    fn go_to(
        &self,
        approval: Uuid,
        contract: Uuid,
        step: i64,
        rev: i64,
        cx: &Command,
    ) -> ApprovalTaskId {
        let (hand, me) = (&self.hand, self.hand.me.as_bytes());
        let decider = self.flow.deciders[step as usize - 1];
        self.check_present(decider, cx.now);
        let mut fields = Fields::new();
        let before = (step > 1).then_some(step - 1);
        fields.changed(27, &before.map_or("null".to_owned(), |b| b.to_string()), &step);
        let part = Part { entity: Approval::META.no, id: approval, root: contract, owner: None };
        hand.log_change(&changed(&part, rev, fields), cx);
        let id = cx.new_id();
        hand.run(
            "INSERT INTO approval_task(id,rev,created_at,created_by,updated_at,updated_by,approval_id,step,place,\
             employee_id,state,arrived_at) VALUES(?1,2,?2,?3,?2,?3,?4,?5,0,?6,'pending',?2)",
            params![id.as_bytes(), cx.now, me, approval.as_bytes(), step, decider.as_bytes()],
        );
        let mut fields = Fields::new();
        fields.id(20, None, Some(approval));
        fields.plain(21, &step);
        fields.plain(22, &0);
        fields.id(23, None, Some(decider));
        fields.text(26, None, Some("waiting"));
        hand.log_change(&created(ApprovalTask::META.no, id, approval, fields), cx);
        let mut fields = Fields::new();
        fields.text(26, Some("waiting"), Some("pending"));
        fields.plain(27, &cx.now);
        let part = Part { entity: ApprovalTask::META.no, id, root: approval, owner: None };
        hand.log_change(&changed(&part, 2, fields), cx);
        self.unmark(contract, cx);
        self.mark(contract, decider, cx);
        ApprovalTaskId(id)
    }

    /// Nobody decides in his place.
    fn check_present(&self, decider: Uuid, now: i64) {
        let sql = "SELECT 1 FROM approval_delegate WHERE employee_id=? AND starts_at<=?2 AND ends_at>?2 \
                   AND deleted_at IS NULL";
        let mut delegate = self.hand.db.prepare_cached(sql).unwrap();
        assert!(!delegate.exists(params![decider.as_bytes(), now]).unwrap());
    }

    /// Lets who has to decide see the contract for that.
    fn mark(&self, contract: Uuid, decider: Uuid, cx: &Command) {
        let (hand, id) = (&self.hand, cx.new_id());
        let sql = "SELECT updated_at FROM contract WHERE id=?";
        let mut touched = hand.db.prepare_cached(sql).unwrap();
        let touched: i64 = touched.query_row([contract.as_bytes()], |r| r.get(0)).unwrap();
        hand.run(
            "INSERT INTO contract_member(id,rev,created_at,created_by,updated_at,updated_by,record_id,employee_id,\
             access,expires_at,touched_at,deciding) VALUES(?1,1,?2,?3,?2,?3,?4,?5,'read',?2,?6,1)",
            params![
                id.as_bytes(),
                cx.now,
                hand.me.as_bytes(),
                contract.as_bytes(),
                decider.as_bytes(),
                touched,
            ],
        );
        let mut fields = Fields::new();
        fields.id(20, None, Some(contract));
        fields.id(21, None, Some(decider));
        fields.text(22, None, Some("read"));
        fields.plain(23, &cx.now);
        fields.plain(24, &touched);
        fields.plain(25, &1);
        hand.log_change(&created(ContractMember::META.no, id, contract, fields), cx);
    }

    /// Who had to decide does not see the contract any more.
    fn unmark(&self, contract: Uuid, cx: &Command) {
        let hand = &self.hand;
        let sql = "SELECT id,employee_id,expires_at,touched_at FROM contract_member \
                   WHERE record_id=? AND deciding";
        let mut find = hand.db.prepare_cached(sql).unwrap();
        let marked: Option<(Uuid, Uuid, i64, i64)> = find
            .query_row([contract.as_bytes()], |row| {
                let id = |column| row.get(column).map(Uuid::from_bytes);
                Ok((id(0)?, id(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()
            .unwrap();
        let Some((id, who, expires, touched)) = marked else { return };
        hand.run("DELETE FROM contract_member WHERE id=?", [id.as_bytes()]);
        let mut fields = Fields::new();
        fields.id(20, Some(contract), None);
        fields.id(21, Some(who), None);
        fields.text(22, Some("read"), None);
        fields.changed(23, &expires, &"null");
        fields.changed(24, &touched, &"null");
        fields.changed(25, &1, &"null");
        let entity = ContractMember::META.no;
        let part = Changed { kind: ChangeKind::Removed, ..created(entity, id, contract, fields) };
        hand.log_change(&part, cx);
    }
}

fn contract(id: Uuid, owner: Uuid) -> Part {
    Part::record(Contract::META.no, id, Some(owner))
}
