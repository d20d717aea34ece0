"""The Python examples of the guide do what they say."""

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[3] / "docs/guide/en"
PAGES = sorted(page.stem for page in GUIDE.glob("*.md") if page.stem != "README")


def code(page):
    text = (GUIDE / f"{page}.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    assert blocks, f"{page} has no example"
    return "\n".join(blocks)


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_run(page):
    names = {}
    for part in ["README", page]:
        exec(compile(code(part), f"{part}.md", "exec"), names)
    names["crm"].close()
