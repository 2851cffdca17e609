"""A small world to negotiate in: invented cities, open shares, forecasts easy to add up by hand.

Jia moves firms to Yi. In the good scenario a project pays `UNIT` × 100 of tax a year from 2026 to
2028, in the bad one half of that. Jia's share is open in the first year (tier 1) and in the two
years after (tier 2); Yi has the rest.
"""

from fractions import Fraction

from hypothesis import strategies as st

from benefitshare.negotiation.brief import read_brief

UNIT = 10_000
"""Ten thousand yuan, one unit of giving way on a row of money."""
FIRST, LATER = "p1/c1/1/jia", "p1/c1/2/jia"
NAMES = {"jia": "甲市", "yi": "乙市", "bing": "丙市", "fund": "省基金"}
ROLES = {"jia": "origin", "yi": "host", "bing": "introducer", "fund": "park"}


def both(words):
    return {"zh": words, "en": words}


def yuan(units):
    """Units of ten thousand yuan as documents carry them."""
    fen = Fraction(units) * UNIT * 100
    assert fen.denominator == 1
    sign, whole = "-" * (fen < 0), abs(int(fen))
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def opened(low="0%", high="100%", **more):
    return {"open": {"min": low, "max": high, **more}}


def split(*tiers, clause="c1"):
    """Tiers as (years, shares)."""
    return {
        "id": clause, "kind": "split", "text": both(clause), "clock": {"from": "term"},
        "tiers": [{"years": years, "shares": shares} for years, shares in tiers],
    }  # fmt: skip


TWO_TIERS = split(("1", {"jia": opened(), "yi": "rest"}), ("2-3", {"jia": opened(), "yi": "rest"}))


def agreement(name="p1", clauses=(TWO_TIERS,), parties=("jia", "yi"), **more):
    return {
        "schema": "benefitshare/agreement/v1", "id": name, "status": "illustrative",
        "title": both(name),
        "parties": {p: {"name": both(NAMES[p]), "role": ROLES[p]} for p in parties},
        "term": {"from": "2026-01-01", "to": "2028-12-31"},
        "revenue": {"taxes": ["vat"], "part": "city", "division": "none"},
        "clauses": list(clauses),
        "settlement": {"collector": "yi"},
        **more,
    }  # fmt: skip


def party(name, puts_in="0", reservation="0", **more):
    put = [{"year": 2026, "kind": "capital", "amount": yuan(puts_in)}] if puts_in != "0" else []
    return {
        "name": both(NAMES[name]), "reservation": yuan(reservation), "contributions": put, **more,
    }  # fmt: skip


def demand(kind, name="d", by="both", **asks):
    return {"id": name, "kind": kind, "text": both(f"{name}。"), "by": by, **asks}


def tax(project, *units):
    return {"project": project, "tax": "vat", "amounts": [yuan(u) for u in units]}


GOOD = {"id": "good", "title": both("good"), "probability": "3/4"}
ONLY = {"id": "good", "title": both("good")}
BAD = {
    "id": "bad", "title": both("bad"), "probability": "1/4", "base": "good",
    "tax_times": {"all": "50%"},
}  # fmt: skip


def document(*demands, agreements=None, parties=None, taxes=None, scenarios=(GOOD, BAD), **changes):
    """A brief; `taxes` are those of the good scenario by project, one project to an agreement."""
    made = agreements or [agreement()]
    projects = [f"P{number}" for number, _ in enumerate(made, 1)]
    known = taxes or [tax(project, 100, 100, 100) for project in projects]
    return {
        "schema": "benefitshare/negotiation/v1", "id": "brief", "status": "illustrative",
        "title": both("brief"),
        "agreements": [{"document": one} for one in made],
        "parties": parties or {"jia": party("jia", "50"), "yi": party("yi", "40", "10")},
        "valuation": {"base_year": 2026, "discount_rate": "25%", "timing": "start"},
        "scale": "gain",
        "risk": "worst_case",
        "outlook": {
            "years": {"from": 2026, "to": 2028},
            "projects": [
                {"project": p, "agreement": a["id"]} for p, a in zip(projects, made, strict=True)
            ],
            "tax": known,
            "scenarios": list(scenarios),
        },
        "demands": list(demands),
        **changes,
    }  # fmt: skip


def brief(*demands, **changes):
    return read_brief(document(*demands, **changes))


# ------------------------------------------------------------------ small briefs at random

MONEY = st.integers(0, 400_000_000)


def fen_text(fen):
    """Fen, none below zero, as yuan in documents."""
    return f"{fen // 100}.{fen % 100:02d}"


def percent(low, high):
    return st.integers(low, high).map(lambda n: f"{n}%")


@st.composite
def open_shares(draw, cities):
    """Shares of a tier: one or two are open, the last city has the rest."""
    *free, last = cities
    shares = {p: opened(draw(percent(0, 20)), draw(percent(30, 49))) for p in free}
    return {**shares, last: "rest"}


@st.composite
def clauses(draw, cities, limits):
    """A split in one or two tiers, and perhaps a cap or a floor."""
    cut = draw(st.sampled_from([("1-3",), ("1", "2-3"), ("1-2", "3")]))
    found = [split(*((years, draw(open_shares(cities))) for years in cut))]
    kind = draw(st.sampled_from(["none", "cap", "floor"])) if limits else "none"
    if kind == "cap":
        most = {"amount": fen_text(draw(MONEY))}
        found.append({"id": "c2", "kind": "cap", "text": both("c2"), "party": "jia",
                      "window": draw(st.sampled_from(["cumulative", "yearly"])),
                      "at_most": most})  # fmt: skip
    if kind == "floor":
        found.append({"id": "c2", "kind": "floor", "text": both("c2"), "party": "jia",
                      "at_least": fen_text(draw(MONEY) // 20), "paid_by": "yi"})  # fmt: skip
    return found


@st.composite
def demands(draw, cities, scale, tiered):
    """Demands that can often all be met."""
    known = ["npv", "cash", "share", "most", "gap", "guideline", *(["monotone"] if tiered else [])]
    kinds = st.sampled_from(known)
    made = []
    for number, kind in enumerate(draw(st.lists(kinds, max_size=3))):
        city = draw(st.sampled_from(cities))
        asks = {
            "npv": lambda c: ("npv_at_least", {"party": c, "amount": fen_text(draw(MONEY) // 100)}),
            "cash": lambda c: (
                "cash_at_least", {"party": c, "amount": fen_text(draw(MONEY) // 100)}
            ),
            "share": lambda _: (
                "share_between", {"term": "p1/c1/1/jia", "max": draw(percent(25, 45))}
            ),
            "monotone": lambda _: (
                "monotone", {"party": "jia", "clause": "p1/c1", "direction": "falling"}
            ),
            "most": lambda c: (
                "receives_at_most", {"party": c, "amount": fen_text(draw(MONEY) + 100_000_000)}
            ),
            "gap": lambda _: (
                "gap_at_most",
                {"points": str(draw(st.integers(1, 20)))} if scale == "multiple"
                else {"amount": fen_text(draw(MONEY) + 50_000_000)},
            ),
            "guideline": lambda c: (
                "guideline", {"party": c, "max": draw(percent(50, 90)), "source": {"name": "x"},
                              "confidence": "unverified"}
            ),
        }[kind]  # fmt: skip
        name, content = asks(city)
        made.append(demand(name, f"d{number}", **content))
    return made


@st.composite
def documents(draw, *, limits=True, asks=True, steps=("5%", None)):
    """A brief of two or three cities, one or two agreements, one to three scenarios."""
    cities = ("jia", "yi", "bing")[: draw(st.integers(2, 3))]
    count = draw(st.integers(1, 2))
    made = [
        agreement(f"p{number + 1}", draw(clauses(cities, limits and not number)), cities)
        for number in range(count)
    ]
    amounts = st.lists(MONEY.map(fen_text), min_size=3, max_size=3)
    taxes = [{"project": f"P{n + 1}", "tax": "vat", "amounts": draw(amounts)} for n in range(count)]
    others = [
        {"id": f"s{n}", "title": both(f"s{n}"), "base": "good", "tax_times": {"all": draw(
            st.sampled_from(["1/3", "70%", "125%"]))}}
        for n in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    parties = {
        city: party(city, str(draw(st.integers(1, 50))), str(draw(st.integers(0, 10))))
        for city in cities
    }
    step = draw(st.sampled_from(steps))
    scale = draw(st.sampled_from(["gain", "money", "multiple"]))
    tiered = len(made[0]["clauses"][0]["tiers"]) > 1
    first = {"id": "good", "title": both("good")}
    return document(
        *(draw(demands(cities, scale, tiered)) if asks else ()),
        agreements=made,
        taxes=taxes,
        parties=parties,
        scenarios=(first, *others),
        scale=scale,
        **({"step": step} if step else {}),
    )
