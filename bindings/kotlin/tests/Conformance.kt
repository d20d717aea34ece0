import io.crmkit.*
import io.crmkit.core.*
import java.io.File
import java.nio.file.Files
import java.time.Instant
import java.util.UUID

/** The scenario that every language runs; its form is described beside it. */
fun conformance() {
    val scenario = readJson(File(System.getProperty("scenario")).readText()).members
    fun options(clock: ManualClock) = OpenOptions(clock = clock, seed = scenario["seed"].toString().toULong())
    fun clock() = ManualClock(Instant.parse(scenario["clock"] as String))
    test("the conformance scenario in memory") {
        clock().let { Scenario(Crm.inMemory(options(it)), it).run(scenario["steps"].items) }
    }
    test("the conformance scenario in a file") {
        val path = "${Files.createTempDirectory("crmkit")}/company.crm"
        clock().let { Scenario(Crm.open(path, options(it)), it).run(scenario["steps"].items) }
    }
}

private class Scenario(val crm: Crm, val clock: ManualClock) {
    val known = mutableMapOf<String, Any?>()

    fun run(steps: List<Any?>) = steps.forEachIndexed { number, step ->
        val (answer, code) = try { call(step.members) to null } catch (e: CrmException) { null to e.detail().code }
        val members = step.members
        if (code != members["error"]) throw AssertionError("step $number $step\nended with $code")
        if (members["expect"] != null && !fits(filled(members["expect"]), answer)) throw AssertionError("step $number $step\nanswered $answer")
        members["bind"]?.members?.forEach { (name, path) ->
            known[name] = (path as String).split('.').fold(answer) { at, part -> part.toIntOrNull()?.let { at.items[it] } ?: at.members[part] }
        }
    }

    fun call(step: Map<String, Any?>): Any? {
        val args = filled(step["args"] ?: emptyMap<String, Any?>()).members
        fun text(name: String) = args[name] as String
        val kind = step["call"] as String
        val session = step["as"]?.let { crm.session(UUID.fromString(known[it] as String)) }
        return when {
            kind == "set_up" -> crm.setUp(CompanySetup(text("company"), text("admin_name"), text("admin_mobile"), text("password")))
                .let { mapOf("value" to "${it.id()}", "replayed" to it.replayed, "warnings" to it.warnings) }
            kind == "login" -> mapOf("employee" to "${crm.login(text("mobile"), text("password")).employee()}")
            kind == "clock" -> clock.advanceSeconds(args["advance_seconds"].toString().toLong())
            session == null -> (if (kind == "tick") crm.tick() else crm.tickPreview())
                .map { mapOf("job" to it.job, "entity" to it.entity, "id" to "${it.id}", "why" to it.why) }
            kind == "command" -> readJson(session.runJson(writeJson(args + ("command" to step["name"]))))
            kind == "import" -> {
                val columns = args["columns"]?.items.orEmpty().map { ColumnMapping(it.members["column"] as String, it.members["field"] as String) }
                val plan = ImportPlan(text("entity"), columns, args["match_on"]?.items.orEmpty().map { it as String }, OnDuplicate.SKIP)
                val (job, counts, stopped) = session.importBytes(text("text").toByteArray(), plan, pool = args["pool"]?.let { UUID.fromString(it as String) })
                val numbers = mapOf("rows" to counts.rows, "created" to counts.created, "updated" to counts.updated, "skipped" to counts.skipped, "failed" to counts.failed)
                mapOf("job_id" to "$job", "counts" to numbers, "stopped" to stopped)
            }
            kind == "set_password" -> session.setPassword(UUID.fromString(text("employee")), text("password"))
                .let { mapOf("value" to "${it.id()}") }
            kind == "import_issues" -> session.importIssues(UUID.fromString(text("id")))
                .map { mapOf("row" to it.row, "outcome" to it.outcome.name.lowercase(), "code" to it.code, "field" to it.field, "reason" to it.reason, "source" to it.source) }
            else -> readJson(session.readJson(writeJson(args + ("read" to kind) + listOfNotNull(step["entity"]?.let { "entity" to it }))))
        }
    }

    /** Variables replaced by their values. */
    fun filled(json: Any?): Any? = when (json) {
        is String -> if (json.startsWith("$")) known.getValue(json.drop(1)) else json
        is List<*> -> json.map(::filled)
        is Map<*, *> -> json.mapValues { filled(it.value) }
        else -> json
    }

    fun fits(wanted: Any?, got: Any?): Boolean = when {
        wanted is Map<*, *> && got is List<*> -> wanted["\$len"] == got.size.toLong()
        wanted is Map<*, *> -> got is Map<*, *> && wanted.all { (k, v) -> fits(v, got[k]) }
        wanted is List<*> -> got is List<*> && wanted.size == got.size && wanted.zip(got).all { (w, g) -> fits(w, g) }
        else -> wanted == got
    }
}

@Suppress("UNCHECKED_CAST")
private val Any?.members get() = this as Map<String, Any?>
private val Any?.items get() = this as List<Any?>

/** JSON as maps, lists, texts, longs, doubles, booleans and null. */
fun readJson(text: String): Any? = JsonReader(text).value()

private class JsonReader(val text: String) {
    var at = 0

    fun value(): Any? {
        val start = peek()
        return when {
            start == '{' -> all('}') { (value() as String).also { expect(':') } to value() }.toMap()
            start == '[' -> all(']') { value() }
            start == '"' -> string()
            else -> word(text.substring(at).takeWhile { it.isLetterOrDigit() || it in "+-." })
        }
    }

    fun peek(): Char { while (text[at].isWhitespace()) at++; return text[at] }
    fun expect(sign: Char) { check(peek() == sign) { "no $sign at $at" }; at++ }

    fun <T> all(end: Char, one: () -> T): List<T> {
        val items = mutableListOf<T>()
        at++
        while (peek() != end) { items += one(); if (peek() == ',') at++ }
        at++
        return items
    }

    fun string(): String {
        val out = StringBuilder()
        while (text[++at] != '"') out.append(if (text[at] == '\\') escaped() else text[at])
        at++
        return out.toString()
    }

    fun escaped(): Char = when (val c = text[++at]) {
        'n' -> '\n'
        't' -> '\t'
        'r' -> '\r'
        'b' -> '\b'
        'f' -> '\u000c'
        'u' -> text.substring(at + 1, at + 5).toInt(16).toChar().also { at += 4 }
        else -> c
    }

    fun word(word: String): Any? {
        at += word.length
        return when (word) {
            "null" -> null
            "true", "false" -> word.toBoolean()
            else -> word.toLongOrNull() ?: word.toDouble()
        }
    }
}

fun writeJson(json: Any?): String = when (json) {
    is Map<*, *> -> json.entries.joinToString(",", "{", "}") { (k, v) -> "${writeJson(k)}:${writeJson(v)}" }
    is List<*> -> json.joinToString(",", "[", "]") { writeJson(it) }
    is String -> json.map { if (it < ' ' || it in "\"\\") "\\u%04x".format(it.code) else "$it" }.joinToString("", "\"", "\"")
    else -> "$json"
}
