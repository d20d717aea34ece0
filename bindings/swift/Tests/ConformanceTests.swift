import Crmkit
import Foundation
import XCTest

/// The scenario that every language runs; its form is described in `tests/conformance/README.md`.
final class ConformanceTests: XCTestCase {
    typealias Members = [String: Any]

    func testTheScenarioInMemory() throws {
        try run { try Crm.inMemory(options: $0) }
    }

    func testTheScenarioInAFile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try run { try Crm.open(path: folder.appendingPathComponent("company.crm").path, options: $0) }
    }

    func run(open: (OpenOptions) throws -> Crm) throws {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let path = ProcessInfo.processInfo.environment["SCENARIO"]
            ?? here.appendingPathComponent("../../../tests/conformance/scenario.json").path
        let scenario = read(try String(contentsOfFile: path, encoding: .utf8)) as! Members
        let start = ISO8601DateFormatter().date(from: scenario["clock"] as! String)!
        let clock = try ManualClock(at: start)
        let crm = try open(OpenOptions(clock: clock, seed: (scenario["seed"] as! NSNumber).uint64Value))
        var known: Members = [:]
        for (number, step) in (scenario["steps"] as! [Members]).enumerated() {
            var answer: Any = NSNull()
            var code: String?
            do {
                answer = try call(crm, clock, known, step)
            } catch let error as CrmError {
                code = error.detail().code
            }
            let wanted = step["error"] as? String
            guard code == wanted else { return XCTFail("step \(number) \(step)\nended with \(code ?? "no error")") }
            if let expected = step["expect"], !fits(filled(expected, known), answer) {
                return XCTFail("step \(number) \(step)\nanswered \(answer)")
            }
            for (name, route) in step["bind"] as? [String: String] ?? [:] {
                known[name] = route.split(separator: ".").reduce(answer) { part, name in
                    Int(name).map { (part as! [Any])[$0] } ?? (part as! Members)[String(name)]!
                }
            }
        }
    }

    func call(_ crm: Crm, _ clock: ManualClock, _ known: Members, _ step: Members) throws -> Any {
        var args = filled(step["args"] ?? Members(), known) as! Members
        func text(_ name: String) -> String { args[name] as! String }
        let kind = step["call"] as! String
        guard let who = step["as"] as? String else {
            switch kind {
            case "set_up":
                let setup = CompanySetup(
                    company: text("company"), adminName: text("admin_name"), adminMobile: text("admin_mobile"),
                    password: text("password"))
                let done = try crm.setUp(setup: setup)
                return ["value": name(try done.id()), "replayed": done.replayed, "warnings": done.warnings.map(\.localizedDescription)]
            case "login":
                let session = try crm.login(mobile: text("mobile"), password: text("password"))
                return ["employee": name(try session.employee())]
            case "clock":
                clock.advanceSeconds(seconds: (args["advance_seconds"] as! NSNumber).int64Value)
                return NSNull()
            default:
                let due = try kind == "tick" ? crm.tick() : crm.tickPreview()
                return due.map { ["job": $0.job, "entity": $0.entity, "id": name($0.id), "why": $0.why] }
            }
        }
        let session = try crm.session(employee: UUID(uuidString: known[who] as! String)!)
        switch kind {
        case "command":
            args["command"] = step["name"]
            return read(try session.runJson(text: write(args)))
        case "import":
            let columns = (args["columns"] as? [[String: String]] ?? []).map {
                ColumnMapping(column: $0["column"]!, field: $0["field"]!)
            }
            let plan = ImportPlan(
                entity: text("entity"), columns: columns, matchOn: args["match_on"] as? [String] ?? [], onDuplicate: .skip)
            let pool = (args["pool"] as? String).map { UUID(uuidString: $0)! }
            let report = try session.importBytes(bytes: Data(text("text").utf8), plan: plan, pool: pool)
            let c = report.counts
            let counts = ["rows": c.rows, "created": c.created, "updated": c.updated, "skipped": c.skipped, "failed": c.failed]
            return ["job_id": name(report.jobId), "counts": counts, "stopped": report.stopped] as Members
        case "set_password":
            let employee = UUID(uuidString: text("employee"))!
            return ["value": name(try session.setPassword(employee: employee, password: text("password")).id())]
        case "import_issues":
            return try session.importIssues(job: UUID(uuidString: text("id"))!).map { ["row": $0.row, "code": $0.code] as Members }
        default:
            args["read"] = kind
            args["entity"] = step["entity"]
            return read(try session.readJson(text: write(args)))
        }
    }

    func name(_ id: UUID) -> String { id.uuidString.lowercased() }

    func read(_ json: String) -> Any {
        try! JSONSerialization.jsonObject(with: Data(json.utf8), options: [.fragmentsAllowed])
    }

    func write(_ value: Any) -> String {
        let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys]
        return String(decoding: try! JSONSerialization.data(withJSONObject: value, options: options), as: UTF8.self)
    }

    /// Variables replaced by their values.
    func filled(_ part: Any, _ known: Members) -> Any {
        switch part {
        case let text as String: return text.hasPrefix("$") ? known[String(text.dropFirst())]! : text
        case let items as [Any]: return items.map { filled($0, known) }
        case let members as Members: return members.mapValues { filled($0, known) }
        default: return part
        }
    }

    func fits(_ wanted: Any, _ got: Any) -> Bool {
        if let wanted = wanted as? Members {
            if let got = got as? [Any] { return (wanted["$len"] as? NSNumber)?.intValue == got.count }
            guard let got = got as? Members else { return false }
            return wanted.allSatisfy { fits($0.value, got[$0.key] ?? NSNull()) }
        }
        if let wanted = wanted as? [Any] {
            guard let got = got as? [Any], got.count == wanted.count else { return false }
            return zip(wanted, got).allSatisfy { fits($0, $1) }
        }
        return write(wanted) == write(got)
    }
}
