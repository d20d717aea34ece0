import os
import subprocess
import sys
import time
from pathlib import Path

import pytest


def test_the_field_day():
    pytest.importorskip("rich")
    script = Path(__file__).parents[3] / "examples/field_day.py"
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - start < 20
    for told in ["6919 in", "客户已被他人领取", "武汉鑫源贸易有限公司", "0 problems found"]:
        assert told in done.stdout, done.stdout
