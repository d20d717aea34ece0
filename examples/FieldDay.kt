// A day in the field, in Kotlin: a company is set up, a messy lead file comes in, and six people
// work on it. `bindings/kotlin/test` compiles and runs it.

import io.crmkit.*
import io.crmkit.core.*
import java.nio.file.Files
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.UUID

fun main(args: Array<String>) {
    val path = Files.createTempDirectory("crmkit").resolve("company.crm")
    val clock = ManualClock(Instant.parse("2025-06-02T01:00:00Z"))
    Crm.open("$path", OpenOptions(clock = clock, seed = 7uL)).use { crm ->
        title("公司、部门、角色、员工")
        val team = setUp(crm)

        title("导入线索")
        import(team, args.firstOrNull() ?: "examples/data")

        title("三种数据权限，三个列表")
        scopes(team)

        title("搜索：中文、拼音首字母、手机尾号")
        search(team)

        title("分配、跟进、转化")
        val customer = sell(team, clock)

        title("公海：放入、领取、转移")
        pool(team, customer, clock)

        title("谁看得到，为什么")
        why(team, customer)

        title("操作记录")
        log(team, customer)
        crm.closeFile()
    }
}

/** The people of the example, each at work in a session of his own. */
class Team(val director: Session, sessions: List<Session>) {
    val names: Map<UUID, String> = director.employees().list(Query()).rows().associate { it.id to it.name }
    private val byName = (sessions + director).associateBy { names[it.employee()] }
    operator fun get(name: String): Session = byName.getValue(name)
    fun name(id: UUID?) = names[id] ?: "—"
}

fun setUp(crm: Crm): Team {
    val admin = crm.setUp(CompanySetup("启明科技", adminName = "陈晓明", adminMobile = "13800000001", password = "correct horse"))
    val director = crm.session(admin.id())
    val top = director.departments().list(Query()).rows().single().id
    fun department(name: String) = director.createDepartment(CreateDepartment(NewDepartment(name, parentId = top))).id()
    val (first, second) = department("销售一部") to department("销售二部")

    val salesperson = director.roles().list(Query(filter = "built_in = \"salesperson\"")).rows().single().id
    val head = director.copyRole(CopyRole(salesperson, "部门主管")).id()
    director.updateRole(UpdateRole(head, patch = RolePatch(scope = DataScope.SUBORDINATES)))

    fun employee(name: String, number: Int, department: UUID, role: UUID, superior: UUID): Session {
        val who = NewEmployee(name, "1380000000$number", departmentId = department, superiorId = superior)
        val id = director.createEmployee(CreateEmployee(who, listOf(role))).id()
        director.setPassword(id, "correct horse $number")
        return crm.login("1380000000$number", "correct horse $number")
    }
    val wang = employee("王芳", 2, first, head, director.employee())
    val zhou = employee("周杰", 5, second, head, director.employee())
    val team = Team(director, listOf(
        wang,
        employee("李强", 3, first, salesperson, wang.employee()),
        employee("赵敏", 4, first, salesperson, wang.employee()),
        zhou,
        employee("刘洋", 6, second, salesperson, zhou.employee()),
    ))
    val departments = director.departments().list(Query()).rows().associate { it.id to it.name }
    table(listOf("姓名", "手机", "部门", "上级"), director.employees().list(Query(order = listOf(Order("mobile", Direction.ASC)))).rows()
        .map { listOf(it.name, it.mobile, departments[it.departmentId], team.name(it.superiorId)) })
    return team
}

/** Brings in two exports of a marketing tool, as messy as they are; the second is in GBK. */
fun import(team: Team, folder: String) {
    team.director.defineField(DefineField(NewFieldDefinition("lead", "entered_on", CustomKind.DATE, "录入日期")))
    val columns = mapOf(
        "公司名称" to "name", "联系人" to "contact_name", "手机号" to "mobile", "座机" to "telephone",
        "邮箱" to "email", "来源渠道" to "source", "所属行业" to "industry", "客户级别" to "level",
        "省份" to "address", "城市" to "address", "详细地址" to "address",
        "下次联系日期" to "next_contact_at", "负责人" to "owner_id", "备注" to "remark", "录入日期" to "custom.entered_on",
    ).map { (column, field) -> ColumnMapping(column, field) }
    val issues = listOf("leads.csv" to 2000, "leads_gbk.csv" to 300).flatMap { (file, total) ->
        val plan = ImportPlan("lead", columns, matchOn = listOf("name", "mobile"), onDuplicate = OnDuplicate.SKIP, fileName = file)
        val report = team.director.importFile("$folder/$file", plan, bar(file, total))
        println()
        team.director.importIssues(report.jobId)
    }
    table(listOf("原因", "行数"), issues.groupingBy { "${it.code} ${it.field ?: ""}".trim() }.eachCount()
        .entries.sortedByDescending { it.value }.map { listOf(it.key, "${it.value}") })
    table(listOf("行", "结果", "原因", "原始数据"), issues.filter { it.outcome == RowOutcome.FAILED }.take(6)
        .map { listOf("${it.row}", it.outcome.label(Locale.ZH_CN), it.reason, it.source) })
}

fun bar(file: String, total: Int) = object : ImportListener {
    override fun onProgress(counts: ImportCounts): Boolean {
        val done = (counts.rows * 30 / total).toInt()
        println("${padded(file, 14)} [${"█".repeat(done)}${"·".repeat(30 - done)}] 新增 ${counts.created}，跳过 ${counts.skipped}，拒绝 ${counts.failed}")
        return true
    }
}

fun scopes(team: Team) {
    val seen = listOf("李强" to "本人", "王芳" to "本人及下属", "陈晓明" to "全部").map { (name, scope) ->
        val page = team[name].leads().list(Query(order = listOf(Order("next_contact_at", Direction.DESC)), limit = 3u, totals = Totals.EXACT))
        val rows = page.rows().joinToString("、") { "${it.name.take(10)}（${team.name(it.ownerId)}）" }
        listOf(name, scope, number(page.total()), rows)
    }
    table(listOf("谁", "数据权限", "线索", "下次联系最晚的三条"), seen)
}

fun search(team: Team) {
    val leads = team.director.leads()
    val some = leads.list(Query(search = "数字100")).rows().first()
    for (words in listOf("数字100", "szsz", some.mobile!!.takeLast(4))) {
        val page = leads.list(Query(search = words, limit = 4u))
        println("“$words” 找到 ${number(page.total())} 条")
        table(listOf("公司", "联系人", "手机", "负责人"), page.rows().map { listOf(it.name, it.contactName, it.mobile, team.name(it.ownerId)) })
    }
}

/** The director hands three leads to 李强, who works on them; the first becomes a customer. */
fun sell(team: Team, clock: ManualClock): UUID {
    val li = team["李强"]
    val mine = Query(filter = "owner_id = me() and mobile is not null", limit = 3u)
    val leads = team.director.leads().list(mine).rows()
    team.director.leads().transfer(leads.map { it.id }, li.employee())
    clock.advanceSeconds(3600)
    val method = li.optionItems().list(Query(filter = "list = \"method\"")).rows().first { it.label == "打电话" }.id
    for (lead in leads) {
        val next = clock.now().plusSeconds(3 * 86_400)
        li.followUps().add(NewFollowUp(leadId = lead.id, content = "电话沟通，对方要一份报价", method = method, nextContactAt = next))
    }
    table(listOf("线索", "负责人", "已跟进", "最后跟进", "下次联系"), leads.map { li.leads().get(it.id) }
        .map { listOf(it.name, team.name(it.ownerId), if (it.followed) "是" else "否", it.lastFollowText, time(it.nextContactAt)) })
    val (first, second) = leads
    val converted = li.leads().convert(listOf(first.id, second.id, first.id)).rows()
    table(listOf("线索", "转化结果"), converted.map { row ->
        listOf(leads.first { it.id == row.id }.name, if (row.code == null) "已成为客户" else "${row.message}（${row.code}）")
    })
    return converted.first().made!!
}

fun pool(team: Team, customer: UUID, clock: ManualClock) {
    val pool = team.director.createPool(CreatePool(
        NewPool("华中公海"), admins = listOf(team.director.employee()), members = listOf("李强", "赵敏", "刘洋").map { team[it].employee() }, departments = emptyList(),
    )).id()
    fun state(what: String): List<String?> {
        val now = team.director.customers().runCatching { get(customer) }.getOrElse { team.director.pool(pool).get(customer) }
        return listOf(what, team.name(now.ownerId), if (now.poolId == null) "—" else "华中公海", now.received?.label(Locale.ZH_CN))
    }
    val steps = mutableListOf(state("转化后"))
    team["李强"].customers().release(listOf(customer), pool)
    steps += state("李强放入公海")
    clock.advanceSeconds(600)
    team["赵敏"].pool(pool).claim(listOf(customer))
    steps += state("赵敏领取")
    val late = team["刘洋"].pool(pool).claim(listOf(customer)).rows().single()
    steps += state("刘洋来晚了：${late.message}")
    clock.advanceSeconds(600)
    val transfer = team.director.customers().transfer(listOf(customer), team["刘洋"].employee())
    steps += state("陈晓明转给刘洋")
    team.director.undo(UndoCommand(transfer.commandId))
    steps += state("陈晓明撤销")
    team.director.customers().transfer(listOf(customer), team["刘洋"].employee())
    steps += state("又转给刘洋")
    team["刘洋"].customers().addMember(customer, team["赵敏"].employee(), TeamAccess.READ, clock.now().plusSeconds(30 * 86_400))
    table(listOf("步骤", "负责人", "公海", "获得方式"), steps)
}

fun why(team: Team, customer: UUID) {
    table(listOf("谁", "为什么"), team.director.customers().whoCanSee(customer).map { seen ->
        listOf(seen.name, seen.reasons.joinToString("；") { why ->
            listOfNotNull(why.reason.label(Locale.ZH_CN), why.role, why.scope?.label(Locale.ZH_CN), why.until?.let { "至 ${time(it)}" }).joinToString("，")
        })
    })
    refusal("李强再看这个客户") { team["李强"].customers().get(customer) }
    refusal("赵敏（只读成员）改它") { team["赵敏"].customers().update(customer, CustomerPatch(remark = "改")) }
    refusal("李强建部门") { team["李强"].createDepartment(CreateDepartment(NewDepartment("我的部"))) }
    refusal("昨天的下次联系") {
        team["刘洋"].followUps().add(NewFollowUp(customerId = customer, content = "?", nextContactAt = Instant.EPOCH))
    }
    println()
}

fun refusal(what: String, call: () -> Unit) = try {
    call()
    println("$what：可以")
} catch (e: CrmException) {
    println("${padded(what, 24)}→ ${e.detail().text}（${e.detail().code}）")
}

fun log(team: Team, customer: UUID) {
    table(listOf("时间", "谁", "操作", "改了什么"), team["刘洋"].customers().history(customer).map { entry ->
        listOf(time(entry.at), entry.actor, "${entry.kind.label(Locale.ZH_CN)} ${entry.command}",
            entry.fields.filterNot { isId(it.old ?: it.new) }.take(2).joinToString("；") { "${it.label} ${it.old ?: "∅"} → ${it.new ?: "∅"}" })
    })
}

// Showing things.

fun title(text: String) = println("\n━━ $text ${"━".repeat(60 - width(text))}\n")

fun number(total: Total?) = when (total) {
    is Total.Exact -> "${total.count}"
    is Total.AtLeast -> "${total.count}+"
    null -> "?"
}

fun time(at: Instant?): String =
    at?.atZone(ZoneId.of("Asia/Shanghai"))?.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")) ?: "—"

fun isId(text: String?) = text == null || runCatching { UUID.fromString(text) }.isSuccess

/** Columns of a terminal: Chinese characters and full-width signs take two. */
fun width(text: String): Int = text.codePoints().map { if (it in 0x2E80..0xFFDC && it !in 0xD800..0xDFFF || it > 0x1F000) 2 else 1 }.sum()

fun padded(text: String, to: Int) = text + " ".repeat(maxOf(0, to - width(text)))

fun cut(text: String, most: Int): String =
    if (width(text) <= most) text else (text.length downTo 0).map { text.take(it) + "…" }.first { width(it) <= most }

fun table(head: List<String>, rows: List<List<String?>>) {
    val cells = (listOf(head) + rows).map { row -> row.map { cut((it ?: "—").replace(Regex("\\s+"), " "), 44) } }
    val widths = head.indices.map { column -> cells.maxOf { width(it[column]) } }
    cells.forEachIndexed { number, row ->
        println("  " + row.zip(widths).joinToString("  ") { (cell, width) -> padded(cell, width) }.trimEnd())
        if (number == 0) println("  " + widths.joinToString("  ") { "─".repeat(it) })
    }
    println()
}
