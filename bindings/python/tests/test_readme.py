"""The Python examples of the READMEs do what they say."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]


@pytest.mark.parametrize("readme", [HERE.parents[1] / "README.md", HERE / "README.md"])
def test_the_example_runs(readme, tmp_path, monkeypatch, capsys):
    blocks = re.findall(r"^```python\n(.*?)^```$", readme.read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 1
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks[0], str(readme), "exec"), {})
    assert (tmp_path / "company.crm").exists()
    assert "武汉鑫源贸易 +8613812345678" in capsys.readouterr().out
