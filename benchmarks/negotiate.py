"""Measure proposals, and write the figures into docs/performance.md.

    python benchmarks/negotiate.py [--dry]

A brief of two parties is proposed, certified and explained; two boards of a province are solved by
leximin. The floor of a board is the time HiGHS itself spends on the very same programs in the same
run. Everything is in one process after a first proposal, so that imports do not count.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
REPORT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- proposals: begin -->", "<!-- proposals: end -->"
TAXES = ("vat", "cit", "iit")


@dataclass(frozen=True)
class Line:
    """One measured thing; `highs` is the time inside HiGHS, in seconds."""

    what: str
    size: str
    cpu: float
    highs: float | None = None

    def cells(self) -> str:
        """The line of the table."""
        floor = "" if self.highs is None else f"{self.highs:.2f}"
        ratio = "" if not self.highs else f"{self.cpu / self.highs:.1f}"
        return f"| {self.what} | {self.size} | {self.cpu:.2f} | {floor} | {ratio} |"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def two_parties() -> dict[str, Any]:
    """A brief of two parties: ten years, three taxes, two tiers, five scenarios."""
    from benefitshare.negotiation.example import AGREEMENT, BRIEF

    opened = {"dongjiang": {"open": {"min": "20%", "max": "60%"}}, "xiling": "rest"}
    clause = {
        **{k: v for k, v in AGREEMENT["clauses"][0].items() if k != "shares"},
        "clock": {"from": "term"},
        "tiers": [{"years": "1-5", "shares": opened}, {"years": "6-10", "shares": opened}],
    }
    agreement = {
        **AGREEMENT,
        "term": {"from": "2026-01-01", "to": "2035-12-31"},
        "revenue": {"taxes": list(TAXES), "division": "guangdong"},
        "clauses": [clause],
    }
    tax = [
        {
            "project": "P1",
            "tax": kind,
            "amounts": [f"{90_000 + 1000 * i * k}.00" for i in range(10)],
        }
        for k, kind in enumerate(TAXES, 1)
    ]
    scenarios = [
        {
            "id": f"s{i}",
            "title": {"zh": f"情景{i}", "en": f"scenario {i}"},
            "probability": "20%",
            "tax_times": {"vat": f"{80 + i * 10}%", "cit": f"{120 - i * 10}%"},
        }
        for i in range(5)
    ]
    demand = {**BRIEF["demands"][0], "amount": "10000.00"}
    return {
        **BRIEF,
        "agreements": [{"document": agreement}],
        "valuation": {"base_year": 2026, "discount_rate": "4%"},
        "risk": "expected",
        "demands": [demand],
        "outlook": {
            "years": {"from": 2026, "to": 2035},
            "projects": [{"project": "P1"}],
            "tax": tax,
            "scenarios": scenarios,
        },
    }


def board(agreements: int, cities: int, years: int, scenarios: int) -> Any:
    """A province: pairs of cities under agreements of two tiers, each city's cash in each year and
    scenario bounded below, the worst scenario counted.
    """
    from benefitshare.negotiation.bargain import Bargain
    from benefitshare.negotiation.formula import Formula
    from benefitshare.negotiation.program import Program, Row, Variable
    from benefitshare.negotiation.risk import worst_case

    draw = random.Random(1)
    names = [f"city {i:02}" for i in range(cities)]
    terms = [f"{a}/{t}" for a in range(agreements) for t in range(2)]
    cash: dict[tuple[int, str, int], list[Any]] = {}
    for a in range(agreements):
        pair = names[a % (cities // 2)], names[cities // 2 + a % (cities - cities // 2)]
        for s in range(scenarios):
            for y in range(years):
                share = Formula.variable(f"{a}/{y * 2 // years}")
                base = Fraction(sum(draw.randint(10**6, 10**8) for _ in TAXES), 100)
                for city, part in zip(pair, (share, 1 - share), strict=True):
                    cash.setdefault((s, city, y), []).append(part * base)
    received = {key: Formula.sum(parts) for key, parts in cash.items()}
    rows = [
        Row.of(f"falling {a}", Formula.variable(f"{a}/1"), "<=", Formula.variable(f"{a}/0"))
        for a in range(agreements)
    ]
    rows += [
        Row.of(f"cash {s} {c} {y}", f, ">=", 1000, demand=f"cash of {c}")
        for (s, c, y), f in received.items()
    ]
    variables = tuple(Variable(t, Fraction(1, 5), Fraction(3, 5)) for t in terms)
    program = Program(variables, tuple(rows))
    there = [c for c in names if (0, c, 0) in received]
    costs = {c: Fraction(draw.randint(10**5, 10**6)) for c in there}

    def multiple(city: str, scenario: int) -> Any:
        value = (received[scenario, city, y] * Fraction(25, 26) ** y for y in range(years))
        return Formula.sum(value) / costs[city]

    return worst_case(
        {
            str(s): Bargain(
                program,
                tuple(terms),
                {c: multiple(c, s) for c in there},
                dict.fromkeys(there, Fraction(0)),
            )
            for s in range(scenarios)
        }
    )


def measured() -> list[Line]:
    from benefitshare import propose
    from benefitshare.negotiation.criteria import agree

    brief = two_parties()
    propose(brief)
    cpu, proposal = timed(lambda: propose(brief))
    assert proposal.continuous.verified
    assert proposal.evaluation.loop.kept
    lines = [
        Line(
            "`propose`: read, run through the pipeline, solve, certify, settle, explain",
            "2 parties, 10 years, 3 taxes, 5 scenarios",
            cpu,
        )
    ]
    for size in ((15, 21, 10, 50), (1000, 21, 10, 1)):
        bargain = board(*size)
        named = f"{size[1]} cities, {size[0]:,} agreements, {size[2]} years, {size[3]} scenarios"
        for verify in (False, True) if size[0] < 100 else (False,):
            cpu, found = timed(partial(agree, bargain, "leximin", ranges=False, verify=verify))
            assert found.status == "optimal"
            assert found.verified is verify
            what = "the same, certified" if verify else "leximin, terms chosen"
            lines.append(Line(what, named, cpu, found.seconds))
            print(lines[-1].cells(), flush=True)
    return lines


def table(lines: list[Line]) -> str:
    from benefitshare.negotiation.solver import versions

    head = [
        "Solvers: " + ", ".join(f"{name} {number}" for name, number in versions().items()) + ".",
        "",
        "| what | size | processor s | of it HiGHS s | ratio |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *(line.cells() for line in lines)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print only")
    dry = parser.parse_args().dry
    text = table(measured())
    print(text)
    if not dry:
        page = REPORT.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        REPORT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
