import io.crmkit.*
import io.crmkit.core.*
import java.math.BigDecimal

/** The Kotlin of `docs/guide`, which quotes it from here. */
fun guideTests() {
    test("guide: leads") {
        val li = world().wang
        val lead = li.leads().create(NewLead(name = "武汉鑫源贸易", mobile = "138 1234 5678")).id()
        val convert = ConvertLeads(listOf(lead), onDuplicate = DuplicateHandling.REFUSE, contact = true)
        val row = li.convertLeads(convert).rows().single()
        equal("武汉鑫源贸易", li.customers().get(row.made!!).name)
        equal("+8613812345678", li.contacts().get(row.contact!!).mobile)
        val late = li.leads().convert(listOf(lead)).rows().single()
        equal("lead.already_converted" to "线索已转化", late.code to late.message)
    }

    test("guide: customers") {
        val w = world()
        val (wang, li, zhao, clock) = People(w)
        val customer = li.customers().create(NewCustomer(name = "武汉鑫源贸易")).id()
        val visit = SignIn(customer, BigDecimal("30.5447"), BigDecimal("114.3025"), place = "鑫源贸易前台")
        li.signIn(visit)
        equal("鑫源贸易前台", li.customers().get(customer).lastFollowText)
        val transfer = TransferCustomers(
            listOf(customer),
            to = zhao.employee(),
            keep = TeamAccess.READ,
            keepUntil = clock.now().plusSeconds(30 * 86_400),
            cascade = listOf(Cascade.CONTACTS),
        )
        val moved = wang.transferCustomers(transfer)
        equal(zhao.employee(), wang.customers().get(customer).ownerId)
        wang.undo(UndoCommand(moved.commandId))
        equal(li.employee(), wang.customers().get(customer).ownerId)
    }

    test("guide: the pool") {
        val w = world()
        val (wang, li, zhao, clock) = People(w)
        val (crm, admin) = w.crm to w.admin
        val pool = admin.createPool(
            CreatePool(
                NewPool("华中公海", automatic = true),
                admins = listOf(wang.employee()),
                members = listOf(li.employee(), zhao.employee()),
                departments = emptyList(),
            )
        ).id()
        admin.setPoolRules(SetPoolRules(pool, listOf(RecycleRule(PoolRuleKind.NO_FOLLOW_UP, days = 15))))
        val customer = li.customers().create(NewCustomer(name = "江城物流")).id()
        li.customers().release(listOf(customer), pool)
        equal(null, zhao.pool(pool).claim(listOf(customer)).rows().single().code)
        val late = wang.pool(pool).claim(listOf(customer)).rows().single()
        equal("pool.claim.taken" to "客户已被他人领取", late.code to late.message)
        clock.advanceSeconds(16 * 86_400)
        equal(listOf("江城物流 → 华中公海: 超过15天未跟进"), admin.tickPreview().map { it.why })
        crm.tick()
    }

    test("guide: teams") {
        val (wang, li, zhao, clock) = People(world())
        val customer = li.customers().create(NewCustomer(name = "武汉鑫源贸易")).id()
        val until = clock.now().plusSeconds(30 * 86_400)
        li.customers().addMember(customer, zhao.employee(), TeamAccess.WRITE, until)
        wang.addMember(AddMember(listOf(customer), zhao.employee(), TeamAccess.READ))
        zhao.leaveTeam(LeaveTeam(listOf(customer)))
    }

    test("guide: permission") {
        val w = world()
        val (wang, li) = People(w)
        val admin = w.admin
        val leader = admin.createRole(
            CreateRole(
                NewRole("组长", scope = DataScope.SUBORDINATES),
                listOf("customer.read", "customer.transfer"),
                fields = listOf(FieldRight("customer", "mobile", FieldAccess.HIDDEN)),
            )
        ).id()
        admin.setRoles(SetRoles(wang.employee(), listOf(leader)))
        val customer = li.customers().create(NewCustomer(name = "武汉鑫源贸易", mobile = "138 1234 5678")).id()
        equal(listOf("mobile"), wang.customers().get(customer).masked)
        val why = wang.customers().whyVisible(customer).single()
        equal("角色的数据权限" to "组长", why.reason.label(Locale.ZH_CN) to why.role)
    }
}

/** The people of the guide: a manager and two salespeople. */
private class People(private val w: World) {
    operator fun component1() = w.manager
    operator fun component2() = w.wang
    operator fun component3() = w.li
    operator fun component4() = w.clock
}
