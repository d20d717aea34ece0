"""Texts of cells and rows, and what of them is compared."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata


def line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)    # it quotes what its line end is made of
    return out.getvalue().removesuffix("\r\n")


def tidy(s: str) -> str:
    return unicodedata.normalize("NFKC", s).strip()


def company_key(s: str) -> str:
    return re.sub(r"\s", "", tidy(s)).lower()


def mobile_key(s: str) -> str:
    return re.sub(r"^(\+86|0086)", "", re.sub(r"[\s-]", "", tidy(s)))


def date_ok(s: str) -> bool:
    m = re.fullmatch(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", tidy(s))
    try:
        return bool(m) and bool(dt.date(*[int(g) for g in m.groups() if g]))
    except ValueError:
        return False
