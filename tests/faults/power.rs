//! Power losses: what was told to be done is there, and nothing is half there.

use crate::{command_id, number, open};
use crmkit::admin::setup::CompanySetup;
use crmkit::model::Timestamp;
use crmkit::org::EmployeeId;
use crmkit::session::{Crm, RunOptions};
use crmkit::{Durability, Result};
use crmkit_simvfs::{Disk, Failure, Fault, Image, Kept, install};
use crmkit_testkit::ManualClock;
use crmkit_testkit::oracle::digest;
use crmkit_testkit::random::Random;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use std::sync::Arc;

const PATH: &str = "/sim/company.crm";
const ROWS: &str = "/sim/rows.db";

/// In how many ways the power is lost where it is: getting there takes longer than looking at
/// what is left.
const IMAGES: u64 = 50;

/// Things that are done one after the other, and begun anew for each power loss.
trait Work {
    /// Operations of the disk from the first of them until the file is closed.
    fn operations(&self) -> u64;

    /// Begins, and works until the power goes at an operation; says how many were told to be done.
    fn until(&self, operation: u64) -> usize;

    /// How many the file has, if it is sound and they are the first ones.
    fn found(&self) -> std::result::Result<usize, String>;

    /// Fails unless the file holds so many of them and nothing else.
    fn whole(&self, found: usize);
}

struct Company {
    durability: Durability,
    clock: Arc<ManualClock>,
    admin: EmployeeId,
    image: Image,
    steps: Vec<Step>,
    /// What everything is before the first step and after each.
    states: Vec<String>,
    operations: u64,
}

enum Step {
    Command(&'static str, Json),
    /// The phone puts the program to rest, which empties the WAL into the file.
    Rest,
}

/// A company whose first steps were taken without trouble.
fn company(durability: Durability) -> Company {
    let start = Timestamp::from_timestamp(1_772_413_200, 0).unwrap();
    let clock = Arc::new(ManualClock::new(start));
    let crm = open(PATH, &clock, 1, Durability::Safe).unwrap();
    let setup = CompanySetup {
        company: "示例科技".into(),
        admin_name: "陈晓明".into(),
        admin_mobile: "13800000001".into(),
        password: "correct horse".into(),
        ..Default::default()
    };
    let admin = crm.set_up(setup).unwrap().value;
    drop(crm);
    let steps = Vec::new();
    let mut company = Company {
        durability,
        clock,
        admin,
        image: Disk::image(),
        steps,
        states: Vec::new(),
        operations: 0,
    };
    company.first_time();
    company
}

impl Company {
    fn open(&self) -> Result<Crm> {
        open(PATH, &self.clock, 2, self.durability)
    }

    /// Takes every step once, and remembers what came of it.
    fn first_time(&mut self) {
        Disk::restore(&self.image);
        let crm = self.open().unwrap();
        Disk::count_from_here();
        self.states.push(digest(&**crm.store()));
        let mut made: Vec<Json> = Vec::new();
        for n in 0..48_usize {
            let customer = || made[n % made.len()].clone();
            let name = format!("武汉鑫源贸易{n:02}有限公司");
            let step = match n % 8 {
                0 | 1 => Step::Command("customer.create", json!({"customer": {"name": name}})),
                2 => {
                    let patch = json!({"remark": name, "mobile": "13900000001"});
                    Step::Command(
                        "customer.update",
                        json!({"customer": customer(), "patch": patch}),
                    )
                }
                3 => {
                    let follow_up = json!({"customer_id": customer(), "content": name.repeat(9)});
                    Step::Command("follow_up.create", json!({"follow_up": follow_up}))
                }
                4 => Step::Command(
                    "contact.create",
                    json!({"contact": {"customer_id": customer(), "name": name}}),
                ),
                5 => Step::Command("lead.create", json!({"lead": {"name": name}})),
                6 => Step::Command("customer.lock", json!({"customers": [made[made.len() - 1]]})),
                _ if n % 24 == 23 => Step::Rest,
                _ => Step::Command("department.create", json!({"department": {"name": name}})),
            };
            let outcome = self.step(&crm, n, &step).unwrap();
            if let (Step::Command("customer.create", _), Some(outcome)) = (&step, outcome) {
                made.push(outcome["value"].clone());
            }
            self.states.push(digest(&**crm.store()));
            self.steps.push(step);
        }
        drop(crm);
        let done = self.until(u64::MAX);
        assert_eq!(done, self.commands_of(self.steps.len()));
        self.operations = Disk::operations();
    }

    fn step(&self, crm: &Crm, n: usize, step: &Step) -> Result<Option<Json>> {
        match step {
            Step::Command(name, arguments) => {
                let admin = crm.session(self.admin)?;
                let id = RunOptions::id(command_id(n as u64));
                admin.run_named(name, arguments.clone(), id).map(Some)
            }
            Step::Rest => {
                crm.suspend()?;
                crm.resume()?;
                Ok(None)
            }
        }
    }

    fn commands_of(&self, steps: usize) -> usize {
        self.steps[..steps].iter().filter(|s| matches!(s, Step::Command(..))).count()
    }
}

impl Work for Company {
    fn operations(&self) -> u64 {
        self.operations
    }

    fn until(&self, operation: u64) -> usize {
        Disk::restore(&self.image);
        let crm = self.open().unwrap();
        Disk::count_from_here();
        Disk::fail(Some(Fault { at: operation, failure: Failure::Death }));
        let steps = self.steps.iter().enumerate();
        let done = steps.take_while(|(n, step)| self.step(&crm, *n, step).is_ok()).count();
        self.commands_of(done)
    }

    fn found(&self) -> std::result::Result<usize, String> {
        let db = sound(PATH)?;
        let mut ids =
            db.prepare("SELECT command_id FROM command_log").map_err(|e| e.to_string())?;
        let ids = ids.query_map([], |row| row.get::<_, [u8; 16]>(0)).map_err(|e| e.to_string())?;
        let ids: Vec<[u8; 16]> = ids.collect::<rusqlite::Result<_>>().map_err(|e| e.to_string())?;
        let there = |n: usize| ids.contains(command_id(n as u64).0.as_bytes());
        let commands: Vec<usize> =
            (0..self.steps.len()).filter(|n| matches!(self.steps[*n], Step::Command(..))).collect();
        let first = commands.iter().take_while(|n| there(**n)).count();
        let all = commands.iter().filter(|n| there(**n)).count();
        if first != all {
            return Err(format!("{all} commands, of which only the first {first} in a row"));
        }
        Ok(first)
    }

    /// The product itself finds everything in order, and exactly the steps that are there.
    fn whole(&self, commands: usize) {
        let crm = self.open().unwrap();
        assert_eq!(crm.check().unwrap(), []);
        let steps = (0..=self.steps.len()).find(|n| self.commands_of(*n) == commands).unwrap();
        assert!(digest(&**crm.store()) == self.states[steps], "after {commands} commands");
    }
}

/// A file that SQLite finds no damage in.
fn sound(path: &str) -> std::result::Result<Connection, String> {
    let open = || Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
    let db = open().map_err(|e| e.to_string())?;
    let sound: String =
        db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(|e| e.to_string())?;
    if sound == "ok" { Ok(db) } else { Err(sound) }
}

/// What became of many power losses.
#[derive(Default, Debug)]
struct Losses {
    /// No two of them the same with as much told to be done.
    images: u64,
    /// Of these, compared with what they should be, row by row.
    compared: u64,
    /// Images in which something is missing that was told to be done.
    lost: u64,
    damaged: u64,
    /// How, the last time.
    how: Option<String>,
}

impl Losses {
    fn tell(&self, what: &str) {
        let Losses { images, compared, lost, damaged, .. } = self;
        println!(
            "RELIABILITY {what}: {images} distinct images, {compared} of them compared row by row; \
             {lost} lost a commit, {damaged} damaged"
        );
    }
}

/// Loses power again and again until it has seen so many distinct images; every twentieth is
/// compared row by row.
fn lose_power(work: &dyn Work, images: u64, seed: u64) -> Losses {
    let mut losses = Losses::default();
    let mut random = Random::new(seed);
    let mut seen = HashSet::new();
    while losses.images < images {
        let operation = 1 + random.next_u64() % work.operations();
        let told = work.until(operation);
        assert!(Disk::is_dead());
        let dead = Disk::image();
        let mut without = 0;
        for n in 0..IMAGES {
            let kept = match n {
                0 => Kept::None,
                1 => Kept::All,
                _ => random.pick(&[Kept::SomeWrites, Kept::SomeSectors]),
            };
            Disk::restore(&dead);
            Disk::power_loss(random.next_u64(), kept);
            let image = Disk::fingerprint();
            match kept {
                Kept::None => without = image,
                // There was nothing that the power could take.
                Kept::All if image == without => break,
                _ => {}
            }
            if losses.images == images || !seen.insert((told, image)) {
                continue;
            }
            losses.images += 1;
            match work.found() {
                Err(why) => {
                    losses.damaged += 1;
                    losses.how = why.lines().next().map(|line| format!("{operation}: {line}"));
                }
                Ok(found) => {
                    assert!(found <= told + 1, "{found} of {told}");
                    losses.lost += u64::from(found < told);
                    if losses.images.is_multiple_of(20) {
                        losses.compared += 1;
                        work.whole(found);
                    }
                }
            }
        }
    }
    losses
}

/// Otherwise every image would be one that was not seen yet.
#[test]
fn two_runs_leave_the_same_image() {
    install();
    let company = company(Durability::Safe);
    let after = |operation: u64| {
        company.until(operation);
        Disk::power_loss(1, Kept::All);
        assert!(Disk::holds(&format!("{PATH}-wal")));
        Disk::fingerprint()
    };
    let early = company.operations / 4;
    assert_eq!(after(early), after(early));
    assert_ne!(after(early), after(early * 3));
}

#[test]
fn what_was_told_to_be_done_outlives_the_power() {
    install();
    let company = company(Durability::Safe);
    let images = number("POWER_LOSSES", 10_000);
    let losses = lose_power(&company, images, 1);
    losses.tell("Power loss");
    assert_eq!((losses.lost, losses.damaged), (0, 0));
}

/// The name of the choice says what it costs: the last commits, never the file.
#[test]
fn without_syncs_at_commit_the_last_commits_may_be_lost_and_nothing_else() {
    install();
    let company = company(Durability::MayLoseLastCommits);
    let images = number("POWER_LOSSES", 10_000) / 10;
    let losses = lose_power(&company, images, 2);
    losses.tell("Power loss where the last commits may be lost");
    assert_eq!(losses.damaged, 0);
    assert!(losses.lost > 0, "the simulated disk loses nothing");
}

/// Were the disk to say that it had synced when it had not, the tests above would tell.
#[test]
fn a_disk_that_does_not_sync_is_found_out() {
    install();
    let company = company(Durability::Safe);
    Disk::syncs_lie(true);
    let losses = lose_power(&company, 300, 3);
    Disk::syncs_lie(false);
    losses.tell("Power loss on a disk that does not sync (the test of the test)");
    assert!(losses.lost > 0 && losses.damaged > 0, "{losses:?}");
}

/// Rows added one commit after the other, by a program that is not crmkit.
struct Rows {
    synchronous: &'static str,
    image: Image,
    operations: u64,
}

impl Rows {
    fn new(synchronous: &'static str) -> Self {
        let db = Connection::open(ROWS).unwrap();
        db.execute_batch("PRAGMA journal_mode=WAL; CREATE TABLE line (n INTEGER, text TEXT)")
            .unwrap();
        drop(db);
        let mut rows = Self { synchronous, image: Disk::image(), operations: 0 };
        assert_eq!(rows.until(u64::MAX), 100);
        rows.operations = Disk::operations();
        rows
    }
}

impl Work for Rows {
    fn operations(&self) -> u64 {
        self.operations
    }

    fn until(&self, operation: u64) -> usize {
        Disk::restore(&self.image);
        let db = Connection::open(ROWS).unwrap();
        // Small enough for the WAL to be moved over now and then.
        let pragmas =
            format!("PRAGMA synchronous={}; PRAGMA wal_autocheckpoint=20", self.synchronous);
        db.execute_batch(&pragmas).unwrap();
        Disk::count_from_here();
        Disk::fail(Some(Fault { at: operation, failure: Failure::Death }));
        let add = |n: &i64| db.execute("INSERT INTO line VALUES (?, ?)", (n, row(*n))).is_ok();
        (0..100).take_while(add).count()
    }

    fn found(&self) -> std::result::Result<usize, String> {
        let count = "SELECT count(*) FROM line";
        let found = sound(ROWS)?.query_row(count, [], |row| row.get::<_, i64>(0));
        found.map(|n| n as usize).map_err(|e| e.to_string())
    }

    fn whole(&self, found: usize) {
        let db = sound(ROWS).unwrap();
        let mut lines = db.prepare("SELECT n, text FROM line ORDER BY rowid").unwrap();
        let lines = lines.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let lines: Vec<(i64, String)> = lines.map(std::result::Result::unwrap).collect();
        assert_eq!(lines, (0..).map(|n| (n, row(n))).take(found).collect::<Vec<_>>());
    }
}

fn row(n: i64) -> String {
    format!("{n} ").repeat(100)
}

/// The disk syncs whenever SQLite asks; with `OFF` it does not ask, and that is seen.
#[test]
fn a_program_that_does_not_ask_for_syncs_is_found_out() {
    install();
    let empty = Disk::image();
    let safe = lose_power(&Rows::new("FULL"), 300, 4);
    safe.tell("Power loss with PRAGMA synchronous=FULL, plain rows");
    assert_eq!((safe.lost, safe.damaged), (0, 0), "{safe:?}");
    Disk::restore(&empty);
    let off = lose_power(&Rows::new("OFF"), 300, 5);
    off.tell("Power loss with PRAGMA synchronous=OFF, plain rows (the test of the test)");
    assert!(off.lost > 0 && off.damaged > 0, "{off:?}");
}
