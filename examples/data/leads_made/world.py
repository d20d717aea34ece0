"""The campaigns, simulated by leadforge in a Chinese market."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

from leadforge.api import Generator
from leadforge.core.models import WorldSpec

from leads_made.stock import INDUSTRIES, PLACES


@dataclasses.dataclass
class Lead:
    """What leadforge says about one lead, as far as the export shows it."""
    key: tuple
    account: tuple
    contact: tuple
    day: dt.date
    channel: str
    first_touch: str | None
    rep: int
    city: str
    industry: str
    role: str
    buyer: str
    mail: str
    size: str
    acv: int
    score: float
    tries: int
    outcome: str | None
    last_day: dt.date


SNAPSHOT_DAYS = 14      # the export knows a lead's first two weeks, not how the story ended


def world(seed: int, start: dt.date, n_leads: int) -> list[Lead]:
    """One 30-day campaign, simulated by leadforge, in a Chinese market."""
    gen = Generator.from_recipe("b2b_saas_procurement_v1", seed=seed, difficulty="intermediate",
                                n_accounts=n_leads, n_contacts=n_leads * 2, n_leads=n_leads)
    spec = gen.world_spec
    story = spec.narrative
    industries = [i for i, n in zip(INDUSTRIES, (5, 3, 3, 5, 4, 7, 2, 3)) for _ in range(n)]
    cities = [c for c, p in PLACES.items() for _ in range(p[4])]
    market = dataclasses.replace(story.market, icp_industries=industries, geographies=cities)
    gen = Generator(WorldSpec(config=spec.config, narrative=dataclasses.replace(story, market=market)))
    bundle = gen.generate()
    pop, sim = bundle.population, bundle.simulation_result

    base = dt.date(2024, 1, 1)                       # leadforge's own calendar starts here
    accounts = {a.account_id: a for a in pop.accounts}
    contacts = {c.contact_id: c for c in pop.contacts}
    born = {l.lead_id: dt.date.fromisoformat(l.lead_created_at) for l in sim.leads}
    acv = {o.lead_id: o.estimated_acv for o in sim.opportunities}
    first: dict[str, str] = {}
    for t in sorted(sim.touches, key=lambda t: (t.touch_timestamp, t.touch_id)):
        first.setdefault(t.lead_id, t.touch_type)
    tries: Counter[str] = Counter()
    last: dict[str, tuple[dt.date, str]] = {}
    for a in sorted(sim.sales_activities, key=lambda a: (a.activity_timestamp, a.activity_id)):
        day = dt.date.fromisoformat(a.activity_timestamp[:10])
        if day <= born[a.lead_id] + dt.timedelta(days=SNAPSHOT_DAYS):
            tries[a.lead_id] += 1
            last[a.lead_id] = (day, a.activity_outcome)

    leads = []
    for l in sorted(sim.leads, key=lambda l: (l.lead_created_at, l.lead_id)):
        a, c = accounts[l.account_id], contacts[l.contact_id]
        latent = pop.latent_state.account_latents[a.account_id]
        day, outcome = last.get(l.lead_id, (born[l.lead_id], None))
        leads.append(Lead(
            key=(seed, l.lead_id), account=(seed, a.account_id), contact=(seed, c.contact_id),
            day=start + (born[l.lead_id] - base), channel=l.lead_source,
            first_touch=first.get(l.lead_id), rep=int(l.owner_rep_id[-2:]), city=a.region,
            industry=a.industry, role=c.role_function, buyer=c.buyer_role,
            mail=c.email_domain_type, size=a.employee_band, acv=acv.get(l.lead_id, 0),
            score=latent["latent_account_fit"] + latent["latent_budget_readiness"],
            tries=tries[l.lead_id], outcome=outcome, last_day=start + (day - base)))
    return leads
