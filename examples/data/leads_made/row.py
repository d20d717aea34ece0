"""One clean row of the export."""

from __future__ import annotations

import datetime as dt
import random
import re

from faker import Faker

from leads_made.stock import (
    ADDRESS, BRANDS, CITY, COMPANY, CONTACT, DECIDER, EMAIL, EMPLOYEES, ENTERED, GHOST_MOBILES,
    INDUSTRY, LEVEL, LEVELS, MOBILE, MORE_TAILS, NEXT, OWNER, PHONE, PLACES, PROGRESS, PROVINCE,
    REMARK, REPS, ROLES, SOURCE, TAILS, TRADES, WANTS,
)
from leads_made.text import company_key
from leads_made.world import Lead


class Maker:
    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.fake = Faker("zh_CN")
        self.fake.seed_instance(seed)
        provider = next(p for p in self.fake.get_providers() if hasattr(p, "company_prefixes"))
        self.brands = sorted({re.sub("(电子|信息|科技|软件|计算机|电脑|网络)$", "", b) for b in provider.company_prefixes
                              if not re.search("公司|开发区|济南|襄樊|黄石|中建|浙大|联通", b)} | set(BRANDS))
        self.companies: set[str] = set()
        self.mobiles: set[str] = set(EMPLOYEES) | set(GHOST_MOBILES)

    def company(self, city: str, industry: str) -> str:
        rng, tails = self.rng, TAILS + MORE_TAILS.get(industry, [])
        while True:
            place = city.removesuffix("市") if rng.random() < 0.85 else ""
            tail = rng.choices([t for t, _ in tails], [w for _, w in tails])[0]
            name = place + rng.choice(self.brands) + rng.choice(TRADES[industry].split()) + tail
            if tail == "有限公司分公司":
                name = name.removesuffix("分公司") + rng.choice(list(PLACES)).removesuffix("市") + "分公司"
            if self.claim(name):
                return name

    def person(self) -> str:
        while True:
            name = self.fake.name()
            if self.rng.random() < 0.5:
                name += "（个人）" if self.rng.random() < 0.7 else "-个体"
            if self.claim(name):
                return name

    def claim(self, name: str) -> bool:
        key = company_key(name)
        if key in self.companies:
            return False
        self.companies.add(key)
        return True

    def mobile(self) -> str:
        while (m := self.fake.phone_number()) in self.mobiles:
            pass
        self.mobiles.add(m)
        return m

    def landline(self, city: str) -> str:
        _, area, digits, _, _ = PLACES[city]
        n = str(self.rng.randint(2, 8)) + "".join(self.rng.choices("0123456789", k=digits - 1))
        return self.rng.choice([f"{area}-{n}"] * 5 + [f"{area}{n}", f"({area}){n}", f"{area} {n[:-4]} {n[-4:]}"])

    def email(self, kind: str) -> str:
        if kind == "unknown":
            return ""
        if kind == "personal":                          # example.com / .net / .org
            return self.fake.ascii_safe_email()
        user, domain = self.fake.user_name(), self.fake.domain_word()
        return f"{user}@{domain}.example"               # a reserved name: nobody can receive it

    def source(self, lead: Lead) -> str:
        if lead.channel == "partner_referral":
            return "转介绍"
        if lead.channel == "sdr_outbound":
            return {"call": "陌拜", "email": "促销", "webinar": "预约上门"}.get(
                lead.first_touch, self.rng.choice(["陌拜", "预约上门", "促销"]))
        return {"content_download": "线上注册", "webinar": "广告", "email": "邮件咨询", "call": "电话咨询"}.get(
            lead.first_touch, self.rng.choice(["搜索引擎", "搜索引擎", "线上询价"]))

    def remark_parts(self, lead: Lead) -> list[str]:
        rng = self.rng
        parts = [rng.choice(WANTS[lead.industry])]
        if lead.acv:
            wan = max(1, round(lead.acv * 7.2 / 10_000))
            parts.append(rng.choice([f"预算{wan}万左右", f"今年批了{wan}万", f"大概能出{wan}万，还可以谈"]))
        else:
            parts.append(rng.choice(["预算没说", "还没立项", "预算要等下半年"]))
        parts.append(f"{rng.choice(ROLES[lead.role])}，{rng.choice(DECIDER[lead.buyer])}")
        if rng.random() < 0.3:
            parts.append(f"公司规模{lead.size}人")
        parts.append(rng.choice(PROGRESS[lead.outcome]).format(n=max(1, lead.tries)))
        return parts

    def remark(self, lead: Lead) -> str:
        parts = self.remark_parts(lead)
        if self.rng.random() < 0.25:
            parts = parts[:2]
        return "；".join(parts) + ("。" if self.rng.random() < 0.7 else "")

    def date(self, day: dt.date) -> str:
        return self.rng.choices([day.isoformat(), f"{day.year}-{day.month}-{day.day}",
                                 f"{day.year}/{day.month:02}/{day.day:02}",
                                 f"{day.year}年{day.month}月{day.day}日"], [55, 15, 18, 12])[0]

    def next_day(self, lead: Lead) -> dt.date:
        low, high = {"no_answer": (1, 4), "left_voicemail": (1, 5), "connected": (3, 12),
                     "meeting_set": (2, 9), "demo_completed": (5, 15)}.get(lead.outcome, (1, 3))
        day = lead.last_day + dt.timedelta(days=self.rng.randint(low, high))
        return day + dt.timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])     # no weekends

    def row(self, lead: Lead, levels: tuple[float, float], company: str | None = None) -> dict[str, str]:
        rng = self.rng
        province, _, _, districts, _ = PLACES[lead.city]
        level = LEVELS[0 if lead.score >= levels[0] else 1 if lead.score >= levels[1] else 2]
        return {
            COMPANY: company or self.company(lead.city, lead.industry),
            CONTACT: self.fake.name(),
            MOBILE: self.mobile() if rng.random() < 0.96 else "",
            PHONE: self.landline(lead.city) if rng.random() < 0.42 else "",
            EMAIL: self.email(lead.mail),
            SOURCE: self.source(lead) if rng.random() < 0.97 else "",
            INDUSTRY: lead.industry if rng.random() < 0.97 else "",
            LEVEL: level if rng.random() < 0.94 else "",
            PROVINCE: province, CITY: lead.city,
            ADDRESS: (rng.choice(districts.split()) + self.fake.street_name() + f"{rng.randint(1, 399)}号"
                      + (f"{self.fake.building_number()}{rng.randint(101, 2908)}室" if rng.random() < 0.6 else "")),
            NEXT: self.date(self.next_day(lead)) if rng.random() < 0.93 else "",
            OWNER: REPS[lead.rep],
            REMARK: self.remark(lead) if rng.random() < 0.92 else "",
            ENTERED: self.date(lead.day),
        }
