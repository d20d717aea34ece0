"""The rows of a file, with their defects."""

from __future__ import annotations

import dataclasses
import re

from leads_made.stock import (
    ADDRESS, BAD_DATES, BAD_INDUSTRIES, BAD_LEVELS, BAD_MOBILES, BAD_SOURCES, CITY, COMPANY,
    CONTACT, EMAIL, EMOJI, EMPLOYEES, ENTERED, GHOST_MOBILES, GHOST_NAMES, HEADER, HOSTILE,
    INDUSTRY, KINDS, LATIN, LEVEL, LINE_BREAKS, MOBILE, NEXT, NOT_EMAILS, NO_EMAIL, OWNER, PHONE,
    PLACES, POLYPHONIC, POLY_NAMES, PROVINCE, QUOTES, RARE_NAMES, REJECT, REMARK, SOURCE, SOURCES,
    TRADES, TWO_ERRORS,
)
from leads_made.text import line
from leads_made.world import Lead
from leads_made.row import Maker


@dataclasses.dataclass
class Rec:
    row: dict[str, str]
    lead: Lead
    order: tuple
    kinds: set[str] = dataclasses.field(default_factory=set)
    touched: set[str] = dataclasses.field(default_factory=set)      # columns a defect already took
    raw: str | None = None                                          # line written as it is
    frozen: bool = False                                            # a duplicate or its original


def full_width(s: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in s)


class Batch:
    def __init__(self, maker: Maker, column: int, leads: list[Lead], total: int):
        self.m, self.rng, self.column = maker, maker.rng, column
        self.want = {k: v[column] for k, v in KINDS.items()}
        scores = sorted((l.score for l in leads), reverse=True)
        self.levels = (scores[len(scores) // 5], scores[len(scores) * 7 // 10])
        dups = sum(n for k, n in self.want.items() if k.startswith("dup_") and k != "dup_of_leads_csv")
        # a company enters the file with the first lead of its account; what leadforge
        # lets come back later is what the duplicates are made from
        seen: set[tuple] = set()
        firsts, self.back, self.colleague = [], {}, {}
        for l in leads:
            if l.account not in seen:
                seen.add(l.account)
                firsts.append(l)
            else:
                head = next(f for f in firsts if f.account == l.account)
                (self.back if head.contact == l.contact else self.colleague).setdefault(head.key, l)
        assert len(firsts) >= total - dups, (len(firsts), total - dups)
        keep = sorted(self.rng.sample(range(len(firsts)), total - dups))
        firsts = [firsts[i] for i in keep]
        named = {}
        if column == 0:
            free = list(range(len(firsts)))
            self.rng.shuffle(free)
            for kind, stock in (("company_polyphonic", POLYPHONIC), ("company_latin", LATIN)):
                for city, industry, name in stock:
                    maker.claim(name)
                    named[free.pop()] = (kind, city, industry, name)
        self.recs: list[Rec] = []
        for i, l in enumerate(firsts):
            kind, city, industry, name = named.get(i, (None, l.city, l.industry, None))
            lead = dataclasses.replace(l, city=city, industry=industry)
            rec = Rec(maker.row(lead, self.levels, name), lead, (lead.day, i, 0))
            if kind:
                rec.kinds.add(kind)
                rec.touched.add(COMPANY)
            self.recs.append(rec)

    def pick(self, n: int, cols, test=lambda r: True) -> list[Rec]:
        """n records whose columns no defect has taken yet."""
        free = [r for r in self.recs if r.raw is None and not r.touched & set(cols)
                and not r.frozen and not r.kinds & REJECT and test(r)]
        return self.rng.sample(free, n)

    def put(self, kind: str, cols, change, test=lambda r: True):
        for i, r in enumerate(self.pick(self.want[kind], cols, test)):
            change(r, i)
            r.kinds.add(kind)
            r.touched |= set(cols)

    def set_values(self, kind: str, col: str, values, test=lambda r: True):
        offset = self.column * 3
        self.put(kind, [col], lambda r, i: r.row.__setitem__(col, values[(i + offset) % len(values)]), test)

    # -- the steps, in the order that keeps them apart
    def people(self):
        def change(r, i):
            if r.lead.industry == "政府":
                r.lead = dataclasses.replace(r.lead, industry="商业服务")
                r.row[INDUSTRY] = ""
            r.row[COMPANY] = self.m.person()
            r.row[CONTACT] = re.sub("（个人）|-个体", "", r.row[COMPANY]) if i % 3 else ""
            r.row[PHONE] = ""
            r.touched |= {PHONE, REMARK}
            want, budget, *_, progress = self.m.remark_parts(r.lead)
            r.row[REMARK] = f"{self.rng.choice(['个人买家', '自己开店', '朋友介绍来的'])}，{want}；{budget}；{progress}"
        # those without 联系人 are counted as contact_missing as well
        for i, r in enumerate(self.pick(self.want["person_as_company"], [COMPANY, CONTACT])):
            change(r, i)
            r.kinds.add("person_as_company")
            r.touched |= {COMPANY, CONTACT}
            if not r.row[CONTACT]:
                r.kinds.add("contact_missing")

    def names(self):
        if self.column == 0:
            for (kind, stock) in (("contact_polyphonic", POLY_NAMES), ("rare_hanzi", RARE_NAMES)):
                self.set_values(kind, CONTACT, stock)

    def duplicates(self):
        m, rng, number = self.m, self.rng, 0

        def base(n, pool, cols=(COMPANY, MOBILE, CONTACT)):
            nonlocal number
            got = self.pick(n, cols, lambda r: (pool is None or r.lead.key in pool) and r.row[MOBILE]
                            and "company_latin" not in r.kinds)
            for r in got:
                r.frozen = True
            number += 1
            return got

        def add(rec, lead, kind, row, gap=1):
            copy = Rec(row, lead, (max(lead.day, rec.order[0]), rec.order[1], gap), {kind}, set(HEADER), frozen=True)
            self.extra.append(copy)

        self.extra: list[Rec] = []
        for r in base(self.want["dup_whole_row"], None, HEADER):
            r.touched |= set(HEADER)                 # nothing may be planted in the original now
            add(r, r.lead, "dup_whole_row", dict(r.row))
        for r in base(self.want["dup_company_and_mobile"], self.back):
            back = dataclasses.replace(self.back[r.lead.key], city=r.lead.city, industry=r.lead.industry)
            row = m.row(back, self.levels, r.row[COMPANY])
            row |= {c: r.row[c] for c in (CONTACT, MOBILE, PHONE, EMAIL, ADDRESS)}
            r.touched |= {COMPANY, MOBILE}
            add(r, back, "dup_company_and_mobile", row)
        for i, r in enumerate(base(self.want["dup_near"], None)):
            row, name, mob = dict(r.row), r.row[COMPANY], r.row[MOBILE]
            forms = [name.replace("有限责任公司", "有限公司") if "有限责任" in name else name.replace("有限公司", "有限责任公司"),
                     name.replace("有限公司", "公司"), name.replace("（", "(").replace("）", ")"),
                     name[:2] + " " + name[2:], name.replace("有限公司", "有限公司。"), name + "（老客户）"]
            forms = [f for f in forms if f != name]
            row[COMPANY] = forms[i % len(forms)]
            row[MOBILE] = [f"+86{mob}", mob, f"{mob[:3]}-{mob[3:7]}-{mob[7:]}", full_width(mob)][i % 4]
            row[SOURCE], row[REMARK] = rng.choice(SOURCES), m.remark(r.lead)
            r.touched |= {COMPANY, MOBILE}
            add(r, r.lead, "dup_near", row, 2)
        for r in base(self.want["dup_company_other_contact"], self.colleague):
            mate = dataclasses.replace(self.colleague[r.lead.key], city=r.lead.city, industry=r.lead.industry)
            row = m.row(mate, self.levels, r.row[COMPANY])
            row[MOBILE] = row[MOBILE] or m.mobile()
            row[ADDRESS] = r.row[ADDRESS]
            r.touched |= {COMPANY, MOBILE}
            add(r, mate, "dup_company_other_contact", row)
        for r in base(self.want["dup_mobile_other_company"], None):
            row = m.row(r.lead, self.levels)
            row |= {CONTACT: r.row[CONTACT], MOBILE: r.row[MOBILE]}
            r.touched |= {COMPANY, MOBILE}
            add(r, r.lead, "dup_mobile_other_company", row, 3)

    def rejects(self):
        rng, w = self.rng, self.want
        bad = {
            "next_date_wrong": (NEXT, BAD_DATES), "entered_date_wrong": (ENTERED, BAD_DATES),
            "owner_unknown_mobile": (OWNER, GHOST_MOBILES), "owner_unknown_name": (OWNER, GHOST_NAMES),
            "email_placeholder": (EMAIL, NO_EMAIL), "source_unknown": (SOURCE, BAD_SOURCES),
            "industry_unknown": (INDUSTRY, BAD_INDUSTRIES), "level_unknown": (LEVEL, BAD_LEVELS),
            "mobile_wrong": (MOBILE, BAD_MOBILES),
            "email_not_email": (EMAIL, [e.format(u=self.m.fake.user_name()) for e in NOT_EMAILS]),
        }
        for a, b in TWO_ERRORS[:w["two_errors"]]:
            (r,) = self.pick(1, (COMPANY, bad[a][0], bad[b][0]))
            for kind in (a, b):
                col, values = bad[kind]
                r.row[col] = rng.choice(values)
                w[kind] -= 1
                r.touched.add(col)
            r.kinds |= {a, b, "two_errors"}
        for kind, (col, values) in bad.items():
            self.set_values(kind, col, values)
        self.set_values("company_missing", COMPANY, [""], lambda r: r.row[CONTACT] and not r.kinds)
        lengths = [256, 300, 412]

        def long_name(n):
            def change(r, i):
                head = r.row[COMPANY].removesuffix("有限公司") + "有限公司（经营范围：" 
                while len(head) < n:
                    head += "、".join(rng.sample([t for v in TRADES.values() for t in v.split()], 9)) + "、"
                r.row[COMPANY] = head[:n - 1] + "）"
            return change
        for i, r in enumerate(self.pick(w["company_too_long"], [COMPANY])):
            long_name(lengths[i])(r, i)
            r.kinds.add("company_too_long")
            r.touched.add(COMPANY)
        self.put("company_255", [COMPANY], long_name(255))

        (few,) = self.pick(1, HEADER)
        few.raw = line([few.row[c] for c in HEADER[:9]])
        few.kinds.add("columns_too_few")
        (many,) = self.pick(1, HEADER)
        many.row[REMARK] = "价格谈过,要两年维保,月底前定"
        many.raw = ",".join(many.row[c] for c in HEADER)
        assert '"' not in line([many.row[c] for c in HEADER if c != REMARK])
        many.kinds.add("columns_too_many")

    def cosmetics(self):
        rng, m = self.rng, self.m
        has = lambda col: (lambda r: bool(r.row[col]))

        def edit(kind, col, f, test=None):
            self.put(kind, [col], lambda r, i: r.row.__setitem__(col, f(r.row[col], i)), test or has(col))

        hostile = HOSTILE if self.column == 0 else [HOSTILE[0], HOSTILE[1], HOSTILE[7]]
        for col, value in hostile:
            (r,) = self.pick(1, [col], lambda r: r.row[col] and "hostile_value" not in r.kinds)
            r.row[col] = value
            r.kinds.add("hostile_value")
            r.touched.add(col)
        edit("mobile_full_width", MOBILE, lambda v, i: full_width(v))
        edit("mobile_plus86", MOBILE, lambda v, i: [f"+86{v}", f"+86 {v}", f"+86-{v[:3]}-{v[3:7]}-{v[7:]}"][i % 3])
        edit("mobile_0086", MOBILE, lambda v, i: [f"0086{v}", f"0086 {v}", f"0086-{v}"][i % 3])
        edit("mobile_spaced", MOBILE, lambda v, i: [f"{v[:3]}-{v[3:7]}-{v[7:]}", f"{v[:3]} {v[3:7]} {v[7:]}"][i % 2])
        edit("mobile_tab", MOBILE, lambda v, i: v + "\t")

        def extension(r, i):
            _, area, digits, _, _ = PLACES[r.lead.city]
            n, x = r.row[PHONE], rng.randint(8001, 8999) if i % 5 == 4 else rng.randint(101, 899)
            n = re.sub(r"\D", "", n)[len(area):]
            r.row[PHONE] = [f"{area}-{n[:-4]} {n[-4:]}转{x}", f"{area}-{n}转{x}", f"{area}-{n}-{x}",
                            f"{area}-{n} ext.{x}", f"{area}-{n[:-4]} {n[-4:]}转{x}分机"][i % 5]
        self.put("phone_extension", [PHONE], extension, has(PHONE))
        edit("phone_full_width", PHONE, lambda v, i: full_width(v))
        edit("company_spaces", COMPANY, lambda v, i: [v + " ", v + "  ", " " + v][i % 3],
             lambda r: "person_as_company" not in r.kinds and r.row[COMPANY])
        edit("contact_spaces", CONTACT, lambda v, i: v + " " * (1 + i % 2))
        edit("option_spaces", SOURCE, lambda v, i: v + " ")
        edit("company_full_width_space", COMPANY,
             lambda v, i: ["\u3000" + v, v + "\u3000", v[:2] + "\u3000" + v[2:]][i % 3])
        edit("contact_full_width_space", CONTACT, lambda v, i: "\u3000".join(v),
             lambda r: len(r.row[CONTACT]) == 2)
        edit("level_letter", LEVEL, lambda v, i: v[0])
        edit("level_half_width", LEVEL, lambda v, i: v.replace("（", "(").replace("）", ")"))
        edit("owner_name", OWNER, lambda v, i: EMPLOYEES[v])
        edit("owner_empty", OWNER, lambda v, i: "")
        missing = self.want["contact_missing"] - sum("contact_missing" in r.kinds for r in self.recs)
        for r in self.pick(missing, [CONTACT], has(CONTACT)):
            r.row[CONTACT] = ""
            r.kinds.add("contact_missing")
            r.touched.add(CONTACT)

        def rewrite(forms):
            def change(r, i):
                parts = m.remark_parts(r.lead)
                r.row[REMARK] = forms[i % len(forms)].format(a=parts[0], b=parts[-1])
            return change
        self.put("remark_line_break", [REMARK], rewrite(LINE_BREAKS))
        self.put("remark_quotes_commas", [REMARK], rewrite(QUOTES))
        if self.column == 0:
            for i, r in enumerate(self.pick(self.want["emoji"], [REMARK, COMPANY], has(REMARK))):
                col = COMPANY if i < 2 else REMARK
                r.row[col] += EMOJI[i % len(EMOJI)]
                r.kinds.add("emoji")
                r.touched.add(col)

    def of_other_file(self, other: list[Rec]):
        """Records of this batch whose company and mobile the other file already has."""
        stock = self.rng.sample([r for r in other if not r.kinds and not r.frozen and r.row[MOBILE]],
                                self.want["dup_of_leads_csv"])
        for r, o in zip(self.pick(len(stock), HEADER), stock):
            r.row |= {c: o.row[c] for c in (COMPANY, CONTACT, MOBILE, PHONE, EMAIL, PROVINCE, CITY, ADDRESS)}
            r.kinds.add("dup_of_leads_csv")
            r.touched |= set(HEADER)
            r.frozen = True

    def finish(self) -> list[Rec]:
        self.recs = sorted(self.recs + self.extra, key=lambda r: r.order)
        return self.recs
