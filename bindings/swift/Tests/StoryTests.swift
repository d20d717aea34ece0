import Crmkit
import Foundation
import XCTest

/// The story of the first slice, as an app would live it.
final class StoryTests: XCTestCase {
    func company() throws -> (Crm, Session, Session) {
        let clock = try ManualClock(at: Date(timeIntervalSince1970: 1_772_413_200))
        let crm = try Crm.inMemory(options: OpenOptions(clock: clock, seed: 1))
        let setup = CompanySetup(
            company: "示例科技", adminName: "陈晓明", adminMobile: "138 0000 0001", password: "correct horse")
        let admin = try crm.session(employee: crm.setUp(setup: setup).id())
        let department = try admin.departments().list(query: Query()).rows()[0].id
        let role = try admin.roles().list(query: Query(filter: "built_in = \"salesperson\"")).rows()[0].id
        let employee = NewEmployee(name: "李强", mobile: "13800000003", departmentId: department)
        let li = try admin.createEmployee(
            command: CreateEmployee(employee: employee, roles: [role], passwordHash: nil))
        return (crm, admin, try crm.session(employee: li.id()))
    }

    func testALeadBecomesACustomer() throws {
        let (_, admin, li) = try company()
        let lead = try li.leads().create(lead: NewLead(name: " 武汉鑫源贸易 ", mobile: "１３８ 1234 5678")).id()
        XCTAssertEqual(try li.leads().get(id: lead).mobile, "+8613812345678")
        for words in ["鑫源", "whxy", "5678"] {
            XCTAssertEqual(try li.leads().list(query: Query(search: words)).len(), 1, words)
        }
        let row = try li.leads().convert(leads: [lead]).rows()[0]
        XCTAssertEqual(try admin.customers().get(id: row.made!).name, "武汉鑫源贸易")
        XCTAssertEqual(try li.leads().history(id: lead).map(\.command), ["lead.convert", "lead.create"])
    }

    func testDecimalsAndPatches() throws {
        let (_, admin, li) = try company()
        let field = NewFieldDefinition(entity: "customer", key: "budget", kind: .number, label: "预算")
        _ = try admin.defineField(command: DefineField(field: field))
        let budget = Value.number(Decimal(string: "100.5")!)
        let id = try li.customers().create(customer: NewCustomer(name: "甲", custom: ["budget": budget])).id()
        XCTAssertEqual(try li.customers().get(id: id).custom, ["budget": budget])
        _ = try li.customers().update(customer: id, patch: CustomerPatch(remark: "热"))
        _ = try li.customers().update(customer: id, patch: CustomerPatch(clear: ["remark"]))
        XCTAssertNil(try li.customers().get(id: id).remark)
    }

    func testErrorsAndEvents() throws {
        final class Heard: Listener, @unchecked Sendable {
            var changes = 0
            func onEvent(event: Event) { changes += event.changes.count }
        }
        let (crm, admin, li) = try company()
        let heard = Heard()
        let subscription = admin.subscribe(listener: heard)
        XCTAssertThrowsError(try li.leads().get(id: UUID())) { error in
            guard case CrmError.NotFound(let code, _, let entity, _, _) = error else { return XCTFail("\(error)") }
            XCTAssertEqual([code, entity], ["record.not_found", "lead"])
        }
        _ = try li.leads().create(lead: NewLead(name: "甲"))
        XCTAssertEqual(heard.changes, 1)
        subscription.cancel()
        try crm.closeFile()
        XCTAssertThrowsError(try li.leads().list(query: Query()))
    }
}
