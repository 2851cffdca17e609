"""Settling from kept records gives what settling from all files gives, to the byte: only the
receipt says beside each source in which file its records were kept.
"""

import contextlib
import io
import json
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import benefitshare
from benefitshare.cli import main
from benefitshare.findings import InvalidInput, UnreadableInput, UsageError
from tests import strategies as toy
from tests.test_properties_settlement import as_read
from tests.test_settle_in_engine import AGREEMENT, ROW, SPOILED, TEXTS, examples, filled

PROJECTS = [{"project_id": "P1"}]


def parquet(path, rows):
    """Records as an export writes them: texts, and fen as integers."""
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys(key for row in rows for key in row)))
    for name in frame.columns:
        if name in TEXTS:
            frame[name] = frame[name].astype("str").where(frame[name].notna(), None)
    frame.to_parquet(path)
    return path


def told(result):
    """All that a settlement says, but for where records were kept."""
    document = json.loads(result.to_json())
    for line in document["receipt"]["inputs"]:
        line.pop("kept", None)
    return document


def frames(tables):
    return {k: pd.DataFrame(rows) for k, rows in tables.items() if rows and k != "tax"}


class Years:
    """The records of some years, a file each, settled together and one after another."""

    def __init__(self, folder, *years):
        self.folder = Path(folder)
        self.files = [
            parquet(self.folder / f"{n}.parquet", rows) for n, rows in enumerate(years) if rows
        ]

    def together(self, document, tables, **options):
        return told(benefitshare.settle(document, tax=self.files, **frames(tables), **options))

    def one_by_one(self, document, tables, kept=None, **options):
        """Each year kept and its file taken away before the next is settled; the last settlement,
        and one from kept records alone.
        """
        for number, file in enumerate(self.files):
            keep = self.folder / f"{number}.kept"
            result = benefitshare.settle(
                document, tax=file, kept=kept, keep=keep, **frames(tables), **options
            )
            file.rename(file.with_suffix(".gone"))
            kept = keep
        again = benefitshare.settle(document, kept=kept, **frames(tables), **options)
        for file in self.files:
            file.with_suffix(".gone").rename(file)
        assert told(again) == told(result)
        return told(result)


@st.composite
def disturbed(draw, rows):
    """Records with vouchers that occur in several years, some cells of them not as they should."""
    rows = [{**row, "voucher_no": f"V{n % 5}" if n % 3 else ""} for n, row in enumerate(rows)]
    for row in rows:
        if draw(st.integers(0, 2)) == 0:
            name = draw(st.sampled_from(sorted(SPOILED)))
            row[name] = draw(st.sampled_from(SPOILED[name]))
    return rows


@st.composite
def settled_cases(draw, rows=None):
    """A case whose records are cut into two or three files."""
    document, tables, years, known = draw(toy.cases())
    tables = {kind: filled(own) for kind, own in as_read(tables).items()}
    rows = tables.pop("tax") if rows is None else rows
    assume(rows)
    rows = draw(st.one_of(st.just(rows), disturbed(rows)))
    if draw(st.booleans()):
        rows = sorted(rows, key=lambda row: str(row["treasury_date"]))
    cuts = sorted(draw(st.lists(st.integers(0, len(rows)), min_size=1, max_size=2)))
    files = [rows[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    return document, tables, files, {"years": years, "as_known_on": known}


@examples(6)
@given(settled_cases())
def test_kept_years_and_a_further_one_are_settled_as_all_of_them(case):
    document, tables, files, options = case
    with tempfile.TemporaryDirectory() as folder:
        years = Years(folder, *files)
        try:
            expected = years.together(document, tables, **options)
        except InvalidInput:
            assume(False)
        assert years.one_by_one(document, tables, **options) == expected


@examples(4)
@given(settled_cases(), settled_cases())
def test_kept_records_serve_other_agreements_and_other_projects(kept, asked):
    document, tables, files, options = asked
    with tempfile.TemporaryDirectory() as folder:
        years = Years(folder, *files)
        try:
            expected = years.together(document, tables, **options)
            years.one_by_one(kept[0], kept[1], **kept[3])
        except InvalidInput:
            assume(False)
        last = Path(folder, f"{len(years.files) - 1}.kept")
        again = benefitshare.settle(document, kept=last, **frames(tables), **options)
        assert told(again) == expected


def of_years(folder, *years, document=AGREEMENT, projects=PROJECTS, **options):
    """The same told both ways."""
    files, tables = Years(folder, *years), {"projects": projects}
    expected = files.together(document, tables, **options)
    assert files.one_by_one(document, tables, **options) == expected
    return expected


def rows(*changes, year=2024):
    return [{**ROW, "treasury_date": f"{year}-03-15", **change} for change in changes]


def codes(document):
    return [finding["code"] for finding in document["findings"]]


def test_a_voucher_of_a_past_year_is_found(tmp_path):
    past = rows({"voucher_no": "A1"}, {"voucher_no": "A2"}, {"voucher_no": "A3", "tax": "cit"})
    new = rows({"voucher_no": "A1"}, {"voucher_no": " A2"}, {"voucher_no": "A3"}, year=2025)
    found = of_years(tmp_path, past, new)
    assert codes(found).count("voucher-repeated") == 2


def test_a_past_row_without_subject_gives_way_to_a_new_one_with_it(tmp_path):
    past = rows({"voucher_no": "A1", "budget_subject": ""}, {"voucher_no": "A2"})
    new = rows({"voucher_no": "A1", "budget_subject": "101010101"})
    found = of_years(tmp_path, past, new)
    repeated = [f for f in found["findings"] if f["code"] == "voucher-repeated"]
    assert [f["place"]["file"] for f in repeated] == ["0.parquet"]


def test_an_odd_row_of_a_past_year_has_the_voucher_of_a_new_one(tmp_path):
    found = of_years(tmp_path, rows({"voucher_no": " A1"}), rows({"voucher_no": "A1"}, year=2025))
    assert "voucher-repeated" in codes(found)


def kept_under(folder, past, **told_):
    years = Years(folder, past)
    years.one_by_one(AGREEMENT, {"projects": PROJECTS}, **told_)
    return years, folder / "0.kept"


@pytest.mark.parametrize("projects", [
    [{"project_id": "P2"}], [{"project_id": "P2"}, {"project_id": "P1"}],
    [{"project_id": "P1", "taxpayer_ids": "91440101MA5XXXXXX0"}],
])  # fmt: skip
def test_projects_may_come_and_go(tmp_path, projects):
    past = rows({"amount_fen": 700}, {"project_id": "P2"}, {"project_id": "P3"})
    years, kept = kept_under(tmp_path, past)
    expected = years.together(AGREEMENT, {"projects": projects})
    result = benefitshare.settle(AGREEMENT, projects=pd.DataFrame(projects), kept=kept)
    assert told(result) == expected


def changed(**settlement):
    return {**AGREEMENT, "settlement": {**AGREEMENT["settlement"], **settlement}}


def test_an_agreement_that_rounds_by_the_record_sees_each_kept_one(tmp_path):
    past = rows(*[{"amount_fen": n} for n in (1, 3, 5)])
    years, kept = kept_under(tmp_path, past)
    document = changed(rounding={"per": "record"})
    expected = years.together(document, {"projects": PROJECTS})
    result = benefitshare.settle(document, projects=pd.DataFrame(PROJECTS), kept=kept)
    assert told(result) == expected
    assert expected["transfers"] != told(
        benefitshare.settle(AGREEMENT, projects=pd.DataFrame(PROJECTS), kept=kept)
    )["transfers"]  # fmt: skip


def test_years_that_mix_levels_are_refused_as_ever(tmp_path):
    found = of_years(tmp_path, rows({}), rows({"level": "city"}, year=2025))
    assert "extract-mixes-levels" in codes(found)


def test_a_file_that_is_kept_already_counts_once(tmp_path):
    past = rows({"voucher_no": "A1"}, {})
    years, kept = kept_under(tmp_path, past)
    twice = [years.files[0]] * 2
    expected = benefitshare.settle(AGREEMENT, projects=pd.DataFrame(PROJECTS), tax=twice)
    result = benefitshare.settle(
        AGREEMENT, projects=pd.DataFrame(PROJECTS), tax=twice[0], kept=kept,
        keep=tmp_path / "more.kept",
    )  # fmt: skip
    assert told(result) == told(expected)
    assert "source-repeated" in codes(told(result))
    again = benefitshare.settle(
        AGREEMENT, projects=pd.DataFrame(PROJECTS), kept=tmp_path / "more.kept"
    )
    assert again.transfers.equals(result.transfers)


def test_a_further_year_may_come_in_any_form(tmp_path):
    past = rows({"voucher_no": "A1"}, {"voucher_no": "A2", "tax": "no such tax"})
    years, kept = kept_under(tmp_path, past)
    new = pd.DataFrame(rows({"voucher_no": "A1"}, {"voucher_no": "A4"}, year=2025))
    new.to_csv(tmp_path / "new.csv", index=False)
    projects = pd.DataFrame(PROJECTS)
    for further in (new, tmp_path / "new.csv", [str(tmp_path / "new.csv")]):
        more = further if isinstance(further, list) else [further]
        expected = benefitshare.settle(AGREEMENT, projects=projects, tax=[*years.files, *more])
        result = benefitshare.settle(AGREEMENT, projects=projects, tax=further, kept=kept)
        assert told(result) == told(expected)
        assert "voucher-repeated" in codes(told(result))


def test_several_files_are_kept_at_once(tmp_path):
    years = Years(tmp_path, rows({"voucher_no": "A1"}), rows({"voucher_no": "A1"}, {}, year=2025))
    projects, keep = pd.DataFrame(PROJECTS), tmp_path / "all.kept"
    result = benefitshare.settle(AGREEMENT, projects=projects, tax=years.files, keep=keep)
    assert told(result) == years.together(AGREEMENT, {"projects": PROJECTS})
    assert told(benefitshare.settle(AGREEMENT, projects=projects, kept=keep)) == told(result)


def test_a_kept_file_may_be_written_over_itself(tmp_path):
    _, kept = kept_under(tmp_path, rows({}))
    new = parquet(tmp_path / "new.parquet", rows({}, year=2025))
    projects = pd.DataFrame(PROJECTS)
    result = benefitshare.settle(AGREEMENT, projects=projects, tax=new, kept=kept, keep=kept)
    assert told(benefitshare.settle(AGREEMENT, projects=projects, kept=kept)) == told(result)


def test_the_receipt_says_where_records_were_kept(tmp_path):
    _, kept = kept_under(tmp_path, rows({}))
    result = benefitshare.settle(AGREEMENT, projects=pd.DataFrame(PROJECTS), kept=kept)
    line = next(i for i in result.receipt["inputs"] if i["table"] == "tax")
    assert (line["file"], line["kept"]["file"]) == ("0.parquet", "0.kept")
    assert line["kept"]["bytes"] == kept.stat().st_size


def test_same_records_same_kept_file(tmp_path):
    years = Years(tmp_path, rows({"voucher_no": "A1"}, {"tax": "no such tax"}))
    for name in ("a", "b"):
        benefitshare.settle(
            AGREEMENT, projects=pd.DataFrame(PROJECTS), tax=years.files[0], keep=tmp_path / name
        )
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_every_damaged_byte_is_noticed(tmp_path):
    past = rows({"voucher_no": "A1", "amount_fen": 1234567}, {"tax": "no such tax"})
    _, kept = kept_under(tmp_path, past)
    whole = kept.read_bytes()
    right = what_is_said(kept)
    places = range(0, len(whole), 41)
    said = []
    for place in places:
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        said.append(what_is_said(kept))
    assert all(one in (right, ["kept-unreadable"]) for one in said)
    assert said.count(right) < len(places) / 10  # times and flags of the archive say nothing


def what_is_said(kept):
    """The settlement from a kept file without its name and digest, or what is wrong with it."""
    try:
        return told(benefitshare.settle(AGREEMENT, projects=pd.DataFrame(PROJECTS), kept=kept))
    except UnreadableInput as error:
        return [finding.code for finding in error.findings]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PAR1", None])
def test_what_is_no_kept_file_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "x.kept"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableInput) as said:
        benefitshare.settle(AGREEMENT, projects=pd.DataFrame(PROJECTS), kept=path)
    code = "file-missing" if content is None else "kept-unreadable"
    assert [f.code for f in said.value.findings] == [code]


def rewritten(kept, **changes):
    """The kept file with another description."""
    with zipfile.ZipFile(kept) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    about = {**json.loads(members["kept.json"]), **changes}
    members["kept.json"] = json.dumps(about).encode()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_records_kept_by_another_version_are_told_apart(tmp_path):
    _, kept = kept_under(tmp_path, rows({}))
    rewritten(kept, library="0.0.9")
    result = benefitshare.settle(AGREEMENT, projects=pd.DataFrame(PROJECTS), kept=kept)
    assert [f.code for f in result.finding_list if f.severity != "info"] == [
        "kept-by-other-version"
    ]
    rewritten(kept, format="benefitshare/kept/v2")
    with pytest.raises(UnreadableInput):
        benefitshare.settle(AGREEMENT, projects=pd.DataFrame(PROJECTS), kept=kept)


def test_a_frame_is_not_kept_and_nothing_is_written(tmp_path):
    keep = tmp_path / "x.kept"
    with pytest.raises(UsageError) as said:
        benefitshare.settle(
            AGREEMENT, projects=pd.DataFrame(PROJECTS), tax=pd.DataFrame(rows({})), keep=keep
        )
    assert [f.code for f in said.value.findings] == ["source-not-kept"]
    assert not keep.exists()


def command(*words):
    """The exit code of a command and its document."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main([*map(str, words), "--json"])
    return code, json.loads(out.getvalue())


def test_the_command_keeps_and_settles_from_kept_records(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    years = Years(tmp_path, rows({"voucher_no": "A1"}), rows({"voucher_no": "A1"}, {}, year=2025))
    Path("doc.json").write_text(json.dumps(AGREEMENT), "utf-8")
    pd.DataFrame(PROJECTS).to_csv("projects.csv", index=False)
    settle = ("settle", "doc.json", "--projects", "projects.csv")
    expected = command(*settle, "--tax", *years.files)
    command(*settle, "--tax", years.files[0], "--keep", "past.kept")
    years.files[0].unlink()
    further = (*settle, "--tax", years.files[1], "--kept", "past.kept", "--keep")
    code, document = command(*further, "all.kept")
    receipt = document["receipt"]["inputs"]
    assert [line.pop("kept", {}).get("file") for line in receipt] == [None, "past.kept", None]
    assert (code, document) == expected
    assert command(*settle, "--kept", "all.kept")[1]["transfers"] == expected[1]["transfers"]
    code, refused = command(*further, "all.kept")
    assert (code, refused["findings"][0]["code"]) == (2, "output-exists")
    assert command(*further, "all.kept", "--force")[0] == expected[0]
    code, refused = command(*further, "no folder/all.kept")
    assert refused["findings"][0]["code"] == "output-unwritable"


def test_text_files_are_kept_as_they_are_read(tmp_path):
    lines = [
        "入库明细,,,,,", "项目编号,税种,级次,入库日期,凭证号,金额(元)",
        "P1,增值税,共享,2024-03-15,A1,100.50", ",,,,,", "P1,增值税,共享,2024/4/5,A2,7",
        "P?,增值税,共享,2024-04-15,A3,1", "P1,增值税,共享,2024-05-15,A3,2", "合计,,,,,110.50",
    ]  # fmt: skip
    files = [tmp_path / f"{year}.csv" for year in (2024, 2025)]
    for file, encoding in zip(files, ("utf-8-sig", "gb18030"), strict=True):
        text = "\n".join(lines).replace("2024", file.stem).replace("A2", f"B{file.stem}")
        file.write_text(text, encoding)
    projects, kept = pd.DataFrame(PROJECTS), tmp_path / "x.kept"
    expected = told(benefitshare.settle(AGREEMENT, projects=projects, tax=files))
    benefitshare.settle(AGREEMENT, projects=projects, tax=files[0], keep=kept)
    files[0].unlink()
    result = benefitshare.settle(AGREEMENT, projects=projects, tax=files[1], kept=kept, keep=kept)
    assert told(result) == expected
    assert told(benefitshare.settle(AGREEMENT, projects=projects, kept=kept)) == expected
    assert "voucher-repeated" in codes(expected)
