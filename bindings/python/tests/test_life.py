"""Files, time, listeners, imports."""

import contextlib
import datetime as dt
import io
import json
import sys
import threading
import time
import uuid

import crmkit
import pytest
from crmkit._records import plural

TEXT = (
    "公司名称,手机号,客户级别,负责人\n"
    "甲公司,13811112222,A,李强\n"
    "甲公司,１３８-1111-2222,B,13800000003\n"
    ",13811113333,A,\n"
    "丙公司,13811114444,Z,\n"
)
COLUMNS = {"公司名称": "name", "手机号": "mobile", "客户级别": "level", "负责人": "owner_id"}


def sources(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text(TEXT, "gb18030")
    return [path, str(path), TEXT.encode(), io.BytesIO(TEXT.encode("utf-8-sig"))]


def test_import_from_path_bytes_and_file_object(world, tmp_path):
    for number, source in enumerate(sources(tmp_path)):
        told = []
        report = world.wang.import_csv(
            "lead", source, columns=COLUMNS, match_on=["mobile"], progress=told.append
        )
        counts = report.counts
        created = 1 if number == 0 else 0
        assert (counts.rows, counts.created, counts.failed) == (4, created, 2)
        assert counts.skipped == 2 - created
        assert told == [counts]
        codes = [i.code for i in world.wang.import_issues(report.job_id)]
        assert codes[-2:] == ["value.required", "value.unknown_choice"]
        assert "丙公司" in world.wang.import_error_file(report.job_id)
        assert world.wang.import_jobs.get(report.job_id).state == crmkit.ImportState.DONE
    assert world.wang.import_jobs.list(limit=1, order=["created_at"])[0].file_name == "leads.csv"


def test_progress_stops_raises_and_the_import_resumes(world):
    text = ("线索名称\n" + "".join(f"线索{n}\n" for n in range(2200))).encode()
    id = uuid.uuid4()
    report = world.wang.import_csv("lead", text, progress=lambda _: False, command_id=id)
    assert (report.stopped, report.counts.rows) == (True, 1000)
    with pytest.raises(ZeroDivisionError):
        world.wang.import_csv("lead", text, progress=lambda c: c.rows // 0, command_id=id)
    report = world.wang.import_csv("lead", text, command_id=id)
    assert (report.stopped, report.counts.rows) == (False, 2200)
    assert world.wang.leads.count(totals="exact").count == 2200


def test_wrong_imports(world):
    with pytest.raises(crmkit.ForbiddenError):
        world.li.import_csv("lead", TEXT.encode(), columns=COLUMNS)
    with pytest.raises(crmkit.InvalidError):
        world.wang.import_csv("lead", b"x\n", columns={"y": "name"})
    with pytest.raises(FileNotFoundError):
        world.wang.import_csv("lead", "/nowhere/at-all.csv")


def test_a_listener_hears_what_it_may_see(world):
    heard, lost = [], []
    hook, sys.unraisablehook = sys.unraisablehook, lost.append
    try:
        with world.wang.subscribe(heard.append), world.zhao.subscribe(lost.append):
            id = world.li.leads.create(name="甲").id
            assert [c.change.id for e in heard for c in e.changes] == [id]
            assert heard[0].actor_id == world.li_id
            assert heard[0].changes[0].change.kind == crmkit.ChangeKind.CREATED
            # A listener may ask, and its failure is nobody else's.
            with world.wang.subscribe(lambda e: world.wang.leads.get(e.changes[0].change.id).nam):
                world.li.leads.update(id, name="乙")
            assert len(lost) == 1
        world.li.leads.update(id, name="丙")
        assert len(heard) == 2
    finally:
        sys.unraisablehook = hook


def released(call):
    """Whether another thread can run while a call does: nothing else lets it."""
    runs, done = [0], threading.Event()

    def run():
        while not done.is_set():
            runs[0] += 1
            time.sleep(0)  # gives the interpreter back

    interval = sys.getswitchinterval()
    thread = threading.Thread(target=run)
    thread.start()
    try:
        sys.setswitchinterval(1000)
        # What the other thread asked for by the old interval is given before it counts.
        settled = time.monotonic() + 0.05
        while time.monotonic() < settled:
            pass
        before, end = runs[0], time.monotonic() + 2
        while runs[0] == before and time.monotonic() < end:
            with contextlib.suppress(crmkit.CrmError):
                call()
        return runs[0] > before
    finally:
        sys.setswitchinterval(interval)
        done.set()
        thread.join()


def calls(world, tmp_path):
    """Every method of a session and of a file that has to do with the engine."""
    li, crm, nothing = world.li, world.crm, uuid.uuid4()
    lead = li.leads.create(name="甲").id
    customer = li.customers.create(name="乙", latitude="30.5", longitude="114.3").id
    undo = li.leads.create(name="丙")
    job = world.wang.import_csv("lead", "线索名称\n丁\n".encode()).job_id
    setup = {"company": "甲", "admin_name": "乙", "admin_mobile": "13800000001"}
    session = {
        "aggregate": lambda: li.aggregate("lead", measures=["count"]),
        "approval_steps": lambda: li.approval_steps("contract", nothing),
        "calendar": lambda: li.calendar(dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
        "count": lambda: li.count("lead"),
        "customer_delete_blocks": lambda: li.customer_delete_blocks([customer]),
        "days_to_pool": lambda: li.days_to_pool([customer]),
        "duplicates_of_lead": lambda: li.duplicates_of_lead(lead),
        "employee": lambda: li.employee,
        "entering_pool": lambda: li.entering_pool(),
        "find_duplicates": lambda: li.find_duplicates("甲"),
        "forgotten_counts": lambda: li.forgotten_counts(),
        "stalled_opportunities": lambda: li.stalled_opportunities(),
        "get": lambda: li.get("lead", lead),
        "hand_over": lambda: world.admin.hand_over(world.li_id, [nothing], command_id=nothing),
        "history": lambda: li.history("lead", lead),
        "import_csv": lambda: world.wang.import_csv("lead", "线索名称\n丁\n".encode()),
        "import_error_file": lambda: world.wang.import_error_file(job),
        "import_issues": lambda: world.wang.import_issues(job),
        "lead_mapping": lambda: li.lead_mapping(),
        "lead_states": lambda: li.lead_states(),
        "list": lambda: li.list("lead"),
        "locale": lambda: li.locale,
        "nearby": lambda: li.nearby("30.5", "114.3", 1000),
        "product_price_at": lambda: li.product_price_at(nothing, dt.datetime.now(dt.UTC)),
        "read_json": lambda: li.read_json('{"read": "todo_counts"}'),
        "run": lambda: li.run("lead.delete", leads=[]),
        "run_json": lambda: li.run_json('{"command": "lead.delete", "leads": []}'),
        "satisfaction": lambda: li.satisfaction(
            "product", dt.date(2026, 3, 1), dt.date(2026, 3, 31)
        ),
        "set_password": lambda: li.set_password(world.li_id, "battery staple"),
        "subscribe": lambda: li.subscribe(print).cancel(),
        "tick": lambda: world.admin.tick(),
        "tick_preview": lambda: world.admin.tick_preview(),
        "todo_counts": lambda: li.todo_counts(),
        "todos": lambda: li.todos("leads_today"),
        "undo": lambda: li.undo(undo),
        "who_can_see": lambda: li.who_can_see("lead", lead),
        "why_visible": lambda: li.why_visible("lead", lead),
        "with_deadline": lambda: li.with_deadline(dt.timedelta(seconds=9)),
    }
    file = {
        "accept_json": lambda: crm.accept_json("{}"),
        "backup_to": lambda: crm.backup_to(tmp_path / f"{uuid.uuid4()}.crm"),
        "check": crm.check,
        "device": lambda: crm.device,
        "interrupt": crm.interrupt,
        "is_set_up": lambda: crm.is_set_up,
        "locale": lambda: crm.locale,
        "login": lambda: crm.login("13800000003", "wrong horse"),
        "resume": crm.resume,
        "role": lambda: crm.role,
        "session": lambda: crm.session(world.li_id),
        "set_up": lambda: crm.set_up(**setup, password="correct horse"),
        "suspend": crm.suspend,
        "tick": crm.tick,
        "tick_preview": crm.tick_preview,
        "close": crm.close,
    }
    return session, file


def test_every_call_releases_the_interpreter(world, tmp_path):
    session, file = calls(world, tmp_path)
    own = {name for name in vars(crmkit.Session) if not name.startswith("_")}
    areas = {plural(e["name"]) for e in crmkit.SCHEMA["entities"]} | {"pool"}
    commands = {command["method"] for command in crmkit.SCHEMA["commands"]}
    assert own - areas - (commands - {"undo"}) == set(session)
    assert {name for name in vars(crmkit.Crm) if not name.startswith("_")} == set(file)

    held = [n for n, call in [*session.items(), *file.items()] if not released(call)]
    assert held == []
    assert not released(lambda: uuid.UUID(int=7)), "what holds the interpreter is found"


def test_the_file_keeps_its_role_and_device(tmp_path):
    path, device = tmp_path / "company.crm", uuid.uuid4()
    with crmkit.open(path, role="hub", device=device) as crm:
        assert (crm.role, crm.device, crm.locale) == ("hub", device, "en")
    with crmkit.open(path, role="replica", device=str(uuid.uuid4())) as crm:
        assert (crm.role, crm.device) == ("hub", device)
    with pytest.raises(crmkit.InvalidError, match="role"):
        crmkit.open(path, role="master")
    with pytest.raises(crmkit.InvalidError, match="device"):
        crmkit.open(path, device="here")


def test_timed_work(world):
    id = world.li.customers.create(name="甲").id
    until = world.clock.now + dt.timedelta(hours=1)
    world.li.customers.add_member([id], world.zhao_id, "read", expires_at=until)
    assert world.zhao.customers.get(id).name == "甲"
    assert world.crm.tick_preview() == []
    world.clock.advance(dt.timedelta(days=1))
    with pytest.raises(crmkit.NotFoundError):
        world.zhao.customers.get(id)
    (due,) = world.admin.tick_preview()
    assert due.entity == "customer_member"
    assert world.crm.tick() == [due]
    with pytest.raises(crmkit.ForbiddenError):
        world.li.tick()


def test_a_file_is_backed_up_checked_and_opened_again(tmp_path):
    path, copy = tmp_path / "company.crm", tmp_path / "copy.crm"
    with pytest.raises(crmkit.StorageError):
        crmkit.open(path, must_exist=True)
    with crmkit.open(path, profile="phone") as crm:
        setup = {"company": "甲", "admin_name": "乙", "admin_mobile": "13800000001"}
        assert not crm.is_set_up
        crm.set_up(**setup, password="correct horse")
        crm.suspend()
        crm.resume()
        crm.interrupt()
        assert crm.check() == []
        crm.backup_to(copy)
    with crmkit.open(copy, must_exist=True) as crm:
        session = crm.login("13800000001", "correct horse")
        assert session.settings.list()[0].company == "甲"
        session.set_password(session.employee, "battery staple")
        assert crm.login("13800000001", "battery staple").employee == session.employee
    with pytest.raises(crmkit.InvalidError, match="durability"):
        crmkit.open(path, durability="none")


def test_hand_over(world):
    for n in range(3):
        world.li.leads.create(name=f"线索{n}")
        world.li.customers.create(name=f"客户{n}")
    world.admin.employees.disable(world.li_id)
    done = world.admin.hand_over(world.li_id, [world.zhao_id], command_id=uuid.uuid4()).value
    assert (done.leads, done.customers, done.more) == (3, 3, False)
    assert len(world.zhao.leads.list()) == 3


def test_customers_come_into_a_pool_for_its_administrators(world):
    pool = world.admin.pools.create([world.wang_id], [world.li_id], [], name="公海").id
    file = "客户名称\n甲公司\n乙公司\n".encode()
    report = world.wang.import_csv("customer", file, pool=pool)
    assert (report.counts.created, report.counts.failed) == (2, 0)
    rows = world.li.pool(pool).list(order=["name"])
    assert [(r.name, r.owner_id) for r in rows] == [("乙公司", None), ("甲公司", None)]
    with pytest.raises(crmkit.ForbiddenError):
        world.li.import_csv("customer", file, pool=pool)
    with pytest.raises(crmkit.CrmError) as refused:
        world.wang.import_csv("lead", "线索名称\n甲\n".encode(), pool=pool)
    assert refused.value.code == "import.entity"
    with pytest.raises(crmkit.InvalidError) as refused:
        world.wang.import_csv("customer", file, pool="no id")
    assert refused.value.field == "pool"


def test_a_hub_accepts_a_command_of_a_device_once(tmp_path):
    now = crmkit.ManualClock(dt.datetime(2026, 3, 2, 1, tzinfo=dt.timezone.utc))
    with crmkit.open(tmp_path / "hub.crm", role="hub", clock=now) as hub:
        admin = hub.set_up(
            company="示例科技",
            admin_name="陈晓明",
            admin_mobile="13800000001",
            password="correct horse",
        ).id
        envelope = {
            "command_id": str(uuid.uuid4()),
            "device": str(uuid.uuid4()),
            "actor": str(admin),
            "given_at": "2026-03-01T08:00:00Z",
            "command": "lead.create",
            "version": 1,
            "arguments": {"lead": {"name": "武汉鑫源贸易"}},
        }
        done = json.loads(hub.accept_json(json.dumps(envelope)))
        lead = hub.session(admin).leads.get(done["value"])
        assert lead.name == "武汉鑫源贸易"
        assert lead.created_at == dt.datetime(2026, 3, 1, 8, tzinfo=dt.timezone.utc)
        assert json.loads(hub.accept_json(json.dumps(envelope)))["replayed"]
        assert hub.session(admin).leads.count().count == 1
        for wrong, code in [({"version": 9}, "command.version"), ({"devise": ""}, "json.invalid")]:
            with pytest.raises(crmkit.CrmError) as refused:
                hub.accept_json(json.dumps(envelope | wrong))
            assert refused.value.code == code
    alone = crmkit.in_memory()
    with pytest.raises(crmkit.CrmError) as refused:
        alone.accept_json(json.dumps(envelope))
    assert refused.value.code == "hub.not_one"
