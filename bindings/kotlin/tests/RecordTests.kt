import io.crmkit.*
import io.crmkit.core.*
import java.math.BigDecimal
import java.time.Instant
import java.time.LocalDate
import java.util.UUID

/** What crosses the border: records, choices, decimals, instants, patches, errors. */
fun recordTests() {
    test("a record comes back as it was given") {
        val w = world()
        val at = Instant.parse("2026-04-01T01:02:03.456789Z")
        val source: UUID = w.wang.optionItems().list(Query(filter = "list = \"source\"")).rows().first().id
        val made = w.wang.leads().create(
            NewLead(name = " 武汉鑫源贸易 ", mobile = "１３８ 1234 5678", source = source, nextContactAt = at)
        )
        val lead = w.wang.leads().get(made.id())
        equal(listOf("武汉鑫源贸易", "+8613812345678", source, at), listOf(lead.name, lead.mobile, lead.source, lead.nextContactAt))
        equal(Instant.parse("2026-03-02T01:00:00Z"), lead.createdAt)
        equal(w.wang.employee(), lead.ownerId)
        equal(null, lead.remark)
        equal(lead, w.wang.leads().get(lead.id))
        equal(listOf("lead" to ChangeKind.CREATED), made.changes.map { it.entity to it.kind })
    }

    test("instants and dates that crmkit cannot hold are refused") {
        val w = world()
        val id = w.wang.leads().create(NewLead(name = "甲")).id()
        w.admin.defineField(DefineField(NewFieldDefinition("lead", "entered_on", CustomKind.DATE, "录入日期")))
        for (at in listOf(Instant.MAX, Instant.MIN, Instant.parse("+250000-01-01T00:00:00Z"))) {
            refused<CrmException.Invalid>("value.out_of_range") { w.wang.leads().create(NewLead(name = "乙", nextContactAt = at)) }
            refused<CrmException.Invalid>("value.out_of_range") { w.wang.leads().update(id, LeadPatch(nextContactAt = at)) }
        }
        for (day in listOf(LocalDate.MAX, LocalDate.MIN)) {
            val custom = mapOf<String, Value>("entered_on" to Value.Date(day))
            refused<CrmException.Invalid>("value.out_of_range") { w.wang.leads().create(NewLead(name = "乙", custom = custom)) }
        }
        refused<CrmException.Invalid>("value.out_of_range") { w.clock.set(Instant.MAX) }
        val words = refused<CrmException.Invalid>("value.out_of_range") { ManualClock(Instant.MIN) }.text
        equal("时间超出范围", words)
        equal(Total.Exact(1uL), w.wang.leads().count(Query()))
    }

    test("choices are enums with words") {
        val w = world()
        val id = w.wang.customers().create(NewCustomer(name = "单先生", kind = CustomerKind.INDIVIDUAL)).id()
        val customer = w.wang.customers().get(id)
        equal(CustomerKind.INDIVIDUAL, customer.kind)
        equal("个人" to "Individual", customer.kind.label(Locale.ZH_CN) to customer.kind.label(Locale.EN))
    }

    test("custom fields carry decimals, dates and flags") {
        val w = world()
        listOf("budget" to CustomKind.NUMBER, "founded" to CustomKind.DATE, "listed" to CustomKind.BOOLEAN).forEach { (key, kind) ->
            w.admin.defineField(DefineField(NewFieldDefinition("customer", key, kind, key)))
        }
        val values = mapOf(
            "budget" to Value.Number(BigDecimal("100.123456")),
            "founded" to Value.Date(LocalDate.of(1999, 12, 31)),
            "listed" to Value.Bool(true),
        )
        val id = w.wang.customers().create(NewCustomer(name = "甲", custom = values)).id()
        equal(values, w.wang.customers().get(id).custom)
        equal(1, w.wang.customers().list(Query(filter = "custom.budget > 100")).rows().size)
        val tooFine = mapOf("budget" to Value.Number(BigDecimal("0.1234567")))
        refused<CrmException.Invalid>("value.too_many_places") {
            w.wang.customers().create(NewCustomer(name = "乙", custom = tooFine))
        }
    }

    test("a patch leaves what it does not name and empties what it clears") {
        val w = world()
        val leads = w.wang.leads()
        val id = leads.create(NewLead(name = "甲", mobile = "13812345678", remark = "热")).id()
        leads.update(id, LeadPatch(remark = "冷"))
        equal("+8613812345678" to "冷", leads.get(id).let { it.mobile to it.remark })
        leads.update(id, LeadPatch(clear = listOf("mobile")))
        equal(null to "冷", leads.get(id).let { it.mobile to it.remark })
        val error = refused<CrmException.Invalid>("value.required") { leads.update(id, LeadPatch(clear = listOf("name"))) }
        equal("name" to "lead", error.field to error.entity)
    }

    test("errors say kind, code, words, entity and field") {
        val w = world()
        val lead = w.wang.leads().create(NewLead(name = "甲")).id()
        val hidden = refused<CrmException.NotFound>("record.not_found") { w.li.leads().get(lead) }
        equal("lead", hidden.entity)
        refused<CrmException.Forbidden>("right.missing") { w.wang.createDepartment(CreateDepartment(NewDepartment("x"))) }
        val long = refused<CrmException.Invalid>("value.too_long") { w.wang.leads().create(NewLead(name = "长".repeat(256))) }
        equal("name" to mapOf("max" to "255"), long.field to long.params)
        equal("${long.text} [value.too_long]", long.toString())
        equal(ErrorKind.INVALID, (long as CrmException).detail().kind)
        w.wang.customers().create(NewCustomer(name = "甲"))
        refused<CrmException.Duplicate>("record.duplicate") { w.wang.customers().create(NewCustomer(name = "甲")) }
    }

    test("errors speak the company's language") {
        fun words(locale: String): String {
            val crm = Crm.inMemory()
            val session = crm.session(crm.setUp(company(locale)).id())
            return refused<CrmException.NotFound>("record.not_found") { session.leads().get(UUID(0, 0)) }.text
        }
        equal(true, words("zh-CN").any { it > '\u4e00' })
        equal(true, words("en").all { it < '\u0080' })
    }

    test("a follow-up of several contacts with a file, read through the pool too") {
        val w = world()
        val members = listOf(w.wang.employee(), w.li.employee())
        val pool = w.admin.createPool(CreatePool(NewPool("公海"), listOf(w.manager.employee()), members, emptyList())).id()
        val customer = w.wang.customers().create(NewCustomer(name = "甲")).id()
        val (a, b) = listOf("王先生", "李女士").map { w.wang.contacts().create(NewContact(customerId = customer, name = it)).id() }
        val said = NewFollowUp(customerId = customer, contactId = a, content = "谈价格")
        val id = w.wang.followUps().add(said, listOf(b), listOf(FileReference("报价.pdf", "files/1", 2048))).id()
        equal(listOf(b), w.wang.followUpContacts().list(Query()).rows().map { it.contactId })
        equal("报价.pdf" to 2048L, w.wang.followUpFiles().list(Query()).rows().single().let { it.name to it.size })
        val title = NewInvoiceTitle(customerId = customer, kind = TitleKind.PERSON, title = "王先生")
        w.wang.createInvoiceTitle(CreateInvoiceTitle(title))
        w.wang.customers().release(listOf(customer), pool)
        equal(listOf(id), w.li.pool(pool).followUps(Query(search = "谈价")).rows().map { it.id })
        equal(listOf("王先生"), w.li.pool(pool).invoiceTitles(Query()).rows().map { it.title })
        equal(0u, w.li.followUps().list(Query()).len())
    }

    test("a conversion says which contact it made") {
        val w = world()
        val (a, b) = listOf("甲", "乙").map { w.wang.leads().create(NewLead(name = it, contactName = "王先生")).id() }
        val row = w.wang.convertLeads(ConvertLeads(listOf(a), contact = true)).rows().single()
        equal("王先生" to row.made, w.wang.contacts().get(row.contact!!).let { it.name to it.customerId })
        equal(null, w.wang.leads().convert(listOf(b)).rows().single().contact)
    }
}
