import io.crmkit.*
import io.crmkit.core.*
import java.nio.file.Files
import java.util.UUID
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.concurrent.thread

/** How calls behave: commands, batches, pages, events, threads, files. */
fun callTests() {
    test("a command with an id runs once") {
        val w = world()
        val id = UUID.randomUUID()
        val command = CreateLead(NewLead(name = "甲"))
        val first = w.wang.createLead(command, id)
        val again = w.wang.createLead(command, id)
        equal(Triple(first.id(), false, true), Triple(again.id(), first.replayed, again.replayed))
        equal(Total.Exact(1uL), w.wang.leads().count(Query()))
        refused<CrmException.Invalid>("command.id_reused") { w.wang.createLead(CreateLead(NewLead(name = "乙")), id) }
        refused<CrmException.Invalid>("command.id_reused") { w.li.createLead(command, id) }
        equal("lead.create", (w.wang.undo(UndoCommand(id)).value as Yield.Undone).command)
        equal(Total.Exact(0uL), w.wang.leads().count(Query()))
    }

    test("a batch tells what became of every row") {
        val w = world()
        val (a, b) = listOf("甲", "乙").map { w.wang.leads().create(NewLead(name = it)).id() }
        val rows = w.wang.leads().convert(listOf(a, b, UUID(0, 0))).rows()
        equal(listOf(null, null, "record.not_found"), rows.map { it.code })
        equal("甲", w.wang.customers().get(rows.first().made!!).name)
        refused<CrmException.Unsupported>("unsupported") { w.manager.leads().delete(listOf(a)).id() }
    }

    test("pages are sliced and followed") {
        val w = world()
        repeat(120) { w.wang.leads().create(NewLead(name = "线索%03d".format(it))) }
        val byName = Query(order = listOf(Order("name", Direction.ASC)), totals = Totals.EXACT)
        val page = w.wang.leads().list(byName)
        equal(50u to Total.Exact(120uL), page.len() to page.total())
        equal(listOf("线索010", "线索011"), page.slice(10u, 2u).map { it.name })
        equal(listOf("线索049"), page.slice(49u, 10u).map { it.name })
        equal(emptyList<LeadSummary>(), page.slice(50u, 1u))
        var next: String? = page.next()
        val names = page.rows().map { it.name }.toMutableList()
        while (next != null) w.wang.leads().list(byName.copy(after = next)).let { names += it.rows().map { r -> r.name }; next = it.next() }
        equal((0 until 120).map { "线索%03d".format(it) }, names)
        refused<CrmException.Invalid>("query.bad_cursor") { w.wang.leads().list(Query(after = "x")) }
        refused<CrmException.Invalid>("query.syntax") { w.wang.leads().list(Query(filter = "name =")) }
    }

    test("the recycle bin, and why a record is seen") {
        val w = world()
        val id = w.wang.leads().create(NewLead(name = "甲")).id()
        equal(Reason.ROLE, w.manager.leads().whyVisible(id).first().reason)
        equal(true, w.wang.leads().whoCanSee(id).any { it.employeeId == w.manager.employee() })
        w.manager.leads().delete(listOf(id))
        equal("甲", w.manager.leads().list(Query(deleted = true)).rows().single().name)
        w.manager.leads().restore(listOf(id))
        equal(listOf("lead.restore", "lead.delete", "lead.create"), w.wang.leads().history(id).map { it.command })
    }

    test("a listener hears what its session may see, until it is cancelled") {
        val w = world()
        val heard = ConcurrentLinkedQueue<Event>()
        val listener = object : Listener {
            override fun onEvent(event: Event) { heard += event }
        }
        val failing = object : Listener {
            override fun onEvent(event: Event): Unit = throw IllegalStateException("the listener's own trouble")
        }
        val subscription = w.manager.subscribe(listener)
        val silent = w.li.subscribe(listener)
        w.manager.subscribe(failing).use {
            val id = w.wang.leads().create(NewLead(name = "甲")).id()
            equal(listOf(id), heard.flatMap { it.changes }.map { it.change.id })
            equal(w.wang.employee(), heard.single().actorId)
            subscription.cancel()
            w.wang.leads().update(id, LeadPatch(name = "乙"))
            equal(1, heard.size)
        }
        silent.cancel()
    }

    test("threads work at once, and closing ends them cleanly") {
        val directory = Files.createTempDirectory("crmkit")
        val w = World(Crm.open("$directory/company.crm", OpenOptions(durability = Durability.MAY_LOSE_LAST_COMMITS)), ManualClock(java.time.Instant.EPOCH))
        val surprises = ConcurrentLinkedQueue<Throwable>()
        fun many(work: (Int) -> Unit) = (0 until 8).map { n ->
            thread { try { work(n) } catch (e: Throwable) { surprises += e } }
        }
        many { n -> repeat(20) { w.wang.leads().create(NewLead(name = "$n-$it")); w.manager.leads().list(Query(search = "$n")).rows() } }.forEach { it.join() }
        equal(Total.Exact(160uL), w.wang.leads().count(Query()))
        equal(emptyList<Throwable>(), surprises.toList())
        val callers = many { n -> while (true) w.wang.leads().create(NewLead(name = "$n")) }
        Thread.sleep(50)
        w.crm.closeFile()
        callers.forEach { it.join() }
        equal(8, surprises.count { it is CrmException.Closed })
        refused<CrmException.Closed>("closed") { w.wang.leads().list(Query()) }
    }

    test("use closes the file for every session; the collector does not") {
        val path = "${Files.createTempDirectory("crmkit")}/company.crm"
        val session = Crm.open(path).use { crm -> crm.session(crm.setUp(company()).id()) }
        refused<CrmException.Closed>("closed") { session.leads().list(Query()) }
        Crm.open(path).apply { closeFile() }.use { equal(FileRole.STANDALONE, it.role()) }
        val admin = session.employee()
        val alone = Crm.open(path).session(admin)
        repeat(5) { System.gc(); Thread.sleep(20) }
        equal(0u, alone.leads().list(Query()).len())
        val crm = Crm.open(path)
        val other = crm.session(admin)
        crm.close()
        crm.close()
        refused<CrmException.Closed>("closed") { other.leads().list(Query()) }
    }

    test("a file keeps the role and the device that made it") {
        val path = "${Files.createTempDirectory("crmkit")}/company.crm"
        val device = UUID.randomUUID()
        Crm.open(path, OpenOptions(role = FileRole.HUB, device = device)).use { equal(FileRole.HUB to device, it.role() to it.device()) }
        Crm.open(path, OpenOptions(role = FileRole.REPLICA, device = UUID.randomUUID())).use { equal(FileRole.HUB to device, it.role() to it.device()) }
    }

    test("numbers by group") {
        val w = world()
        listOf("甲", "乙", "丙").forEach { w.wang.customers().create(NewCustomer(name = it)) }
        w.li.customers().create(NewCustomer(name = "丁", kind = CustomerKind.INDIVIDUAL))
        val table = w.manager.customers().aggregate(listOf(Group("kind"), Group("created_at", Bucket.MONTH)), listOf(Measure.Count), "name != \"丙\"")
        equal(listOf("kind", "created_at", "count"), table.columns)
        val march = Value.Date(java.time.LocalDate.of(2026, 3, 1))
        equal(listOf(listOf(Value.Text("individual"), march, Value.Int(1)), listOf(Value.Text("organisation"), march, Value.Int(2))), table.rows)
        refused<CrmException.Invalid>("query.unknown_field") { w.manager.customers().aggregate(listOf(Group("shoe")), emptyList()) }
    }

    test("a pool's administrator assigns, and its members read the log") {
        val w = world()
        val pool = w.admin.createPool(CreatePool(NewPool("公海"), listOf(w.manager.employee()), listOf(w.wang.employee()), emptyList())).id()
        val id = w.wang.customers().create(NewCustomer(name = "甲")).id()
        w.wang.customers().release(listOf(id), pool)
        equal(listOf("pool.release", "customer.create"), w.wang.pool(pool).history(id).map { it.command })
        w.manager.pool(pool).assign(listOf(id), w.li.employee())
        equal("甲", w.li.customers().get(id).name)
        refused<CrmException.NotFound>("record.not_found") { w.wang.pool(pool).history(id) }
    }

    test("a file is closed, opened, backed up and checked") {
        val directory = Files.createTempDirectory("crmkit")
        refused<CrmException>("storage") { Crm.open("$directory/none.crm", OpenOptions(mustExist = true)) }
        val crm = Crm.open("$directory/company.crm")
        val admin = crm.setUp(company()).id()
        crm.session(admin).leads().create(NewLead(name = "甲"))
        crm.backupTo("$directory/copy.crm")
        crm.closeFile()
        for (name in listOf("company", "copy")) Crm.open("$directory/$name.crm", OpenOptions(profile = Profile.PHONE)).use {
            equal(true to FileRole.STANDALONE, it.isSetUp() to it.role())
            equal(emptyList<Problem>(), it.check())
            it.suspend()
            it.resume()
            equal("甲", it.session(admin).leads().list(Query()).rows().single().name)
        }
    }

    test("logging in, passwords, throttling") {
        val w = world()
        equal(w.admin.employee(), w.crm.login("+86 138 0000 0001", "correct horse").employee())
        w.admin.setPassword(w.li.employee(), "another horse")
        equal(w.li.employee(), w.crm.login("13800000004", "another horse").employee())
        repeat(5) { refused<CrmException.Forbidden>("login.failed") { w.crm.login("13800000004", "wrong horse") } }
        val held = refused<CrmException>("login.throttled") { w.crm.login("13800000004", "another horse") }
        w.clock.advanceSeconds(held.detail().params.getValue("seconds").toLong())
        w.crm.login("13800000004", "another horse")
    }

    test("a hub accepts a command of a device, once") {
        val crm = Crm.inMemory()
        fun envelope(actor: UUID, version: Int) = mapOf(
            "command_id" to "018f0000-0000-7000-8000-000000000001",
            "device" to "018f0000-0000-7000-8000-000000000002",
            "actor" to "$actor",
            "given_at" to "2026-03-01T08:00:00Z",
            "command" to "lead.create",
            "version" to version,
            "arguments" to mapOf("lead" to mapOf("name" to "甲")),
        ).let(::writeJson)
        refused<CrmException>("hub.not_one") { crm.acceptJson(envelope(UUID(0, 0), 1)) }
        val hub = Crm.open("${Files.createTempDirectory("crmkit")}/hub.crm", OpenOptions(role = FileRole.HUB))
        val admin = hub.session(hub.setUp(company()).id())
        repeat(2) { hub.acceptJson(envelope(admin.employee(), 1)) }
        val lead = admin.leads().list(Query()).rows().single()
        equal("甲" to java.time.Instant.parse("2026-03-01T08:00:00Z"), lead.name to lead.createdAt)
        refused<CrmException.Invalid>("json.invalid") { hub.acceptJson("{}") }
        refused<CrmException>("command.version") { hub.acceptJson(envelope(admin.employee(), 9)) }
    }
}
