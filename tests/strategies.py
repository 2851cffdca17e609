"""Hypothesis strategies for agreements of a toy province and the data that settle under them.

`cases(features)` draws (document, tables, years, as_known_on). Features switch groups of clauses
and readings on, so that a test about caps shrinks to a document about caps. Everything drawn
respects the validity rules of `docs/pipeline.md`. The parties are invented: lin sends projects
out, hai hosts them, shan hosts too and is a partner, gu is another partner, yuan is a park company,
xin steps into somebody's place.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

Draw = Any
Node = dict[str, Any]

EVERYTHING = frozenset(
    {
        "tiers", "bands", "factors", "rates", "scopes", "cap", "extend", "floor", "set_aside",
        "give_back", "fixed_return", "cost_share", "gate", "baseline", "deduct", "amend",
        "party_change", "rounding", "record_rounding", "carry", "cycle", "refunds", "division",
        "levels", "parts", "carry_forward", "dates", "taxes", "payments", "output", "broken",
    }
)  # fmt: skip
CAPS = frozenset(
    {"tiers", "cap", "extend", "floor", "set_aside", "refunds", "taxes", "scopes", "cycle"}
)
ROUNDING = frozenset(
    {"tiers", "bands", "factors", "rates", "rounding", "record_rounding", "carry", "cap", "taxes",
     "set_aside", "give_back", "refunds", "cycle", "scopes"}
)  # fmt: skip
BASE = frozenset(
    {"deduct", "baseline", "refunds", "division", "levels", "parts", "gate", "carry_forward",
     "dates", "taxes", "scopes", "broken"}
)  # fmt: skip
AMENDMENTS = frozenset(
    {"amend", "party_change", "tiers", "cap", "set_aside", "give_back", "deduct", "baseline",
     "scopes", "refunds"}
)  # fmt: skip
OUTPUT = frozenset({"output", "tiers", "gate", "amend", "party_change"})

ROLES = {
    "lin": "origin", "hai": "host", "yuan": "park", "shan": "partner", "gu": "partner",
    "xin": "successor",
}  # fmt: skip
EVENTS = (
    "registration_date", "relocation_date", "signed_date", "construction_start_date",
    "production_date", "full_production_date", "first_tax_date", "confirmed_date",
)  # fmt: skip
OUTPUT_MODES = (
    "landing_only", "split_for_assessment", "split_in_totals", "full_double_credit", "origin_only",
)  # fmt: skip
CLOCK_EVENTS = ("production_date", "full_production_date", "first_tax_date", "registration_date")
FIRST_YEAR, LAST_YEAR = 2020, 2025
FACTORS = ("revenue", "pay", "assets")
COSTS = ("incentive", "construction", "capital")


def iso(day: dt.date) -> str:
    return day.isoformat()


def yuan_text(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def amounts(large: bool = True) -> st.SearchStrategy[int]:
    """Fen: mostly small, sometimes huge and odd."""
    small = st.integers(0, 2000)
    if not large:
        return small
    big = st.integers(10**9, 10**12).map(lambda n: n | 1)
    return st.one_of(small, small, small, st.integers(0, 10**6), big)


def limits_of_money() -> st.SearchStrategy[str]:
    """Caps, floors and stocks of a size that bites on small amounts."""
    return st.one_of(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 10**7)).map(
        yuan_text
    )


DAYS = st.one_of(
    st.sampled_from(
        [dt.date(2020, 2, 29), dt.date(2021, 1, 1), dt.date(2020, 12, 31), dt.date(2021, 7, 1)]
    ),
    st.dates(dt.date(2019, 6, 1), dt.date(2022, 12, 31)),
)
RECORD_DAYS = st.one_of(
    st.sampled_from(
        [
            dt.date(2021, 2, 28), dt.date(2021, 3, 1), dt.date(2020, 12, 31), dt.date(2024, 2, 29),
            dt.date(2021, 1, 1), dt.date(2022, 6, 30), dt.date(2022, 7, 1), dt.date(2023, 1, 1),
        ]
    ),
    st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)),
)  # fmt: skip


# ------------------------------------------------------------------ shares, clocks, scopes


@st.composite
def shares(draw: Draw, references: list[str], partners: bool = False) -> Node:
    """Exact shares of some of the references, written in one of the allowed ways."""
    some = draw(st.lists(st.sampled_from(references), min_size=1, max_size=4, unique=True))
    style = draw(st.sampled_from(["rest", "fraction", "percent", "ratio"]))
    if partners and draw(st.booleans()):
        whole = draw(st.integers(0, 100))
        return {some[0]: f"{whole}%", "role:partner": "rest"}
    if len(some) == 1:
        return {some[0]: draw(st.sampled_from(["100%", "1", "rest"]))}
    weights = draw(st.lists(st.integers(1, 9), min_size=len(some), max_size=len(some)))
    if style == "ratio":
        return {"ratio": ":".join(map(str, weights)), "of": some}
    if style == "fraction":
        return {p: f"{w}/{sum(weights)}" for p, w in zip(some, weights, strict=True)}
    hundredths = draw(st.lists(st.integers(1, 2500), min_size=len(some), max_size=len(some)))
    written = {p: f"{n // 100}.{n % 100:02d}%" for p, n in zip(some[:-1], hundredths, strict=False)}
    if style == "rest":
        if len(some) > 2 and draw(st.booleans()):
            written[some[0]] = "rest"
        return {**written, some[-1]: "rest"}
    last = 10000 - sum(hundredths[:-1])
    return {**written, some[-1]: f"{last // 100}.{last % 100:02d}%"}


@st.composite
def clocks(draw: Draw, project_events: bool = True) -> Node:
    kinds = ["date", "term", "calendar"]
    if project_events:
        kinds = ["event", "event", "event", "latest_of", "earliest_of", *kinds]
    kind = draw(st.sampled_from(kinds))
    if kind == "calendar":
        return {"from": "calendar"}
    node: Node = {"from": kind}
    if kind == "event":
        node["from"] = draw(st.sampled_from(CLOCK_EVENTS))
    elif kind in ("latest_of", "earliest_of"):
        picked = st.lists(st.sampled_from(CLOCK_EVENTS), min_size=1, max_size=3, unique=True)
        node["from"] = {kind: draw(picked)}
    elif kind == "date":
        node["from"] = {"date": iso(draw(DAYS))}
    for name, values in (
        ("year_one", ["event_year", "following_year"]),
        ("anniversary", ["month"]),
        ("first_day", ["next_day"]),
    ):
        if draw(st.integers(0, 2)) == 2:
            node[name] = draw(st.sampled_from(values))
    return node


def is_calendar(clock: Node) -> bool:
    return clock["from"] == "calendar"


@st.composite
def runs_of_years(draw: Draw, clock: Node) -> str:
    first = draw(st.integers(1, 3))
    last = draw(st.one_of(st.none(), st.integers(first, first + 3)))
    if is_calendar(clock):
        first += FIRST_YEAR - 1
        last = None if last is None else last + FIRST_YEAR - 1
    if last is None:
        return f"{first}-"
    return str(first) if first == last else f"{first}-{last}"


@st.composite
def tier_years(draw: Draw, clock: Node, closed: bool = False) -> list[str]:
    """Runs of years in order, without gap or overlap, from year 1."""
    base = FIRST_YEAR - 1 if is_calendar(clock) else 0
    result, first = [], 1
    count = draw(st.integers(1, 2 if closed else 3))
    for number in range(count):
        length = 1 if closed else draw(st.integers(1, 2))
        last = first + length - 1
        if number == count - 1 and not closed and draw(st.booleans()):
            result.append(f"{first + base}-")
        elif length == 1:
            result.append(str(first + base))
        else:
            result.append(f"{first + base}-{last + base}")
        first = last + 1
    return result


# ------------------------------------------------------------------ the plan of a document


class Sketch:
    """What the parts of one document must know of each other."""

    def __init__(self, draw: Draw, features: frozenset[str]) -> None:
        self.draw = draw
        self.features = features
        extra = draw(st.sampled_from([[], ["yuan"], ["shan"], ["shan", "yuan"], ["shan", "gu"]]))
        self.parties = list(draw(st.permutations(["lin", "hai", *extra])))
        self.successor = self.wants("party_change") and self.one_in(2)
        taxes = ["vat", "cit", "iit"] if "taxes" in features else ["vat", "cit"]
        self.taxes = draw(st.lists(st.sampled_from(taxes), min_size=1, max_size=3, unique=True))
        self.collector = draw(st.sampled_from(["hai", "project.host"]))
        self.rounding = self._rounding()
        ends = ("2024-12-31", "2024-06-30", "2025-12-31")
        self.term_to = self.pick(*ends) if self.one_in(3) else None
        if "term_end" in repr(self.rounding):
            self.term_to = self.pick(*ends)
        yearly = {"baseline", "floor", "fixed_return"}
        self.cycle = "year"
        if "cycle" in features and self.one_in(3):
            self.cycle = draw(st.sampled_from(["quarter", "month"]))
        if self.cycle != "year":
            self.features = features - yearly

    def wants(self, feature: str) -> bool:
        """A coin for a feature that is switched on."""
        return feature in self.features and self.draw(st.booleans())

    def one_in(self, n: int) -> bool:
        return self.draw(st.integers(0, n - 1)) == n - 1

    def pick(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    @property
    def partners(self) -> bool:
        return "shan" in self.parties

    @property
    def references(self) -> list[str]:
        return [*self.parties, "project.origin", "project.host"]

    @property
    def by_record(self) -> bool:
        return self.rounding.get("per") == "record"

    @property
    def carries(self) -> bool:
        return "carry" in self._residue_kind()

    @property
    def at_end(self) -> bool:
        return self.rounding.get("at") == "end"

    def _residue_kind(self) -> Any:
        return self.rounding.get("residue", "")

    def _rounding(self) -> Node:
        if "rounding" not in self.features or self.one_in(4):
            return {}
        result: Node = {}
        place = self.pick("stage", "stage", "end")
        if place == "end":
            result["at"] = "end"
            pers = ["project_tax_period", "project_period"]
            if self.collector == "hai":
                pers.append("agreement_period")
            result["per"] = self.pick(*pers)
        elif "record_rounding" in self.features and self.one_in(3):
            result["per"] = "record"
        residue = self.pick("largest_remainder", "to", "carry", "carry")
        if residue == "to":
            result["residue"] = {
                "to": self.pick(*self.parties),
                "others": self.pick("half_up", "down"),
            }
        elif residue == "carry" and "carry" in self.features and result.get("per") != "record":
            to = self.pick("same_party", self.pick(*self.parties))
            ends = ("next_period", "term_end", "term_end")
            when = "next_period" if to == "same_party" else self.pick(*ends)
            result["residue"] = {"carry": {"to": to, "when": when}}
        return result

    # -------------------------------------------------------------- clauses

    def clause(self, kind: str, number: str = "", **fields: Any) -> Node:
        return {"id": f"{kind}{number}", "kind": kind, **fields}

    def some_shares(self) -> Node:
        return self.draw(shares(self.references, self.partners))

    def rule(self, simple: bool = False) -> Node:
        kinds = ["shares"]
        if not simple and not self.by_record and "bands" in self.features:
            kinds.append("bands")
        if not simple and "factors" in self.features:
            kinds.append("factors")
        kind = self.pick(*kinds)
        if kind == "shares":
            return {"shares": self.some_shares()}
        return self.bands() if kind == "bands" else {"factors": self.factors()}

    def bands(self) -> Node:
        limits = sorted(
            self.draw(st.lists(st.integers(1, 3000), min_size=1, max_size=3, unique=True))
        )
        bands: list[Node] = [{"up_to": yuan_text(n), "shares": self.some_shares()} for n in limits]
        node: Node = {"bands": [*bands, {"shares": self.some_shares()}]}
        for name, values in (
            ("band_of", ("project_tax_period", "project_period", "agreement_period")),
            ("band_mode", ("marginal", "whole")),
            ("boundary", ("lower", "upper")),
        ):
            if self.one_in(2):
                node[name] = self.pick(*values)
        return node

    def factors(self) -> Node:
        parties = self.draw(
            st.lists(st.sampled_from(self.parties), min_size=2, max_size=3, unique=True)
        )
        weights = self.pick(
            {"revenue": "1"},
            {"revenue": "0.35", "pay": "0.35", "assets": "0.30"},
            {"revenue": "1/3", "pay": "2/3"},
        )
        node: Node = {"weights": weights, "of": parties}
        for name, values in (
            ("factor_year", ("previous", "same")),
            ("decimals", (0, 2, 10)),
            ("ratio_residue", ("largest", *parties)),
            ("change", ("frozen", "from_date")),
            ("zero_factor", ("refuse", "drop")),
            ("round_values", ({"unit": 10, "mode": "down"}, {"unit": 10, "mode": "half_up"})),
        ):
            if self.one_in(3):
                node[name] = self.pick(*values)
        plain = not self.by_record and not self.carries and not self.at_end
        if "rates" in self.features and plain and self.one_in(3):
            node["rates"] = {p: self.pick("15%", "25%", "1/3", "0") for p in parties}
            node["resplit"] = self.draw(st.booleans())
        return node

    def split(self, number: str = "", tiers: bool | None = None, closed: bool = False) -> Node:
        node = self.clause("split", number)
        if tiers is None:
            tiers = self.wants("tiers")
        if not tiers:
            return {**node, **self.rule(simple=closed)}
        clock = self.draw(clocks())
        years = self.draw(tier_years(clock, closed))
        node["clock"] = clock
        node["tiers"] = [{"years": y, **self.rule(simple=closed)} for y in years]
        if self.one_in(2):
            node["outside_to"] = self.pick(*self.parties, "project.host")
        return node

    def splits(self) -> list[Node]:
        """One split, or several with disjoint scopes."""
        scope = self.pick("one", "class", "tax", "park", "days") if self.wants("scopes") else "one"
        if scope == "one" or (scope == "tax" and len(self.taxes) == 1):
            return [self.split()]
        first, second = self.split("_a"), self.split("_b")
        if scope == "days":
            day = self.draw(st.dates(dt.date(2020, 6, 1), dt.date(2023, 12, 31)))
            first["in_force"] = {"to": iso(day - dt.timedelta(days=1))}
            second["in_force"] = {"from": iso(day)}
            return [first, second]
        values = {"class": ["new", "moved"], "park": ["east", "west"], "tax": self.taxes}[scope]
        first["applies_to"] = {scope: values[0]}
        second["applies_to"] = {scope: values[1:]}
        return [first, second]

    def scope(self, *names: str) -> Node:
        if not self.wants("scopes"):
            return {}
        values = {
            "class": self.pick("new", "moved", ["new", "moved"]),
            "tax": self.pick(*self.taxes),
            "park": "east",
            "project": self.pick("p1", ["p1", "p2"]),
            "industry": "steel",
        }
        return {"applies_to": {n: values[n] for n in [self.pick(*names)]}}

    def cap(self, number: str = "") -> Node:
        node = self.clause("cap", number, party=self.pick("lin", "project.origin"))
        if self.one_in(3):
            at_most = {"times": self.pick("1", "0.5", "1/3")}
            at_most |= {"years": 2, "before": "registration_date"} if self.one_in(2) else {}
            node["at_most"] = at_most
        else:
            node["at_most"] = {"amount": self.draw(limits_of_money())}
        for name, values in (
            ("window", ("yearly",)),
            ("test", ("year_end",)),
            ("last_room", ("in_order",)),
            ("refund_reopens", (False,)),
            (
                "excess_to",
                (*(p for p in self.parties if p in ("hai", "shan")), "project.host"),
            ),
        ):
            if self.one_in(3):
                node[name] = self.pick(*values)
        if node["party"] == "lin" and self.one_in(3):
            node["per"] = "agreement"
        return {**node, **self.scope("class", "tax", "park")}

    def caps(self) -> list[Node]:
        if not self.wants("cap"):
            return []
        return [self.cap(), *([self.cap("_2")] if self.one_in(4) else [])]

    def extension(self) -> list[Node]:
        """A split, its cap and an extension: they stand in for `splits` and `caps`."""
        split = self.split(tiers=True, closed=True)
        cap = self.cap()
        if f"'{cap['party']}'" not in repr(split):
            split["tiers"][-1]["shares"] = {cap["party"]: "40%", "project.host": "rest"}
        for name in ("per", "window", "applies_to"):
            cap.pop(name, None)
        if self.one_in(2):  # a clock that ends while there is tax, and a cap that is soon reached
            split["clock"] = {"from": self.pick("term", {"date": "2020-02-29"})}
            for number, tier in enumerate(split["tiers"]):
                tier["years"] = str(number + 1)
            cap["at_most"] = {"amount": yuan_text(self.draw(st.integers(0, 200)))}
            split["tiers"][-1]["shares"] = {cap["party"]: "60%", "project.host": "rest"}
        extend = self.clause("extend", cap="cap", split="split", years=self.pick(1, 2))
        if self.one_in(2):
            extend["earned"] = self.pick("not_reached_at_end", "never_reached")
        return [split, *(self.pick([cap, extend], [extend, cap]))]

    def timed(self, project_events: bool = True) -> Node:
        if self.one_in(2):
            return {}
        clock = self.draw(clocks(project_events))
        return {"clock": clock, "years": self.draw(runs_of_years(clock))}

    def floors(self) -> list[Node]:
        if not self.wants("floor"):
            return []
        per = self.pick("agreement", "project")
        party = "lin" if per == "agreement" else self.pick("lin", "project.origin")
        payer = "hai" if per == "agreement" else self.pick("hai", "project.host")
        node = self.clause("floor", party=party, paid_by=payer, per=per)
        node["at_least"] = self.draw(limits_of_money())
        if self.term_to and self.one_in(2):
            node["window"] = "cumulative"
        else:
            node |= self.timed(project_events=per == "project")
        return [{**node, **self.scope("class", "tax")}]

    def set_asides(self) -> list[Node]:
        if not self.wants("set_aside"):
            return []
        of = {self.pick("lin", "project.origin"): self.pick("100%", "1/3", "10%")}
        if self.one_in(2):
            of["hai"] = self.pick("50%", "1/7")
        others = [p for p in self.parties if p not in of]
        if not others:
            return []
        node = self.clause("set_aside", of=of, to=self.pick(*others), **self.timed())
        if self.one_in(2):
            node["order"] = self.pick("after_cap", "before_cap")
        return [{**node, **self.scope("class", "tax")}]

    def give_backs(self) -> list[Node]:
        if not self.wants("give_back"):
            return []
        upper = self.pick(*[p for p in self.parties if p not in ("lin", "hai")] or ["hai"])
        node = self.clause("give_back", **{"from": upper}, rate=self.pick("100%", "1/3", "70%"))
        if self.one_in(2):
            node["of"] = {"level": self.pick("province", "central", "city")}
            if self.one_in(2):
                node["to"] = self.some_shares()
        else:
            party = self.pick("lin", "project.origin")
            node["of"] = {"party": party, "system_share": self.pick("20%", "1/3")}
        return [{**node, **self.timed(), **self.scope("class", "tax")}]

    def payments(self) -> list[Node]:
        result = []
        if self.wants("fixed_return"):
            node = self.clause(
                "fixed_return", party="lin", paid_by="hai", rate=self.pick("10%", "1/3")
            )
            node |= (
                {"on": "capital"} if self.one_in(2) else {"amount": self.draw(limits_of_money())}
            )
            result.append({**node, **self.timed(project_events=False)})
        if self.wants("cost_share"):
            node = self.clause("cost_share", kinds=["capital"], fund=self.pick(*self.parties))
            node["shares"] = self.draw(shares(self.parties, self.partners))
            if self.one_in(2):
                node["direction"] = self.pick("call", "dividend")
            result.append(node)
        return result

    def bases(self) -> list[Node]:
        result = []
        if not self.by_record and self.wants("deduct"):
            node = self.clause(
                "deduct", kinds=self.pick(["incentive"], ["incentive", "construction"])
            )
            for name, values in (
                ("per", ("project", "agreement")),
                ("excess", ("drop", "carry")),
                ("to", (*self.parties, "project.host")),
            ):
                if self.one_in(2):
                    node[name] = self.pick(*values)
            result.append({**node, **self.scope("tax")})
        if not self.by_record and self.wants("baseline"):
            result.append(self.baseline())
        return result if self.one_in(2) else result[::-1]

    def baseline(self) -> Node:
        node = self.clause(
            "baseline", owner=self.pick(*self.parties), per=self.pick("project", "agreement")
        )
        if self.one_in(2):
            node["amount"] = self.draw(limits_of_money())
        else:
            years = self.pick([2019], [2017, 2018, 2019])
            node |= {"factor": "stock", "years": years}
            if self.one_in(2):
                node["round_average"] = self.draw(st.booleans())
        if self.one_in(2):
            node["index"] = {"rate": self.pick("8%", "1/3", "0"), "from": self.pick(2019, 2021)}
            if self.one_in(2):
                node["round_index"] = self.pick("each_year", "end")
        if self.one_in(2):
            others = [p for p in self.parties if p != node["owner"]]
            node["below"] = self.pick("zero", "carry", {"absorbed_by": self.pick(*others)})
        return {**node, **self.scope("class", "tax")}

    def gates(self, exact_parts: bool) -> list[Node]:
        if not self.wants("gate"):
            return []
        kind = self.pick("average", "average", "event", "confirmed", "classes")
        node = self.clause("gate")
        if kind == "event":
            window = {"event": "production_date"}
            window |= {"from": "2020-01-01"} if self.one_in(2) else {}
            window |= {"to": "2021-06-30"} if self.one_in(2) or len(window) == 1 else {}
            node["event_between"] = window
        elif kind == "confirmed":
            node["confirmed"] = True
        elif kind == "classes":
            node["classes"] = ["moved"]
        else:
            node["average_tax_at_least"] = self.draw(limits_of_money())
            window = {"years": self.pick(1, 2, 3)}
            if exact_parts and self.one_in(2):
                window |= {"source": "records", "by": self.pick("calendar_year", "anniversary")}
                window["before"] = self.pick("relocation_date", "full_production_date")
            node["window"] = window
            for name, values in (("inclusive", (True, False)), ("round_average", (True, False))):
                if self.one_in(2):
                    node[name] = self.pick(*values)
        return [{**node, **self.scope("class", "park", "industry", "project")}]

    # -------------------------------------------------------------- revenue and settlement

    def revenue(self) -> Node:
        node: Node = {"taxes": list(self.taxes)}
        if "dates" in self.features and self.one_in(4):
            node["taxes"][0] = {"tax": self.taxes[0], "from": iso(self.draw(DAYS))}
        if "parts" in self.features and self.one_in(2):
            node["part"] = self.pick("city", "province", "local", "central", "all")
        node["division"] = self.division() if self.wants("division") else "none"
        if "dates" in self.features:
            for name in ("year_by", "tier_by"):
                if self.one_in(3):
                    node[name] = self.pick("treasury_date", "tax_period")
        if "refunds" in self.features and self.one_in(2):
            readings: Node = {}
            if "dates" in self.features or self.one_in(2):
                readings |= {"year": self.pick("entry", "tax_period")} if self.one_in(2) else {}
                readings |= {"share": self.pick("of_entry", "of_tax")} if self.one_in(2) else {}
            if self.one_in(3):
                readings["count"] = self.pick(["refund"], ["refund", "credit_refund", "correction"])
            if readings:
                node["refunds"] = readings
        if isinstance(node["division"], dict) and self.wants("refunds"):
            row = {"central": "50%", "province": "1/6", "city": "1/3"}
            node["refund_division"] = {"credit_refund": row}
        return node

    def division(self) -> Node:
        rows = []
        for tax in self.taxes:
            first, second = self.pick(
                [("50%", "25%", "25%"), ("1/3", "1/3", "1/3")],
                [("60%", "20%", "20%"), ("0", "30%", "70%")],
            )
            names = ("central", "province", "city")
            day = self.draw(RECORD_DAYS)
            if self.one_in(3):
                before = {"to": iso(day - dt.timedelta(days=1))}
                rows.append({"tax": tax, **dict(zip(names, second, strict=True)), **before})
                rows.append({"tax": tax, **dict(zip(names, first, strict=True)), "from": iso(day)})
            elif self.wants("broken"):
                rows.append({"tax": tax, **dict(zip(names, first, strict=True)), "from": iso(day)})
            else:
                rows.append({"tax": tax, **dict(zip(names, first, strict=True))})
        return {"rows": rows}

    def settlement(self) -> Node:
        node: Node = {"collector": self.collector}
        if self.cycle != "year":
            node["cycle"] = self.cycle
        if self.rounding:
            node["rounding"] = self.rounding
        if self.one_in(3):
            node["due"] = self.pick("04-30", "02-28", {"days": 30})
        if "carry_forward" in self.features and not self.by_record and self.one_in(3):
            node["negative_base"] = "carry_forward"
        if "amend" in self.features and self.one_in(2):
            node["late_amendments"] = "difference"
        return node

    # -------------------------------------------------------------- amendments and output

    def amendments(self, clauses: list[Node], output: list[Node]) -> list[Node]:
        kinds = []
        if "amend" in self.features and not self.one_in(4):
            kinds = ["amend"] * self.pick(1, 1, 2)
        if self.successor:
            kinds.append("party_change")
        result = []
        for number, kind in enumerate(kinds):
            start = self.draw(
                st.one_of(
                    st.sampled_from([dt.date(2022, 1, 1), dt.date(2021, 7, 1)]),
                    st.dates(dt.date(2020, 6, 1), dt.date(2023, 12, 31)),
                )
            )
            delay = self.pick(-30, 200, 500, 900)
            node: Node = {
                "id": f"s{number + 1}",
                "in_force_from": iso(start),
                "known_from": iso(start + dt.timedelta(days=delay)),
            }
            if any(node["in_force_from"] == other["in_force_from"] for other in result):
                continue
            if kind == "party_change":
                change = {"from": self.pick("lin", "hai"), "to": "xin"}
                change |= {"clock": "restarts"} if self.one_in(2) else {}
                change |= {"cap_used": "starts_anew"} if self.one_in(2) else {}
                node["party_change"] = change
            else:
                node |= self.amended(clauses, output)
            result.append(node)
        return result

    def amended(self, clauses: list[Node], output: list[Node]) -> Node:
        """Another wording of a clause, or the end of one."""
        extended = any(c["kind"] == "extend" for c in clauses)
        splits = [c for c in clauses if c["kind"] == "split" and not extended]
        others = [c for c in clauses if c["kind"] in ("set_aside", "deduct", "baseline", "cap")]
        if extended:
            others = [c for c in others if c["kind"] != "cap"]
        actions = (["split", "split"] if splits else []) + (["change", "repeal"] if others else [])
        actions += ["output"] if output else []
        action = self.pick(*actions) if actions else "nothing"
        if action == "split":
            old = self.pick(*splits)
            new = self.split()
            kept = {k: old[k] for k in ("id", "applies_to", "in_force") if k in old}
            return {"clauses": [{**new, **kept}]}
        if action == "output":
            old = self.pick(*output)
            return {
                "output": [
                    {**self.output_clause(), "id": old["id"], "indicators": old["indicators"]}
                ]
            }
        if action == "repeal":
            return {"repeal": [self.pick(*others)["id"]]}
        if action == "change":
            old = self.pick(*others)
            new = dict(old)
            if old["kind"] == "set_aside":
                new["of"] = dict.fromkeys(old["of"], "1/9")
            elif old["kind"] == "cap":
                new["at_most"] = {"amount": self.draw(limits_of_money())}
            elif old["kind"] == "baseline" and "amount" in old:
                new["amount"] = self.draw(limits_of_money())
            elif old["kind"] == "deduct":
                new["excess"] = self.pick("drop", "carry")
            return {"clauses": [new]}
        return {}

    def output_clause(self) -> Node:
        mode = self.pick(*OUTPUT_MODES)
        node: Node = {"id": "output", "indicators": ["gross_output"], "mode": mode}
        if mode in ("landing_only", "origin_only") or (
            mode == "full_double_credit" and self.one_in(2)
        ):
            return node
        if self.one_in(2):
            node["shares"] = self.some_shares()
        else:
            node["clock"] = self.draw(clocks())
            years = self.draw(tier_years(node["clock"]))
            node["tiers"] = [{"years": y, "shares": self.some_shares()} for y in years]
            if self.one_in(3):
                node["straddle"] = "refuse"
        return node

    def outputs(self) -> list[Node]:
        if not self.wants("output"):
            return []
        first = self.output_clause()
        if self.one_in(2):
            return [first]
        second = {**self.output_clause(), "id": "output_2", "indicators": ["investment", "sales"]}
        if self.one_in(2):
            second["applies_to"] = {"class": "new"}
        return [first, second]


# ------------------------------------------------------------------ whole documents


@st.composite
def agreements(draw: Draw, features: frozenset[str] = EVERYTHING) -> Node:
    """A valid agreement document."""
    sketch = Sketch(draw, features)
    if "extend" in sketch.features and sketch.one_in(3):
        core = sketch.extension()
    else:
        splits = sketch.splits()
        core = [*splits, *(c for c in sketch.caps() if f"'{c['party']}'" in repr(splits))]
    revenue = sketch.revenue()
    divided = revenue["division"] != "none"
    levels = "split" if divided and sketch.wants("levels") and sketch.one_in(2) else "shared"
    exact_parts = revenue["division"] == "none" or levels == "split"
    clauses = [
        *sketch.gates(exact_parts),
        *sketch.bases(),
        *core,
        *sketch.floors(),
        *sketch.set_asides(),
        *sketch.give_backs(),
        *sketch.payments(),
    ]
    output = sketch.outputs()
    first = sketch.pick("2020-01-01", "2020-01-01", "2019-07-15", "2020-03-01")
    term = {"from": first}
    if sketch.term_to:
        term["to"] = sketch.term_to
    parties = [*sketch.parties, *(["xin"] if sketch.successor else [])]
    document: Node = {
        "schema": "benefitshare/agreement/v1",
        "id": "toy",
        "title": {"zh": "示例", "en": "Toy"},
        "status": "illustrative",
        "parties": {p: {"role": ROLES[p], "name": {"zh": p, "en": p}} for p in parties},
        "term": term,
        "revenue": revenue,
        "clauses": clauses,
        "settlement": sketch.settlement(),
    }
    if output:
        document["output"] = output
    amendments = sketch.amendments(clauses, output)
    if amendments:
        document["amendments"] = amendments
    if amendments and document["settlement"].get("late_amendments") == "difference":
        for name in ("year_by", "tier_by"):
            revenue.pop(name, None)
        for name in ("year", "share"):
            revenue.get("refunds", {}).pop(name, None)
    if revenue.get("refunds") == {}:
        del revenue["refunds"]
    document["x-levels"] = levels  # read by data_for and taken out by cases()
    return document


# ------------------------------------------------------------------ data


def kinds_in(document: Node) -> set[str]:
    found = {c["kind"] for c in document["clauses"]}
    for amendment in document.get("amendments", []):
        found |= {c["kind"] for c in amendment.get("clauses", [])}
    return found


@st.composite
def projects_for(draw: Draw, document: Node) -> list[Node]:
    origins = [p for p in ("lin", "yuan") if p in document["parties"]]
    hosts = [p for p in ("hai", "shan") if p in document["parties"]]
    rows = []
    for number in range(draw(st.integers(1, 3))):
        events: dict[str, str | None] = {}
        for name in EVENTS:
            blank = draw(st.integers(0, 9)) == 9
            events[name] = None if blank else iso(draw(DAYS))
        rows.append(
            {
                "project_id": f"p{number + 1}",
                "class": draw(st.sampled_from(["new", "moved"])),
                "park": draw(st.sampled_from(["east", "west"])),
                "industry": draw(st.sampled_from(["steel", "chips"])),
                "origin": draw(st.sampled_from(origins)),
                "host": draw(st.sampled_from(hosts)),
                "introducer": None,
                "park_party": None,
                "confirmed": draw(st.sampled_from([True, True, False, None])),
                **events,
            }
        )
    return rows


@st.composite
def tax_for(draw: Draw, document: Node, projects: list[Node]) -> list[Node]:
    taxes = [t if isinstance(t, str) else t["tax"] for t in document["revenue"]["taxes"]]
    if draw(st.integers(0, 9)) == 9:
        taxes = [*taxes, "deed"]
    names = [p["project_id"] for p in projects]
    if draw(st.integers(0, 9)) == 9:
        names = [*names, "nobody"]
    levels = ["shared"]
    if document.get("x-levels") == "split":
        levels = ["central", "province", "city", "county", "township", "local"]
    rows = []
    for _ in range(draw(st.integers(1, 10))):
        kind = draw(
            st.sampled_from(
                ["tax"] * 5 + ["refund", "credit_refund", "export_refund", "correction"]
            )
        )
        amount = draw(amounts())
        if kind != "tax" and not (kind == "correction" and draw(st.booleans())):
            amount = -amount
        treasury = draw(RECORD_DAYS)
        lag = draw(st.sampled_from([15, 15, 45, 400]))
        end = treasury - dt.timedelta(days=lag)
        rows.append(
            {
                "project_id": draw(st.sampled_from(names)),
                "tax": draw(st.sampled_from(taxes)),
                "amount_fen": amount,
                "kind": kind,
                "level": draw(st.sampled_from(levels)),
                "treasury_date": iso(treasury),
                "period_start": iso(end.replace(day=1)),
                "period_end": iso(end),
            }
        )
    return rows


@st.composite
def factors_for(draw: Draw, document: Node, projects: list[Node]) -> list[Node]:
    """All the values a document may ask for; sometimes one is missing, zero, or changes."""
    asked: list[tuple[str, str, range, int]] = []
    text = repr(document)
    for project in projects:
        if "average_tax_at_least" in text or "'times'" in text:
            asked.append((project["project_id"], "pre_move_tax", range(2014, 2023), 30))
        if "'stock'" in text:
            asked.append((project["project_id"], "stock", range(2017, 2020), 30))
    if "'stock'" in text:
        asked.append((document["id"], "stock", range(2017, 2020), 30))
    if "'capital'" in text:
        asked += [
            ("lin", "capital", range(2018, 2027), 30),
            ("xin", "capital", range(2018, 2027), 30),
        ]
    for name in FACTORS:
        if f"'{name}'" in text:
            asked += [(p, name, range(2018, 2027), 100) for p in document["parties"]]
    missing = draw(st.integers(0, 14)) == 14
    rows = []
    for subject, name, years, most in asked:
        base = draw(st.integers(0, most))
        step = draw(st.sampled_from([0, 0, 1, 7]))
        cents = draw(st.sampled_from(["", ".5", ".01"]))
        for year in years:
            value = 0 if not base else base + step * (year - 2014)
            rows.append(factor(subject, name, year, f"{value}{cents if value else ''}"))
        if name in FACTORS and draw(st.integers(0, 3)) == 3:
            day = draw(RECORD_DAYS)
            rows.append(factor(subject, name, day.year - 1, str(base + 50), iso(day)))
    if missing and rows:
        rows.pop(draw(st.integers(0, len(rows) - 1)))
    return rows


def factor(subject: str, name: str, year: int, value: str, day: str | None = None) -> Node:
    return {"subject": subject, "factor": name, "year": year, "value": value, "from_date": day}


def period_label(day: str, cycle: str) -> str:
    """The label of the settlement period that holds a day."""
    year, month = day[:4], int(day[5:7])
    if cycle == "year":
        return year
    return f"{year}Q{(month + 2) // 3}" if cycle == "quarter" else f"{year}-{month:02d}"


def period_labels(document: Node) -> list[str]:
    cycle = document["settlement"].get("cycle", "year")
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    if cycle == "year":
        return [str(y) for y in years]
    if cycle == "quarter":
        return [f"{y}Q{q}" for y in years for q in range(1, 5)]
    return [f"{y}-{m:02d}" for y in years for m in range(1, 13)]


@st.composite
def data_for(draw: Draw, document: Node, payments: bool = True) -> dict[str, list[Node]]:
    """Tables of canonical rows for a document."""
    projects = draw(projects_for(document))
    kinds, labels = kinds_in(document), st.sampled_from(period_labels(document))
    names = [p["project_id"] for p in projects]
    tables = {
        "projects": projects,
        "tax": draw(tax_for(document, projects)),
        "factors": draw(factors_for(document, projects)),
        "deductions": [],
        "payments": [],
        "output": [],
    }
    if kinds & {"deduct", "cost_share"}:
        text, cycle = repr(document), document["settlement"].get("cycle", "year")
        asked = [name for name in COSTS if f"'{name}'" in text] or list(COSTS)
        with_tax = {period_label(row["treasury_date"], cycle) for row in tables["tax"]}
        near = st.one_of(st.sampled_from(sorted(with_tax)), labels)
        costs = st.fixed_dictionaries(
            {
                "project_id": st.sampled_from([*names, ""]),
                "kind": st.sampled_from(asked),
                "period": near,
                "amount_fen": amounts(large=False),
            }
        )
        tables["deductions"] = draw(st.lists(costs, max_size=6))
    if payments:
        ids = list(document["parties"])
        pairs = st.sampled_from([(a, b) for a in ids for b in ids if a != b])
        paid = st.tuples(pairs, labels, st.integers(0, 2000))
        tables["payments"] = [
            {"payer": a, "payee": b, "period": label, "amount_fen": n}
            for (a, b), label, n in draw(st.lists(paid, max_size=3))
        ]
    if "output" in document:
        period = st.sampled_from(["2020", "2021", "2022Q1", "2022Q3", "2023-02", "2024", "2024-02"])
        tables["output"] = draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "project_id": st.sampled_from(names),
                        "indicator": st.sampled_from(["gross_output", "investment", "rain"]),
                        "period": period,
                        "value": amounts(),
                    }
                ),
                min_size=1,
                max_size=5,
            )
        )
    return tables


PERIOD_DRIVEN = {"floor", "fixed_return", "cost_share"}


@st.composite
def cases(
    draw: Draw, features: frozenset[str] = EVERYTHING
) -> tuple[Node, dict[str, list[Node]], list[int] | None, str | None]:
    """(document, tables, years, as_known_on)."""
    document = draw(agreements(features))
    payments = "payments" in features and draw(st.booleans())
    tables = draw(data_for(document, payments))
    document.pop("x-levels")
    free = not (kinds_in(document) & PERIOD_DRIVEN) and not tables["payments"]
    free = free and "term_end" not in repr(document["settlement"])
    years: list[int] | None
    if free and draw(st.booleans()):
        years = None
    else:
        first = draw(st.sampled_from([2020, 2020, 2021, 2023]))
        last = LAST_YEAR if draw(st.booleans()) else draw(st.integers(first, LAST_YEAR))
        years = list(range(first, last + 1))
    as_known_on = None
    if document.get("amendments") and draw(st.integers(0, 3)) == 3:
        as_known_on = iso(draw(st.dates(dt.date(2020, 6, 1), dt.date(2025, 12, 31))))
    return document, tables, years, as_known_on
