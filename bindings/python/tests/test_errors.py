import datetime as dt
import json
import threading
import uuid

import crmkit
import pytest


def refused(kind, code, call):
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.code == code
    return caught.value


def test_kinds(world, tmp_path):
    li = world.li
    lead = li.leads.create(name="甲").id
    error = refused(crmkit.NotFoundError, "record.not_found", lambda: world.zhao.leads.get(lead))
    assert isinstance(error, LookupError)
    assert (error.kind, error.entity) == ("not_found", "lead")
    error = refused(
        crmkit.InvalidError, "value.email", lambda: li.leads.create(name="x", email="a@@b")
    )
    assert isinstance(error, ValueError)
    assert (error.field, str(error)) == ("email", error.message("zh-CN"))
    assert error.message("en") == "E-mail is not an e-mail address"
    error = refused(crmkit.ForbiddenError, "right.missing", lambda: li.departments.create(name="x"))
    assert isinstance(error, PermissionError)
    li.leads.update(lead, name="乙", expect_rev=1)
    refused(
        crmkit.ConflictError, "record.stale", lambda: li.leads.update(lead, name="丙", expect_rev=1)
    )
    undone = li.leads.update(lead, name="丙")
    li.undo(undone)
    refused(crmkit.RuleViolatedError, "undo.already", lambda: li.undo(undone.command_id))
    error = refused(
        crmkit.LimitReachedError, "query.page_too_large", lambda: li.leads.list(limit=501)
    )
    assert error.params == {"max": "500"}
    li.customers.create(name="甲")
    refused(crmkit.DuplicateError, "record.duplicate", lambda: li.customers.create(name="甲"))
    refused(
        crmkit.UnsupportedError,
        "unsupported",
        lambda: li.read_json(json.dumps({"read": "dance", "entity": "lead"})),
    )
    (tmp_path / "no.crm").write_text("no CRM at all, just a text file" * 100)
    error = refused(
        crmkit.StorageError, "storage.not_crmkit", lambda: crmkit.open(tmp_path / "no.crm")
    )
    assert isinstance(error, OSError)
    world.crm.close()
    refused(crmkit.ClosedError, "closed", lambda: li.leads.get(lead))


def test_a_deadline_interrupts(tmp_path):
    with crmkit.open(tmp_path / "c.crm") as crm:
        admin = crm.session(
            crm.set_up(
                company="甲", admin_name="乙", admin_mobile="13800000001", password="12345678"
            ).id
        )
        hurried = admin.with_deadline(dt.timedelta(microseconds=1))
        refused(crmkit.InterruptedCallError, "interrupted", lambda: hurried.leads.list())


def test_every_kind_has_a_class():
    kinds = {e["kind"] for e in crmkit.SCHEMA["errors"]}
    classes = {cls.kind for cls in crmkit.CrmError.__subclasses__()}
    assert kinds == classes


def test_wrong_arguments_are_named(world):
    li = world.li
    error = refused(crmkit.InvalidError, "json.invalid", lambda: li.create_lead(lead={"nam": "x"}))
    assert error.field == "lead.nam"
    error = refused(crmkit.InvalidError, "json.invalid", lambda: li.create_lead(lead={}))
    assert error.field == "lead.name"
    error = refused(crmkit.InvalidError, "json.invalid", lambda: li.run("lead.create", led={}))
    assert error.field == "led"
    error = refused(crmkit.ArgumentError, "json.invalid", lambda: li.leads.create(nam="x"))
    assert isinstance(error, TypeError)
    error = refused(crmkit.ArgumentError, "json.invalid", li.create_lead)
    assert error.field == "lead"
    refused(crmkit.InvalidError, "command.unknown", lambda: li.run("lead.dance"))
    refused(crmkit.InvalidError, "query.unknown_entity", lambda: li.get("dance", uuid.uuid4()))
    refused(crmkit.InvalidError, "json.invalid", lambda: li.list("lead", filtr="all"))
    error = refused(crmkit.InvalidError, "value.wrong_kind", lambda: li.leads.create(name=object()))
    assert error.field == "lead.name"
    refused(crmkit.InvalidError, "value.out_of_range", lambda: li.leads.create(name=1 << 70))
    day = dt.date(2026, 12, 1)
    error = refused(
        crmkit.InvalidError, "json.invalid", lambda: li.leads.create(name="x", next_contact_at=day)
    )
    assert error.field == "lead.next_contact_at"
    assert "lead.next_contact_at: expected a date (2026-12-01) or" in str(error)


def test_the_company_speaks_english():
    crm = crmkit.in_memory()
    setup = {"admin_name": "A", "admin_mobile": "13800000001", "password": "correct horse"}
    admin = crm.session(crm.set_up(company="C", locale="en", **setup).id)
    error = refused(crmkit.NotFoundError, "record.not_found", lambda: admin.leads.get(uuid.uuid4()))
    assert str(error) == "Lead does not exist or is not visible to you"
    error = refused(crmkit.ForbiddenError, "login.failed", lambda: crm.login("13800000001", "x"))
    assert "wrong" in str(error)


def test_command_ids_do_things_once(world):
    id = uuid.uuid4()
    first = world.li.leads.create(name="甲", command_id=id)
    again = world.li.create_lead(lead={"name": "甲"}, command_id=id)
    assert (first.id, first.replayed) == (again.id, False)
    assert again.replayed
    assert len(world.li.leads.list()) == 1
    refused(
        crmkit.InvalidError,
        "command.id_reused",
        lambda: world.li.leads.create(name="乙", command_id=id),
    )


def test_threads_calls_and_close(world):
    failures = []

    def work(session, name):
        try:
            for n in range(30):
                id = session.leads.create(name=f"{name}{n}").id
                session.leads.get(id)
                session.leads.list(limit=10)
        except crmkit.ClosedError:
            pass
        except Exception as error:
            failures.append(error)

    people = [world.admin, world.wang, world.li, world.zhao]
    threads = [threading.Thread(target=work, args=(s, n)) for n, s in enumerate(people)]
    for thread in threads:
        thread.start()
    threads[0].join()
    world.crm.close()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    assert failures == []


def test_what_is_nested_too_deep_is_refused(world):
    condition = crmkit.F.name == "x"
    for _ in range(5000):
        condition = condition | (crmkit.F.name == "y")
    with pytest.raises(crmkit.CrmError):
        world.li.leads.list(condition)
    loop = []
    loop.append(loop)
    with pytest.raises(crmkit.CrmError):
        world.li.leads.delete(loop)
