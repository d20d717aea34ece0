"""A file as text, and what can be found in it again."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from leads_made.stock import (
    ADDRESS, COMPANY, CONTACT, EMAIL, EMPLOYEES, ENTERED, HEADER, INDUSTRIES, INDUSTRY, KINDS,
    LEVEL, LEVELS, MOBILE, NEXT, NO_EMAIL, OWNER, PHONE, PLAN_ONLY, REMARK, SOURCE, SOURCES,
)
from leads_made.text import company_key, date_ok, line, mobile_key, tidy
from leads_made.planting import Rec


def text_of(recs: list[Rec]) -> tuple[str, list[int]]:
    """The file's text and the number of the physical line each record starts on."""
    parts, starts, at = [line(HEADER)], [], 2
    for r in recs:
        s = r.raw if r.raw is not None else line([r.row[c] for c in HEADER])
        starts.append(at)
        at += 1 + s.count("\n")
        parts.append(s)
    return "\r\n".join(parts) + "\r\n", starts


def errors(cells: list[str]) -> set[str]:
    """What a strict import holds against a record, judged by the file's text alone."""
    if len(cells) != len(HEADER):
        return {"columns_too_few" if len(cells) < len(HEADER) else "columns_too_many"}
    r = dict(zip(HEADER, cells))
    t = {c: tidy(v) for c, v in r.items()}
    e = set()
    if not t[COMPANY]:
        e.add("company_missing")
    if len(r[COMPANY].strip()) > 255:
        e.add("company_too_long")
    for c, k in ((NEXT, "next_date_wrong"), (ENTERED, "entered_date_wrong")):
        if t[c] and not date_ok(r[c]):
            e.add(k)
    if t[OWNER] and t[OWNER] not in EMPLOYEES and t[OWNER] not in EMPLOYEES.values():
        e.add("owner_unknown_mobile" if t[OWNER].isdigit() else "owner_unknown_name")
    if t[EMAIL] in NO_EMAIL:
        e.add("email_placeholder")
    elif t[EMAIL] and not re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", r[EMAIL].strip()):
        e.add("email_not_email")
    if t[SOURCE] and t[SOURCE] not in SOURCES:
        e.add("source_unknown")
    if t[INDUSTRY] and t[INDUSTRY] not in INDUSTRIES:
        e.add("industry_unknown")
    if t[LEVEL] and t[LEVEL] not in [tidy(x) for x in LEVELS] + ["A", "B", "C"]:
        e.add("level_unknown")
    if t[MOBILE] and not re.fullmatch(r"1[3-9]\d{9}", mobile_key(r[MOBILE])):
        e.add("mobile_wrong")
    if len(e) > 1:
        e.add("two_errors")
    return e


def looks(cells: list[str]) -> set[str]:
    """The importable oddities that can be told from the text alone."""
    if len(cells) != len(HEADER):
        return set()
    r = dict(zip(HEADER, cells))
    mob, tel = r[MOBILE], r[PHONE]
    tests = {
        "mobile_full_width": re.search("[０-９]", mob), "mobile_plus86": mob.startswith("+86"),
        "mobile_0086": mob.startswith("0086"), "mobile_spaced": re.fullmatch(r"1\d\d[- ]\d{4}[- ]\d{4}", mob),
        "mobile_tab": "\t" in mob, "phone_extension": re.search(r"转|ext|\d-\d{3,4}$", tel),
        "phone_full_width": re.search("[０-９]", tel), "company_spaces": r[COMPANY] != r[COMPANY].strip(" "),
        "contact_spaces": r[CONTACT] != r[CONTACT].strip(" "), "option_spaces": r[SOURCE] != r[SOURCE].strip(" "),
        "company_full_width_space": "\u3000" in r[COMPANY], "contact_full_width_space": "\u3000" in r[CONTACT],
        "level_letter": r[LEVEL] in list("ABC"), "level_half_width": "(" in r[LEVEL],
        "owner_name": r[OWNER] in EMPLOYEES.values(), "owner_empty": not r[OWNER], "contact_missing": not r[CONTACT],
        "remark_line_break": "\n" in r[REMARK], "remark_quotes_commas": '"' in r[REMARK],
        "emoji": re.search("[\u2b50\U0001f300-\U0001faff]", "".join(cells)),
        "rare_hanzi": re.search("[\u3400-\u4dbf\U00020000-\U0002ffff\U00030000-\U0003ffff]", r[CONTACT]),
        "hostile_value": any(re.match(r"[=@]|\+cmd|\+8613800138000|-2\+3|<script", r[c])
                             or "DROP TABLE" in r[c] for c in (COMPANY, CONTACT, ADDRESS, REMARK)),
        "company_255": len(r[COMPANY]) == 255,
    }
    return {n for n, hit in tests.items() if hit}


def read(path: Path, encoding: str) -> list[list[str]]:
    with open(path, encoding=encoding, newline="") as f:
        rows = list(csv.reader(f, strict=True))
    assert rows[0] == HEADER, rows[0]
    return rows[1:]


def check(name: str, records: list[list[str]], recs: list[Rec], total: int):
    assert len(records) == len(recs) == total, (name, len(records))
    detectable = {k for k, v in KINDS.items() if v[2] != "dup"} - PLAN_ONLY
    dup_looks = {"mobile_full_width", "mobile_plus86", "mobile_0086", "mobile_spaced"}
    for n, (cells, rec) in enumerate(zip(records, recs), 1):
        found, planted = errors(cells) | looks(cells), rec.kinds & detectable
        if rec.kinds & {"dup_near"}:
            found -= dup_looks                       # part of being a near duplicate
        assert found == planted, (name, n, found ^ planted, cells)
    # a record repeats an earlier company or mobile exactly when it was planted to
    repeats = {"dup_whole_row": "row company mobile", "dup_company_and_mobile": "company mobile",
               "dup_company_other_contact": "company", "dup_mobile_other_company": "mobile",
               "dup_near": "mobile"}
    rows, companies, mobiles = set(), set(), set()
    for n, (cells, rec) in enumerate(zip(records, recs), 1):
        row, company, mobile = tuple(cells), company_key(cells[0]), mobile_key(cells[2])
        found = {w for w, hit in (("row", row in rows), ("company", company in companies),
                                  ("mobile", mobile in mobiles)) if hit}
        planted = {w for k in rec.kinds & set(repeats) for w in repeats[k].split()}
        if "dup_near" in rec.kinds:              # a space or a bracket is not another name
            found.discard("company")
        if "mobile_wrong" in rec.kinds:          # 1.38123E+10 comes more than once
            found.discard("mobile")
        assert found == planted, (name, n, found, planted, cells)
        rows.add(row)
        companies |= {company} - {""}
        mobiles |= {mobile} - {""}


POLICIES = [
    ("strict, no duplicate rule", ()),
    ("strict, company unique", (COMPANY,)),
    ("strict, mobile unique", (MOBILE,)),
    ("strict, company and mobile each unique", (COMPANY, MOBILE)),
]


def accepted(records, unique, seen=None) -> int:
    seen = seen if seen is not None else {COMPANY: set(), MOBILE: set()}
    ok = 0
    for cells in records:
        if errors(cells):
            continue
        keys = {COMPANY: company_key(cells[0]), MOBILE: mobile_key(cells[2])}
        if any(keys[u] and keys[u] in seen[u] for u in unique):
            continue
        for u, k in keys.items():
            seen[u].add(k)
        ok += 1
    return ok
