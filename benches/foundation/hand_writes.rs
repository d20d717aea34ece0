//! Writing by hand: every row that the product writes, in one transaction, with the same bytes.
//!
//! Leaves that anybody would take from a library are the product's own: the normal form of phones,
//! the words of the search index, the form in which names are compared.

use crate::common::hand::Hand;
use crate::common::log::{Changed, Fields, Logged, payload};
use crmkit::model::id::derive_id;
use crmkit::model::{Choice, CommandId, phone};
use crmkit::query::search::SearchText;
use crmkit::sales::customer::*;
use crmkit::session::log::ChangeKind;
use crmkit::session::write::unique_key;
use rusqlite::params;
use uuid::Uuid;

impl Hand {
    /// Makes a customer of one's own.
    pub fn create(&self, customer: NewCustomer, command: CommandId, now: i64) -> CustomerId {
        let arguments = CreateCustomer { customer };
        let payload = payload("customer.create", &arguments);
        let new = arguments.customer;
        let id = derive_id(command, self.me, 0);
        let me = self.me.as_bytes();
        let kind = new.kind.unwrap_or_default().code();
        let phone = |text: &str| phone::normalise(text.trim(), "CN").unwrap().to_string();
        let (mobile, telephone) =
            (new.mobile.as_deref().map(phone), new.telephone.as_deref().map(phone));
        let name = new.name.trim();
        self.run("BEGIN IMMEDIATE", []);
        self.check_epoch();
        self.check_capacity();
        self.run(
            "INSERT INTO unique_key(kind,key,row) VALUES('customer.name',?,?)",
            params![unique_key(name), id.as_bytes()],
        );
        self.run(
            "INSERT INTO customer(id,rev,created_at,created_by,updated_at,updated_by,name,kind,mobile,telephone,\
             email,website,source,industry,level,address,remark,next_contact_at,owner_id,received_at,followed,\
             last_follow_at,locked,dealt,custom) VALUES(?1,1,?2,?3,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?3,?2,0,?2,0,0,NULL)",
            params![
                id.as_bytes(),
                now,
                me,
                name,
                kind,
                mobile,
                telephone,
                new.email,
                new.website,
                new.source.map(|o| o.0.into_bytes()),
                new.industry.map(|o| o.0.into_bytes()),
                new.level.map(|o| o.0.into_bytes()),
                new.address,
                new.remark,
                new.next_contact_at.map(|t| t.timestamp_micros()),
            ],
        );
        self.index(self.db.last_insert_rowid(), name, &mobile, &telephone);
        self.count_owned(Customer::META.no, self.me);
        let mut fields = Fields::new();
        fields.text(20, None, Some(name));
        fields.text(21, None, Some(kind));
        fields.text(22, None, mobile.as_deref());
        fields.text(23, None, telephone.as_deref());
        fields.text(29, None, new.address.as_deref());
        fields.text(30, None, new.remark.as_deref());
        fields.plain(32, &format_args!("\"{}\"", self.me));
        fields.plain(36, &now);
        fields.plain(38, &0);
        fields.plain(39, &now);
        fields.plain(42, &0);
        fields.plain(43, &0);
        let change = Changed {
            entity: Customer::META.no,
            id,
            root: id,
            kind: ChangeKind::Created,
            rev: 1,
            fields: fields.end(),
            owner_before: None,
            owner_after: Some(self.me),
        };
        self.log(&change, "customer.create", "customer.create", command, &payload, now);
        self.run("COMMIT", []);
        CustomerId(id)
    }

    /// Whether a rule limits how many customers one may own: none does here.
    fn check_capacity(&self) {
        let sql = "SELECT id FROM capacity_rule WHERE kind='owned' AND deleted_at IS NULL";
        let mut rules = self.db.prepare_cached(sql).unwrap();
        assert!(!rules.exists([]).unwrap(), "the data has no such rule");
    }

    /// Changes the remark of a customer.
    pub fn update(
        &self,
        customer: CustomerId,
        patch: CustomerPatch,
        command: CommandId,
        now: i64,
    ) -> CustomerId {
        let arguments = UpdateCustomer { customer, patch, expect_rev: None };
        let payload = payload("customer.update", &arguments);
        let (id, patch) = (customer.0, arguments.patch);
        self.run("BEGIN IMMEDIATE", []);
        self.check_epoch();
        let (rid, rev, owner, old_name, old_remark, mobile, telephone) = {
            let sql = "SELECT rid,rev,owner_id,name,remark,mobile,telephone FROM customer \
                       WHERE id=? AND deleted_at IS NULL";
            let mut old = self.db.prepare_cached(sql).unwrap();
            old.query_row([id.as_bytes()], |row| {
                let owner: Option<[u8; 16]> = row.get(2)?;
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, i64>(1)?,
                    owner.map(Uuid::from_bytes),
                    row.get::<_, String>(3)?,
                    row.get::<_, Option<String>>(4)?,
                    row.get::<_, Option<String>>(5)?,
                    row.get::<_, Option<String>>(6)?,
                ))
            })
            .unwrap()
        };
        assert!(self.reaches(owner, id, true, now));
        let name = patch.name.as_deref().map_or(old_name.as_str(), str::trim);
        let remark = patch.remark.as_deref().map(str::trim).or(old_remark.as_deref());
        let me = self.me.as_bytes();
        let mut fields = Fields::new();
        if name != old_name {
            fields.text(20, Some(&old_name), Some(name));
            self.run(
                "INSERT INTO unique_key(kind,key,row) VALUES('customer.name',?,?)",
                params![unique_key(name), id.as_bytes()],
            );
            let gone = "DELETE FROM unique_key WHERE kind='customer.name' AND key=?";
            self.run(gone, [unique_key(&old_name)]);
            self.run(
                "UPDATE customer SET rev=rev+1,updated_at=?,updated_by=?,name=? WHERE id=? AND rev=?",
                params![now, me, name, id.as_bytes(), rev],
            );
            self.index(rid, name, &mobile, &telephone);
        } else {
            fields.text(30, old_remark.as_deref(), remark);
            self.run(
                "UPDATE customer SET rev=rev+1,updated_at=?,updated_by=?,remark=? WHERE id=? AND rev=?",
                params![now, me, remark, id.as_bytes(), rev],
            );
        }
        let touch = "UPDATE customer_member SET touched_at=? WHERE record_id=?";
        self.run(touch, params![now, id.as_bytes()]);
        let change = Changed {
            entity: Customer::META.no,
            id,
            root: id,
            kind: ChangeKind::Updated,
            rev: rev + 1,
            fields: fields.end(),
            owner_before: owner,
            owner_after: owner,
        };
        self.log(&change, "customer.update", "customer.edit", command, &payload, now);
        self.run("COMMIT", []);
        customer
    }

    fn index(&self, rid: i64, name: &str, mobile: &Option<String>, telephone: &Option<String>) {
        let mut text = SearchText::new();
        text.add_text(name);
        mobile.iter().chain(telephone).for_each(|phone| text.add_phone(phone));
        self.run(
            "INSERT OR REPLACE INTO customer_fts(rowid,body,initials) VALUES(?,?,?)",
            params![rid, text.body(), text.initials()],
        );
    }

    fn log(
        &self,
        change: &Changed,
        name: &'static str,
        operation: &str,
        command: CommandId,
        payload: &str,
        now: i64,
    ) {
        let command = self.by(name, command, now);
        self.log_change(change, &command);
        let outcome = &format!("{{\"value\":\"{}\"}}", change.id);
        let logged = Logged { operation: Some(operation), undoable: true, outcome };
        self.log_command(&logged, &command, payload);
    }
}
