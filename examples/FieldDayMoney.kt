// From the opportunity to the cash: two levels of approval, payments in parts, one of them late,
// invoices, a return visit; and where every cent came from.

import io.crmkit.*
import io.crmkit.core.*
import java.math.BigDecimal
import java.time.LocalDate
import java.util.UUID

/** Five chapters of the story. */
fun fromOpportunityToCash(day: Day, xin: UUID) {
    chapter("十六、从商机开始：产品、阶段、赢率")
    val products = prepare(day)
    val opportunity = opportunity(day, xin, products)
    chapter("十七、合同：两级审批，先被拒绝")
    val contract = contract(day, xin, products, opportunity)
    chapter("十八、回款：分期，迟到，一笔分两期")
    payments(day, contract)
    chapter("十九、发票与回访")
    invoiceAndVisit(day, xin, contract)
    chapter("二十、每一分钱的来龙去脉")
    trail(day, contract)
}

/** Products, numbers by rule, and a flow of two levels for what is large. */
private fun prepare(day: Day): List<UUID> {
    val chen = day["陈晓明"]
    val category = chen.createProductCategory(CreateProductCategory(NewProductCategory("设备与耗材"))).id()
    fun product(code: String, name: String, price: String): UUID {
        val product = NewProduct(code = code, name = name, price = price.toBigDecimal(), categoryId = category)
        return chen.createProduct(CreateProduct(product)).id()
    }
    val products = listOf(product("P-100", "激光打印机", "19999.00"), product("C-200", "硒鼓", "199.90"))
    val numbered = mapOf(Numbered.CONTRACT to "HT", Numbered.RECEIVABLE to "HK", Numbered.INVOICE to "FP", Numbered.VISIT to "HF")
    for ((what, prefix) in numbered) {
        val parts = listOf(
            NewNumberPart(NumberPartKind.TEXT, text = prefix),
            NewNumberPart(NumberPartKind.DATE, pattern = DatePattern.MONTH),
            NewNumberPart(NumberPartKind.COUNTER, start = "001", step = 1, reset = CounterReset.MONTHLY),
        )
        chen.setNumberRule(SetNumberRule(what, enabled = true, parts = parts))
    }
    val rules = FlowRules(
        steps = listOf(
            FlowStep(1, StepKind.SUPERIOR, level = 1),
            FlowStep(2, StepKind.BRANCHES),
            FlowStep(3, StepKind.SUPERIOR, level = 2, branch = 1),
        ),
        branches = listOf(FlowBranch(1, step = 2, priority = 1, name = "十万及以上", condition = "money >= 100000")),
        admins = listOf(chen.employee()),
        resume = Resume.REJECTING,
        remindHours = 24,
    )
    val flow = chen.createApprovalFlow(CreateApprovalFlow(NewApprovalFlow("合同审批", entity = "contract"), rules)).id()
    chen.setApprovalFlow(SetApprovalFlow(flow, enabled = true))
    println("产品 ${products.size} 个；编号规则：合同、回款、发票、回访；合同审批：上级，十万及以上加一级")
    return products
}

/** Eight printers with a discount, twenty cartridges without. */
private fun lines(products: List<UUID>, discount: String): List<NewLine> {
    val (printer, cartridge) = products
    return listOf(
        NewLine(printer, quantity = BigDecimal(8), discount = discount.toBigDecimal()),
        NewLine(cartridge, quantity = BigDecimal(20)),
    )
}

/** An opportunity goes through its stages and is won. */
private fun opportunity(day: Day, xin: UUID, products: List<UUID>): UUID {
    val liu = day["刘洋"]
    val new = NewOpportunity("办公设备更新", customerId = xin)
    val id = liu.opportunities().create(new, lines = lines(products, "20")).id()
    val group = liu.opportunities().get(id).stageGroupId
    val stages = liu.stages().list(Query(filter = "stage_group_id = \"$group\"")).rows()
    for (name in listOf("需求分析", "方案")) {
        day.clock.advanceDays(2)
        liu.opportunities().advance(id, stages.first { name in it.name }.id)
    }
    val seen = liu.opportunities().get(id)
    println("${seen.name}：${seen.money} 元，赢率 ${seen.probability}%，加权 ${seen.weighted} 元")
    day.clock.advanceDays(1)
    println("输单不说原因：${result { liu.opportunities().end(id, OpportunityState.LOST) }}")
    liu.opportunities().end(id, OpportunityState.WON)
    val history = liu.stageChanges().list(Query(filter = "opportunity_id = \"$id\"")).len()
    println("赢单；阶段记录 $history 条，各阶段停留都有据可查")
    return id
}

/** A contract that two people decide about, the second of whom refuses it once. */
private fun contract(day: Day, xin: UUID, products: List<UUID>, opportunity: UUID): UUID {
    val liu = day["刘洋"]
    val new = NewContract(
        name = "办公设备采购合同", customerId = xin, opportunityId = opportunity, orderDate = LocalDate.parse("2025-07-18"),
        startsOn = LocalDate.parse("2025-07-20"), endsOn = LocalDate.parse("2026-07-19"),
    )
    val id = liu.contracts().create(new, lines(products, "25"), signers = listOf(liu.employee())).id()
    val seen = liu.contracts().get(id)
    println("${seen.number}：${seen.money} 元，${seen.status.label(Locale.ZH_CN)}")
    liu.contracts().submit(id)
    println("审批中修改：${result { liu.contracts().update(id, ContractPatch(name = "改")) }}")
    val rows = mutableListOf(state(day, id, "刘洋", "提交"))
    approve(day, "周杰")
    rows += state(day, id, "周杰", "通过")
    day["王芳"].approvalTasks().reject(pending(day["王芳"]).first().id, "折扣太高，最多八折")
    rows += state(day, id, "王芳", "拒绝：折扣太高，最多八折")
    liu.submitContract(SubmitContract(id, lines = lines(products, "20")))
    rows += state(day, id, "刘洋", "改为八折，再提交")
    approve(day, "王芳")
    rows += state(day, id, "王芳", "通过")
    table(listOf("谁", "做什么", "金额", "状态", "等谁"), rows)
    println("鑫源贸易：${liu.customers().get(xin).dealtOn?.let { "$it 成交" } ?: "未成交"}")
    return id
}

/** What waits for a decision, as far as a session sees it. */
private fun pending(session: Session) = session.approvalTasks().list(Query(filter = "state = \"pending\"")).rows()

/** Somebody approves what waits for him. */
private fun approve(day: Day, who: String) = day[who].approvalTasks().approve(pending(day[who]).first().id)

/** What a contract looks like after somebody has done something, and who has to decide now. */
private fun state(day: Day, id: UUID, who: String, what: String): List<String?> {
    val contract = day["陈晓明"].contracts().get(id)
    val waits = pending(day["陈晓明"]).firstOrNull()?.let { day.name(it.employeeId) }
    return listOf(who, what, "${contract.money}", contract.status.label(Locale.ZH_CN), waits)
}

/** Three instalments: the first in full, the second in part and late, the rest split in one go. */
private fun payments(day: Day, contract: UUID) {
    val liu = day["刘洋"]
    fun terms(money: String, due: String) = PlanTerms(money.toBigDecimal(), LocalDate.parse(due))
    val terms = listOf(terms("50000", "2025-07-25"), terms("50000", "2025-08-10"), terms("31991.60", "2025-09-10"))
    liu.receivablePlans().create(contract, terms)
    fun plans() = liu.receivablePlans().list(Query(filter = "contract_id = \"$contract\"")).rows().sortedBy { it.period }
    fun receive(money: String, plan: UUID? = null, allocations: List<NewAllocation>? = null) {
        val receivable = NewReceivable(contractId = contract, receivedOn = LocalDate.parse("2025-07-25"), money = money.toBigDecimal())
        val made = liu.receivables().create(receivable, plan, allocations)
        liu.receivables().submit(made.id())
    }
    val (first, second, third) = plans().map { it.id }
    receive("50000", first)
    receive("20000", second)
    day.clock.advanceDays(30)
    println("三十天后，定时任务标出逾期 ${day.crm.tick().count { it.entity == "receivable_plan" }} 期")
    for (todo in liu.todos(TodoKind.PLANS_OVERDUE)) println("刘洋的待办：${todo.name} 逾期 ${-(todo.days ?: 0L)} 天")
    println("多收一分：${result { receive("61991.61") }}")
    fun part(plan: UUID, money: String) = NewAllocation(contractId = contract, planId = plan, money = money.toBigDecimal())
    receive("40000", allocations = listOf(part(second, "30000"), part(third, "10000")))
    table(listOf("回款计划", "计划日期", "计划", "实回", "未回", "状态"), plans().map {
        val settlement = it.settlement.label(Locale.ZH_CN) + if (it.overdue) "逾期" else ""
        listOf("第 ${it.period} 期", "${it.dueOn}", "${it.money}", "${it.received}", "${it.unreceived}", settlement)
    })
}

/** An invoice, a part of it taken back, and what the customer says. */
private fun invoiceAndVisit(day: Day, xin: UUID, contract: UUID) {
    val (liu, wang) = day["刘洋"] to day["王芳"]
    val buyer = NewInvoiceTitle(customerId = xin, title = "武汉鑫源贸易有限公司", taxNumber = "91420100MA4KXXXX1X")
    val title = liu.createInvoiceTitle(CreateInvoiceTitle(buyer)).id()
    val new = NewInvoice(contractId = contract, money = BigDecimal(110000), appliedOn = LocalDate.parse("2025-08-18"))
    val lines = listOf(
        NewInvoiceLine("打印设备", money = BigDecimal(100000), taxRate = BigDecimal(13)),
        NewInvoiceLine("安装服务", money = BigDecimal(10000), taxRate = BigDecimal(6)),
    )
    val id = liu.invoices().create(new, title, lines).id()
    val issue = IssueInvoice(id, invoiceNumber = "25422000000012345678", trackingNumber = "SF1001")
    println("未提交就开票：${result { wang.issueInvoice(issue) }}")
    liu.invoices().submit(id)
    println("刘洋自己开票：${result { liu.issueInvoice(issue) }}")
    wang.issueInvoice(issue)
    val red = liu.createRedInvoice(CreateRedInvoice(id, money = BigDecimal(10000), remark = "安装服务另开")).id()
    liu.invoices().submit(red)
    val invoices = liu.invoices().list(Query(filter = "contract_id = \"$contract\"")).rows().sortedBy { it.number }
    table(listOf("发票", "价税合计", "税额", "审批", "开票"), invoices.map {
        listOf(it.number, "${it.money}", it.tax?.toString(), it.status.label(Locale.ZH_CN), if (it.issued) "已开票" else "未开票")
    })
    val told = NewVisit(
        contractId = contract, visitedAt = day.clock.now(), satisfaction = Satisfaction.SATISFIED, feedback = "机器好用，硒鼓到得慢",
    )
    val visit = liu.visits().get(liu.visits().create(told).id())
    println("回访 ${visit.number}：${visit.satisfaction?.label(Locale.ZH_CN)}，“${visit.feedback}”")
}

/** Every total, and what it is made of. */
private fun trail(day: Day, id: UUID) {
    val liu = day["刘洋"]
    val contract = liu.contracts().get(id)
    val ofContract = Query(filter = "contract_id = \"$id\"")
    val lines = liu.contractLines().list(ofContract).rows().sortedBy { it.position }.map {
        listOf("合同明细", "${liu.products().get(it.productId).name} ${it.quantity} × ${it.salesPrice}", "${it.subtotal}")
    }
    val parts = liu.allocations().list(ofContract).rows().map {
        val towards = it.planId?.let { plan -> "第 ${liu.receivablePlans().get(plan).period} 期" } ?: "—"
        listOf("回款", "${liu.receivables().get(it.receivableId).number} → $towards", "${it.money}")
    }
    val totals = listOf(
        listOf("已回款", "回款之和，${contract.progress}%", "${contract.received}"),
        listOf("未回款", "合同金额 − 已回款", "${contract.unreceived}"),
        listOf("已开票", "发票之和，红字为负", "${contract.invoiced}"),
    )
    val total = listOf("合同金额", "明细之和", "${contract.money}")
    table(listOf("钱", "怎么来的", "金额"), lines.plusElement(total) + parts + totals)
}
