// A day of field sales and the months after it; from the opportunity to the cash it goes on in
// `FieldDayMoney.kt`. `bindings/kotlin/test` compiles and runs it. The same story stands in
// `field_day.rs` and `field_day.py`; a test holds that it ends the same.

import io.crmkit.*
import io.crmkit.core.*
import java.io.File
import java.math.BigDecimal
import java.nio.file.Files
import java.time.Instant
import java.time.ZoneId
import java.util.UUID

fun main(args: Array<String>) {
    val folder = Files.createTempDirectory("crmkit")
    val clock = ManualClock(Instant.parse("2025-06-02T01:00:00Z"))
    Crm.open("$folder/示例科技.crm", OpenOptions(clock = clock, seed = 7uL)).use { crm ->
        chapter("一、开箱：一个文件就是一套 CRM")
        val day = setUp(crm, clock, args.firstOrNull() ?: "examples/data")
        chapter("二、导入线索：真实的、凌乱的文件")
        importLeads(day)
        chapter("三、个人客户与购买记录（CDNOW）")
        importPurchases(day)
        chapter("四、同一份数据，三种数据权限")
        threeScopes(day)
        chapter("五、搜索：两个字、拼音首字母、手机尾号")
        search(day)
        chapter("六、跟进与转化：客户已经有了怎么办")
        val (xin, yuan) = followUpAndConvert(day)
        chapter("七、客户数上限")
        capacity(day, yuan)
        chapter("八、公海：上限、冷却，先到先得")
        val pool = pool(day, xin, yuan)
        chapter("九、一个月没人跟进，自动进公海")
        recycle(day, pool, xin)
        chapter("十、团队成员，有期限")
        team(day, xin)
        chapter("十一、附近的客户与签到")
        nearby(day)
        chapter("十二、今天的待办")
        todos(day)
        chapter("十三、谁能看到，为什么")
        whoSees(day, xin)
        chapter("十四、删除、恢复与撤销")
        recycleBinAndUndo(day)
        chapter("十五、操作记录")
        history(day, xin)
        fromOpportunityToCash(day, xin)
        chapter("二十一、体检与备份")
        crm.backupTo("$folder/备份.crm")
        val leads = Crm.open("$folder/备份.crm").use { number(it.session(day.id("王芳")).leads().count(Query())) }
        println("检查发现问题：${crm.check().size} 个；备份里的线索：$leads 条")
    }
    folder.toFile().deleteRecursively()
}

/** The open file and the people of the story, each at work in a session of his own. */
class Day(val crm: Crm, val clock: ManualClock, val data: String) {
    val people = mutableMapOf<String, Session>()
    operator fun get(name: String): Session = people.getValue(name)
    fun id(name: String): UUID = get(name).employee()
    fun name(id: UUID?): String = people.entries.firstOrNull { it.value.employee() == id }?.key ?: "—"
    fun inDays(days: Long): Instant = clock.now().plusSeconds(days * 86_400)
}

fun asc(field: String) = Order(field, Direction.ASC)
fun desc(field: String) = Order(field, Direction.DESC)

/** The company, its departments, roles and six people. */
fun setUp(crm: Crm, clock: ManualClock, data: String): Day {
    val day = Day(crm, clock, data)
    crm.setUp(CompanySetup("示例科技", adminName = "陈晓明", adminMobile = "13800000001", password = "correct horse battery"))
    val chen = crm.login("138-0000-0001", "correct horse battery")
    day.people["陈晓明"] = chen
    val top = chen.departments().list(Query()).rows().single().id
    fun department(name: String, above: UUID) = chen.createDepartment(CreateDepartment(NewDepartment(name, parentId = above))).id()
    val sales = department("销售部", top)
    val east = department("华东组", sales)
    val central = department("华中组", sales)
    fun role(code: String) = chen.roles().list(Query(filter = "built_in = \"$code\"")).rows().single().id
    val (manager, salesperson) = role("sales_manager") to role("salesperson")
    val leader = chen.copyRole(CopyRole(salesperson, "组长")).id()
    chen.updateRole(UpdateRole(leader, patch = RolePatch(scope = DataScope.SUBORDINATES)))

    fun employee(name: String, mobile: String, department: UUID, superior: String, role: UUID) {
        val employee = NewEmployee(name, mobile, departmentId = department, superiorId = day.id(superior))
        day.people[name] = crm.session(chen.createEmployee(CreateEmployee(employee, listOf(role))).id())
    }
    employee("王芳", "13800000002", sales, "陈晓明", manager)
    employee("李强", "13800000003", east, "王芳", salesperson)
    employee("赵敏", "13800000004", east, "王芳", salesperson)
    employee("周杰", "13800000005", central, "王芳", leader)
    employee("刘洋", "13800000006", central, "周杰", salesperson)
    val departments = chen.departments().list(Query()).rows().associate { it.id to it.name }
    table(listOf("姓名", "登录手机", "部门", "直属上级"), chen.employees().list(Query(order = listOf(asc("mobile")))).rows()
        .map { listOf(it.name, it.mobile, departments[it.departmentId], day.name(it.superiorId)) })
    return day
}

/** Imports a CSV file under a progress bar. */
fun import(session: Session, file: ByteArray, plan: ImportPlan): ImportReport {
    val lines = file.count { it == '\n'.code.toByte() }
    val bar = object : ImportListener {
        override fun onProgress(counts: ImportCounts): Boolean {
            val done = (counts.rows * 40 / lines).toInt()
            System.err.print("\r${plan.fileName} ${"█".repeat(done)}${"·".repeat(maxOf(0, 40 - done))} ${counts.rows}/$lines 行")
            return true
        }
    }
    val report = session.importBytes(file, plan, bar)
    System.err.println()
    val c = report.counts
    println("${plan.fileName}：${c.rows} 行，新增 ${c.created}，重复 ${c.skipped}，失败 ${c.failed}")
    return report
}

/** Two exports of a marketing tool, as messy as they are; the second is in GBK. */
fun importLeads(day: Day) {
    day["陈晓明"].defineField(DefineField(NewFieldDefinition("lead", "entered_on", CustomKind.DATE, "录入日期")))
    val columns = mapOf(
        "公司名称" to "name", "联系人" to "contact_name", "手机号" to "mobile", "座机" to "telephone",
        "邮箱" to "email", "来源渠道" to "source", "所属行业" to "industry", "客户级别" to "level",
        "省份" to "address", "城市" to "address", "详细地址" to "address",
        "下次联系日期" to "next_contact_at", "负责人" to "owner_id", "备注" to "remark", "录入日期" to "custom.entered_on",
    ).map { (column, field) -> ColumnMapping(column, field) }
    val wang = day["王芳"]
    val issues = listOf("leads.csv", "leads_gbk.csv").flatMap { file ->
        val plan = ImportPlan("lead", columns, matchOn = listOf("name", "mobile"), onDuplicate = OnDuplicate.SKIP, fileName = file)
        val report = import(wang, File("${day.data}/$file").readBytes(), plan)
        wang.importIssues(report.jobId).map { file to it }
    }
    val reasons = issues.groupBy { (_, issue) ->
        "${if (issue.outcome == RowOutcome.SKIPPED) "重复" else "失败"} ${issue.code} ${issue.field ?: ""}"
    }.toSortedMap().entries.sortedByDescending { it.value.size }
    table(listOf("没有成为线索的原因", "行数", "例如"), reasons.map { (why, rows) ->
        val (file, issue) = rows.first()
        listOf(why, "${rows.size}", "$file 第 ${issue.row} 行：${issue.reason}")
    })
}

/** Every buyer of a music shop becomes an individual customer, every purchase a follow-up. */
fun importPurchases(day: Day) {
    val owners = listOf("13800000002", "13800000005")
    val purchases = File("${day.data}/cdnow/CDNOW_sample.txt").readLines().map { it.trim().split(Regex("\\s+")) }
    val buyers = purchases.map { it[0] }.distinct().mapIndexed { n, id -> "CDNOW 顾客 $id,个人,${owners[n % 2]}" }
    val bought = purchases.map { (id, _, date, discs, amount) -> "CDNOW 顾客 $id,$date,购买唱片 $discs 张，金额 $amount 美元" }
    fun file(header: String, lines: List<String>) = (listOf(header) + lines).joinToString("\n", postfix = "\n").toByteArray()
    fun plan(entity: String, name: String) = ImportPlan(entity, emptyList(), emptyList(), OnDuplicate.SKIP, fileName = name)
    val wang = day["王芳"]
    import(wang, file("客户名称,客户类型,负责人", buyers), plan("customer", "顾客"))
    import(wang, file("客户,跟进时间,跟进内容", bought), plan("follow_up", "购买记录"))
    val newest = Query(filter = "name starts_with \"CDNOW\"", order = listOf(desc("last_follow_at"), asc("name")), limit = 3u)
    table(listOf("最近购买的顾客", "类型", "最近购买"), wang.customers().list(newest).rows()
        .map { listOf(it.name, it.kind.label(Locale.ZH_CN), date(it.lastFollowAt)) })
}

/** Three people ask the same questions. */
fun threeScopes(day: Day) {
    val people = listOf("刘洋" to "本人", "周杰" to "本人及下属", "王芳" to "全部")
    table(listOf("谁", "数据权限", "线索", "客户", "跟进记录"), people.map { (name, scope) ->
        val who = day[name]
        listOf(name, scope) + listOf(who.leads().count(Query()), who.customers().count(Query()), who.followUps().count(Query())).map(::number)
    })
    val latest = Query(order = listOf(desc("next_contact_at"), asc("name")), limit = 2u)
    table(listOf("谁", "下次联系最晚的线索", "负责人", "下次联系"), people.flatMap { (name, _) ->
        day[name].leads().list(latest).rows().map { listOf(name, it.name, day.name(it.ownerId), date(it.nextContactAt)) }
    })
}

fun search(day: Day) = table(listOf("输入", "线索", "前三条"), listOf("科技", "数字100", "szsz", "6867").map { words ->
    val page = day["王芳"].leads().list(Query(search = words, order = listOf(asc("name")), limit = 3u, totals = Totals.EXACT))
    listOf(words, number(page.total()), page.rows().joinToString("、") { it.name })
})

/** Two leads come to 李强. One is a customer of his already, under another name. */
fun followUpAndConvert(day: Day): Pair<UUID, UUID> {
    val (wang, li) = day["王芳"] to day["李强"]
    val told = wang.leads().create(
        NewLead("武汉鑫源贸易有限公司", contactName = "王先生", mobile = "138 1234 5678", address = "武汉市江汉区解放大道688号")
    ).id()
    val fresh = wang.leads().create(NewLead("武汉远景物流", contactName = "赵女士", mobile = "13712340000")).id()
    wang.leads().transfer(listOf(told, fresh), li.employee())
    val known = li.customers().create(place("鑫源贸易", "30.581", "114.27").copy(mobile = "13812345678", remark = "2023 年的老客户")).id()
    day.clock.advanceDays(1)
    li.followUps().add(NewFollowUp(leadId = told, content = "上门拜访，预算约三十万，下周报价", nextContactAt = day.inDays(7)))
    table(listOf("可能重复", "名称", "手机", "负责人", "依据"), li.duplicatesOfLead(told)
        .map { listOf(it.kind?.label(Locale.ZH_CN), it.name, it.mobile, it.owner, it.same?.label(Locale.ZH_CN)) })
    val before = li.customers().get(known)
    val results = mutableListOf<List<String?>>()
    fun convert(how: String, command: ConvertLeads) = li.convertLeads(command).rows().onEach {
        results += listOf(li.leads().get(it.id).name, how, it.message ?: "已转化", it.contact?.let { id -> li.contacts().get(id).name })
    }
    val first = convert("重复则提示", ConvertLeads(listOf(told, fresh), onDuplicate = DuplicateHandling.REFUSE, contact = true))
    val into = LeadChoice(told, DuplicateHandling.MERGE, known)
    convert("合并到鑫源贸易", ConvertLeads(listOf(told), choices = listOf(into), contact = true))
    convert("再转化一次", ConvertLeads(listOf(told), contact = true))
    table(listOf("线索", "做法", "结果", "联系人"), results)
    val after = li.customers().get(known)
    val fields = mapOf("客户名称" to Customer::name, "详细地址" to Customer::address, "备注" to Customer::remark, "最后跟进内容" to Customer::lastFollowText)
    table(listOf("字段", "合并前", "合并后"), fields.map { (label, field) -> listOf(label, field.get(before), field.get(after)) })
    return known to first[1].made!!
}

/** 赵敏 is new: she may own two customers. */
fun capacity(day: Day, yuan: UUID) {
    val (zhao, li) = day["赵敏"] to day["李强"]
    val rule = NewCapacityRule("新人客户数", CapacityKind.OWNED, cap = 2)
    day["陈晓明"].createCapacityRule(CreateCapacityRule(rule, listOf(zhao.employee()), emptyList()))
    val made = listOf("上海晨光文具" to "121.47", "上海百联超市" to "121.48", "上海锦江酒店" to "121.46").map { (name, longitude) ->
        listOf("赵敏", "新建 $name", result { zhao.customers().create(place(name, "31.23", longitude)) })
    }
    val moved = single(li.customers().transfer(listOf(yuan), zhao.employee()))
    table(listOf("谁", "做什么", "结果"), made.plusElement(listOf("李强", "把 武汉远景物流 转给赵敏", moved)))
}

/** A pool from which one may claim one customer a day, and none that was one's own last week. */
fun pool(day: Day, xin: UUID, yuan: UUID): UUID {
    val chen = day["陈晓明"]
    val rules = NewPool(
        "公共客户池", claimLimit = 1, claimPeriod = ClaimPeriod.DAY, coolDownDays = 7, automatic = true, remindDays = 7,
    )
    val members = listOf("李强", "赵敏", "刘洋").map(day::id)
    val pool = chen.createPool(CreatePool(rules, admins = listOf(chen.employee()), members = members, departments = emptyList())).id()
    chen.setPoolRules(SetPoolRules(pool, listOf(RecycleRule(PoolRuleKind.NO_FOLLOW_UP, days = 30))))
    val rows = mutableListOf(listOf("李强", "两个客户放入公海", single(day["李强"].customers().release(listOf(xin, yuan), pool))))
    fun claim(who: String, name: String, customer: UUID) {
        rows += listOf(who, "领取 $name", single(day[who].pool(pool).claim(listOf(customer))))
    }
    claim("李强", "鑫源贸易", xin)
    claim("刘洋", "鑫源贸易", xin)
    claim("赵敏", "鑫源贸易", xin)
    claim("刘洋", "武汉远景物流", yuan)
    rows += listOf("陈晓明", "把 武汉远景物流 分配给刘洋", single(chen.pool(pool).assign(listOf(yuan), day.id("刘洋"))))
    rows += listOf("周杰", "看公海（不是成员）", result { day["周杰"].pool(pool).list(Query()) })
    table(listOf("谁", "做什么", "结果"), rows)
    return pool
}

/** A month goes by. Who is not followed up goes to the pool; what is locked stays. */
fun recycle(day: Day, pool: UUID, xin: UUID) {
    val (li, liu) = day["李强"] to day["刘洋"]
    val made = listOf(place("汉口纺织", "30.585", "114.28"), place("武昌光电", "30.55", "114.32"), place("青山钢构", "30.63", "114.39"))
        .map { li.customers().create(it).id() }
    li.customers().lock(listOf(made[2]))
    day.clock.advanceDays(20)
    fun followUp(who: Session, customer: UUID, content: String) =
        who.followUps().add(NewFollowUp(customerId = customer, content = content, nextContactAt = day.inDays(19)))
    followUp(li, made[1], "电话沟通，下月要货")
    followUp(liu, xin, "送样品，等回复")
    day.clock.advanceDays(6)
    val left = li.daysToPool(made).associateBy { it.customer }
    table(listOf("第 26 天，李强的客户", "离公海", "规则"), made.map { id ->
        listOf(li.customers().get(id).name, left[id]?.let { "${it.days} 天" }, left[id]?.why ?: "已锁定")
    })
    for (entry in li.enteringPool()) println("提醒李强：${li.customers().get(entry.customer).name} 还有 ${entry.days} 天进公海")
    day.clock.advanceDays(5)
    table(listOf("第 31 天，预览：将进公海"), day.crm.tickPreview().map { it.why }.sorted().map { listOf(it) })
    val taken = day.crm.tick().size
    println("执行：$taken 个进了公海；再执行一次：${day.crm.tick().size} 个")
    val names = li.pool(pool).list(Query(order = listOf(asc("name")))).rows().joinToString("、") { it.name }
    println("公海里现在有：$names")
}

/** 刘洋 asks 赵敏 to help for a week. */
fun team(day: Day, xin: UUID) {
    val zhao = day["赵敏"].customers()
    fun state(whenever: String) =
        listOf(whenever, result { zhao.get(xin) }, result { zhao.update(xin, CustomerPatch(remark = "赵敏来过")) })
    fun joined(access: TeamAccess, whenever: String): List<String> {
        day["刘洋"].customers().addMember(xin, day.id("赵敏"), access, day.inDays(7))
        return state(whenever)
    }
    val rows = mutableListOf(state("加入前"), joined(TeamAccess.READ, "只读成员"), joined(TeamAccess.WRITE, "读写成员"))
    day.clock.advanceDays(8)
    rows += state("八天后")
    table(listOf("赵敏", "看鑫源贸易", "改鑫源贸易"), rows)
    val due = day.crm.tickPreview().size
    println("到期清理：预览 $due 项，执行 ${day.crm.tick().size} 项")
}

/** 李强 stands in 江汉路 and looks around; then he drives to 青山钢构 and signs in there. */
fun nearby(day: Day) {
    val li = day["李强"]
    val here = NearbyQuery(BigDecimal("30.581"), BigDecimal("114.29"), radius = 8000)
    table(listOf("八公里内的客户", "距离", "在哪里"), li.nearby(here)
        .map { listOf(it.name, "${it.distance} 米", if (it.pool != null) "公海" else "自己的客户") })
    val customer = li.customers().list(Query(search = "青山钢构")).rows().first().id
    val there = SignIn(customer, BigDecimal("30.6301"), BigDecimal("114.3902"), "青山钢构南门", content = "看了仓库，库存不足")
    val visit = li.signIn(there).id()
    val said = li.followUps().get(visit)
    println("签到：${date(said.at)} ${said.place}，${said.content}")
    println("删除签到：${result { li.deleteFollowUp(DeleteFollowUp(visit)) }}")
}

fun todos(day: Day) {
    val li = day["李强"]
    val before = li.todoCounts()
    val (today, overdue) = li.todos(TodoKind.CUSTOMERS_TODAY) to li.todos(TodoKind.LEADS_OVERDUE)
    li.handleTodos(HandleTodos(TodoKind.LEADS_OVERDUE, listOf(overdue.first().id)))
    table(listOf("李强的待办", "件数", "处理一件后"), before.zip(li.todoCounts())
        .map { (then, now) -> listOf(then.kind.label(Locale.ZH_CN), "${then.count}", "${now.count}") })
    table(listOf("最急的", "约定联系", "离公海"), (today + overdue.take(3))
        .map { listOf(it.name, date(it.at), it.days?.let { days -> "$days 天" }) })
}

fun reason(why: Why) = listOfNotNull(why.reason.label(Locale.ZH_CN), why.role, why.scope?.label(Locale.ZH_CN)).joinToString("，")

fun whoSees(day: Day, xin: UUID) {
    for (why in day["周杰"].customers().whyVisible(xin)) println("周杰为什么能看到鑫源贸易？${reason(why)}；负责人 ${why.owner}")
    table(listOf("谁能看到鑫源贸易", "为什么"), day["王芳"].customers().whoCanSee(xin)
        .map { listOf(it.name, it.reasons.joinToString("；", transform = ::reason)) })
    val past = NewFollowUp(customerId = xin, content = "补记", nextContactAt = day.inDays(-1))
    table(listOf("谁", "做什么", "结果"), listOf(
        listOf("李强", "看鑫源贸易", result { day["李强"].customers().get(xin) }),
        listOf("赵敏", "改鑫源贸易", result { day["赵敏"].customers().update(xin, CustomerPatch(remark = "改")) }),
        listOf("李强", "建部门", result { day["李强"].createDepartment(CreateDepartment(NewDepartment("我的部"))) }),
        listOf("刘洋", "约在昨天", result { day["刘洋"].followUps().add(past) }),
    ))
}

fun recycleBinAndUndo(day: Day) {
    val wang = day["王芳"]
    val lead = wang.leads().list(Query(search = "数字100", order = listOf(asc("name")))).rows().first()
    val deleted = UndoCommand(wang.leads().delete(listOf(lead.id)).commandId)
    val binned = wang.leads().list(Query(deleted = true)).len()
    val undone = wang.undo(deleted).value as Yield.Undone
    table(listOf(lead.name, "结果"), listOf(
        listOf("删除", "回收站里有 $binned 条"),
        listOf("撤销删除", "还原 ${undone.changes} 处改动；${wang.leads().get(lead.id).name}"),
        listOf("再撤销一次", result { wang.undo(deleted) }),
    ))
}

/** Everything that happened to the customer, the oldest first. */
fun history(day: Day, xin: UUID) = table(
    listOf("日期", "谁", "操作", "变化"),
    day["王芳"].customers().history(xin, limit = 100u).reversed().map { entry ->
        val said = entry.fields.filterNot { "-7000-" in (it.old ?: it.new ?: "-7000-") } // ids say nothing to people
            .map { "${it.label} ${short(it.old ?: "∅", 16)} → ${short(it.new ?: "∅", 16)}" }
        listOf(date(entry.at), entry.actor, "${entry.kind.label(Locale.ZH_CN)} ${entry.command}", said.take(2).joinToString("；"))
    },
)

fun place(name: String, latitude: String, longitude: String) =
    NewCustomer(name, latitude = BigDecimal(latitude), longitude = BigDecimal(longitude))

// Showing things.

fun chapter(title: String) = println("\n━━ $title ━━")

/** What comes of a call: done, or the refusal's words. */
fun result(call: () -> Unit): String = try {
    call()
    "可以"
} catch (e: CrmException) {
    e.detail().text
}

/** The same of the rows of a batch. */
fun single(outcome: Outcome): String = outcome.rows().firstNotNullOfOrNull { it.message } ?: "可以"

fun number(total: Total?) = when (total) {
    is Total.Exact -> "${total.count}"
    is Total.AtLeast -> "${total.count}+"
    null -> "?"
}

/** A date in China. */
fun date(at: Instant?): String = at?.atZone(ZoneId.of("Asia/Shanghai"))?.toLocalDate()?.toString() ?: "—"

fun short(text: String, most: Int) = if (text.length <= most) text else text.take(most) + "…"

/** Columns of a terminal: Chinese characters and full-width signs take two. */
fun width(text: String): Int = text.codePoints().map { if (it in 0x2E80..0xFFDC && it !in 0xD800..0xDFFF || it > 0x1F000) 2 else 1 }.sum()

fun padded(text: String, to: Int) = text + " ".repeat(maxOf(0, to - width(text)))

fun table(head: List<String>, rows: List<List<String?>>) {
    val cells = (listOf(head) + rows).map { row -> row.map { short(it ?: "—", 40) } }
    val widths = head.indices.map { column -> cells.maxOf { width(it[column]) } }
    cells.forEachIndexed { number, row ->
        println("  " + row.zip(widths).joinToString("  ") { (cell, width) -> padded(cell, width) }.trimEnd())
        if (number == 0) println("  " + widths.joinToString("  ") { "─".repeat(it) })
    }
    println()
}
