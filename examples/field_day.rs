//! A day of field sales and the two months after it, told by the library itself: a company is set
//! up in one file, real leads come in from a CSV file, people follow up, convert, claim and lose
//! customers, and everybody sees what he may see. Run it with `cargo run --example field_day`.
//!
//! The same story stands in `field_day.py` and `FieldDay.kt`; a test holds that it ends the same.

#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "it tells a story")]

use crmkit::admin::setup::CompanySetup;
use crmkit::commands::*;
use crmkit::data::{ColumnMapping, ImportPlan, RowOutcome};
use crmkit::model::Choice;
use crmkit::model::id::SeededIds;
use crmkit::model::time::ManualClock;
use crmkit::org::*;
use crmkit::query::{Query, Totals};
use crmkit::sales::capacity::{CapacityKind, NewCapacityRule};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::{FollowUp, NewFollowUp};
use crmkit::sales::lead::*;
use crmkit::sales::pool::*;
use crmkit::sales::todo::TodoKind;
use crmkit::session::CrmOptions;
use crmkit::{FileOptions, Result};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::{fs, process};

#[path = "field_day/day.rs"]
mod day;
#[path = "field_day/money.rs"]
mod money;
#[path = "field_day/show.rs"]
mod show;
use day::Day;
use show::*;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let directory = std::env::temp_dir().join(format!("crmkit-field-day-{}", process::id()));
    fs::create_dir_all(&directory)?;
    chapter("一、开箱：一个文件就是一套 CRM");
    let day = set_up(&directory.join("示例科技.crm"))?;
    chapter("二、导入线索：真实的、凌乱的文件");
    import_leads(&day)?;
    chapter("三、个人客户与购买记录（CDNOW）");
    import_purchases(&day)?;
    chapter("四、同一份数据，三种数据权限");
    three_scopes(&day)?;
    chapter("五、搜索：两个字、拼音首字母、手机尾号");
    search(&day)?;
    chapter("六、跟进与转化：客户已经有了怎么办");
    let (xin, yuan) = follow_up_and_convert(&day)?;
    chapter("七、客户数上限");
    capacity(&day, yuan)?;
    chapter("八、公海：上限、冷却，先到先得");
    let pool = pool(&day, xin, yuan)?;
    chapter("九、一个月没人跟进，自动进公海");
    recycle(&day, pool, xin)?;
    chapter("十、团队成员，有期限");
    team(&day, xin)?;
    chapter("十一、附近的客户与签到");
    nearby(&day)?;
    chapter("十二、今天的待办");
    todos(&day)?;
    chapter("十三、谁能看到，为什么");
    who_sees(&day, xin)?;
    chapter("十四、删除、恢复与撤销");
    recycle_bin_and_undo(&day)?;
    chapter("十五、操作记录");
    history(&day, xin)?;
    money::story(&day, xin)?;
    chapter("二十一、体检与备份");
    day.crm.backup_to(directory.join("备份.crm"))?;
    let copy = crmkit::open(directory.join("备份.crm"))?;
    let leads = copy.session(day.id("王芳")?)?.count::<Lead>(&Query::default(), Totals::Exact)?;
    println!("检查发现问题：{} 个；备份里的线索：{leads} 条", day.crm.check()?.len());
    copy.close()?;
    day.crm.close()?;
    fs::remove_dir_all(&directory)?;
    Ok(())
}

/// The company, its departments, roles and six people.
fn set_up(path: &Path) -> Result<Day> {
    let clock = Arc::new(ManualClock::new("2025-06-02T01:00:00Z".parse().unwrap_or_default()));
    let ids = Arc::new(SeededIds::new(7));
    let crm = CrmOptions { clock: clock.clone(), ids, deadline: None };
    let crm = crmkit::open_with(path, FileOptions { crm, ..Default::default() })?;
    crm.set_up(CompanySetup {
        company: "示例科技".into(),
        admin_name: "陈晓明".into(),
        admin_mobile: "13800000001".into(),
        password: "correct horse battery".into(),
        ..Default::default()
    })?;
    let chen = crm.login("138-0000-0001", "correct horse battery")?;
    let top = chen.list::<Department>(&Query::default())?.rows[0].id;
    let department = |name: &str, above| {
        let department =
            NewDepartment { name: name.into(), parent_id: Some(above), ..Default::default() };
        chen.run(CreateDepartment { department }).map(|made| made.value)
    };
    let sales = department("销售部", top)?;
    let (east, central) = (department("华东组", sales)?, department("华中组", sales)?);
    let built_in = |code: &str| {
        let roles = chen.list::<Role>(&Query::new(Role::built_in().eq(code.to_owned())));
        roles.map(|roles| roles.rows[0].id)
    };
    let (manager, salesperson) = (built_in("sales_manager")?, built_in("salesperson")?);
    let leader = chen.run(CopyRole { role: salesperson, name: "组长".into() })?.value;
    let patch = Some(RolePatch { scope: Some(DataScope::Subordinates), ..Default::default() });
    chen.run(UpdateRole {
        role: leader,
        patch,
        operations: None,
        departments: None,
        employees: None,
        fields: None,
        expect_rev: None,
    })?;
    let mut day = Day { crm, clock, people: [("陈晓明", chen)].into() };
    for (name, mobile, department_id, superior, role) in [
        ("王芳", "13800000002", sales, "陈晓明", manager),
        ("李强", "13800000003", east, "王芳", salesperson),
        ("赵敏", "13800000004", east, "王芳", salesperson),
        ("周杰", "13800000005", central, "王芳", leader),
        ("刘洋", "13800000006", central, "周杰", salesperson),
    ] {
        let employee = NewEmployee {
            name: name.into(),
            mobile: mobile.into(),
            department_id,
            superior_id: Some(day.id(superior)?),
            ..Default::default()
        };
        let command = CreateEmployee { employee, roles: vec![role], password_hash: None };
        let made = day.at("陈晓明").run(command)?.value;
        day.people.insert(name, day.crm.session(made)?);
    }
    let chen = day.at("陈晓明");
    let rows = chen.list::<Employee>(&Query::default().asc(Employee::mobile()))?.rows;
    let department = |id| chen.get::<Department>(id).map(|d| d.name);
    let line = |e: EmployeeSummary| {
        let superior = day.name(e.superior_id).to_owned();
        Ok(vec![e.name, e.mobile, department(e.department_id)?, superior])
    };
    table(
        ["姓名", "登录手机", "部门", "直属上级"],
        rows.into_iter().map(line).collect::<Result<_>>()?,
    );
    Ok(day)
}

/// Two exports of a marketing tool, as messy as they are; the second is in GBK.
fn import_leads(day: &Day) -> std::result::Result<(), Box<dyn Error>> {
    let field = NewFieldDefinition {
        entity: "lead".into(),
        key: "entered_on".into(),
        kind: CustomKind::Date,
        label: "录入日期".into(),
        ..Default::default()
    };
    day.at("陈晓明").run(DefineField { field, options: None })?;
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
        ("录入日期", "custom.entered_on"),
    ];
    let columns = columns.map(|(c, f)| ColumnMapping { column: c.into(), field: f.into() });
    let wang = day.at("王芳");
    let mut reasons: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for file in ["leads.csv", "leads_gbk.csv"] {
        let plan = ImportPlan {
            entity: "lead".into(),
            columns: columns.to_vec(),
            match_on: vec!["name".into(), "mobile".into()],
            file_name: Some(file.into()),
            ..Default::default()
        };
        let report = import(wang, &fs::read(format!("{DATA}/{file}"))?, &plan)?;
        for issue in wang.import_issues(report.job_id)? {
            let example = format!("{file} 第 {} 行：{}", issue.row, issue.reason);
            let outcome = if issue.outcome == RowOutcome::Skipped { "重复" } else { "失败" };
            let why = format!("{outcome} {} {}", issue.code, issue.field.unwrap_or_default());
            reasons.entry(why).or_insert((0, example)).0 += 1;
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    let line = |(why, (count, example))| vec![why, format!("{count}"), example];
    table(["没有成为线索的原因", "行数", "例如"], reasons.into_iter().map(line).collect());
    Ok(())
}

/// Every buyer of a music shop becomes an individual customer, every purchase a follow-up.
fn import_purchases(day: &Day) -> std::result::Result<(), Box<dyn Error>> {
    let mut buyers = String::from("客户名称,客户类型,负责人\n");
    let mut purchases = String::from("客户,跟进时间,跟进内容\n");
    let (mut last, mut owners) = ("", ["13800000002", "13800000005"].into_iter().cycle());
    let text = fs::read_to_string(format!("{DATA}/cdnow/CDNOW_sample.txt"))?;
    for line in text.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let [id, _, date, discs, amount] = cells.as_slice() else { continue };
        if *id != last {
            buyers += &format!("CDNOW 顾客 {id},个人,{}\n", owners.next().unwrap_or_default());
            last = id;
        }
        purchases += &format!("CDNOW 顾客 {id},{date},购买唱片 {discs} 张，金额 {amount} 美元\n");
    }
    let wang = day.at("王芳");
    for (entity, file, text) in [("customer", "顾客", buyers), ("follow_up", "购买记录", purchases)]
    {
        let file_name = Some(file.into());
        let plan = ImportPlan { entity: entity.into(), file_name, ..Default::default() };
        import(wang, text.as_bytes(), &plan)?;
    }
    let newest = Query::new(Customer::name().starts_with("CDNOW")).desc(Customer::last_follow_at());
    let newest = wang.customers().list(&newest.asc(Customer::name()).limit(3))?.rows;
    let line = |c: CustomerSummary| vec![c.name, c.kind.label(ZH).into(), date(c.last_follow_at)];
    table(["最近购买的顾客", "类型", "最近购买"], newest.into_iter().map(line).collect());
    Ok(())
}

/// Three people ask the same questions.
fn three_scopes(day: &Day) -> Result<()> {
    let (mut counts, mut next) = (Vec::new(), Vec::new());
    for (name, scope) in [("刘洋", "本人"), ("周杰", "本人及下属"), ("王芳", "全部")]
    {
        let (who, all) = (day.at(name), Query::default());
        let leads = who.count::<Lead>(&all, Totals::Exact)?;
        let customers = who.count::<Customer>(&all, Totals::Exact)?;
        let follow_ups = who.count::<FollowUp>(&all, Totals::Exact)?;
        let numbers = [leads, customers, follow_ups].map(|n| n.to_string());
        counts.push([vec![name.into(), scope.into()], numbers.into()].concat());
        let query = Query::default().desc(Lead::next_contact_at()).asc(Lead::name()).limit(2);
        for lead in who.leads().list(&query)?.rows {
            let owner = day.name(lead.owner_id).into();
            next.push(vec![name.into(), lead.name, owner, date(lead.next_contact_at)]);
        }
    }
    table(["谁", "数据权限", "线索", "客户", "跟进记录"], counts);
    table(["谁", "下次联系最晚的线索", "负责人", "下次联系"], next);
    Ok(())
}

fn search(day: &Day) -> Result<()> {
    let mut rows = Vec::new();
    for words in ["科技", "数字100", "szsz", "6867"] {
        let query = Query::search(words).asc(Lead::name()).limit(3).totals(Totals::Exact);
        let page = day.at("王芳").leads().list(&query)?;
        let names: Vec<_> = page.rows.into_iter().map(|lead| lead.name).collect();
        rows.push(vec![words.into(), number(page.total), names.join("、")]);
    }
    table(["输入", "线索", "前三条"], rows);
    Ok(())
}

/// Two leads come to 李强. One is a customer of his already, under another name.
fn follow_up_and_convert(day: &Day) -> Result<(CustomerId, CustomerId)> {
    let (wang, li) = (day.at("王芳"), day.at("李强"));
    let lead = |name: &str, contact: &str, mobile: &str| NewLead {
        name: name.into(),
        contact_name: Some(contact.into()),
        mobile: Some(mobile.into()),
        ..Default::default()
    };
    let mut told = lead("武汉鑫源贸易有限公司", "王先生", "138 1234 5678");
    told.address = Some("武汉市江汉区解放大道688号".into());
    let told = wang.leads().create(told)?.value;
    let fresh = wang.leads().create(lead("武汉远景物流", "赵女士", "13712340000"))?.value;
    wang.leads().transfer(vec![told, fresh], day.id("李强")?)?;
    let mut known = place("鑫源贸易", "30.581", "114.27");
    known.mobile = Some("13812345678".into());
    known.remark = Some("2023 年的老客户".into());
    let known = li.customers().create(known)?.value;
    day.clock.advance_days(1);
    li.follow_ups().add(NewFollowUp {
        lead_id: Some(told),
        content: "上门拜访，预算约三十万，下周报价".into(),
        next_contact_at: day.in_days(7),
        ..Default::default()
    })?;
    let found = li.duplicates_of_lead(told)?.into_iter().map(|d| {
        let label = d.kind.map(|kind| kind.label(ZH).to_owned());
        let same = d.same.map(|same| same.label(ZH).to_owned());
        [label, d.name, d.mobile, d.owner, same].map(Option::unwrap_or_default).to_vec()
    });
    table(["可能重复", "名称", "手机", "负责人", "依据"], found.collect());
    let before = li.customers().get(known)?;
    let mut rows = Vec::new();
    let mut convert = |how: &str, leads: Vec<LeadId>, on_duplicate, choices| {
        let report = li
            .run(ConvertLeads {
                leads,
                on_duplicate,
                choices,
                contact: Some(true),
                opportunity: None,
            })?
            .value;
        for row in &report.rows {
            let name = li.leads().get(row.lead)?.name;
            let result = row.error.as_ref().map_or("已转化".into(), |e| e.message(ZH));
            let contact = row.contact.map(|id| li.contacts().get(id)).transpose()?;
            rows.push(vec![name, how.into(), result, some(contact.map(|c| c.name))]);
        }
        Ok::<_, crmkit::Error>(report.rows)
    };
    let first = convert("重复则提示", vec![told, fresh], Some(DuplicateHandling::Refuse), None)?;
    let into = LeadChoice { lead: told, handling: DuplicateHandling::Merge, customer: Some(known) };
    convert("合并到鑫源贸易", vec![told], None, Some(vec![into]))?;
    convert("再转化一次", vec![told], None, None)?;
    table(["线索", "做法", "结果", "联系人"], rows);
    let after = li.customers().get(known)?;
    let fields = |c: Customer| [Some(c.name), c.address, c.remark, c.last_follow_text];
    let labels = ["客户名称", "详细地址", "备注", "最后跟进内容"].map(str::to_owned);
    let rows = labels.into_iter().zip(fields(before)).zip(fields(after));
    let line = |((label, old), new)| vec![label, some(old), some(new)];
    table(["字段", "合并前", "合并后"], rows.map(line).collect());
    Ok((known, first[1].customer.unwrap_or_default()))
}

/// 赵敏 is new: she may own two customers.
fn capacity(day: &Day, yuan: CustomerId) -> Result<()> {
    let name = "新人客户数".into();
    let rule = NewCapacityRule { name, kind: CapacityKind::Owned, cap: 2, ..Default::default() };
    let employees = vec![day.id("赵敏")?];
    let departments = vec![];
    day.at("陈晓明").run(CreateCapacityRule { rule, employees, departments })?;
    let mut rows = Vec::new();
    for (name, longitude) in
        [("上海晨光文具", "121.47"), ("上海百联超市", "121.48"), ("上海锦江酒店", "121.46")]
    {
        let made = day.at("赵敏").customers().create(place(name, "31.23", longitude));
        rows.push(vec!["赵敏".into(), format!("新建 {name}"), result(made)]);
    }
    let moved = day.at("李强").customers().transfer(vec![yuan], day.id("赵敏")?)?;
    rows.push(vec!["李强".into(), "把 武汉远景物流 转给赵敏".into(), single(&moved.value)]);
    table(["谁", "做什么", "结果"], rows);
    Ok(())
}

/// A pool from which one may claim one customer a day, and none that was one's own last week.
fn pool(day: &Day, xin: CustomerId, yuan: CustomerId) -> Result<PoolId> {
    let chen = day.at("陈晓明");
    let pool = NewPool {
        name: "公共客户池".into(),
        claim_limit: Some(1),
        claim_period: Some(ClaimPeriod::Day),
        cool_down_days: Some(7),
        automatic: Some(true),
        remind_days: Some(7),
        ..Default::default()
    };
    let members = vec![day.id("李强")?, day.id("赵敏")?, day.id("刘洋")?];
    let admins = vec![day.id("陈晓明")?];
    let pool = chen.run(CreatePool { pool, admins, members, departments: vec![] })?.value;
    let rule = RecycleRule {
        kind: PoolRuleKind::NoFollowUp,
        days: 30,
        level: None,
        dealt: false,
        with_opportunity: false,
    };
    chen.run(SetPoolRules { pool, rules: vec![rule] })?;
    let put = day.at("李强").run(ReleaseCustomers { pool, customers: vec![xin, yuan] })?.value;
    let mut rows = vec![vec!["李强".into(), "两个客户放入公海".into(), single(&put)]];
    let claims = [
        ("李强", "领取 鑫源贸易", xin),
        ("刘洋", "领取 鑫源贸易", xin),
        ("赵敏", "领取 鑫源贸易", xin),
        ("刘洋", "领取 武汉远景物流", yuan),
    ];
    for (who, what, customer) in claims {
        let claimed = day.at(who).pool(pool).claim(vec![customer])?.value;
        rows.push(vec![who.into(), what.into(), single(&claimed)]);
    }
    let given = chen.pool(pool).assign(vec![yuan], day.id("刘洋")?)?.value;
    rows.push(vec!["陈晓明".into(), "把 武汉远景物流 分配给刘洋".into(), single(&given)]);
    let seen = day.at("周杰").pool(pool).list(&Query::default());
    rows.push(vec!["周杰".into(), "看公海（不是成员）".into(), result(seen)]);
    table(["谁", "做什么", "结果"], rows);
    Ok(pool)
}

/// A month goes by. Who is not followed up goes to the pool; what is locked stays.
fn recycle(day: &Day, pool: PoolId, xin: CustomerId) -> Result<()> {
    let (li, liu) = (day.at("李强"), day.at("刘洋"));
    let mut made = Vec::new();
    for (name, latitude, longitude) in [
        ("汉口纺织", "30.585", "114.28"),
        ("武昌光电", "30.55", "114.32"),
        ("青山钢构", "30.63", "114.39"),
    ] {
        made.push(li.customers().create(place(name, latitude, longitude))?.value);
    }
    li.customers().lock(vec![made[2]])?.value.single()?;
    day.clock.advance_days(20);
    for (who, customer, content) in
        [(li, made[1], "电话沟通，下月要货"), (liu, xin, "送样品，等回复")]
    {
        who.follow_ups().add(NewFollowUp {
            customer_id: Some(customer),
            content: content.into(),
            next_contact_at: day.in_days(19),
            ..Default::default()
        })?;
    }
    day.clock.advance_days(6);
    let left = li.days_to_pool(&made)?;
    let mut rows = Vec::new();
    for id in made {
        let customer = li.customers().get(id)?;
        let entry = left.iter().find(|entry| entry.customer == id);
        let days = entry.map_or("—".into(), |entry| format!("{} 天", entry.days));
        let why = entry.map_or("已锁定".into(), |entry| entry.why.clone());
        rows.push(vec![customer.name, days, why]);
    }
    table(["第 26 天，李强的客户", "离公海", "规则"], rows);
    for entry in li.entering_pool()? {
        let name = li.customers().get(entry.customer)?.name;
        println!("提醒李强：{name} 还有 {} 天进公海", entry.days);
    }
    day.clock.advance_days(5);
    let mut due: Vec<_> = day.crm.tick_preview()?.into_iter().map(|due| vec![due.why]).collect();
    due.sort();
    table(["第 31 天，预览：将进公海"], due);
    let taken = day.crm.tick()?.len();
    println!("执行：{taken} 个进了公海；再执行一次：{} 个", day.crm.tick()?.len());
    let page = li.pool(pool).list(&Query::default().asc(Customer::name()))?;
    let names: Vec<_> = page.rows.into_iter().map(|c| c.name).collect();
    println!("公海里现在有：{}", names.join("、"));
    Ok(())
}

/// 刘洋 asks 赵敏 to help for a week.
fn team(day: &Day, xin: CustomerId) -> Result<()> {
    let mut rows = Vec::new();
    let mut state = |when: &str| {
        let zhao = day.at("赵敏");
        let patch = CustomerPatch { remark: Some("赵敏来过".into()), ..Default::default() };
        let (read, edited) = (zhao.customers().get(xin), zhao.customers().update(xin, patch));
        rows.push(vec![when.into(), result(read), result(edited)]);
    };
    state("加入前");
    for (access, when) in [(TeamAccess::Read, "只读成员"), (TeamAccess::Write, "读写成员")]
    {
        day.at("刘洋").run(AddMember {
            customers: vec![xin],
            employee: day.id("赵敏")?,
            access,
            expires_at: day.in_days(7),
            cascade: None,
        })?;
        state(when);
    }
    day.clock.advance_days(8);
    state("八天后");
    table(["赵敏", "看鑫源贸易", "改鑫源贸易"], rows);
    let due = day.crm.tick_preview()?;
    println!("到期清理：预览 {} 项，执行 {} 项", due.len(), day.crm.tick()?.len());
    Ok(())
}

/// 李强 stands in 江汉路 and looks around; then he drives to 青山钢构 and signs in there.
fn nearby(day: &Day) -> Result<()> {
    let (latitude, longitude) = ("30.581".parse()?, "114.29".parse()?);
    let query = NearbyQuery { latitude, longitude, radius: 8000, kind: None, limit: None };
    let line = |near: Nearby| {
        let place = if near.pool.is_some() { "公海" } else { "自己的客户" };
        vec![near.name, format!("{} 米", near.distance), place.into()]
    };
    let li = day.at("李强");
    let found = li.nearby(&query)?.into_iter().map(line);
    table(["八公里内的客户", "距离", "在哪里"], found.collect());
    let sign_in = SignIn {
        customer: li.customers().list(&Query::search("青山钢构"))?.rows[0].id,
        latitude: "30.6301".parse()?,
        longitude: "114.3902".parse()?,
        place: "青山钢构南门".into(),
        content: Some("看了仓库，库存不足".into()),
        method: None,
        next_contact_at: None,
        contacts: None,
        files: None,
    };
    let visit = li.run(sign_in)?.value;
    let said = li.get::<FollowUp>(visit)?;
    println!("签到：{} {}，{}", date(Some(said.at)), some(said.place), said.content);
    println!("删除签到：{}", result(li.run(DeleteFollowUp { follow_up: visit })));
    Ok(())
}

fn todos(day: &Day) -> Result<()> {
    let li = day.at("李强");
    let line = |name: String, at, days: Option<i64>| {
        vec![name, date(at), days.map_or("—".into(), |days| format!("{days} 天"))]
    };
    let count = || -> Result<Vec<String>> {
        Ok(li.todo_counts()?.iter().map(|c| c.count.to_string()).collect())
    };
    let labels = li.todo_counts()?.into_iter().map(|c| c.kind.label(ZH).to_owned());
    let labels: Vec<String> = labels.collect();
    let before = count()?;
    let (today, overdue) = (li.todos(TodoKind::CustomersToday)?, li.todos(TodoKind::LeadsOverdue)?);
    let records = vec![overdue[0].id.into()];
    li.run(HandleTodos { kind: TodoKind::LeadsOverdue, records })?.value.single()?;
    let rows = labels.into_iter().zip(before).zip(count()?);
    let rows = rows.map(|((label, before), after)| vec![label, before, after]);
    table(["李强的待办", "件数", "处理一件后"], rows.collect());
    let first = today.into_iter().chain(overdue.into_iter().take(3));
    table(["最急的", "约定联系", "离公海"], first.map(|t| line(t.name, t.at, t.days)).collect());
    Ok(())
}

fn who_sees(day: &Day, xin: CustomerId) -> Result<()> {
    for why in day.at("周杰").why_visible::<Customer>(xin)? {
        let owner = why.owner.clone().unwrap_or_default();
        println!("周杰为什么能看到鑫源贸易？{}；负责人 {owner}", reason(&why));
    }
    let seen =
        day.at("王芳").who_can_see::<Customer>(xin)?.into_iter().map(|who| {
            vec![who.name, who.reasons.iter().map(reason).collect::<Vec<_>>().join("；")]
        });
    table(["谁能看到鑫源贸易", "为什么"], seen.collect());
    let remark = CustomerPatch { remark: Some("改".into()), ..Default::default() };
    let department = NewDepartment { name: "我的部".into(), ..Default::default() };
    let past = NewFollowUp {
        customer_id: Some(xin),
        content: "补记".into(),
        next_contact_at: day.in_days(-1),
        ..Default::default()
    };
    let rows = [
        ("李强", "看鑫源贸易", result(day.at("李强").customers().get(xin))),
        ("赵敏", "改鑫源贸易", result(day.at("赵敏").customers().update(xin, remark))),
        ("李强", "建部门", result(day.at("李强").run(CreateDepartment { department }))),
        ("刘洋", "约在昨天", result(day.at("刘洋").follow_ups().add(past))),
    ];
    let rows = rows.map(|(who, what, result)| vec![who.into(), what.into(), result]);
    table(["谁", "做什么", "结果"], rows.to_vec());
    Ok(())
}

fn recycle_bin_and_undo(day: &Day) -> Result<()> {
    let wang = day.at("王芳");
    let lead = wang.leads().list(&Query::search("数字100").asc(Lead::name()))?.rows[0].id;
    let name = wang.leads().get(lead)?.name;
    let deleted = wang.leads().delete(vec![lead])?;
    let bin = wang.leads().list(&Query::default().deleted())?.rows.len();
    let undone = wang.undo(deleted.command_id)?.value.changes;
    let rows = vec![
        vec!["删除".into(), format!("回收站里有 {bin} 条")],
        vec!["撤销删除".into(), format!("还原 {undone} 处改动；{}", wang.leads().get(lead)?.name)],
        vec!["再撤销一次".into(), result(wang.undo(deleted.command_id))],
    ];
    table([name.as_str(), "结果"], rows);
    Ok(())
}

/// Everything that happened to the customer, the oldest first.
fn history(day: &Day, xin: CustomerId) -> Result<()> {
    let entries = day.at("王芳").history::<Customer>(xin, None, 100)?;
    let rows = entries.into_iter().rev().map(|entry| {
        let said = entry.fields.iter().filter(|f| !is_id(f.old.as_ref().or(f.new.as_ref())));
        let said = said.map(|f| {
            let value = |v: &Option<String>| short(v.as_deref().unwrap_or("∅"), 16);
            format!("{} {} → {}", f.label, value(&f.old), value(&f.new))
        });
        let said = said.take(2).collect::<Vec<_>>().join("；");
        let what = format!("{} {}", entry.kind.label(ZH), entry.command);
        vec![date(Some(entry.at)), entry.actor, what, said]
    });
    table(["日期", "谁", "操作", "变化"], rows.collect());
    Ok(())
}

/// A customer that stands somewhere.
fn place(name: &str, latitude: &str, longitude: &str) -> NewCustomer {
    let (latitude, longitude) = (latitude.parse().ok(), longitude.parse().ok());
    NewCustomer { name: name.into(), latitude, longitude, ..Default::default() }
}
