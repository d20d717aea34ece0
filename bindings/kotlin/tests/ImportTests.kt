import io.crmkit.*
import io.crmkit.core.*
import java.util.UUID

/** Files that come in: mapping, progress, stopping and going on, refused rows. */
fun importTests() {
    val plan = ImportPlan(
        entity = "lead",
        columns = listOf(ColumnMapping("公司", "name"), ColumnMapping("手机", "mobile")),
        matchOn = listOf("mobile"),
        onDuplicate = OnDuplicate.SKIP,
    )

    test("an import counts, and tells what it refused and why") {
        val w = world()
        val file = "公司,手机\n甲,13811112222\n乙,138-1111-2222\n,13811113333\n丙,12\n".toByteArray()
        val report = w.manager.importBytes(file, plan)
        equal(ImportCounts(4, 1, 0, 1, 2), report.counts)
        val issues = w.manager.importIssues(report.jobId)
        equal(listOf(3L to RowOutcome.SKIPPED, 4L to RowOutcome.FAILED, 5L to RowOutcome.FAILED), issues.map { it.row to it.outcome })
        equal("mobile", issues.last().field)
        equal(true, w.manager.importErrorFile(report.jobId).contains("丙"))
        refused<CrmException.Forbidden>("right.missing") { w.wang.importBytes(file, plan) }
        refused<CrmException.Storage>("storage") { w.manager.importFile("/nowhere.csv", plan) }
    }

    test("a custom date comes in as people write it") {
        val w = world()
        w.admin.defineField(DefineField(NewFieldDefinition("lead", "entered_on", CustomKind.DATE, "录入日期")))
        val dated = plan.copy(columns = listOf(ColumnMapping("公司", "name"), ColumnMapping("录入", "custom.entered_on")), matchOn = emptyList())
        val file = "公司,录入\n甲,2025-3-7\n乙,2025年3月7日\n丙,2025/03/07\n丁,下周\n".toByteArray()
        equal(ImportCounts(4, 3, 0, 0, 1), w.manager.importBytes(file, dated).counts)
        val leads = w.manager.leads().list(Query()).rows()
        equal(setOf(Value.Date(java.time.LocalDate.of(2025, 3, 7))), leads.map { it.custom["entered_on"] }.toSet())
    }

    test("a listener follows an import, stops it, and it goes on") {
        val w = world()
        val file = ("公司\n" + (1..2200).joinToString("\n") { "公司$it" }).toByteArray()
        val named = plan.copy(columns = listOf(ColumnMapping("公司", "name")), matchOn = emptyList())
        val seen = mutableListOf<Long>()
        fun until(rows: Long) = object : ImportListener {
            override fun onProgress(counts: ImportCounts): Boolean {
                seen += counts.rows
                return counts.rows < rows
            }
        }
        val id = UUID.randomUUID()
        equal(true, w.manager.importBytes(file, named, until(1000), id).stopped)
        val done = w.manager.importBytes(file, named, until(9999), id)
        equal(2200L to false, done.counts.created to done.stopped)
        equal(listOf(1000L, 1000L, 2000L, 2200L), seen)
        equal(Total.Exact(2200uL), w.manager.leads().count(Query()))
    }

    test("a listener that throws stops the import; what is in stays, and it goes on") {
        val w = world()
        val file = ("公司\n" + (1..2200).joinToString("\n") { "公司$it" }).toByteArray()
        val named = plan.copy(columns = listOf(ColumnMapping("公司", "name")), matchOn = emptyList())
        fun throwing(what: Throwable) = object : ImportListener {
            override fun onProgress(counts: ImportCounts): Boolean = throw what
        }
        val id = UUID.randomUUID()
        val own = refused<CrmException.Interrupted>("listener.failed") {
            w.manager.importBytes(file, named, throwing(IllegalStateException("the screen is gone")), id)
        }
        equal(true, own.text.contains("IllegalStateException: the screen is gone") && '\n' !in own.text)
        equal(Total.Exact(1000uL), w.manager.leads().count(Query()))
        val ours = runCatching { w.li.departments().get(UUID(0, 0)) }.exceptionOrNull()!!
        refused<CrmException.NotFound>("record.not_found") { w.manager.importBytes(file, named, throwing(ours), id) }
        equal(Total.Exact(1000uL), w.manager.leads().count(Query()))
        equal(2200L, w.manager.importBytes(file, named, null, id).counts.created)
        equal(Total.Exact(2200uL), w.manager.leads().count(Query()))
    }

    test("customers come into a pool, for its administrators") {
        val w = world()
        val members = listOf(w.wang.employee())
        val pool = w.admin.createPool(CreatePool(NewPool("公海"), listOf(w.manager.employee()), members, emptyList())).id()
        val customers = plan.copy(entity = "customer", matchOn = emptyList())
        val file = "公司,手机\n甲,13811112222\n乙,13811113333\n".toByteArray()
        equal(ImportCounts(2, 2, 0, 0, 0), w.manager.importBytes(file, customers, pool = pool).counts)
        equal(listOf(null, null), w.wang.pool(pool).list(Query()).rows().map { it.ownerId })
        refused<CrmException.Invalid>("import.entity") { w.manager.importBytes(file, plan, pool = pool) }
        refused<CrmException.Forbidden>("right.missing") { w.wang.importBytes(file, customers, pool = pool) }
    }
}
