"""Criteria against published and derived answers, by properties, and on faulty input."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benefitshare.negotiation.bargain import Bargain
from benefitshare.negotiation.criteria import Agreed, Note, agree, regret_of_options
from benefitshare.negotiation.criteria.leximin import leximin_of
from benefitshare.negotiation.criteria.ordered import ordered
from benefitshare.negotiation.exact import optimum
from benefitshare.negotiation.formula import Formula
from benefitshare.negotiation.program import Program, Row, Variable
from benefitshare.negotiation.risk import cvar, expected, folded, worst_case

F = Fraction
CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parent / "fairness" / "criteria.json").read_text(encoding="utf-8")
    )
}
LINEAR = [name for name, case in CASES.items() if "constraints" in case["inputs"]]


def formula(parts, constant=0):
    terms = (Formula.variable(name) * F(ratio) for name, ratio in parts.items())
    return Formula.sum([*terms, F(constant)])


def bargain_of(inputs):
    upper = F(1) if "a0" in inputs["variables"] else None
    program = Program(
        tuple(Variable(name, F(0), upper) for name in inputs["variables"]),
        tuple(
            Row.of(r["name"], formula(r["coef"]), r["sense"], F(r["rhs"]), demand=r["name"])
            for r in inputs["constraints"]
        ),
    )
    utilities = {u["party"]: formula(u["coef"], u["const"]) for u in inputs["utilities"]}
    reservation = {p: F(d) for p, d in zip(utilities, inputs.get("d", [0] * 9), strict=False)}
    return Bargain(program, tuple(inputs["variables"]), utilities, reservation)


def exact(answer):
    return {name: F(value) for name, value in answer.items()}


# --- published and derived answers ----------------------------------------------------------------


@pytest.mark.parametrize("name", LINEAR)
def test_the_answer_of_the_book(name):
    case = CASES[name]
    bargain = bargain_of(case["inputs"])
    found = agree(bargain, case["inputs"]["solution"].replace("-", "_"))
    expected_utilities = case["exact"].get("u", case["exact"])
    assert found.utilities == exact(expected_utilities)
    assert found.verified
    if "ideal" in case["exact"]:
        assert list(found.ideals.values()) == case["exact"]["ideal"]
    assert_proved(found, bargain)


@pytest.mark.parametrize("name", LINEAR)
def test_floats_come_close(name):
    case = CASES[name]
    criterion = case["inputs"]["solution"].replace("-", "_")
    found = agree(bargain_of(case["inputs"]), criterion, verify=False)
    assert (found.verified, found.why_not) == (False, "not asked")
    for party, value in exact(case["exact"].get("u", case["exact"])).items():
        assert abs(found.utilities[party] - value) < F(1, 10**6)


def test_weighted_nash_split():
    case = CASES["weighted-nash-split"]
    pie = Formula.variable("a")
    program = Program((Variable("a", F(0), F(case["inputs"]["pie"])),))
    reservation = dict(zip("AB", map(F, case["inputs"]["d"]), strict=True))
    bargain = Bargain(program, ("a",), {"A": pie, "B": 100 - pie}, reservation)
    weights = dict(zip("AB", case["inputs"]["weights"], strict=True))
    found = agree(bargain, "nash", weights=weights)
    assert list(found.utilities.values()) == [F(u) for u in case["exact"]["u"]]
    assert (found.gap, found.gain_accuracy, found.verified) == (0, 0, True)


def test_regret_of_options():
    case = CASES["regret-wiki-pure"]
    options, payoff = case["inputs"]["options"], case["inputs"]["payoff"]
    table = {o: dict(enumerate(row)) for o, row in zip(options, payoff, strict=True)}
    found = regret_of_options(table)
    assert (found.choice, found.regret) == (case["exact"]["choice"], case["exact"]["regret"])


def test_cvar_of_ten_losses():
    case = CASES["cvar-1to10-4_5"]
    losses = case["inputs"]["losses"]
    bargains = {str(loss): Bargain(Program(()), (), {"A": Formula.of(-loss)}) for loss in losses}
    odds = dict.fromkeys(bargains, F(1, 10))
    found = agree(cvar(bargains, odds, F(case["inputs"]["alpha"])), "utilitarian")
    assert found.utilities["A"] == -F(case["exact"]["cvar"])


def test_cvar_splits_an_atom():
    bargains = {str(n): Bargain(Program(()), (), {"A": Formula.of(n)}) for n in range(1, 5)}
    odds = dict.fromkeys(bargains, F(1, 4))
    found = agree(cvar(bargains, odds, F(5, 8)), "leximin")
    assert found.utilities["A"] == (1 * F(1, 4) + 2 * F(1, 8)) / F(3, 8)


def robust():
    inputs = CASES["robust-worst-case"]["inputs"]
    bounds = {name: tuple(map(F, between)) for name, between in inputs["policy"].items()}
    program = Program(tuple(Variable(name, *between) for name, between in bounds.items()))
    bargains = {}
    for scenario, volume in inputs["scenarios"].items():
        received = Formula.sum(
            Formula.variable(f"A_{tax}") * amount for tax, amount in volume.items()
        )
        utilities = {
            "A": received / inputs["contrib"]["A"],
            "B": (sum(volume.values()) - received) / inputs["contrib"]["B"],
        }
        bargains[scenario] = Bargain(program, tuple(bounds), utilities)
    return bargains, CASES["robust-worst-case"]["exact"]


def test_robust_worst_case():
    bargains, answer = robust()
    best = {s: str(agree(b, "max_min").level) for s, b in bargains.items()}
    assert best == answer["per_scenario_optimum"]
    found = agree(worst_case(bargains), "max_min")
    assert found.level == F(answer["value"])
    assert min(found.utilities.values()) == found.level


def test_leximin_of_pairs_of_party_and_scenario():
    bargains, answer = robust()
    pairs = {f"{p} in {s}": u for s, b in bargains.items() for p, u in b.utilities.items()}
    program = next(iter(bargains.values())).program
    choice = leximin_of(program, pairs, verify=True)
    assert choice.stages[0].level == F(answer["value"])
    again = agree(Bargain(program, tuple(v.name for v in program.variables), pairs), "leximin")
    assert again.utilities == choice.utilities


def test_minimax_regret_of_the_robust_case():
    bargains, answer = robust()
    first = next(iter(bargains.values()))
    found = agree(first, "minimax_regret", scenarios=bargains)
    best = exact(answer["per_scenario_optimum"])
    assert found.ideals == best
    worst = {s: min(u.at(found.values) for u in b.utilities.values()) for s, b in bargains.items()}
    assert found.level == max(best[s] - worst[s] for s in bargains)
    least = agree(worst_case(bargains), "max_min")
    there = {s: min(u.at(least.values) for u in b.utilities.values()) for s, b in bargains.items()}
    assert found.level <= max(best[s] - there[s] for s in bargains)
    relative = agree(first, "minimax_regret", scenarios=bargains, relative=True)
    assert 0 < relative.level <= found.level / min(best.values())


@pytest.mark.parametrize("norm", ["L1", "Linf"])
def test_closest(norm):
    case = CASES["closest-L1"]
    reference = dict(zip("ABC", map(F, case["inputs"]["reference"]), strict=True))
    caps = {name: F(cap) for name, cap in case["inputs"]["cap"].items()}
    variables = tuple(Variable(name, F(0), caps.get(name)) for name in "ABC")
    shares = {name: Formula.variable(name) for name in "ABC"}
    program = Program(variables, (Row.of("whole", Formula.sum(shares.values()), "==", 1),))
    bargain = Bargain(program, tuple("ABC"), shares)
    found = agree(bargain, "closest", reference=reference, norm=norm)
    assert list(found.terms.values()) == [F(s) for s in case["exact"]["shares"]]
    assert found.level == (F(case["exact"]["L1"]) if norm == "L1" else F(1, 20))


# --- proofs ---------------------------------------------------------------------------------------


def assert_proved(found: Agreed, bargain: Bargain):
    """Add up each stage's proof by hand: rows and bounds come to the weighted utilities."""
    program = bargain.program
    rows = {row.name: row for row in program.rows}
    for p, d in bargain.reservation.items():
        rows[f"reservation of {p}"] = Row.of("", bargain.utilities[p], ">=", d)
    variables = {v.name: v for v in program.variables}
    for stage in found.stages:
        weighted = Formula.sum(bargain.utilities[p] * w for p, w in stage.weights.items())
        if found.criterion == "kalai_smorodinsky":
            way = {p: found.ideals[p] - bargain.reservation[p] for p in stage.weights}
            weighted = Formula.sum(
                (bargain.utilities[p] - bargain.reservation[p]) * (w / way[p])
                for p, w in stage.weights.items()
            )
        most, left = weighted.constant, dict(weighted.terms)
        for one in stage.rows:
            row = rows[one.row]
            assert one.multiplier * {"<=": 1, ">=": -1, "==": 0}[row.sense] >= 0
            most += one.multiplier * row.rhs
            for name, ratio in row.terms.items():
                left[name] = left.get(name, 0) - one.multiplier * ratio
        left = {name: ratio for name, ratio in left.items() if ratio}
        assert left == stage.bounds
        for name, ratio in stage.bounds.items():
            bound = variables[name].upper if ratio > 0 else variables[name].lower
            most += ratio * bound
        assert most == stage.most
        assert all(stage.weights[p] > 0 for p in stage.parties)
        if found.criterion in ("leximin", "kalai_smorodinsky"):
            assert sum(stage.weights[p] for p in stage.parties) == 1
            assert weighted.at(found.values) == most


# --- properties -----------------------------------------------------------------------------------

ratios = st.integers(0, 8).map(F)


@st.composite
def bargains(draw, most_parties=4):
    """Shares between 0 and 1, resources that limit them, a utility for each of 2 to 4 parties."""
    names = [f"x{i}" for i in range(draw(st.integers(2, 4)))]
    parties = "ABCD"[: draw(st.integers(2, most_parties))]
    shares = {name: Formula.variable(name) for name in names}
    rows = []
    for i in range(draw(st.integers(1, 3))):
        parts = [shares[name] * draw(ratios) for name in names]
        rows.append(Row.of(f"limit {i}", Formula.sum(parts), "<=", draw(st.integers(1, 8))))
    signed = st.integers(-3, 6).map(F)
    utilities = {
        p: Formula.sum([*(shares[n] * draw(signed) for n in names), draw(signed)]) for p in parties
    }
    low = {p: draw(st.integers(0, 2)) for p in parties}
    reservation = {p: utilities[p].constant - low[p] for p in parties}
    program = Program(tuple(Variable(n, F(0), F(1)) for n in names), tuple(rows))
    return Bargain(program, tuple(names), utilities, reservation)


CONTRIBUTIONS = {"A": F(3), "B": F(2), "C": F(5), "D": F(1)}
ALL = ("max_min", "leximin", "proportional", "kalai_smorodinsky", "nash", "utilitarian")
EFFICIENT = ("leximin", "proportional", "kalai_smorodinsky", "nash")
quick = settings(max_examples=15, deadline=None)


def agreed(bargain, criterion, **given):
    given.setdefault("ranges", False)
    return agree(bargain, criterion, contributions=CONTRIBUTIONS, **given)


def near(one: Agreed, other: Agreed) -> bool:
    """The same terms; where Nash is no fraction, within what both say."""
    room = sum((a.gain_accuracy or F(0) for a in (one, other)), F(0)) * 1000
    return all(abs(one.terms[t] - other.terms[t]) <= room for t in one.terms)


@quick
@given(bargains(), st.sampled_from(ALL), st.randoms(use_true_random=False))
def test_the_order_of_parties_variables_and_rows_plays_no_part(bargain, criterion, random):
    def shuffled(values):
        values = list(values)
        random.shuffle(values)
        return values

    program = bargain.program
    other = replace(
        bargain,
        program=Program(tuple(shuffled(program.variables)), tuple(shuffled(program.rows))),
        utilities=dict(shuffled(bargain.utilities.items())),
    )
    assert near(agreed(bargain, criterion), agreed(other, criterion))


@quick
@given(bargains(), st.sampled_from(ALL), st.sampled_from([F(1, 7), F(10**9), F(3)]))
def test_the_unit_of_money_plays_no_part(bargain, criterion, unit):
    scaled = replace(
        bargain,
        utilities={p: u * unit for p, u in bargain.utilities.items()},
        reservation={p: d * unit for p, d in bargain.reservation.items()},
    )
    one, other = agreed(bargain, criterion), agreed(scaled, criterion)
    assert near(one, other)
    if not one.gap:
        assert other.utilities == {p: u * unit for p, u in one.utilities.items()}


@quick
@given(bargains(), st.sampled_from(["nash", "kalai_smorodinsky"]), st.data())
def test_every_partys_own_unit_and_origin_play_no_part(bargain, criterion, data):
    scale = {p: F(data.draw(st.integers(1, 9))) for p in bargain.parties}
    origin = {p: F(data.draw(st.integers(-5, 5))) for p in bargain.parties}
    other = replace(
        bargain,
        utilities={p: u * scale[p] + origin[p] for p, u in bargain.utilities.items()},
        reservation={p: d * scale[p] + origin[p] for p, d in bargain.reservation.items()},
    )
    assert near(agreed(bargain, criterion), agreed(other, criterion))


@quick
@given(bargains(), st.sampled_from(ALL))
def test_a_demand_that_does_not_bind_changes_nothing(bargain, criterion):
    loose = Row.of("loose", Formula.sum(map(Formula.variable, bargain.terms)), "<=", 100)
    other = bargain.with_program(bargain.program.adding(rows=[loose]))
    assert near(agreed(bargain, criterion), agreed(other, criterion))


@quick
@given(bargains(), st.sampled_from(EFFICIENT))
def test_nobody_can_gain_without_another_losing(bargain, criterion):
    found = agreed(bargain, criterion)
    assert found.status == "optimal"
    assert all(u.at(found.values) == found.utilities[p] for p, u in bargain.utilities.items())
    assert all(row.room(found.values) >= 0 for row in bargain.program.rows)
    rows = [Row.of(p, u, ">=", found.utilities[p]) for p, u in bargain.utilities.items()]
    total = Formula.sum(bargain.utilities.values())
    best = optimum(bargain.program.adding(rows=rows).maximising(total))
    room = (found.gain_accuracy or F(0)) * 1000
    assert -best.objective - sum(found.utilities.values()) <= room


@quick
@given(bargains())
def test_leximin_by_two_ways(bargain):
    found = agree(bargain, "leximin", ranges=False)
    second = ordered(bargain.program, bargain.utilities)
    assert [s.level for s in found.stages] == [s.level for s in second.stages]
    assert found.level == agree(bargain, "max_min", ranges=False).level
    assert found.level == min(found.utilities.values())
    assert all(a.level < b.level for a, b in pairwise(found.stages))
    assert {p: s.level for s in found.stages for p in s.parties} == found.utilities
    assert_proved(found, bargain)


@quick
@given(bargains())
def test_the_nash_point_is_proved_by_one_linear_program(bargain):
    found = agree(bargain, "nash")
    gains = {p: u - bargain.reservation[p] for p, u in bargain.utilities.items()}
    able = {p: g for p, g in gains.items() if found.ideals[p] > bargain.reservation[p]}
    assume(able)
    prices = Formula.sum(g / g.at(found.values) for g in able.values())
    rows = [Row.of(p, g, ">=", 0) for p, g in gains.items()]
    best = -optimum(bargain.program.adding(rows=rows).maximising(prices)).objective
    assert best - len(able) == found.gap <= F(1, 10**9)
    if len(bargain.parties) == 2:
        assert found.gap == 0
    assert_proved(found, bargain)


@quick
@given(bargains())
def test_ranges_hold_the_terms_and_say_what_is_unique(bargain):
    found = agree(bargain, "leximin")
    assert all(low <= found.terms[t] <= high for t, (low, high) in found.ranges.items())
    assert found.unique == all(low == high for low, high in found.ranges.values())


@quick
@given(bargains(), st.data())
def test_on_whole_numbers_leximin_is_the_best_of_all_points(bargain, data):
    whole = tuple(replace(v, integer=True) for v in bargain.program.variables)
    program = replace(bargain.program, variables=whole)
    found = agree(bargain.with_program(program), "leximin", ranges=False)
    points = [{}]
    for v in program.variables:
        points = [{**p, v.name: F(n)} for p in points for n in (0, 1)]
    possible = [p for p in points if all(row.room(p) >= 0 for row in program.rows)]
    levels = [sorted(u.at(p) for u in bargain.utilities.values()) for p in possible]
    assert sorted(found.utilities.values()) == max(levels)
    assert (found.verified, found.why_not) == (False, "integer")


def test_nash_on_whole_numbers():
    share = Formula.variable("a")
    program = Program((Variable("a", F(0), F(10), integer=True),))
    bargain = Bargain(program, ("a",), {"A": share, "B": 2 * (10 - share)}, {"A": F(1), "B": F(0)})
    found = agree(bargain, "nash")
    assert found.terms["a"] in (5, 6)
    assert found.gap <= F(1, 10**9)
    assert agree(bargain, "kalai_smorodinsky").status == "optimal"


# --- faults and edges -----------------------------------------------------------------------------

SHARE = Formula.variable("a")


def simple(rows=(), **given):
    given.setdefault("utilities", {"A": SHARE, "B": 1 - SHARE})
    given.setdefault("reservation", {"A": F(0), "B": F(0)})
    return Bargain(Program((Variable("a", F(0), F(1)),), tuple(rows)), ("a",), **given)


def all_given(bargain, criterion):
    contributions = dict.fromkeys(bargain.parties, 1)
    scenarios = {"only": bargain}
    reference = dict.fromkeys(bargain.terms, F(1, 2))
    return agree(
        bargain,
        criterion,
        contributions=contributions,
        scenarios=scenarios if criterion == "minimax_regret" else None,
        reference=reference,
    )


EVERY = (*ALL, "closest", "minimax_regret")


@pytest.mark.parametrize("criterion", EVERY)
def test_contradictory_demands_are_a_status(criterion):
    rows = [Row.of("more", SHARE, ">=", F(2, 3)), Row.of("less", SHARE, "<=", F(1, 3))]
    found = all_given(simple(rows), criterion)
    assert (found.status, found.notes, found.terms) == ("infeasible", (), {})


@pytest.mark.parametrize("criterion", EVERY)
def test_utilities_without_bound_are_a_status(criterion):
    much = Formula.variable("much")
    program = Program((Variable("a", F(0), F(1)), Variable("much", F(0))))
    bargain = Bargain(program, ("a",), {"A": SHARE, "B": much}, {"A": F(0), "B": F(0)})
    found = all_given(bargain, criterion)
    if criterion in ("closest", "max_min", "minimax_regret"):
        assert found.status == "optimal"  # they do not ask for more and more of anything
        return
    assert (found.status, found.notes) == ("unbounded", (Note("unbounded", "B"),))


@pytest.mark.parametrize("criterion", EVERY)
def test_one_party(criterion):
    bargain = simple(utilities={"A": SHARE}, reservation={"A": F(0)})
    found = all_given(bargain, criterion)
    assert found.terms["a"] == (F(1, 2) if criterion == "closest" else 1)


@pytest.mark.parametrize("criterion", EVERY)
def test_no_terms(criterion):
    bargain = Bargain(Program(()), (), {"A": Formula.of(3)}, {"A": F(1)})
    found = all_given(bargain, criterion)
    assert (found.status, found.terms, found.utilities["A"]) == ("optimal", {}, 3)


@pytest.mark.parametrize("criterion", ["nash", "kalai_smorodinsky"])
def test_who_cannot_gain_is_left_out_and_noted(criterion):
    other, third = Formula.variable("b"), F(1, 3)
    program = Program((Variable("a", F(0), F(1)), Variable("b", F(0), third)))
    utilities = {"A": SHARE, "B": 1 - SHARE, "C": other}
    reservation = {"A": F(0), "B": F(0), "C": third}
    found = agree(Bargain(program, ("a", "b"), utilities, reservation), criterion)
    assert found.notes == (Note("no_way_to_gain", "C"),)
    assert found.utilities == {"A": F(1, 2), "B": F(1, 2), "C": third}


@pytest.mark.parametrize("criterion", ["nash", "kalai_smorodinsky"])
def test_nobody_can_gain(criterion):
    found = agree(simple(reservation={"A": F(1, 4), "B": F(3, 4)}), criterion)
    assert found.utilities == {"A": F(1, 4), "B": F(3, 4)}
    assert [note.code for note in found.notes] == ["no_way_to_gain"] * 2


@pytest.mark.parametrize("criterion", ["nash", "kalai_smorodinsky"])
def test_reservation_values_out_of_reach(criterion):
    found = agree(simple(reservation={"A": F(3, 4), "B": F(3, 4)}), criterion)
    assert (found.status, found.notes) == ("infeasible", (Note("reservation"),))


def test_who_contributes_nothing_gets_what_is_left():
    other = Formula.variable("b")
    program = Program((Variable("a", F(0), F(1)), Variable("b", F(0), F(1, 3))))
    utilities = {"A": SHARE, "B": 1 - SHARE, "C": other}
    contributions = {"A": 2, "B": 1, "C": 0}
    found = agree(
        Bargain(program, ("a", "b"), utilities), "proportional", contributions=contributions
    )
    assert found.utilities == {"A": F(2, 3), "B": F(1, 3), "C": F(1, 3)}
    assert found.notes == (Note("no_contribution", "C"),)


def test_ties_are_settled_by_the_reference_and_then_by_order():
    a, b, c = (Formula.variable(name) for name in "abc")
    program = Program(
        tuple(Variable(name, F(0), F(1)) for name in "abc"), (Row.of("sum", a + b + c, "==", 1),)
    )
    bargain = Bargain(program, tuple("abc"), {"A": a + b + c})
    found = agree(bargain, "leximin")
    assert not found.unique
    assert found.ranges == dict.fromkeys("abc", (F(0), F(1)))
    assert list(found.terms.values()) == [0, F(1, 2), F(1, 2)]
    near_c = agree(bargain, "leximin", reference={"a": F(1, 10), "b": F(1, 5), "c": F(7, 10)})
    assert list(near_c.terms.values()) == [F(1, 10), F(1, 5), F(7, 10)]


def test_probabilities_are_never_guessed():
    bargains, _ = robust()
    with pytest.raises(ValueError, match="equal ones are not assumed"):
        expected(bargains, None)
    with pytest.raises(ValueError, match="vat_boom"):
        cvar(bargains, {"base": F(1, 2), "corp_boom": F(1, 2)}, F(1, 2))
    with pytest.raises(ValueError, match="sum to 1"):
        expected(bargains, dict.fromkeys(bargains, F(1, 2)))


def test_cvar_lies_between_the_mean_and_the_worst_case():
    bargains, _ = robust()
    odds = {"base": F(1, 2), "vat_boom": F(1, 4), "corp_boom": F(1, 4)}
    levels = [
        agree(folded(bargains, measure, probabilities=odds, alpha=alpha), "leximin").level
        for measure, alpha in (
            ("worst_case", None),
            ("cvar", F(99, 100)),
            ("cvar", F(1, 2)),
            ("cvar", F(0)),
            ("expected", None),
        )
    ]
    assert levels == sorted(levels)
    assert levels[0] == levels[1]
    assert levels[3] == levels[4]
    assert folded(bargains, "scenario", scenario="base") is bargains["base"]


@pytest.mark.parametrize(
    ("criterion", "given", "why"),
    [
        ("fair", {}, "no criterion"),
        ("proportional", {}, "needs contributions"),
        ("proportional", {"contributions": {"A": 1}}, "without a contribution"),
        ("proportional", {"contributions": {"A": 1, "B": -1}}, "below zero"),
        ("closest", {}, "needs a reference"),
        ("closest", {"reference": {}}, "without a reference"),
        ("minimax_regret", {}, "needs the bargain"),
        ("utilitarian", {"weights": {"A": 0, "B": 0}}, "nobody has a weight"),
        ("nash", {"weights": {"A": 0, "B": 1}}, "above zero"),
    ],
)
def test_what_is_missing_is_said(criterion, given, why):
    with pytest.raises(ValueError, match=why):
        agree(simple(), criterion, **given)


def test_nash_needs_reservation_values_and_every_criterion_parties():
    with pytest.raises(ValueError, match="reservation"):
        agree(simple(reservation={}), "nash")
    with pytest.raises(ValueError, match="no parties"):
        agree(simple(utilities={}), "leximin")
