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
use std::cell::Cell;
use std::sync::Arc;

const PATH: &str = "/sim/company.crm";

struct Company {
    clock: Arc<ManualClock>,
    admin: EmployeeId,
    image: Image,
    steps: Vec<Step>,
    /// What everything is before the first step and after each.
    states: Vec<String>,
    /// Operations of the disk up to the end of the last step.
    operations: Cell<u64>,
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
        clock,
        admin,
        image: Disk::image(),
        steps,
        states: Vec::new(),
        operations: Cell::new(0),
    };
    company.first_time(durability);
    company
}

impl Company {
    fn open(&self, durability: Durability) -> Result<Crm> {
        open(PATH, &self.clock, 2, durability)
    }

    /// Takes every step once, and remembers what came of it.
    fn first_time(&mut self, durability: Durability) {
        Disk::restore(&self.image);
        let crm = self.open(durability).unwrap();
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
        let done = self.until(u64::MAX, durability);
        assert_eq!(done, self.steps.len());
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

    /// Works until the power goes at an operation; says how many steps were told to be done.
    fn until(&self, operation: u64, durability: Durability) -> usize {
        Disk::restore(&self.image);
        let crm = self.open(durability).unwrap();
        Disk::count_from_here();
        Disk::fail(Some(Fault { at: operation, failure: Failure::Death }));
        let steps = self.steps.iter().enumerate();
        let done = steps.take_while(|(n, step)| self.step(&crm, *n, step).is_ok()).count();
        if operation == u64::MAX {
            self.operations.set(Disk::operations());
        }
        done
    }

    /// How many steps the file has, if it is sound and they are the first ones.
    fn found(&self) -> std::result::Result<usize, String> {
        let db = Connection::open_with_flags(PATH, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .map_err(|e| e.to_string())?;
        let sound: String = db
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .map_err(|e| e.to_string())?;
        if sound != "ok" {
            return Err(sound);
        }
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

    fn commands_of(&self, steps: usize) -> usize {
        self.steps[..steps].iter().filter(|s| matches!(s, Step::Command(..))).count()
    }

    /// The product itself finds everything in order, and exactly the steps that are there.
    fn whole(&self, commands: usize, durability: Durability) {
        let crm = self.open(durability).unwrap();
        assert_eq!(crm.check().unwrap(), []);
        let steps = (0..=self.steps.len()).find(|n| self.commands_of(*n) == commands).unwrap();
        assert!(digest(&**crm.store()) == self.states[steps], "after {commands} commands");
    }
}

/// What became of many power losses.
#[derive(Default, Debug)]
struct Losses {
    images: u64,
    /// Images in which something is missing that was told to be done.
    lost: u64,
    damaged: u64,
    /// How, the last time.
    how: Option<String>,
}

impl Losses {
    fn tell(&self, what: &str) {
        let Losses { images, lost, damaged, .. } = self;
        println!("RELIABILITY {what}: {images} images; {lost} lost a commit, {damaged} damaged");
    }
}

/// Loses power again and again; every twentieth image is looked at by the product too.
fn lose_power(company: &Company, images: u64, durability: Durability, seed: u64) -> Losses {
    let mut losses = Losses::default();
    let mut random = Random::new(seed);
    while losses.images < images {
        let operation = 1 + random.next_u64() % company.operations.get();
        let told = company.commands_of(company.until(operation, durability));
        assert!(Disk::is_dead());
        let dead = Disk::image();
        for _ in 0..10 {
            let kept = random.pick(&[Kept::None, Kept::All, Kept::SomeWrites, Kept::SomeSectors]);
            Disk::restore(&dead);
            Disk::power_loss(random.next_u64(), kept);
            losses.images += 1;
            match company.found() {
                Err(why) => {
                    losses.damaged += 1;
                    losses.how = why.lines().next().map(|line| format!("{operation}: {line}"));
                }
                Ok(found) => {
                    assert!(found <= told + 1, "{found} of {told}");
                    losses.lost += u64::from(found < told);
                    if losses.images.is_multiple_of(20) {
                        company.whole(found, durability);
                    }
                }
            }
        }
    }
    losses
}

#[test]
fn what_was_told_to_be_done_outlives_the_power() {
    install();
    let company = company(Durability::Safe);
    let images = number("POWER_LOSSES", 10_000);
    let losses = lose_power(&company, images, Durability::Safe, 1);
    losses.tell("Power loss");
    assert_eq!((losses.lost, losses.damaged), (0, 0));
}

/// The name of the choice says what it costs: the last commits, never the file.
#[test]
fn without_syncs_at_commit_the_last_commits_may_be_lost_and_nothing_else() {
    install();
    let company = company(Durability::MayLoseLastCommits);
    let images = number("POWER_LOSSES", 10_000) / 10;
    let losses = lose_power(&company, images, Durability::MayLoseLastCommits, 2);
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
    let losses = lose_power(&company, 300, Durability::Safe, 3);
    losses.tell("Power loss on a disk that does not sync (the test of the test)");
    assert!(losses.lost > 0 && losses.damaged > 0, "{losses:?}");
}
