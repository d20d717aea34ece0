//! A day of field sales, told by the library itself: a company is set up in one file, real
//! leads come in from a CSV file, people follow up, convert, claim and transfer, and everybody
//! sees what he may see. Run it with `cargo run --example field_day`.

#![allow(clippy::print_stdout, reason = "it tells a story")]

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use crmkit::admin::department::CreateDepartment;
use crmkit::admin::employee::CreateEmployee;
use crmkit::admin::role::CreateRole;
use crmkit::admin::setup::CompanySetup;
use crmkit::commands::by_name;
use crmkit::data::{ColumnMapping, ImportPlan, ImportReport};
use crmkit::model::time::ManualClock;
use crmkit::model::{Choice, Locale};
use crmkit::org::{
    DataScope, Department, DepartmentId, Employee, EmployeeId, NewDepartment, NewEmployee, NewRole,
    Role, RoleId,
};
use crmkit::query::{Filter, Query, Totals};
use crmkit::sales::customer::{Customer, CustomerId, TeamAccess, TransferCustomers};
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::lead::{Lead, LeadId, LeadSummary};
use crmkit::sales::pool::{CreatePool, NewPool, PoolId, ReleaseCustomers};
use crmkit::session::operation;
use crmkit::session::{Crm, CrmOptions, RunOptions, Session};
use crmkit::{FileOptions, Result};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");

/// The people of the story, by name.
struct Team {
    crm: Crm,
    clock: Arc<ManualClock>,
    people: BTreeMap<&'static str, EmployeeId>,
}

impl Team {
    fn id(&self, name: &str) -> EmployeeId {
        self.people.get(name).copied().unwrap_or_default()
    }

    fn session(&self, name: &str) -> Result<Session> {
        self.crm.session(self.id(name))
    }
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::temp_dir().join(format!("crmkit-field-day-{}", std::process::id()));
    fs::create_dir_all(&directory)?;
    let path = directory.join("示例科技.crm");
    chapter("一、开箱：一个文件就是一套 CRM");
    let team = set_up(&path)?;
    chapter("二、导入线索：真实的、凌乱的文件");
    import_leads(&team)?;
    chapter("三、个人客户与购买记录（CDNOW）");
    import_purchases(&team)?;
    chapter("四、同一份数据，三种数据权限");
    three_scopes(&team)?;
    chapter("五、搜索：两个字、拼音首字母、手机尾号");
    search(&team)?;
    chapter("六、跟进与转化");
    let customer = follow_up_and_convert(&team)?;
    chapter("七、公海：放入、领取，先到先得");
    pool(&team, customer)?;
    chapter("八、转移，并保留原负责人为团队成员");
    transfer(&team, customer)?;
    chapter("九、谁能看到，为什么");
    who_sees(&team, customer)?;
    chapter("十、删除、恢复与撤销");
    recycle_and_undo(&team)?;
    chapter("十一、操作记录");
    history(&team, customer)?;
    chapter("十二、体检与备份");
    let backup = directory.join("备份.crm");
    team.crm.backup_to(&backup)?;
    println!(
        "检查发现问题：{} 个；备份 {} KB",
        team.crm.check()?.len(),
        fs::metadata(&backup)?.len() / 1024
    );
    team.crm.close()?;
    fs::remove_dir_all(&directory)?;
    Ok(())
}

fn chapter(title: &str) {
    println!("\n━━ {title} ━━");
}

fn table(header: &[&str], rows: Vec<Vec<String>>) {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(110).set_header(header.to_vec());
    for row in rows {
        table.add_row(row);
    }
    println!("{table}");
}

fn set_up(path: &Path) -> Result<Team> {
    let clock = Arc::new(ManualClock::new("2026-03-02T01:00:00Z".parse().unwrap_or_default()));
    let crm = CrmOptions { clock: clock.clone(), ..CrmOptions::default() };
    let crm = crmkit::open_with(path, FileOptions { crm, ..FileOptions::default() })?;
    let admin = crm.set_up(CompanySetup {
        company: "示例科技".into(),
        admin_name: "陈晓明".into(),
        admin_mobile: "13800000001".into(),
        password: "correct horse battery".into(),
        ..CompanySetup::default()
    })?;
    let session = crm.login("138-0000-0001", "correct horse battery")?;
    let root = session.list::<Department>(&Query::default())?.rows.first().map(|d| d.id);
    let department = |name: &str, parent_id| -> Result<DepartmentId> {
        let department = NewDepartment { name: name.into(), parent_id, ..NewDepartment::default() };
        Ok(session.run(CreateDepartment { department })?.value)
    };
    let sales = department("销售部", root)?;
    let east = department("华东组", Some(sales))?;
    let central = department("华中组", Some(sales))?;
    let roles: BTreeMap<String, RoleId> = session
        .list::<Role>(&Query::default())?
        .rows
        .into_iter()
        .filter_map(|r| r.built_in.map(|code| (code, r.id)))
        .collect();
    let leader = session.run(CreateRole {
        role: NewRole {
            name: "组长".into(),
            scope: Some(DataScope::Subordinates),
            ..NewRole::default()
        },
        operations: ["lead.", "customer.", "follow_up."].into_iter().flat_map(operations).collect(),
        departments: None,
        employees: None,
        fields: None,
    })?;
    let mut people = BTreeMap::from([("陈晓明", admin.value)]);
    let staff = [
        ("王芳", "13800000002", sales, "陈晓明", "sales_manager"),
        ("李强", "13800000003", east, "王芳", "salesperson"),
        ("赵敏", "13800000004", east, "王芳", "salesperson"),
        ("周杰", "13800000005", central, "王芳", "组长"),
        ("刘洋", "13800000006", central, "周杰", "salesperson"),
    ];
    for (name, mobile, department_id, superior, role) in staff {
        let employee = NewEmployee {
            name: name.into(),
            mobile: mobile.into(),
            department_id,
            superior_id: people.get(superior).copied(),
            ..NewEmployee::default()
        };
        let roles = vec![roles.get(role).copied().unwrap_or(leader.value)];
        let made = session.run(CreateEmployee { employee, roles, password_hash: None })?;
        people.insert(name, made.value);
    }
    let rows = session.list::<Employee>(&Query::default().asc(Employee::mobile()))?.rows;
    let name = |id: Option<EmployeeId>| {
        people.iter().find(|(_, p)| Some(**p) == id).map_or("—", |(n, _)| n).to_owned()
    };
    let rows = rows
        .into_iter()
        .map(|e| vec![e.name, e.mobile, name(e.superior_id), e.status.label(Locale::ZhCn).into()]);
    table(&["姓名", "登录手机", "直属上级", "状态"], rows.collect());
    Ok(Team { crm, clock, people })
}

/// The operations whose codes begin so.
fn operations(prefix: &str) -> Vec<String> {
    operation::ALL
        .iter()
        .filter(|o| o.code.starts_with(prefix))
        .map(|o| o.code.to_owned())
        .collect()
}

/// The plan for the example's lead files; their headers are not our labels, so they are mapped.
fn lead_plan(file_name: &str) -> ImportPlan {
    let columns = [
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
    ImportPlan {
        entity: "lead".into(),
        columns: columns
            .map(|(column, field)| ColumnMapping { column: column.into(), field: field.into() })
            .to_vec(),
        match_on: vec!["name".into(), "mobile".into()],
        file_name: Some(file_name.into()),
        ..ImportPlan::default()
    }
}

fn import(session: &Session, bytes: &[u8], plan: &ImportPlan) -> Result<ImportReport> {
    let lines = bytes.iter().filter(|b| **b == b'\n').count() as u64;
    let bar = ProgressBar::new(lines);
    if let Ok(style) = ProgressStyle::with_template("{msg:16} {bar:40} {pos}/{len} 行") {
        bar.set_style(style);
    }
    bar.set_message(plan.file_name.clone().unwrap_or_default());
    let report = session.import(&mut &*bytes, plan, RunOptions::default(), &mut |counts| {
        bar.set_position(u64::try_from(counts.rows).unwrap_or(0));
        true
    })?;
    bar.finish_and_clear();
    let c = report.counts;
    println!(
        "{}：{} 行，新增 {}，更新 {}，跳过（重复）{}，失败 {}",
        plan.file_name.as_deref().unwrap_or("?"),
        c.rows,
        c.created,
        c.updated,
        c.skipped,
        c.failed
    );
    Ok(report)
}

fn import_leads(team: &Team) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let manager = team.session("王芳")?;
    for file in ["leads.csv", "leads_gbk.csv"] {
        let report = import(&manager, &fs::read(format!("{DATA}/{file}"))?, &lead_plan(file))?;
        let mut reasons: BTreeMap<String, (usize, i64, String)> = BTreeMap::new();
        for issue in manager.import_issues(report.job_id)? {
            let entry = reasons.entry(issue.code).or_insert((0, issue.row, issue.reason));
            entry.0 += 1;
        }
        let rows = reasons.into_iter().map(|(code, (count, row, reason))| {
            vec![count.to_string(), code, row.to_string(), reason]
        });
        table(&["行数", "原因代码", "例：第几行", "例：原因"], rows.collect());
    }
    Ok(())
}

/// Every customer of the shop becomes an individual customer, every purchase a follow-up.
fn import_purchases(team: &Team) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let text = fs::read_to_string(format!("{DATA}/cdnow/CDNOW_sample.txt"))?;
    let (mut customers, mut purchases) =
        (String::from("客户名称,客户类型\n"), String::from("客户,跟进时间,跟进内容\n"));
    let mut last = "";
    for line in text.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let [id, _, date, discs, amount] = cells.as_slice() else { continue };
        if *id != last {
            customers += &format!("CDNOW 顾客 {id},个人\n");
            last = id;
        }
        purchases += &format!("CDNOW 顾客 {id},{date},购买唱片 {discs} 张，金额 {amount} 美元\n");
    }
    let manager = team.session("王芳")?;
    let plan = |entity: &str, file: &str| ImportPlan {
        entity: entity.into(),
        file_name: Some(file.into()),
        ..ImportPlan::default()
    };
    import(&manager, customers.as_bytes(), &plan("customer", "顾客"))?;
    import(&manager, purchases.as_bytes(), &plan("follow_up", "购买记录"))?;
    let best = manager.customers().list(
        &Query::new(Customer::name().starts_with("CDNOW"))
            .desc(Customer::last_follow_at())
            .limit(3),
    )?;
    let rows = best.rows.into_iter().map(|c| {
        vec![
            c.name,
            c.kind.label(Locale::ZhCn).into(),
            c.last_follow_at.map_or_else(String::new, |at| at.date_naive().to_string()),
        ]
    });
    println!(
        "共 {} 位顾客；最近购买的三位：",
        best.total.map_or_else(String::new, |t| t.to_string())
    );
    table(&["顾客", "类型", "最近购买"], rows.collect());
    Ok(())
}

fn lead_rows(rows: Vec<LeadSummary>, session: &Session) -> Result<Vec<Vec<String>>> {
    let mut lines = Vec::new();
    for lead in rows {
        let owner = lead
            .owner_id
            .map(|id| session.get::<Employee>(id))
            .transpose()?
            .map_or_else(String::new, |e| e.name);
        lines.push(vec![
            lead.name,
            lead.contact_name.unwrap_or_default(),
            lead.mobile.unwrap_or_default(),
            owner,
        ]);
    }
    Ok(lines)
}

fn three_scopes(team: &Team) -> Result<()> {
    for (name, what) in
        [("刘洋", "销售员 · 本人"), ("周杰", "组长 · 本人及下属"), ("王芳", "销售经理 · 全部")]
    {
        let session = team.session(name)?;
        let page = session.leads().list(&Query::default().limit(3).totals(Totals::Exact))?;
        println!(
            "{name}（{what}）看到 {} 条线索，最近的三条：",
            page.total.map_or_else(String::new, |t| t.to_string())
        );
        table(&["线索", "联系人", "手机", "负责人"], lead_rows(page.rows, &session)?);
    }
    let filter: Filter =
        "level in (\"none\") or next_contact_at in next_days(7)".parse().unwrap_or_default();
    println!("筛选条件也是一段文字，可以保存、比较：{filter}");
    Ok(())
}

fn search(team: &Team) -> Result<()> {
    let manager = team.session("王芳")?;
    for words in ["科技", "长沙", "cq", "ABC", "5678"] {
        let page = manager.leads().list(&Query::search(words).limit(3).totals(Totals::Exact))?;
        let names: Vec<String> = page.rows.into_iter().map(|l| l.name).collect();
        println!(
            "“{words}” → {} 条：{}",
            page.total.map_or_else(String::new, |t| t.to_string()),
            names.join("、")
        );
    }
    Ok(())
}

fn follow_up_and_convert(team: &Team) -> Result<CustomerId> {
    let li = team.session("李强")?;
    let mine = li.leads().list(&Query::default().limit(2))?.rows;
    let (first, second) = (lead_at(&mine, 0), lead_at(&mine, 1));
    for (day, content) in [(1, "电话沟通，客户对方案感兴趣"), (3, "上门演示，约定下周报价")]
    {
        team.clock.advance_days(day);
        let next_contact_at = Some(team.crm.clock().now() + chrono_days(7));
        let follow_up = NewFollowUp {
            lead_id: Some(first),
            content: content.into(),
            next_contact_at,
            ..NewFollowUp::default()
        };
        li.follow_ups().add(follow_up)?;
    }
    let lead = li.leads().get(first)?;
    println!("{}：最后跟进“{}”", lead.name, lead.last_follow_text.unwrap_or_default());
    let report = li.leads().convert(vec![first, second, first])?.value;
    let rows = report.rows.iter().map(|r| {
        let result = r.error.as_ref().map_or_else(
            || "已转化为客户".to_owned(),
            |e| format!("拒绝：{}", e.message(Locale::ZhCn)),
        );
        vec![r.lead.to_string(), result]
    });
    table(&["线索", "转化结果"], rows.collect());
    Ok(report.rows.first().and_then(|r| r.customer).unwrap_or_default())
}

fn chrono_days(days: i64) -> chrono::TimeDelta {
    chrono::TimeDelta::days(days)
}

fn lead_at(leads: &[LeadSummary], place: usize) -> LeadId {
    leads.get(place).map(|l| l.id).unwrap_or_default()
}

fn pool(team: &Team, customer: CustomerId) -> Result<PoolId> {
    let admin = team.session("陈晓明")?;
    let made = admin.run(CreatePool {
        pool: NewPool { name: "公共客户池".into(), ..NewPool::default() },
        admins: vec![team.id("王芳")],
        members: ["李强", "赵敏", "周杰"].map(|n| team.id(n)).to_vec(),
        departments: vec![],
    })?;
    let pool = made.value;
    team.session("李强")?
        .run(ReleaseCustomers { pool, customers: vec![customer] })?
        .value
        .single()?;
    println!(
        "李强放入公海后：李强的客户列表里还有它吗？{}",
        team.session("李强")?.customers().get(customer).is_ok()
    );
    let (zhao, zhou) = (team.session("赵敏")?, team.session("周杰")?);
    zhao.pool(pool).claim(vec![customer])?.value.single()?;
    let late = zhou.pool(pool).claim(vec![customer])?.value.single();
    println!(
        "赵敏先领取；周杰：{}",
        late.err().map_or_else(String::new, |e| e.message(Locale::ZhCn))
    );
    let outsider = team.session("刘洋")?.pool(pool).list(&Query::default());
    println!(
        "刘洋不是公海成员：{}",
        outsider.err().map_or_else(String::new, |e| e.message(Locale::ZhCn))
    );
    Ok(pool)
}

fn transfer(team: &Team, customer: CustomerId) -> Result<()> {
    let refused =
        team.session("刘洋")?.customers().transfer(vec![customer], team.id("刘洋"))?.value.single();
    println!(
        "刘洋想要过来：{}",
        refused.err().map_or_else(String::new, |e| e.message(Locale::ZhCn))
    );
    let keep_until = Some(team.crm.clock().now() + chrono_days(30));
    let to = team.id("周杰");
    let command = TransferCustomers {
        customers: vec![customer],
        to,
        keep: Some(TeamAccess::Read),
        keep_until,
        cascade: None,
    };
    let outcome = team.session("王芳")?.run(command)?;
    outcome.value.single()?;
    println!("王芳转给周杰，赵敏保留只读 30 天；改动了 {} 行数据", outcome.changes.len());
    Ok(())
}

fn who_sees(team: &Team, customer: CustomerId) -> Result<()> {
    let seen = team.session("王芳")?.who_can_see::<Customer>(customer)?;
    let rows = seen.into_iter().map(|who| {
        let reasons = who.reasons.iter().map(|w| {
            let parts = [
                Some(w.reason.label(Locale::ZhCn).to_owned()),
                w.role.clone(),
                w.scope.map(|s| s.label(Locale::ZhCn).into()),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        });
        vec![who.name, reasons.collect::<Vec<_>>().join("；")]
    });
    table(&["员工", "原因"], rows.collect());
    Ok(())
}

fn recycle_and_undo(team: &Team) -> Result<()> {
    let manager = team.session("王芳")?;
    let lead = lead_at(&manager.leads().list(&Query::default().limit(1))?.rows, 0);
    let name = manager.leads().get(lead)?.name;
    let deleted = manager.leads().delete(vec![lead])?;
    let bin = manager.leads().list(&Query::default().deleted())?.rows.len();
    println!("删除“{name}”：回收站里有 {bin} 条");
    manager.undo(deleted.command_id)?;
    println!("撤销删除后仍可读取：{}", manager.get::<Lead>(lead)?.name);
    println!(
        "再撤销一次：{}",
        manager
            .undo(deleted.command_id)
            .err()
            .map_or_else(String::new, |e| e.message(Locale::ZhCn))
    );
    Ok(())
}

fn history(team: &Team, customer: CustomerId) -> Result<()> {
    let entries = team.session("王芳")?.history::<Customer>(customer, None, 20)?;
    let rows = entries.into_iter().rev().map(|h| {
        let show = |v: Option<String>| {
            v.unwrap_or_else(|| "—".into()).chars().take(16).collect::<String>()
        };
        let more = h.fields.len().saturating_sub(3);
        let shown = h.fields.into_iter().take(3);
        let mut fields: Vec<String> =
            shown.map(|f| format!("{}：{} → {}", f.label, show(f.old), show(f.new))).collect();
        if more > 0 {
            fields.push(format!("等 {more} 项"));
        }
        let command = by_name(&h.command).map_or(h.command.as_str(), |c| c.meta.label.zh);
        vec![
            h.at.format("%m-%d").to_string(),
            h.actor,
            command.into(),
            h.kind.label(Locale::ZhCn).into(),
            fields.join("；"),
        ]
    });
    table(&["日期", "谁", "命令", "操作", "变化"], rows.collect());
    Ok(())
}
