"""The example runs as its first lines say, and tells the story that all languages tell."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def bare(text):
    """What is told, without what tables are drawn with."""
    drawn = dict.fromkeys([ord(" "), *range(0x2500, 0x2580)])
    return [line for line in (line.translate(drawn) for line in text.splitlines()) if line]


def test_the_field_day_ends_as_in_every_language():
    pytest.importorskip("rich")
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples/field_day.py")],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    golden = (ROOT / "tests/golden/field_day.txt").read_text("utf-8")
    assert bare(done.stdout) == golden.splitlines()
