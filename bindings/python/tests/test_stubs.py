"""The committed stubs are what the generator writes, and agree with the package."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE))
stubs = pytest.importorskip("stubs")


def committed(name):
    return (HERE / "python/crmkit" / name).read_text("utf-8")


def test_the_declared_half_is_up_to_date():
    assert committed("__init__.pyi") == stubs.package_stub()
    assert committed("_records.pyi") == stubs.records_stub()
    assert committed("_crmkit.pyi").partition(stubs.MARK)[2].strip() == stubs.classes().strip()


@pytest.mark.skipif("CRMKIT_STUBS" not in os.environ, reason="compiles; set CRMKIT_STUBS=1")
def test_the_compiled_half_is_up_to_date():
    before = committed("_crmkit.pyi")
    stubs.main()
    assert committed("_crmkit.pyi") == before


def mypy(*arguments, cwd):
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_stubtest(tmp_path):
    pytest.importorskip("mypy")
    done = mypy("mypy.stubtest", "crmkit", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_a_misspelt_name_is_found(tmp_path):
    pytest.importorskip("mypy")
    (tmp_path / "app.py").write_text(
        "import crmkit\n"
        "s = crmkit.in_memory().login('1', '2')\n"
        "s.leads.create(name='x', address=None)\n"
        "s.leads.create(nam='x')\n"
        "s.create_lead(lead={'nam': 'x'})\n"
        "s.creat_lead(lead={'name': 'x'})\n"
        "print(s.leads.list()[0].nam)\n"
        "s.pools.set_rules('7', [{'kind': 'no_follow_up', 'days': 30}])\n"
        "s.pools.set_rules('7', [{'kind': 'no_follow_up', 'day': 30}])\n"
        "s.nearby('30.5', '114.3', 500, kind=7)\n",
    )
    done = mypy("mypy", "--strict", "app.py", cwd=tmp_path)
    lines = {line.split(":")[1] for line in done.stdout.splitlines() if "error:" in line}
    assert lines == {"4", "5", "6", "7", "9", "10"}, done.stdout


def test_the_example_is_typed(tmp_path):
    pytest.importorskip("mypy")
    done = mypy("mypy", "--strict", str(HERE.parents[1] / "examples/field_day.py"), cwd=tmp_path)
    assert done.returncode == 0, done.stdout
