"""Files, time, listeners, imports."""

import datetime as dt
import io
import sys
import threading
import time
import uuid

import crmkit
import pytest

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
    text = ("线索名称\n" + "".join(f"线索{n}\n" for n in range(1200))).encode()
    id = uuid.uuid4()
    report = world.wang.import_csv("lead", text, progress=lambda _: False, command_id=id)
    assert (report.stopped, report.counts.rows) == (True, 500)
    with pytest.raises(ZeroDivisionError):
        world.wang.import_csv("lead", text, progress=lambda c: c.rows // 0, command_id=id)
    report = world.wang.import_csv("lead", text, command_id=id)
    assert (report.stopped, report.counts.rows) == (False, 1200)
    assert world.wang.leads.count(totals="exact").count == 1200


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


def test_calls_release_the_interpreter():
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.perf_counter()
    crmkit.hash_password("a long and slow password")
    end = time.perf_counter()
    done.set()
    thread.join()
    assert sum(start < t < end for t in ticks) >= 3


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
