//! Whatever was done, taken back at once it is as it was before; and what stays keeps counters,
//! keys and search text in step.

use crate::common::{World, file, memory};
use crate::{customer, lead, new_lead, pool, remark};
use chrono::TimeDelta;
use crmkit::Result;
use crmkit::admin::department::*;
use crmkit::admin::employee::*;
use crmkit::admin::field::DefineField;
use crmkit::admin::option::*;
use crmkit::admin::role::*;
use crmkit::admin::settings::UpdateSettings;
use crmkit::commands::by_name;
use crmkit::model::{CommandId, Custom, Value};
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::lead::*;
use crmkit::sales::pool::*;
use crmkit::session::{Command, CommandFlags, Declared, Session};
use crmkit_testkit::oracle::{business, epoch};
use crmkit_testkit::random::Random;

/// A world with something of everything.
struct Game {
    w: World,
    leads: Vec<LeadId>,
    customers: Vec<CustomerId>,
    follow_ups: Vec<FollowUpId>,
    pools: Vec<PoolId>,
    roles: Vec<RoleId>,
    departments: Vec<DepartmentId>,
    options: Vec<OptionItemId>,
    random: Random,
    step: usize,
}

impl Game {
    fn new(w: World, seed: u64) -> Self {
        let field = NewFieldDefinition {
            entity: "customer".into(),
            key: "budget".into(),
            kind: CustomKind::Number,
            label: "预算".into(),
            indexed: Some(true),
            ..Default::default()
        };
        w.admin.run(DefineField { field, options: None }).unwrap();
        let leads: Vec<_> = (0..6).map(|n| lead(&w.wang, &format!("线索{n}"))).collect();
        let customers = (0..6).map(|n| customer(&w.wang, &format!("客户{n}")).value).collect();
        let new =
            NewFollowUp { lead_id: Some(leads[0]), content: "电话".into(), ..Default::default() };
        let follow_ups = vec![w.wang.follow_ups().add(new).unwrap().value];
        let pools = vec![pool(&w, "公海甲"), pool(&w, "公海乙")];
        let role = |name: &str, scope| w.role(name, scope, &["lead.read", "customer.read"]);
        let roles = vec![role("一", DataScope::Own), role("二", DataScope::Departments)];
        let department = |name: &str| {
            let department = NewDepartment { name: name.into(), ..Default::default() };
            w.admin.run(CreateDepartment { department }).unwrap().value
        };
        let departments = vec![w.department, department("一部"), department("二部")];
        let source = Query::new(OptionItem::list().eq("source".into()));
        let options =
            w.admin.list::<OptionItem>(&source).unwrap().rows.iter().map(|o| o.id).collect();
        let random = Random::new(seed);
        Self {
            w,
            leads,
            customers,
            follow_ups,
            pools,
            roles,
            departments,
            options,
            random,
            step: 0,
        }
    }

    fn session(&mut self) -> Session {
        let w = &self.w;
        self.random.pick(&[&w.wang, &w.li, &w.manager, &w.admin]).clone()
    }

    /// Runs a command; says whether it did something that can be taken back, and who did it.
    fn run<C: Command>(&self, session: &Session, command: C) -> Result<Option<CommandId>> {
        let undoable = <C as Declared>::META.flags.has(CommandFlags::UNDOABLE);
        let done = session.run(command)?;
        Ok((undoable && !done.changes.is_empty()).then_some(done.command_id))
    }

    fn play(&mut self) -> (Session, &'static str, Result<Option<CommandId>>) {
        self.step += 1;
        let (text, me) = (format!("{}", self.random.below(5)), self.session());
        let (lead, customer) = (self.random.pick(&self.leads), self.random.pick(&self.customers));
        let leads = vec![lead, self.random.pick(&self.leads)];
        let customers = vec![customer, self.random.pick(&self.customers)];
        let (pool, role) = (self.random.pick(&self.pools), self.random.pick(&self.roles));
        let department = self.random.pick(&self.departments);
        let option = self.random.pick(&self.options);
        let follow_up = self.random.pick(&self.follow_ups);
        let admin = self.w.admin.clone();
        let to = self.random.pick(&self.w.ids);
        let soon = self.w.crm.clock().now() + TimeDelta::hours(1 + self.random.below(40) as i64);
        let until = self.random.percent(50).then_some(soon);
        let access = self.random.pick(&[TeamAccess::Read, TeamAccess::Write]);
        let on = self.random.percent(50);
        let expect_rev = None;
        macro_rules! act {
            ($who:expr, $command:expr) => {{
                let (who, command) = ($who.clone(), $command);
                let name = name_of(&command);
                let done = self.run(&who, command);
                (who, name, done)
            }};
        }
        match self.random.below(28) {
            0 => act!(
                me,
                CreateLead {
                    lead: NewLead {
                        source: Some(option),
                        mobile: Some("13900000001".into()),
                        ..new_lead(&text)
                    }
                }
            ),
            1 => act!(me, UpdateLead { lead, patch: remark(&text), expect_rev }),
            2 => act!(
                me,
                UpdateLead {
                    lead,
                    patch: LeadPatch { source: Some(option), ..Default::default() },
                    expect_rev
                }
            ),
            3 => act!(me, DeleteLeads { leads }),
            4 => act!(me, RestoreLeads { leads }),
            5 => act!(me, TransferLeads { leads, to }),
            6 => act!(
                me,
                ConvertLeads {
                    leads,
                    on_duplicate: None,
                    choices: None,
                    contact: None,
                    opportunity: None
                }
            ),
            7 => {
                let custom = Some(Custom::default().with("budget", self.step as i64));
                let name = format!("新客户{}", self.step);
                act!(
                    me,
                    CreateCustomer { customer: NewCustomer { name, custom, ..Default::default() } }
                )
            }
            8 => {
                let value = if on { Value::Int(self.step as i64) } else { Value::Null };
                let custom = Some(Custom::default().with("budget", value));
                act!(
                    me,
                    UpdateCustomer {
                        customer,
                        patch: CustomerPatch { custom, remark: Some(text), ..Default::default() },
                        expect_rev
                    }
                )
            }
            9 => {
                let clear = vec!["remark".into(), "mobile".into()];
                act!(
                    me,
                    UpdateCustomer {
                        customer,
                        patch: CustomerPatch { clear, ..Default::default() },
                        expect_rev
                    }
                )
            }
            10 => act!(me, DeleteCustomers { customers }),
            11 => act!(me, RestoreCustomers { customers }),
            12 | 13 => act!(
                me,
                TransferCustomers {
                    customers,
                    to,
                    keep: on.then_some(access),
                    keep_until: until.filter(|_| on),
                    cascade: Some(vec![Cascade::Contacts])
                }
            ),
            14 => act!(
                me,
                AddMember { customers, employee: to, access, expires_at: until, cascade: None }
            ),
            15 => act!(me, RemoveMember { customers, employee: to, cascade: None }),
            16 => act!(me, LeaveTeam { customers }),
            17 => act!(me, ReleaseCustomers { pool, customers }),
            18 => act!(me, ClaimCustomers { pool, customers }),
            19 => {
                let (lead_id, customer_id) =
                    if on { (Some(lead), None) } else { (None, Some(customer)) };
                let follow_up = NewFollowUp {
                    lead_id,
                    customer_id,
                    content: text,
                    next_contact_at: until,
                    ..Default::default()
                };
                act!(me, AddFollowUp { follow_up, contacts: None, files: None })
            }
            20 => act!(
                me,
                UpdateFollowUp {
                    follow_up,
                    patch: FollowUpPatch { content: Some(text), ..Default::default() },
                    expect_rev
                }
            ),
            21 => act!(me, DeleteFollowUp { follow_up }),
            22 => {
                let patch =
                    Some(PoolPatch { enabled: Some(on), remark: Some(text), ..Default::default() });
                act!(
                    admin,
                    UpdatePool {
                        pool,
                        patch,
                        admins: None,
                        members: Some(vec![to]),
                        departments: Some(vec![department]),
                        expect_rev
                    }
                )
            }
            23 => {
                let patch = DepartmentPatch {
                    parent_id: on.then_some(self.random.pick(&self.departments)),
                    name: Some(text),
                    ..Default::default()
                };
                act!(admin, UpdateDepartment { department, patch, expect_rev })
            }
            24 => {
                let patch = EmployeePatch {
                    department_id: Some(department),
                    superior_id: on.then_some(self.random.pick(&self.w.ids)),
                    post: Some(text),
                    ..Default::default()
                };
                act!(admin, UpdateEmployee { employee: to, patch, expect_rev })
            }
            25 => {
                let operations = Some(vec![
                    "lead.read".to_owned(),
                    format!("customer.{}", if on { "edit" } else { "read" }),
                ]);
                let fields = Some(vec![FieldRight {
                    entity: "lead".into(),
                    field: "remark".into(),
                    access: if on { FieldAccess::Read } else { FieldAccess::Edit },
                }]);
                act!(
                    admin,
                    UpdateRole {
                        role,
                        patch: None,
                        operations,
                        departments: Some(vec![department]),
                        employees: Some(vec![to]),
                        fields,
                        expect_rev
                    }
                )
            }
            26 if on => act!(
                admin,
                UpdateSettings {
                    patch: SettingsPatch { company: Some(text), ..Default::default() },
                    expect_rev
                }
            ),
            26 => act!(admin, DeletePool { pool }),
            _ if on => act!(admin, DeleteOption { option }),
            _ => act!(
                admin,
                UpdateOption {
                    option,
                    patch: OptionItemPatch {
                        label: Some(text),
                        archived: Some(self.random.percent(20)),
                        ..Default::default()
                    },
                    expect_rev
                }
            ),
        }
    }

    /// What was made is played with too.
    fn learn(&mut self) {
        let all = Query::default().limit(500);
        let admin = &self.w.admin;
        self.leads = admin
            .leads()
            .list(&all)
            .unwrap()
            .rows
            .iter()
            .map(|r| r.id)
            .chain(self.leads.drain(..))
            .take(12)
            .collect();
        self.customers = admin
            .customers()
            .list(&all)
            .unwrap()
            .rows
            .iter()
            .map(|r| r.id)
            .chain(self.customers.drain(..))
            .take(12)
            .collect();
        let follow_ups = admin.follow_ups().list(&all).unwrap().rows;
        self.follow_ups =
            follow_ups.iter().map(|r| r.id).chain(self.follow_ups.drain(..)).take(6).collect();
    }
}

fn name_of<C: Declared>(_: &C) -> &'static str {
    C::META.name
}

/// Says how many commands were taken back.
fn play(
    w: World,
    seed: u64,
    steps: usize,
    seen: &mut std::collections::BTreeSet<&'static str>,
) -> usize {
    let mut game = Game::new(w, seed);
    let mut taken_back = 0;
    for _ in 0..steps {
        game.w.clock.advance(60_000_000);
        let store = game.w.crm.store().clone();
        let (before, rights) = (business(&*store), epoch(&*store));
        let (session, name, done) = game.play();
        assert!(by_name(name).is_ok());
        match done {
            Err(e) => {
                assert_eq!(
                    (business(&*store), epoch(&*store)),
                    (before, rights),
                    "seed {seed}: {name} {e}"
                );
                assert!(!e.is_of_machine(), "seed {seed}: {name}: {e}");
            }
            Ok(Some(command)) if game.random.percent(60) => {
                let undone = session.undo(command);
                assert!(
                    undone.is_ok(),
                    "seed {seed}, step {}: undo of {name}: {undone:?}",
                    game.step
                );
                let after = business(&*store);
                let differ: Vec<_> = after.lines().filter(|l| !before.contains(l)).collect();
                assert!(
                    after == before,
                    "seed {seed}, step {}: undo of {name} leaves {differ:#?}",
                    game.step
                );
                seen.insert(name);
                taken_back += 1;
            }
            Ok(_) => game.learn(),
        }
    }
    assert_eq!(game.w.crm.check().unwrap(), [], "seed {seed}");
    taken_back
}

#[test]
fn whatever_was_done_is_taken_back_to_the_row() {
    let mut seen = std::collections::BTreeSet::new();
    let mut taken_back = 0;
    for seed in 0..30 {
        taken_back += play(memory(), seed, 120, &mut seen);
    }
    for seed in 100..104 {
        taken_back += play(file(), seed, 120, &mut seen);
    }
    assert!(taken_back > 1000 && seen.len() >= 24, "{taken_back} of {seen:?}");
}
