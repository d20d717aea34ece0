import io.crmkit.*
import io.crmkit.core.*
import java.time.Instant
import java.util.UUID
import kotlin.system.exitProcess

private var passed = 0
private var failed = 0

/** Runs a test and counts it. */
fun test(name: String, body: () -> Unit) {
    try {
        body()
        passed++
        println("ok    $name")
    } catch (e: Throwable) {
        failed++
        println("FAIL  $name")
        e.printStackTrace(System.out)
    }
}

fun equal(wanted: Any?, got: Any?) {
    if (wanted != got) throw AssertionError("wanted $wanted\n   got $got")
}

/** The error that a call must throw. */
inline fun <reified E : CrmException> refused(code: String, call: () -> Unit): E {
    try {
        call()
    } catch (e: CrmException) {
        equal(code, e.detail().code)
        return e as? E ?: throw AssertionError("wanted ${E::class}, got ${e::class}")
    }
    throw AssertionError("wanted $code, but it was done")
}

/** A company with a manager and two salespeople. */
class World(val crm: Crm, val clock: ManualClock) {
    val admin: Session = crm.session(crm.setUp(company()).id())
    val department: UUID = admin.createDepartment(CreateDepartment(NewDepartment("销售部"))).id()
    val manager = employee("王芳", "13800000002", "sales_manager", null)
    val wang = employee("李强", "13800000003", "salesperson", manager.employee())
    val li = employee("赵敏", "13800000004", "salesperson", manager.employee())

    fun role(code: String): UUID =
        admin.roles().list(Query(filter = "built_in = \"$code\"")).rows().single().id

    private fun employee(name: String, mobile: String, role: String, superior: UUID?): Session {
        val employee = NewEmployee(name = name, mobile = mobile, departmentId = department, superiorId = superior)
        return crm.session(admin.createEmployee(CreateEmployee(employee, listOf(role(role)))).id())
    }
}

fun company(locale: String? = null) =
    CompanySetup("示例科技", "陈晓明", "138 0000 0001", "correct horse", locale = locale)

fun world(): World {
    val clock = ManualClock(Instant.parse("2026-03-02T01:00:00Z"))
    return World(Crm.inMemory(OpenOptions(clock = clock, seed = 1uL)), clock)
}

fun main() {
    recordTests()
    callTests()
    importTests()
    guideTests()
    conformance()
    println("$passed passed, $failed failed")
    exitProcess(if (failed == 0) 0 else 1)
}
