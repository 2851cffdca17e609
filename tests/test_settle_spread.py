"""Agreements settled by the workers of Spark: every figure and every finding, to the byte, and no
line on the calling machine.
"""

import pickle

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import benefitshare
from benefitshare.agreements.build import build_agreement
from benefitshare.findings import Finding, InvalidInput, UsageError
from tests.test_settle_beyond import CASE, PLAIN, arrow, drawn, hard, numbered, read, told
from tests.test_settle_in_engine import AGREEMENT, ROW, examples

PARTITIONS = "spark.sql.shuffle.partitions"


@pytest.fixture
def spark(spark_engine):
    """A session that gives agreements to several tasks."""
    before = spark_engine.session.conf.get(PARTITIONS)
    spark_engine.session.conf.set(PARTITIONS, "3")
    yield spark_engine
    spark_engine.session.conf.set(PARTITIONS, before)


def both(spark, case, rows):
    """The settlement on this machine, and the one by workers."""
    document, tables, how = case
    given_ = {k: pd.DataFrame(t) for k, t in tables.items() if t and k != "tax"}
    table = arrow(rows)
    plain = benefitshare.settle(document, **given_, tax=read(table), **how)
    name = spark.table(numbered(table)).get_name()
    return plain, benefitshare.settle(
        document, **given_, tax=name, engine=spark.session, spread=True, **how
    )


def same(spark, case, rows):
    plain, spread = both(spark, case, rows)
    assert told(spread) == told(plain)
    pd.testing.assert_frame_equal(spread.allocations, plain.allocations)
    pd.testing.assert_frame_equal(spread.stages, plain.stages, check_dtype=False)
    spread.spread.release()
    return spread


@pytest.mark.spark
def test_workers_say_what_one_machine_says(spark):
    same(spark, CASE, hard())


def agreement(name, **changes):
    return {**AGREEMENT, "id": name, **changes}


def named(*pairs):
    return [{"project_id": p, "agreement_id": a} for p, a in pairs]


LATER = {"term": {"from": "2024-02-10", "to": "2024-05-20"}}
MANY = [
    {**ROW, "project_id": f"P{n % 8}", "amount_fen": n, "tax": "cit" if n % 3 else "vat",
     "treasury_date": f"2024-{1 + n // 8 % 12:02d}-{1 + n % 28:02d}",
     "voucher_no": "" if n % 5 else f"V{n}"}
    for n in range(1, 200)
]  # fmt: skip


@pytest.mark.spark
def test_agreements_with_no_record_with_a_project_in_common_and_projects_of_none(spark):
    """P1 is under b and c, P2 under c and e: those three are settled together. P5 is under an
    agreement that is not settled, P6 is not in the table; d has no record and f no project.
    """
    agreements = [
        agreement("a", settlement={"collector": "qy", "cycle": "month"}), agreement("b", **LATER),
        agreement("c"), agreement("d"), agreement("e", revenue={"taxes": ["cit"]}), agreement("f"),
    ]  # fmt: skip
    projects = named(("P0", "a"), ("P1", "b"), ("P1", "c"), ("P2", "c"), ("P2", "e"), ("P3", "a"),
                     ("P4", "e"), ("P5", "x"), ("P7", "b"), ("P8", "d"))  # fmt: skip
    payments = [{"payer": "qy", "payee": "gz", "period": "2024", "amount_fen": 5,
                 "agreement_id": a} for a in ("a", "d")]  # fmt: skip
    tables = {"projects": projects, "payments": payments}
    found = same(spark, (agreements, tables, {}), MANY)
    assert {"project-in-two-agreements", "project-no-agreement"} <= {
        f.code for f in found.finding_list
    }
    reasons = found.reconciliation.query("table == 'tax'")["reason"].tolist()
    assert {"no_agreement", "outside_term", "tax_not_shared"} <= {*reasons}
    assert found.transfers["agreement"].unique().tolist() == ["a", "b", "c", "d", "e"]


def test_agreements_are_together_where_they_share_projects():
    from benefitshare.settlement.spread import _sharing

    assert _sharing([["a", "b"], ["c"], ["d"], ["c", "d"], ["b"], ["e", "a", "d"]]) == [
        [0, 1, 2, 3, 4, 5]
    ]
    assert _sharing([[], [], ["a"]]) == [[0], [1], [2]]


@pytest.mark.spark
def test_the_lines_do_not_come_to_the_calling_machine(spark, monkeypatch):
    frames = type(spark.session.range(1))
    fetched = []
    to_arrow = frames.toArrow

    def counted(frame):
        found = to_arrow(frame)
        fetched.append(found.num_rows)
        return found

    def refused(*_):
        raise AssertionError("fetched in another way")

    monkeypatch.setattr(frames, "toArrow", counted)
    for way in ("collect", "toPandas", "toLocalIterator", "take", "head", "first"):
        monkeypatch.setattr(frames, way, refused)
    agreements = [agreement(name, settlement={"collector": "qy", "cycle": "month"})
                  for name in "abcd"]  # fmt: skip
    projects = named(*((f"P{n}", "abcd"[n % 4]) for n in range(400)))
    rows = [{**ROW, "project_id": f"P{n % 400}", "treasury_date": f"2024-{1 + n // 400:02d}-07"}
            for n in range(4000)]  # fmt: skip
    tables = {"projects": pd.DataFrame(projects)}
    name = spark.table(numbered(arrow(rows))).get_name()
    told_ = {**tables, "tax": name, "engine": spark.session}
    found = benefitshare.settle(agreements, **told_, spread=True)
    assert sum(fetched) < 20, fetched
    assert found.reconciliation["rows"].tolist() == [400, 400, 4000, 4000]
    assert len(found.transfers) == 4 * 10
    fetched.clear()
    lines = found.spread.allocations
    assert lines.count() == 4000 * 4
    assert lines.columns == found.allocations.columns.tolist()
    assert fetched == [4000 * 4]
    found.spread.release()
    fetched.clear()
    benefitshare.settle(agreements, **told_)
    assert sum(fetched) > 4000


@pytest.mark.spark
def test_what_spark_keeps_is_kept_until_it_is_released(spark):
    _, found = both(spark, CASE, PLAIN)
    assert [f.storageLevel.useMemory for f in found.spread.kept] == [True, True]
    session = spark.session
    frame = found.spread.stages.groupBy("stage").count().toArrow().to_pydict()
    found.spread.release()
    assert [f.storageLevel.useMemory for f in found.spread.kept] == [False, False]
    assert dict(zip(*frame.values(), strict=True)) == found.stages.groupby("stage").size().to_dict()
    assert [v.name for v in session.catalog.listTables() if v.name.startswith("benefit")] == []
    assert len(found.records) == len(PLAIN) + 2


@pytest.mark.spark
def test_a_sum_that_does_not_fit_is_refused_as_in_memory(spark):
    """No line by itself is too large; those of one year together are."""
    ends = [f"2024-{m:02d}-{d:02d}" for m in range(1, 11) for d in range(1, 29)]
    rows = [
        {
            **ROW,
            "project_id": f"P{n % 2}",
            "amount_fen": 10**15,
            "period_end": ends[n % 280],
            "period_start": "2024-01-01",
            "treasury_date": "2024-12-01",
        }
        for n in range(18600)
    ]
    by_period = {"revenue": {**AGREEMENT["revenue"], "year_by": "tax_period"}}
    agreements = [agreement("a"), agreement("c", **by_period), agreement("b", **by_period)]
    projects = pd.DataFrame(named(("P0", "b"), ("P1", "c")))
    tax = arrow(rows)
    with pytest.raises(InvalidInput) as plain:
        benefitshare.settle(agreements, projects=projects, tax=read(tax))
    name = spark.table(numbered(tax)).get_name()
    told_ = {"projects": projects, "tax": name, "engine": spark.session}
    with pytest.raises(InvalidInput) as spread:
        benefitshare.settle(agreements, **told_, spread=True)
    assert spread.value.findings == plain.value.findings
    assert spread.value.findings[0].params == {"agreement": "c"}


@pytest.mark.spark
def test_what_is_read_row_by_row_is_sent_to_spark(spark):
    document = {**AGREEMENT, "settlement": {"collector": "qy", "rounding": {"per": "record"}}}
    found = same(spark, (document, *CASE[1:]), PLAIN)
    assert found.spread.allocations.count() == len(found.allocations)
    assert found.spread.stages.count() == len(found.stages)


@pytest.mark.spark
@examples(4)
@given(st.data(), st.booleans())
def test_workers_change_nothing(spark_engine, data, spoil):
    case, rows = drawn(data, spoil=spoil)
    try:
        same(spark_engine, case, rows)
    except InvalidInput:
        assume(False)


def test_an_agreement_gets_the_factors_it_can_ask_for():
    from benefitshare.settlement.engine import Tables
    from benefitshare.settlement.spread import parts_of
    from benefitshare.settlement.world import ProjectTable

    subjects = ("P1", "P2", "P3", "a", "b", "gz", "elsewhere")
    factors = {(name, "stock", 2024): (n,) for n, name in enumerate(subjects)}
    projects = {"a": ["P2", "P1"], "b": ["P3"], "c": []}
    tables = [
        Tables(ProjectTable.of(pd.DataFrame({"project_id": p}, dtype="str")), factors=factors)
        for p in projects.values()
    ]
    parts = parts_of([build_agreement(agreement(n)) for n in projects], tables, ["P2", "P3", "P1"])
    assert [sorted(k[0] for k in part.tables[0].factors) for part in parts] == [
        ["P1", "P2", "a", "elsewhere", "gz"], ["P3", "b", "elsewhere", "gz"], ["elsewhere", "gz"],
    ]  # fmt: skip
    assert [part.owners for part in parts] == [("P2", "P1"), ("P3",), ()]
    assert [part.numbers.tolist() for part in parts] == [[0, 2], [1], []]


@pytest.mark.parametrize("engine", [None, "duckdb"])
def test_only_spark_can_spread(engine):
    with pytest.raises(UsageError, match="spread-without-spark"):
        benefitshare.settle(
            AGREEMENT, projects=pd.DataFrame([{"project_id": "P1"}]), tax=pd.DataFrame([ROW]),
            engine=engine, spread=True,
        )  # fmt: skip


def test_errors_travel_with_their_findings():
    error = InvalidInput(Finding("sum-overflow", params={"agreement": "a"}))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.findings, str(again)) == (type(error), error.findings, str(error))
