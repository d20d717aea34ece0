import datetime as dt

import crmkit
import pytest


class World:
    """A small company: an administrator, a manager and two salespeople."""

    def __init__(self, crm, clock):
        self.crm, self.clock = crm, clock
        self.admin_id = crm.set_up(
            company="示例科技",
            admin_name="陈晓明",
            admin_mobile="13800000001",
            password="correct horse",
        ).id
        self.admin = crm.session(self.admin_id)
        sales = self.admin.departments.create(name="销售部").id
        roles = {r.built_in: r.id for r in self.admin.roles.list()}

        def employee(name, mobile, role, superior=None):
            made = self.admin.employees.create(
                [roles[role]], name=name, mobile=mobile, department_id=sales, superior_id=superior
            )
            return made.id

        self.wang_id = employee("王芳", "13800000002", "sales_manager")
        self.li_id = employee("李强", "13800000003", "salesperson", self.wang_id)
        self.zhao_id = employee("赵敏", "13800000004", "salesperson", self.wang_id)
        self.wang, self.li, self.zhao = (
            crm.session(id) for id in (self.wang_id, self.li_id, self.zhao_id)
        )


def clock():
    return crmkit.ManualClock(dt.datetime(2026, 3, 2, 1, tzinfo=dt.timezone.utc))


@pytest.fixture(params=["memory", "file"])
def world(request, tmp_path):
    now = clock()
    if request.param == "memory":
        crm = crmkit.in_memory(clock=now, seed=1)
    else:
        crm = crmkit.open(
            tmp_path / "company.crm", clock=now, seed=1, durability="may_lose_last_commits"
        )
    with crm:
        yield World(crm, now)
