import datetime as dt
import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

import crmkit
import pytest
from crmkit import F


def test_a_record_is_typed_readable_and_frozen(world):
    id = world.li.leads.create(name=" 武汉鑫源贸易 ", mobile="１３８ 1234 5678").id
    lead = world.li.leads.get(id)
    assert (lead.name, lead.mobile) == ("武汉鑫源贸易", "+8613812345678")
    assert isinstance(lead.id, uuid.UUID)
    assert lead.owner_id == world.li_id
    assert lead.created_at == dt.datetime(2026, 3, 2, 1, tzinfo=dt.timezone.utc)
    assert lead == world.li.leads.get(str(id))
    assert lead.to_dict()["name"] == "武汉鑫源贸易"
    assert "武汉鑫源贸易" in repr(lead)
    assert "Mobile" in type(lead).mobile.__doc__
    with pytest.raises(AttributeError):
        lead.name = "x"


def test_choices(world):
    id = world.li.customers.create(name="甲", kind=crmkit.CustomerKind.INDIVIDUAL).id
    kind = world.li.customers.get(id).kind
    assert kind is not None
    assert kind == crmkit.CustomerKind.INDIVIDUAL
    assert (kind.code, kind.label(), kind.label("en")) == ("individual", "个人", "Individual")
    assert {kind: 1}[crmkit.CustomerKind.INDIVIDUAL] == 1
    assert len(world.li.customers.list(F.kind == crmkit.CustomerKind.INDIVIDUAL)) == 1
    world.li.customers.update(id, kind="organisation")
    assert world.li.customers.get(id).kind == crmkit.CustomerKind.ORGANISATION


def test_every_choice_of_a_readable_field_has_a_class():
    names = {"".join(p.title() for p in c["name"].split("_")) for c in crmkit.SCHEMA["choices"]}
    assert names <= set(dir(crmkit))


def test_decimals_ids_dates_and_instants(world):
    for key, kind in [("budget", "number"), ("visited", "date"), ("vip", "boolean")]:
        world.admin.field_definitions.define(entity="customer", key=key, kind=kind, label=key)
    at = dt.datetime(2026, 3, 9, 9, 30, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
    custom = {"budget": Decimal("1E+2"), "visited": dt.date(2026, 3, 1), "vip": True}
    id = world.li.customers.create(name="甲", next_contact_at=at, custom=custom).id
    read = world.li.customers.get(id)
    assert read.next_contact_at == at
    assert read.custom == {"budget": Decimal(100), "visited": dt.date(2026, 3, 1), "vip": True}
    assert isinstance(read.custom["budget"], Decimal)
    table = world.li.customers.aggregate(["count", {"sum": "custom.budget"}], group=["kind"])
    assert table.rows == [["organisation", 1, Decimal(100)]]
    assert len(world.li.customers.list(F.custom.budget >= Decimal("99.5"))) == 1
    assert len(world.li.customers.list(F.owner_id == world.li_id)) == 1
    assert len(world.li.customers.list(F.next_contact_at > at)) == 0
    with pytest.raises(crmkit.InvalidError, match=r"time zone|时区|datetime") as caught:
        world.li.customers.update(id, next_contact_at=dt.datetime(2026, 3, 9))  # noqa: DTZ001
    assert caught.value.field == "patch.next_contact_at"


def test_none_in_an_update_empties_a_field(world):
    id = world.li.leads.create(name="甲", address="武汉", remark="x").id
    world.li.leads.update(id, address=None, custom=None)
    lead = world.li.leads.get(id)
    assert (lead.address, lead.remark) == (None, "x")
    world.li.leads.update(id, name="乙", address=None, clear=["remark"])
    lead = world.li.leads.get(id)
    assert (lead.name, lead.remark) == ("乙", None)


def test_filters(world):
    for name, mobile in [("甲科技", "13811110001"), ("乙科技", None), ('丙" or all', None)]:
        world.li.leads.create(name=name, mobile=mobile)

    def names(query):
        return {row.name for row in world.li.leads.list(query)}

    both = {"甲科技", "乙科技"}
    assert names('name contains "科技" and owner_id = me()') == both
    assert names(F.name.contains("科技") & F.owner_id.is_me()) == both
    assert names({"text": {"field": "name", "op": "contains", "text": "科技"}}) == both
    assert names(F.mobile == None) == {"乙科技", '丙" or all'}  # noqa: E711
    assert names(~F.mobile.is_null() | (F.name == '丙" or all')) == {"甲科技", '丙" or all'}
    assert names(F.name.in_(["甲科技", '" or all'])) == {"甲科技"}
    assert names(F.has("owner", F.name == "李强")) == {*both, '丙" or all'}
    with pytest.raises(TypeError, match="parentheses"):
        names(F.name == "甲" and F.name == "乙")


def test_a_page_is_a_lazy_sequence(world):
    for n in range(7):
        world.li.leads.create(name=f"线索{n}")
    page = world.li.leads.list(order=["name"], limit=5)
    assert len(page) == 5
    assert page.next is not None
    assert (page.total.count, page.total.exact, repr(page.total)) == (7, True, "7")
    assert [row.name for row in page[1:3]] == ["线索1", "线索2"]
    assert [row.name for row in page[::-2]] == ["线索4", "线索2", "线索0"]
    assert page[-1].name == "线索4"
    assert page.to_dicts()[0]["name"] == "线索0"
    assert page[0] is not page[0], "rows are made when looked at"
    with pytest.raises(IndexError):
        page[5]
    rest = world.li.leads.list(order=["name"], limit=5, after=page.next)
    assert [row.name for row in rest] == ["线索5", "线索6"]
    assert rest.next is None
    assert len(list(world.li.leads.iter())) == 7
    assert world.li.leads.count(F.name > "线索4").count == 2


def test_search(world):
    world.li.leads.create(name="武汉鑫源贸易", mobile="13812345678")
    for words in ["鑫源", "whxy", "5678"]:
        assert len(world.li.leads.list(search=words)) == 1
        assert len(world.zhao.leads.list(search=words)) == 0


def blocks(world, customer):
    """What keeps a customer with a contact from being deleted."""
    world.li.contacts.create(customer_id=customer, name="王先生")
    return world.li.customer_delete_blocks([customer])


def test_pool_history_and_why(world):
    pool = world.admin.pools.create(
        [world.wang_id], [world.li_id, world.zhao_id], [], name="华中公海"
    ).id
    id = world.li.customers.create(name="甲").id
    assert world.li.pools.release(pool, [id]).rows[0].code is None
    view = world.zhao.pool(pool)
    assert [c.name for c in view.list()] == ["甲"]
    assert view.get(id).owner_id is None
    assert [e.command for e in view.history(id, limit=1)] == ["pool.release"]
    with pytest.raises(crmkit.UnsupportedError):
        world.zhao.history("contact", id, pool=pool)
    assert world.zhao.customer_delete_blocks([id]) == []
    assert world.wang.pool(pool).assign([id], world.li_id).rows[0].code is None
    (block,) = blocks(world, id)
    assert (block.customer, block.entity, block.count) == (id, "contact", 1)
    assert world.li.pools.release(pool, [id]).rows[0].code is None
    claimed = view.claim([id])
    assert world.li.pool(pool).claim([id]).rows[0].code == "pool.claim.taken"
    assert world.li.pool(pool).claim([id]).rows[0].message == "客户已被他人领取"
    with pytest.raises(crmkit.RuleViolatedError) as refused:
        world.zhao.undo(claimed)
    assert refused.value.code == "undo.not_undoable"
    entries = world.wang.customers.history(id)
    assert [e.command for e in entries if e.entity == "customer"][:2] == [
        "pool.claim",
        "pool.release",
    ]
    change = next(f for f in entries[-1].fields if f.field == "name")
    assert (change.label, change.old, change.new) == ("客户名称", None, "甲")
    assert world.wang.customers.why_visible(id)[0].role == "销售经理"
    seen = {w.name for w in world.wang.customers.who_can_see(id)}
    assert seen == {"陈晓明", "王芳", "赵敏"}


def test_what_is_read_of_the_lead_mapping_can_be_set(world):
    mapped = {field.lead_field: field for field in world.admin.lead_mapping()}
    assert mapped["remark"].customer_field == "remark"
    world.admin.lead_mappings.set([{"lead_field": "remark"}])
    assert {f.lead_field: f for f in world.admin.lead_mapping()}["remark"].customer_field is None
    world.admin.lead_mappings.set(list(mapped.values()))
    assert {f.lead_field: f for f in world.admin.lead_mapping()} == mapped


def test_a_sign_in_with_contacts_and_files_and_numbers_of_all_kinds(world):
    customer = world.li.customers.create(name="甲公司").id
    wang = world.li.contacts.create(customer_id=customer, name="王先生").id
    for latitude, longitude in [
        ("30.58", "114.27"),
        (Decimal("30.58"), Decimal(114)),
        (30.58, 114),
    ]:
        visit = world.li.follow_ups.sign_in(
            customer,
            latitude,
            longitude,
            "门店",
            contacts=[wang],
            files=[{"name": "门头.jpg", "reference": "photos/1", "size": 2048}],
        ).id
        said = world.li.follow_ups.get(visit)
        assert (said.kind, said.place) == (crmkit.FollowUpKind.SIGN_IN, "门店")
        assert (said.latitude, str(said.longitude)[:3]) == (Decimal("30.58"), "114")
        met = world.li.follow_up_contacts.list(
            {"cmp": {"field": "follow_up_id", "op": "eq", "value": visit}}
        )
        assert [m.contact_id for m in met] == [wang]
    assert [f.size for f in world.li.follow_up_files.list()] == [2048] * 3


def test_coordinates_are_floats_rounded_to_what_is_kept(world):
    here = {"latitude": 30.581, "longitude": 114.27}
    customer = world.li.customers.create(name="甲公司", **here).id
    assert world.li.customers.get(customer).latitude == Decimal("30.581")
    assert [c.customer for c in world.li.nearby(30.58, 114.27, 2000)] == [customer]
    world.li.customers.update(customer, latitude=30.58100012345678)
    assert world.li.customers.get(customer).latitude == Decimal("30.581")
    for wrong in ["30.5446123", float("nan"), float("inf"), 1e300]:
        with pytest.raises(crmkit.InvalidError):
            world.li.customers.update(customer, latitude=wrong)
    assert world.li.customers.get(customer).latitude == Decimal("30.581")


def test_conversion_says_which_contact_it_made(world):
    lead = world.li.leads.create(name="甲公司", contact_name="王先生").id
    assert next((s.state.code, s.count) for s in world.li.lead_states()) == ("new", 1)
    row = world.li.leads.convert([lead], contact=True).rows[0]
    assert world.li.contacts.get(row.contact).customer_id == row.made
    without = world.li.leads.create(name="乙公司", contact_name="李女士").id
    assert world.li.leads.convert([without]).rows[0].contact is None
    assert [(s.state.code, s.count) for s in world.li.lead_states()][5] == ("converted", 2)
    world.clock.advance(dt.timedelta(days=16))
    counts = [(c.days, c.count) for c in world.li.forgotten_counts()]
    assert counts == [(7, 2), (15, 2), (30, 0), (90, 0), (180, 0)]


def test_what_belongs_to_customers_of_a_pool_is_read_through_it(world):
    pool = world.admin.pools.create(
        [world.wang_id], [world.li_id, world.zhao_id], [], name="公海"
    ).id
    customer = world.li.customers.create(name="甲公司").id
    said = world.li.follow_ups.create(customer_id=customer, content="谈价格").id
    title = world.li.invoice_titles.create(customer_id=customer, kind="person", title="王先生").id
    world.li.pools.release(pool, [customer])
    lying = world.zhao.pool(pool)
    assert [f.id for f in lying.follow_ups(search="谈价")] == [said]
    assert [t.id for t in lying.invoice_titles(limit=5)] == [title]
    assert isinstance(lying.follow_ups()[0], crmkit.FollowUpSummary)
    assert len(world.zhao.follow_ups.list()) == 0


def test_the_calendar_has_what_is_planned(world):
    noon = dt.datetime(2026, 3, 20, 4, tzinfo=dt.timezone.utc)
    lead = world.li.leads.create(name="甲公司", next_contact_at=noon)
    march = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    [entry] = world.li.calendar(*march)
    assert (entry.entity, entry.id, entry.at, entry.own) == ("lead", lead.id, noon, True)
    world.li.run("lead.set_status", leads=[lead.id], status="dead")
    assert world.li.calendar(*march) == []
