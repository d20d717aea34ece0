//! An import written by hand: parsed by the same crate, in the same transactions, with the same
//! rows. A row is wholly looked at before any of it is written, so that none needs a savepoint.

use crate::common::company::company_name;
use crate::common::hand::Hand;
use crate::common::log::{Changed, Fields, Logged, payload};
use chrono::NaiveDate;
use crmkit::data::{
    FinishImport, ImportCounts, ImportJobId, ImportPlan, ImportReport, ImportRow, ImportState,
    StartImport,
};
use crmkit::model::{CommandId, derive_id, phone};
use crmkit::query::search::SearchText;
use crmkit::sales::import::ImportRows;
use crmkit::sales::lead::Lead;
use crmkit::session::log::ChangeKind;
use crmkit::session::write::unique_key;
use rusqlite::params;
use std::collections::HashMap;
use std::fmt::Write;
use uuid::Uuid;

/// The columns of the file and the fields that they fill.
pub const COLUMNS: [(&str, &str); 14] = [
    ("公司名称", "name"),
    ("联系人", "contact_name"),
    ("手机号", "mobile"),
    ("座机", "telephone"),
    ("邮箱", "email"),
    ("来源渠道", "source"),
    ("所属行业", "industry"),
    ("客户级别", "level"),
    ("省份", "address"),
    ("城市", "address"),
    ("详细地址", "address"),
    ("下次联系日期", "next_contact_at"),
    ("负责人", "owner_id"),
    ("备注", "remark"),
];

/// The n-th file of so many leads, none of which is like any other.
pub fn leads(n: usize, leads: usize) -> String {
    const SOURCES: [&str; 4] = ["促销", "陌拜", "线上询价", "电话咨询"];
    const INDUSTRIES: [&str; 4] = ["IT", "金融业", "政府", "运输/物流"];
    const LEVELS: [&str; 3] = ["A（重点客户）", "B（普通客户）", "C（非优先客户）"];
    let names: Vec<&str> = COLUMNS.map(|c| c.0).into();
    let mut file = names.join(",") + "\n";
    for i in n * leads..(n + 1) * leads {
        let (name, source, industry) = (company_name(i as u64), SOURCES[i % 4], INDUSTRIES[i % 4]);
        let (level, owner, day) = (LEVELS[i % 3], 1 + i % 50, 1 + i % 28);
        writeln!(
            file,
            "{name},张{i},136{i:08},0755-{:08},zhang{i}@Example.com,{source},{industry},{level},\
             广东省,深圳市,龙岗区人民路{i}号,2026-03-{day:02},139{owner:08},\
             要求国产数据库和信创适配；预算{i}元；市场部转来",
            20_000_000 + i
        )
        .unwrap();
    }
    file
}

const CHUNK: usize = 1000;
const IMPORT_JOB: u16 = 30;
const OFFSET_OF_CHINA: i64 = 8 * 3600 * 1_000_000;

/// A program that imports leads; it knows the people and the options as of the present epoch.
pub struct Importer<'a> {
    hand: &'a Hand,
    people: HashMap<String, Uuid>,
    options: HashMap<&'static str, HashMap<String, Uuid>>,
}

/// A lead as it will be written.
struct NewLead<'a> {
    name: &'a str,
    contact_name: Option<&'a str>,
    mobile: Option<String>,
    telephone: Option<String>,
    email: Option<String>,
    source: Option<Uuid>,
    industry: Option<Uuid>,
    level: Option<Uuid>,
    address: Option<String>,
    remark: Option<&'a str>,
    next_contact_at: Option<i64>,
    owner: Uuid,
}

impl<'a> Importer<'a> {
    pub fn new(hand: &'a Hand) -> Self {
        let known = |sql: &str, list: &[&str]| -> HashMap<String, Uuid> {
            let mut find = hand.db.prepare(sql).unwrap();
            let rows = find.query_map(rusqlite::params_from_iter(list), |row| {
                Ok((row.get::<_, String>(0)?, Uuid::from_bytes(row.get(1)?)))
            });
            rows.unwrap().collect::<Result<_, _>>().unwrap()
        };
        let options = |list| {
            let sql = "SELECT label,id FROM option_item WHERE list=? AND NOT archived";
            let labels = known(sql, &[list]).into_iter().map(|(l, id)| (unique_key(&l), id));
            (list, labels.collect())
        };
        Self {
            hand,
            people: known("SELECT mobile,id FROM employee WHERE status<>'disabled'", &[]),
            options: ["source", "industry", "level"].map(options).into(),
        }
    }

    /// Imports a file.
    pub fn import(
        &self,
        file: &str,
        plan: &ImportPlan,
        start: CommandId,
        now: i64,
    ) -> ImportReport {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.as_bytes());
        let header = reader.headers().unwrap().clone();
        assert!(header.iter().eq(COLUMNS.map(|c| c.0)));
        let job = self.start(&header, start, now);
        let mut counts = ImportCounts::default();
        let mut record = csv::StringRecord::new();
        let mut more = true;
        for number in 0.. {
            let mut rows = Vec::with_capacity(CHUNK);
            while more && rows.len() < CHUNK {
                more = reader.read_record(&mut record).unwrap();
                if more {
                    let number = counts.rows + rows.len() as i64 + 2;
                    let cells = record.iter().map(str::to_owned).collect();
                    rows.push(ImportRow { number, cells, broken: None });
                }
            }
            if rows.is_empty() {
                break;
            }
            let command = CommandId(derive_id(CommandId(job), job, number));
            let done = self.chunk(job, rows, plan, command, now);
            counts.rows += done;
            counts.created += done;
        }
        self.finish(job, now);
        ImportReport { job_id: ImportJobId(job), counts, stopped: false }
    }

    fn start(&self, header: &csv::StringRecord, command: CommandId, now: i64) -> Uuid {
        let hand = self.hand;
        let arguments = StartImport {
            entity: "lead".into(),
            file_name: None,
            header: Some(header.iter().map(str::to_owned).collect()),
        };
        let payload = payload("import.start", &arguments);
        let mut line = csv::Writer::from_writer(Vec::new());
        line.write_record(header).unwrap();
        let line = String::from_utf8(line.into_inner().unwrap()).unwrap();
        let line = line.trim_end();
        let job = derive_id(command, hand.me, 0);
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        hand.run(
            "INSERT INTO import_job(id,rev,created_at,created_by,updated_at,updated_by,entity,state,rows,created,\
             updated,skipped,failed,header) VALUES(?1,1,?2,?3,?2,?3,'lead','running',0,0,0,0,0,?4)",
            params![job.as_bytes(), now, hand.me.as_bytes(), line],
        );
        let mut fields = Fields::new();
        fields.text(20, None, Some("lead"));
        fields.text(22, None, Some("running"));
        (23..=27).for_each(|no| fields.plain(no, &0));
        fields.text(28, None, Some(line));
        self.log_job(job, 1, fields, "import.start", command, now);
        let outcome = format!("{{\"value\":\"{job}\"}}");
        self.log_command("import.start", &outcome, command, &payload, now);
        hand.run("COMMIT", []);
        job
    }

    /// Imports some rows; says how many.
    fn chunk(
        &self,
        job: Uuid,
        rows: Vec<ImportRow>,
        plan: &ImportPlan,
        command: CommandId,
        now: i64,
    ) -> i64 {
        let hand = self.hand;
        let n = rows.len() as i64;
        let arguments = ImportRows {
            job: ImportJobId(job),
            entity: "lead".into(),
            fields: COLUMNS.map(|c| c.1.to_owned()).into(),
            columns: COLUMNS.len() as i64,
            rows,
            match_on: plan.match_on.clone(),
            on_duplicate: plan.on_duplicate,
            pool: None,
        };
        let payload = payload("import.rows", &arguments);
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        assert!(!self.is_done(command), "it would return the first outcome");
        let (rev, seen) = self.job(job);
        for (number, row) in (0..).zip(&arguments.rows) {
            let lead = self.lead(&row.cells);
            let known = self.is_known("name", lead.name)
                || lead.mobile.as_ref().is_some_and(|mobile| self.is_known("mobile", mobile));
            assert!(!known, "it would be left alone");
            self.insert(derive_id(command, hand.me, number), &lead, job, command, now);
        }
        let update = "UPDATE import_job SET rev=rev+1,updated_at=?,updated_by=?,rows=rows+?3,\
                      created=created+?3 WHERE id=? AND rev=?";
        hand.run(update, params![now, hand.me.as_bytes(), n, job.as_bytes(), rev]);
        let mut fields = Fields::new();
        fields.changed(23, &seen, &(seen + n));
        fields.changed(24, &seen, &(seen + n));
        self.log_job(job, rev + 1, fields, "import.rows", command, now);
        let outcome = format!(
            "{{\"value\":{{\"rows\":{n},\"created\":{n},\"updated\":0,\"skipped\":0,\"failed\":0}}}}"
        );
        self.log_command("import.rows", &outcome, command, &payload, now);
        hand.run("COMMIT", []);
        n
    }

    fn finish(&self, job: Uuid, now: i64) {
        let hand = self.hand;
        let command = CommandId(derive_id(CommandId(job), job, u32::MAX));
        hand.run("BEGIN IMMEDIATE", []);
        hand.check_epoch();
        assert!(!self.is_done(command), "it would return the first outcome");
        let (rev, rows) = self.job(job);
        let (state, rows) = (ImportState::Done, Some(rows));
        let payload =
            payload("import.finish", &FinishImport { job: ImportJobId(job), state, rows });
        hand.run(
            "UPDATE import_job SET rev=rev+1,updated_at=?,updated_by=?,state='done' WHERE id=? AND rev=?",
            params![now, hand.me.as_bytes(), job.as_bytes(), rev],
        );
        let mut fields = Fields::new();
        fields.text(22, Some("running"), Some("done"));
        self.log_job(job, rev + 1, fields, "import.finish", command, now);
        let outcome = format!("{{\"value\":\"{job}\"}}");
        self.log_command("import.finish", &outcome, command, &payload, now);
        hand.run("COMMIT", []);
    }

    /// Whether a command was carried out before.
    fn is_done(&self, command: CommandId) -> bool {
        let sql = "SELECT 1 FROM command_log WHERE command_id=?";
        self.hand.db.prepare_cached(sql).unwrap().exists([command.0.as_bytes()]).unwrap()
    }

    /// Revision and rows of one's own import that runs.
    fn job(&self, job: Uuid) -> (i64, i64) {
        let sql = "SELECT rev,rows FROM import_job WHERE id=? AND created_by=? AND deleted_at IS NULL \
                   AND state='running'";
        let mut find = self.hand.db.prepare_cached(sql).unwrap();
        let me = self.hand.me;
        find.query_row([job.as_bytes(), me.as_bytes()], |r| Ok((r.get(0)?, r.get(1)?))).unwrap()
    }

    /// Whether the caller sees a lead with this value.
    fn is_known(&self, field: &str, value: &str) -> bool {
        let sql = match field {
            "name" => "SELECT id,owner_id FROM lead WHERE name=? AND deleted_at IS NULL",
            _ => "SELECT id,owner_id FROM lead WHERE mobile=? AND deleted_at IS NULL",
        };
        let mut find = self.hand.db.prepare_cached(sql).unwrap();
        let mut rows = find.query([value]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let owner: Option<[u8; 16]> = row.get(1).unwrap();
            if self.hand.sees_owner(owner.map(Uuid::from_bytes)) {
                return true;
            }
        }
        false
    }

    /// What a row says, in the form in which it is stored.
    fn lead<'c>(&self, cells: &'c [String]) -> NewLead<'c> {
        let cell = |at: usize, most: usize| {
            let text = cells[at].trim();
            assert!(!text.chars().any(char::is_control));
            assert!(text.len() <= most || text.chars().count() <= most);
            (!text.is_empty()).then_some(text)
        };
        let phone = |text: &str| phone::normalise(text, "CN").unwrap().to_string();
        let option = |list: &str, text: &str| self.options[list][&unique_key(text)];
        let email = |text: &str| {
            let (local, domain) = text.rsplit_once('@').unwrap();
            format!("{local}@{}", domain.to_lowercase())
        };
        let date = |text: &str| {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
            day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros() - OFFSET_OF_CHINA
        };
        let parts = [cell(8, 500), cell(9, 500), cell(10, 500)];
        let address = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let owner = cell(12, 32).map_or(self.hand.me, |text| self.people[&phone(text)]);
        assert!(self.hand.sees_owner(Some(owner)));
        NewLead {
            name: cell(0, 255).unwrap(),
            contact_name: cell(1, 64),
            mobile: cell(2, 32).map(phone),
            telephone: cell(3, 32).map(phone),
            email: cell(4, 254).map(email),
            source: cell(5, 64).map(|text| option("source", text)),
            industry: cell(6, 64).map(|text| option("industry", text)),
            level: cell(7, 64).map(|text| option("level", text)),
            address: (!address.is_empty()).then_some(address),
            remark: cell(13, 4000),
            next_contact_at: cell(11, 64).map(date),
            owner,
        }
    }

    fn insert(&self, id: Uuid, lead: &NewLead<'_>, job: Uuid, command: CommandId, now: i64) {
        let hand = self.hand;
        let me = hand.me.as_bytes();
        let assigned = lead.owner != hand.me;
        let (received_at, planned_at) =
            (assigned.then_some(now), lead.next_contact_at.map(|_| now));
        hand.run(
            "INSERT INTO lead(id,rev,created_at,created_by,updated_at,updated_by,name,contact_name,mobile,\
             telephone,email,source,industry,level,address,remark,next_contact_at,owner_id,assigned,followed,\
             received_at,own_plan,own_plan_at,status,import_id) \
             VALUES(?1,1,?2,?3,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,0,?17,?14,?18,'open',?19)",
            params![
                id.as_bytes(),
                now,
                me,
                lead.name,
                lead.contact_name,
                lead.mobile,
                lead.telephone,
                lead.email,
                lead.source.map(Uuid::into_bytes),
                lead.industry.map(Uuid::into_bytes),
                lead.level.map(Uuid::into_bytes),
                lead.address,
                lead.remark,
                lead.next_contact_at,
                lead.owner.as_bytes(),
                assigned,
                received_at,
                planned_at,
                job.as_bytes(),
            ],
        );
        let mut text = SearchText::new();
        text.add_text(lead.name);
        lead.contact_name.iter().for_each(|name| text.add_text(name));
        lead.mobile.iter().chain(&lead.telephone).for_each(|phone| text.add_phone(phone));
        hand.run(
            "INSERT INTO lead_fts(rowid,body,initials) VALUES(?,?,?)",
            params![hand.db.last_insert_rowid(), text.body(), text.initials()],
        );
        hand.count_owned(Lead::META.no, lead.owner);
        let mut fields = Fields::new();
        let id_field = |fields: &mut Fields, no, id: Option<Uuid>| {
            if let Some(id) = id {
                fields.plain(no, &format_args!("\"{id}\""));
            }
        };
        fields.text(20, None, Some(lead.name));
        fields.text(21, None, lead.contact_name);
        fields.text(22, None, lead.mobile.as_deref());
        fields.text(23, None, lead.telephone.as_deref());
        fields.text(24, None, lead.email.as_deref());
        id_field(&mut fields, 25, lead.source);
        id_field(&mut fields, 26, lead.industry);
        id_field(&mut fields, 27, lead.level);
        fields.text(28, None, lead.address.as_deref());
        fields.text(29, None, lead.remark);
        if let Some(at) = lead.next_contact_at {
            fields.plain(30, &at);
        }
        id_field(&mut fields, 31, Some(lead.owner));
        fields.plain(32, &i64::from(assigned));
        fields.plain(33, &0);
        let times = [(40, received_at), (41, lead.next_contact_at), (42, planned_at)];
        times.iter().filter_map(|(no, at)| Some((*no, (*at)?))).for_each(|(no, at)| {
            fields.plain(no, &at);
        });
        fields.text(43, None, Some("open"));
        id_field(&mut fields, 38, Some(job));
        let change = Changed {
            entity: Lead::META.no,
            id,
            root: id,
            kind: ChangeKind::Created,
            rev: 1,
            fields: fields.end(),
            owner_before: None,
            owner_after: Some(lead.owner),
        };
        hand.log_change(&change, &hand.by("import.rows", command, now));
    }

    fn log_job(
        &self,
        id: Uuid,
        rev: i64,
        fields: Fields,
        name: &'static str,
        command: CommandId,
        now: i64,
    ) {
        let kind = if rev == 1 { ChangeKind::Created } else { ChangeKind::Updated };
        let change = Changed {
            entity: IMPORT_JOB,
            id,
            root: id,
            kind,
            rev,
            fields: fields.end(),
            owner_before: None,
            owner_after: None,
        };
        self.hand.log_change(&change, &self.hand.by(name, command, now));
    }

    fn log_command(
        &self,
        name: &'static str,
        outcome: &str,
        command: CommandId,
        payload: &str,
        now: i64,
    ) {
        let logged = Logged { operation: None, undoable: false, outcome };
        self.hand.log_command(&logged, &self.hand.by(name, command, now), payload);
    }
}
