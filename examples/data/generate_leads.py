#!/usr/bin/env python3
"""Makes leads.csv, leads_gbk.csv and leads_defects.csv in this folder.

What it makes
    leads.csv          2 000 records, UTF-8 with BOM, CRLF row ends: a marketing
                       tool's export of Chinese companies and people, as messy
                       as such exports are.
    leads_gbk.csv      300 records of a later batch, GBK, CRLF row ends.
    leads_defects.csv  which record carries which planted defect (the answer key
                       for import tests), UTF-8 without BOM, LF row ends.
    It then reads the files back, checks that every defect it planted can be
    found in them, and prints the three tables that README.md quotes.

How to run it (Python 3.11 or newer; it needs no network once the packages are in)
    python3 -m venv .venv
    .venv/bin/pip install \\
        Faker==40.54.0 leadforge==1.0.0 \\
        numpy==2.4.6 networkx==3.6.1 pandas==3.1.1 pyarrow==26.0.1 PyYAML==6.0.3
    .venv/bin/python generate_leads.py             # writes next to this script
    .venv/bin/python generate_leads.py /some/dir   # ... or somewhere else

Every random choice comes from a fixed seed and no clock is read, so two runs
with the pinned versions give the same bytes.  Another version of Faker or
leadforge may give other rows; then leads_defects.csv and the README tables
change with them.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import Counter
from pathlib import Path

from leads_made.stock import COMPANY, ENTERED, HEADER, KINDS, MOBILE, NEXT
from leads_made.text import date_ok, mobile_key
from leads_made.world import world
from leads_made.row import Maker
from leads_made.planting import Batch
from leads_made.files import POLICIES, accepted, check, read, text_of


def main(out: Path):
    first = [l for i in range(5) for l in
             world(20250101 + i, dt.date(2025, 1, 2) + dt.timedelta(days=30 * i), 800)]
    maker = Maker(20250701)
    big = Batch(maker, 0, first, 2000)
    second = world(20250601, dt.date(2025, 6, 1), 800)
    maker.rng.seed(20250702)
    maker.fake.seed_instance(20250702)
    small = Batch(maker, 1, second, 300)         # the same Maker: no company or number twice by chance
    for batch, seed in ((big, 20250703), (small, 20250704)):
        maker.rng.seed(seed)
        maker.fake.seed_instance(seed)
        batch.people()
        batch.names()
        batch.duplicates()
        if batch is small:
            batch.of_other_file(big.recs)
        batch.rejects()
        batch.cosmetics()
        batch.finish()

    files = [("leads.csv", "utf-8-sig", big, 2000), ("leads_gbk.csv", "gbk", small, 300)]
    key = ["file,record,line,defect"]
    parsed = {}
    for name, encoding, batch, total in files:
        text, starts = text_of(batch.recs)
        (out / name).write_bytes(text.encode(encoding))
        parsed[name] = read(out / name, encoding)
        check(name, parsed[name], batch.recs, total)
        for n, (rec, at) in enumerate(zip(batch.recs, starts), 1):
            key += [f"{name},{n},{at},{k}" for k in KINDS if k in rec.kinds]
    (out / "leads_defects.csv").write_bytes(("\n".join(key) + "\n").encode())

    known = {mobile_key(cells[2]) for cells in parsed["leads.csv"]} - {""}
    for cells, rec in zip(parsed["leads_gbk.csv"], small.recs):
        if "mobile_wrong" not in rec.kinds:
            assert (mobile_key(cells[2]) in known) == ("dup_of_leads_csv" in rec.kinds), cells
    counts = [Counter(k for r in b.recs for k in r.kinds) for _, _, b, _ in files]
    for k, v in KINDS.items():
        assert (counts[0][k], counts[1][k]) == v[:2], (k, counts[0][k], counts[1][k], v[:2])
    print("| defect | leads.csv | leads_gbk.csv | effect | what |\n|---|---:|---:|---|---|")
    for k, (a, b, effect, what) in KINDS.items():
        print(f"| `{k}` | {a} | {b} | {effect} | {what} |")
    one, two = parsed["leads.csv"], parsed["leads_gbk.csv"]
    print("\n| import rule | leads.csv | leads_gbk.csv alone | leads_gbk.csv after leads.csv |\n|---|---:|---:|---:|")
    for label, unique in POLICIES:
        seen = {COMPANY: set(), MOBILE: set()}
        a, b = accepted(one, unique, seen), accepted(two, unique)
        c = accepted(two, unique, seen)
        print(f"| {label} | {a} ({a / len(one):.1%}) | {b} ({b / len(two):.1%}) | {c} ({c / len(two):.1%}) |")
    print("\n| date notation | leads.csv 下次联系日期 | leads.csv 录入日期 | leads_gbk.csv 下次联系日期 | leads_gbk.csv 录入日期 |"
          "\n|---|---:|---:|---:|---:|")
    forms = [("2025-03-07", r"\d{4}-\d\d-\d\d"), ("2025-3-7 (a part without leading zero)", r"\d{4}-\d{1,2}-\d{1,2}"),
             ("2025/03/07", r"\d{4}/\d{1,2}/\d{1,2}"), ("2025年3月7日", r"\d{4}年.*日"), ("empty", ""), ("no date", None)]
    tally = []
    for rows in (one, two):
        for c in (NEXT, ENTERED):
            t: Counter[str] = Counter()
            for cells in rows:
                if len(cells) != len(HEADER):
                    continue
                v = cells[HEADER.index(c)]
                t["no date" if v and not date_ok(v) else
                  next(n for n, p in forms if p is not None and re.fullmatch(p, v))] += 1
            tally.append(t)
    for n, _ in forms:
        print(f"| {n} | " + " | ".join(str(t[n]) for t in tally) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
