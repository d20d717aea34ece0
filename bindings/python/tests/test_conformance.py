"""The scenario that every language runs; its format is told in tests/conformance/README.md."""

import datetime as dt
import json
from functools import reduce
from pathlib import Path
from uuid import UUID

import crmkit
import pytest

SCENARIO = json.loads(
    (Path(__file__).parents[3] / "tests/conformance/scenario.json").read_text("utf-8")
)


@pytest.mark.parametrize("store", ["memory", "file"])
def test_scenario(store, tmp_path):
    clock = crmkit.ManualClock(dt.datetime.fromisoformat(SCENARIO["clock"].replace("Z", "+00:00")))
    options = {"clock": clock, "seed": SCENARIO["seed"]}
    path = tmp_path / "company.crm"
    crm = crmkit.in_memory(**options) if store == "memory" else crmkit.open(path, **options)
    known = {}
    for number, step in enumerate(SCENARIO["steps"]):
        where = f"step {number}: {step}"
        try:
            answer = call(crm, clock, known, step)
        except crmkit.CrmError as error:
            assert error.code == step.get("error"), where  # noqa: PT017
            continue
        assert "error" not in step, f"{where}\nanswered {answer}"
        expected = filled(step.get("expect"), known)
        assert expected is None or matches(expected, answer), f"{where}\nanswered {answer}"
        for name, route in step.get("bind", {}).items():
            known[name] = at(answer, route)


def call(crm, clock, known, step):
    args, kind = filled(step.get("args", {}), known), step["call"]
    if "as" not in step:
        if kind == "set_up":
            return outcome(crm.set_up(**args))
        if kind == "login":
            return {"employee": str(crm.login(**args).employee)}
        if kind == "clock":
            return clock.advance(dt.timedelta(seconds=args["advance_seconds"]))
        return [plain(due) for due in getattr(crm, kind)()]
    session = crm.session(known[step["as"]])
    if kind == "command":
        return json.loads(session.run_json(json.dumps({"command": step["name"], **args})))
    if kind == "import":
        columns = {c["column"]: c["field"] for c in args.get("columns", [])} or None
        report = session.import_csv(
            args["entity"],
            args["text"].encode(),
            columns=columns,
            match_on=args.get("match_on"),
            pool=args.get("pool"),
        )
        counts = plain(report.counts)
        return {"job_id": str(report.job_id), "counts": counts, "stopped": report.stopped}
    if kind == "set_password":
        return outcome(session.set_password(**args))
    if kind == "import_issues":
        return [plain(issue) for issue in session.import_issues(args["id"])]
    entity = {"entity": step["entity"]} if "entity" in step else {}
    return json.loads(session.read_json(json.dumps({"read": kind, **entity, **args})))


def outcome(done):
    changes = [plain(change) | {"kind": change.kind.code} for change in done.changes]
    return {
        "value": str(done.id),
        "command_id": str(done.command_id),
        "changes": changes,
        "warnings": done.warnings,
        "replayed": done.replayed,
    }


def plain(record):
    fields = record.to_dict().items()
    return {name: str(value) if isinstance(value, UUID) else value for name, value in fields}


def filled(part, known):
    if isinstance(part, str) and part.startswith("$"):
        return known[part[1:]]
    if isinstance(part, list):
        return [filled(item, known) for item in part]
    if isinstance(part, dict):
        return {key: filled(value, known) for key, value in part.items()}
    return part


def matches(expected, answer):
    if isinstance(expected, dict) and isinstance(answer, list):
        return expected["$len"] == len(answer)
    if isinstance(expected, dict) and isinstance(answer, dict):
        return all(matches(value, answer.get(key)) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(answer, list):
        return len(expected) == len(answer) and all(map(matches, expected, answer))
    return expected == answer


def at(answer, route):
    return reduce(
        lambda part, name: part[int(name)] if name.isdigit() else part[name],
        route.split("."),
        answer,
    )
