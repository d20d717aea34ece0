"""`kill -9`: a Python process that works on a file is killed at a random moment, over and over.

Every command that was acknowledged is there afterwards, once, and the one that was not is done
once when it is repeated. 200 kills unless `CRMKIT_KILLS` says otherwise; `tests/kill.rs` does the
same to programs in Rust.
"""

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import time
import uuid

import crmkit

STEPS = 6


def command_id(day, n):
    return uuid.UUID(int=0x019C << 112 | 7 << 76 | 2 << 62 | day << 24 | n)


def give(me, day, n, made):
    """The n-th command of a day, made from what the ones before it yielded."""
    id = command_id(day, n)
    text = f"{day}/{n}"
    match n % STEPS:
        case 0:
            return me.leads.create(name=text, command_id=id)
        case 1:
            return me.leads.update(made[n - 1], remark=text, command_id=id)
        case 2:
            return me.follow_ups.create(lead_id=made[n - 2], content=text, command_id=id)
        case 3:
            return me.leads.convert([made[n - 3]], command_id=id)
        case 4:
            return me.customers.update(made[n - 1], name=text, command_id=id)
        case _:
            return me.contacts.create(customer_id=made[n - 2], name=text, command_id=id)


def yielded(n, outcome):
    return outcome.rows[0].made if n % STEPS == 3 else outcome.id


def work(path, employee, day):
    me = crmkit.open(path, must_exist=True).session(uuid.UUID(employee))
    made = []
    while True:
        n = len(made)
        print("try", n, flush=True)
        made.append(yielded(n, give(me, day, n, made)))
        print("done", made[n], flush=True)


def work_and_kill(path, employee, day, chance):
    """What the commands of a process yielded until it was killed, and whether it was at one."""
    orders = [sys.executable, __file__, str(path), str(employee), str(day)]
    pipe = subprocess.PIPE
    with subprocess.Popen(orders, stdout=pipe, stderr=pipe, bufsize=0) as child:
        # After so many lines, and not after some time: a busy machine does little in it.
        lines = chance.randint(1, 60) if chance.random() < 0.8 else 0
        said = b"".join(child.stdout.readline() for _ in range(lines))
        time.sleep(chance.random() * (0.005 if lines else 0.3))
        child.kill()
        rest, failed = child.communicate()
        said += rest
    assert not failed, failed.decode()
    # The last line may be cut off.
    words = [line.split() for line in said.decode().split("\n")[:-1]]
    made = [uuid.UUID(word) for what, word in words if what == "done"]
    return made, bool(words) and words[-1][0] == "try"


def is_there(me, day, n, made):
    """An acknowledged command is there as it was acknowledged; given again it does nothing."""
    again = give(me, day, n, made)
    assert again.replayed
    assert yielded(n, again) == made[n]
    text = f"{day}/{n}"
    match n % STEPS:
        case 0:
            assert me.leads.get(made[n]).name == text
        case 1:
            assert me.leads.get(made[n]).remark == text
        case 2:
            assert me.follow_ups.get(made[n]).content == text
        case 3:
            assert me.customers.get(made[n]).id == made[n]
        case 4:
            assert me.customers.get(made[n]).name == text
        case _:
            assert me.contacts.get(made[n]).name == text


def commands(path):
    """How many there are. The file may not be open: two SQLites in one process see no locks."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT count(*) FROM command_log").fetchone()[0]


def test_what_was_acknowledged_survives_kill_9_and_what_was_not_is_done_once(tmp_path):
    kills = int(os.environ.get("CRMKIT_KILLS", "200"))
    path, chance = tmp_path / "company.crm", random.Random(4)
    with crmkit.open(path) as crm:
        employee = crm.set_up(
            company="示例科技",
            admin_name="陈晓明",
            admin_mobile="13800000001",
            password="correct horse",
        ).id
    expected = commands(path)
    days, repeated, had_committed = [], 0, 0
    for day in range(kills):
        made, trying = work_and_kill(path, employee, day, chance)
        days.append(list(made))
        expected += len(made)
        with crmkit.open(path, must_exist=True) as crm:
            me = crm.session(employee)
            for n in range(len(made)):
                is_there(me, day, n, made)
            if trying:
                first = give(me, day, len(made), made)
                made.append(yielded(len(made), first))
                is_there(me, day, len(made) - 1, made)
                expected += 1
                repeated += 1
                had_committed += first.replayed
            assert crm.check() == []
        assert commands(path) == expected, f"kill {day}"
    told = sum(len(made) for made in days)
    with crmkit.open(path, must_exist=True) as crm:
        me = crm.session(employee)
        for day, made in enumerate(days):
            for n in range(len(made)):
                assert give(me, day, n, made).replayed
    print(
        f"RELIABILITY Kill -9 of a writing process in Python: {kills} kills, {told} commands told "
        f"to be done; none lost, {had_committed} of {repeated} that were under way had been done, "
        "each was then done once"
    )
    assert told > 2 * kills
    assert repeated > kills / 2


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]))
