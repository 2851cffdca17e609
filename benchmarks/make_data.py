"""Write the data of the benchmarks: seeded, the same every time.

    python benchmarks/make_data.py [folder] [--records N] [--projects N] [--agreements N] [--no-csv]

Agreements of six kinds in turn, each with a share of its own; ten years of tax records with random
project, tax and day (the hard order for grouping), one record in 10,000 planted with an error.
Everything is made up.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from benefitshare.records.uscc import check_character, inner_check_character

FOLDER = Path(__file__).parent / "data"
SEED = 20261123
FIRST_YEAR, YEARS = 2017, 10
BEFORE = (2014, 2015, 2016)
TAXES = ("vat", "cit", "iit", "umct", "stamp")
TAX_WEIGHTS = (0.45, 0.25, 0.15, 0.10, 0.05)
CLASSES = ("relocated", "new", "referred")
SPLIT = {
    "id": "split", "kind": "split", "text": {"zh": "双方分享", "en": "both share"},
    "clock": {"from": "first_tax_date", "year_one": "event_year"},
    "tiers": [
        {"years": "1-5", "shares": {"east": "50%", "west": "rest"}},
        {"years": "6-10", "shares": {"east": "1/3", "west": "rest"}},
    ],
    "outside_to": "west",
}  # fmt: skip
CAP = {
    "id": "cap", "kind": "cap", "text": {"zh": "累计上限", "en": "cap in total"}, "party": "east",
    "per": "project", "at_most": {"times": "1", "of": "pre_move_tax", "years": 3,
                                  "before": "relocation_date"},
    "test": "within_year", "excess_to": "west",
}  # fmt: skip
BASELINE = {
    "id": "baseline", "kind": "baseline", "text": {"zh": "存量基数", "en": "baseline"},
    "owner": "west", "per": "agreement", "factor": "base_tax", "years": list(BEFORE),
    "index": {"rate": "5%", "from": FIRST_YEAR}, "below": "carry",
}  # fmt: skip
DEDUCT = {
    "id": "deduct", "kind": "deduct", "text": {"zh": "扣除扶持", "en": "incentives first"},
    "kinds": ["incentive"], "per": "project", "excess": "carry", "to": "west",
}  # fmt: skip
SET_ASIDE = {
    "id": "set-aside", "kind": "set_aside", "text": {"zh": "计提", "en": "set aside"},
    "of": {"east": "100%"}, "to": "park", "clock": {"from": "production_date"}, "years": "1-3",
}  # fmt: skip
GATE = {
    "id": "gate", "kind": "gate", "text": {"zh": "准入", "en": "gate"}, "confirmed": True,
    "event_between": {"event": "signed_date", "from": "2016-01-01"},
}  # fmt: skip
KINDS: tuple[tuple[dict[str, Any], ...], ...] = (
    (SPLIT,), (SPLIT, CAP), (BASELINE, SPLIT), (DEDUCT, SPLIT), (SPLIT, SET_ASIDE), (GATE, SPLIT),
)  # fmt: skip


def agreement(number: int) -> dict[str, Any]:
    """One made-up agreement."""
    parties = {
        "east": {"name": {"zh": "东江市", "en": "Dongjiang"}, "role": "origin"},
        "west": {"name": {"zh": "西岭市", "en": "Xiling"}, "role": "host"},
        "park": {"name": {"zh": "园区公司", "en": "park company"}, "role": "park"},
    }
    return {
        "schema": "benefitshare/agreement/v1",
        "id": f"A{number:04d}",
        "title": {"zh": f"虚构协议{number}", "en": f"made-up agreement {number}"},
        "status": "illustrative",
        "parties": parties,
        "term": {"from": f"{FIRST_YEAR}-01-01", "to": f"{FIRST_YEAR + YEARS - 1}-12-31"},
        "revenue": {"taxes": list(TAXES[:4]), "part": "city", "division": "guangdong"},
        "clauses": [of_its_own(clause, number) for clause in KINDS[number % len(KINDS)]],
        "settlement": {"collector": "west"},
    }


def of_its_own(clause: dict[str, Any], number: int) -> dict[str, Any]:
    """A clause with the shares of one agreement."""
    if clause["kind"] != "split":
        return clause
    first, second = clause["tiers"]
    percent = {"east": f"{40 + number % 21}%", "west": "rest"}
    return {**clause, "tiers": [{**first, "shares": percent}, second]}


def credit_codes(count: int) -> list[str]:
    """Made-up unified social credit codes whose check characters are right."""
    codes = []
    for serial in range(count):
        body = f"91441800MA{serial:06d}"
        body += inner_check_character(body + "0")
        codes.append(body + check_character(body))
    return codes


def projects(count: int, agreements: int, random: np.random.Generator) -> pa.Table:
    """One line per project; each belongs to one agreement and has one taxpayer."""
    numbers = np.arange(count)
    years = FIRST_YEAR + random.integers(0, 3, count)
    days = [f"{y}-{m:02d}-15" for y, m in zip(years, random.integers(1, 13, count), strict=True)]
    return pa.table(
        {
            "project_id": [f"P{i:06d}" for i in numbers],
            "project_name": [f"虚构项目{i}" for i in numbers],
            "agreement_id": [f"A{i % agreements:04d}" for i in numbers],
            "taxpayer_ids": credit_codes(count),
            "class": [CLASSES[i % 3] for i in numbers],
            "relocation_date": [f"{FIRST_YEAR}-01-01"] * count,
            "signed_date": [f"{FIRST_YEAR - 2 + i % 3}-06-01" for i in numbers],
            "production_date": days,
            "first_tax_date": days,
            "confirmed": ["yes"] * count,
        }
    )


def factors(count: int, agreements: int, random: np.random.Generator) -> pa.Table:
    """The tax before the move of every project, and the baseline of every agreement."""
    rows = [
        (f"P{i:06d}", "pre_move_tax", year, f"{random.integers(1, 900)}0000.00")
        for i in range(count)
        for year in BEFORE
    ]
    rows += [
        (f"A{i:04d}", "base_tax", year, f"{random.integers(1, 90)}000000.00")
        for i in range(agreements)
        for year in BEFORE
    ]
    names = ("subject", "factor", "year", "value")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def deductions(count: int, random: np.random.Generator) -> pa.Table:
    """Incentives of a tenth of the projects, every second year."""
    chosen = np.repeat(np.arange(0, count, 10), YEARS // 2)
    years = np.tile(np.arange(FIRST_YEAR, FIRST_YEAR + YEARS, 2), len(chosen) // (YEARS // 2))
    return pa.table(
        {
            "project_id": [f"P{i:06d}" for i in chosen],
            "kind": ["incentive"] * len(chosen),
            "period": [str(y) for y in years],
            "amount_fen": random.integers(1, 50_000_000, len(chosen)),
        }
    )


def records(count: int, taxpayers: list[str], random: np.random.Generator) -> pa.Table:
    """Tax records in no order; refunds and a few planted errors among them."""
    owner = random.integers(0, len(taxpayers), count)
    days = random.integers(0, 365 * YEARS, count).astype("timedelta64[D]")
    entered = np.datetime64(f"{FIRST_YEAR}-01-01") + days
    amount = np.round(np.exp(random.normal(13.5, 1.5, count))).astype(np.int64) + 1
    refund = random.random(count) < 0.01
    month = entered.astype("datetime64[M]") - 1
    tax = np.array(TAXES, dtype=object)[random.choice(len(TAXES), count, p=TAX_WEIGHTS)]
    treasury = entered.astype(str).astype(object)
    codes = np.array(taxpayers, dtype=object)[owner]
    planted = random.permutation(count)[: count // 10_000]
    tax[planted[0::3]] = "no_such_tax"
    treasury[planted[1::3]] = "2021-02-30"
    codes[planted[2::3]] = "91441800MAO0000000"
    return pa.table(
        {
            "project_id": np.array([f"P{i:06d}" for i in range(len(taxpayers))], object)[owner],
            "taxpayer_id": codes,
            "tax": tax,
            "kind": np.where(refund, "refund", "tax"),
            "level": np.full(count, "shared"),
            "treasury_date": treasury,
            "period_start": month.astype("datetime64[D]").astype(str).astype(object),
            "period_end": ((month + 1).astype("datetime64[D]") - 1).astype(str).astype(object),
            "voucher_no": np.char.add("V", np.char.zfill(np.arange(count).astype(str), 9)),
            "amount_fen": np.where(refund, -amount, amount),
        }
    )


def in_yuan(table: pa.Table) -> pa.Table:
    """The same records as an export has them: the amount in yuan with two decimals."""
    fen = pc.cast(table.column("amount_fen"), pa.decimal128(20, 0))
    yuan = pc.divide(pc.cast(fen, pa.decimal128(22, 2)), pa.scalar(100, pa.decimal128(3, 0)))
    text = pc.cast(pc.cast(yuan, pa.decimal128(22, 2), safe=False), pa.string())
    return table.drop_columns("amount_fen").append_column("amount(元)", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--agreements", type=int, default=100)
    parser.add_argument("--no-csv", action="store_true", help="tax records as Parquet alone")
    make(parser.parse_args())


def make(size: argparse.Namespace) -> None:
    """Write everything into the folder."""
    random = np.random.default_rng(SEED)
    folder: Path = size.folder
    (folder / "agreements").mkdir(parents=True, exist_ok=True)
    for number in range(size.agreements):
        document = agreement(number)
        path = folder / "agreements" / f"{document['id']}.json"
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    table = projects(size.projects, size.agreements, random)
    taxpayers = table.column("taxpayer_ids").to_pylist()
    pcsv.write_csv(table, folder / "projects.csv")
    pcsv.write_csv(factors(size.projects, size.agreements, random), folder / "factors.csv")
    pcsv.write_csv(deductions(size.projects, random), folder / "deductions.csv")
    tax = records(size.records, taxpayers, random)
    pq.write_table(tax, folder / "tax.parquet", compression="zstd")
    if not size.no_csv:
        pcsv.write_csv(in_yuan(tax), folder / "tax.csv")


if __name__ == "__main__":
    main()
