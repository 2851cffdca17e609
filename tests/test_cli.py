"""The command line: every command in both languages, exit codes, files, locales, light starts."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benefitshare import __version__
from benefitshare.agreements.schemas import schema_names, validator
from benefitshare.cli import main
from benefitshare.cli.commands import COMMANDS
from benefitshare.cli.help import WIDTH, help_text
from benefitshare.cli.screen import folded, json_text
from benefitshare.cli.words import TEXTS
from benefitshare.findings import Finding
from benefitshare.reports.columns import display_width

GOLDEN = Path(__file__).parent / "golden" / "cli"
EXAMPLE = Path(__file__).parent.parent / "examples" / "guangqing" / "agreement.yaml"
HAN = re.compile("[\u3400-\u9fff]")
HEAVY = ("pandas", "numpy", "duckdb", "pulp", "pyarrow")
LANGS = ("zh", "en")
PATHS = [(), *((c.name,) for c in COMMANDS), *(("schemas", p) for p in ("list", "show", "export"))]

AGREEMENT = """\
schema: benefitshare/agreement/v1
id: toy
title: {zh: 示例协议, en: toy agreement}
status: illustrative
parties:
  gz: {name: {zh: 东江市, en: Dongjiang}, role: origin}
  qy: {name: {zh: 西岭市, en: Xiling}, role: host}
term: {from: 2023-01-01, to: 2032-12-31}
revenue: {taxes: [vat], division: none}
clauses:
  - {id: 第一条, kind: split, text: {zh: 各得一半, en: half each}, shares: {gz: "50%", qy: rest}}
settlement: {collector: qy}
"""
PROJECTS = "项目编号,项目名称\nP1,一号项目\n"
TAX = """\
项目编号,税种,入库金额(元),入库日期,级次,税票号码
P1,增值税,1000.01,2023-03-15,共享,A1
P1,增值税,2000.00,2024-03-15,共享,A2
"""
BAD_ROW = "P1,增值税,77.00,2024-02-30,共享,A3\n"


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("协议.yaml", AGREEMENT), ("项目.csv", PROJECTS), ("税收.csv", TAX),
        ("坏.csv", TAX + BAD_ROW), ("错.yaml", AGREEMENT.replace("qy: rest", "qy: '60%'")),
    ):  # fmt: skip
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys):
    def call(*words):
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


TABLES = ("--projects", "项目.csv", "--tax", "税收.csv")
SETTLE = ("settle", "协议.yaml", *TABLES)
EXPLAIN = ("explain", "协议.yaml", *TABLES)


def codes_of(out):
    return [finding["code"] for finding in json.loads(out)["findings"]]


# --- help and usage -------------------------------------------------------------------------------

LATIN = {
    "benefitshare", "demo", "validate", "show", "settle", "explain", "schemas", "template", "list",
    "export", "json", "yaml", "csv", "xlsx", "schema", "excel", "h", "zh", "en", "gross", "split",
    "auto", "entitlement", "cash", "error", "warning", "info", "never", "vat", "out", "settlement",
    "output",
    "projects", "tax", "factors", "deductions", "payments",
    "propose", "evaluate", "compare", "frontier", "improve", "what", "if", "what-if", "proposal",
    "leximin", "nash", "proportional", "utilitarian", "closest", "nucleolus", "shapley", "talmud",
    "money", "gain", "multiple", "normalised", "guangzhou", "all",
    "expected", "regret", "cvar", "scenario", "always", "duckdb", "parquet", "mb", "ctrl", "c",
}  # fmt: skip
EXAMPLE_WORDS = re.compile("元|千元|万元|亿元|增值税")


@pytest.mark.parametrize("path", PATHS, ids="-".join)
def test_help_speaks_one_language(run, path):
    code, zh, err = run(*path, "--help")
    assert (code, err) == (0, "")
    words = re.findall("[A-Za-z]+", re.sub(r"--[a-z-]+|[a-z]+_[a-z]+", "", zh))
    assert {word.lower() for word in words} <= LATIN
    assert HAN.search(zh)
    code, en, _ = run("--lang", "en", *path, "--help")
    assert code == 0
    assert not HAN.search(EXAMPLE_WORDS.sub("", en))
    assert max(map(display_width, (zh + en).splitlines())) <= WIDTH + 2


def test_every_option_is_on_its_page():
    page = help_text(("settle",), "en")
    for option in next(c for c in COMMANDS if c.name == "settle").options:
        assert not option.flagged or option.names[0] in page


def test_every_text_is_in_both_languages():
    for key, (zh, en) in TEXTS.items():
        assert zh, key
        assert en, key
        assert not HAN.search(en), key
        assert set(re.findall(r"{\w+}", zh)) == set(re.findall(r"{\w+}", en)), key


def test_version(run):
    assert run("--version") == (0, f"benefitshare {__version__}\n", "")
    assert json.loads(run("settle", "--version", "--json")[1]) == {"version": __version__}


WRONG = {
    "nothing": [],
    "unknown-command": ["settel", "a.yaml"],
    "unknown-option": ["show", "a.yaml", "--colour", "1"],
    "agreement-missing": ["settle", "--projects", "p.csv"],
    "value-missing": ["settle", "a.yaml", "--projects"],
    "one-value-missing": ["settle", "a.yaml", "--years"],
    "two-values": ["explain", "a.yaml", "--transfer", "a"],
    "choice": ["settle", "a.yaml", "--extract", "half"],
    "language": ["show", "a.yaml", "--lang", "fr"],
    "years": ["settle", "a.yaml", "--years", "2024-2022"],
    "day": ["settle", "a.yaml", "--as-known-on", "2024-02-30"],
    "depth": ["explain", "a.yaml", "--depth", "-x"],
    "levels": ["explain", "a.yaml", "--depth", "3.5"],
    "workbook": ["template", "a.xls"],
    "no-value-wanted": ["show", "a.yaml", "--json=yes"],
    "part-missing": ["schemas"],
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_calls_say_so_in_one_language(run, words):
    code, out, zh = run(*words)
    assert (code, out) == (2, "")
    assert "[arguments-wrong]" in zh
    spoken = re.sub(
        r"\[arguments-wrong\]|--[a-z-]+|'[^']*'|benefitshare [a-z ]*|\.xlsx?|a\.xls", "", zh
    )
    assert not re.search("[a-z]{3,}", spoken), zh
    code, out, en = run(*words, "--lang", "en") if "--lang" not in words else (2, "", "")
    assert (code, out) == (2, "")
    assert not HAN.search(en)


def test_a_wrong_call_is_a_finding_in_both_languages(run):
    code, out, err = run("settle", "--json")
    assert (code, err) == (2, "")
    document = json.loads(out)
    assert document["exit_code"] == 2
    message = document["findings"][0]["message"]
    assert "缺少参数：协议" in message["zh"]
    assert "required: AGREEMENT" in message["en"]
    assert list(validator("finding").iter_errors(document["findings"][0])) == []


def test_missing_tables_are_named_together(run, toy):
    code, out, _ = run("settle", "协议.yaml", "--json")
    assert (code, codes_of(out)) == (2, ["table-missing", "table-missing"])
    code, _, err = run("explain", "协议.yaml", "--projects", "项目.csv", "--lang", "en")
    assert code == 2
    assert "--tax" in err
    assert not HAN.search(err)


# --- agreements -----------------------------------------------------------------------------------


def test_validate_says_valid(run, toy):
    assert run("validate", "协议.yaml")[0] == 0
    assert run("validate", "协议.yaml")[1].endswith("协议.yaml：有效（错误 0、警告 0、提示 0）\n")
    out = run("validate", "协议.yaml", "--lang", "en")[1]
    assert out == "协议.yaml: valid (errors 0, warnings 0, notes 0)\n"


def test_validate_several_in_order(run, toy):
    code, out, err = run("validate", "协议.yaml", "错.yaml")
    assert (code, err) == (1, "")
    assert out.index("有效") < out.index("错.yaml 第")
    assert out.splitlines()[-1].startswith("错.yaml：无效（错误 ")
    document = json.loads(run("validate", "协议.yaml", "错.yaml", "--json")[1])
    assert [a["verdict"] for a in document["agreements"]] == ["valid", "invalid"]
    assert document["exit_code"] == 1
    lines = [f["place"]["line"] for f in document["agreements"][1]["findings"]]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("warning", 0), ("info", 1), ("never", 0)]
)
def test_validate_fails_on_what_is_asked(run, fail_on, code):
    assert run("validate", EXAMPLE, "--fail-on", fail_on)[0] == code


def test_unreadable_agreements_exit_with_3(run, toy):
    Path("坏.yaml").write_text("a: [1", encoding="utf-8")
    for name in ("没有.yaml", "坏.yaml"):
        assert run("validate", name)[0] == 3
        assert run("show", name)[0] == 3
        assert run("settle", name, *TABLES)[0] == 3
    assert "无法读取" in run("validate", "没有.yaml", "协议.yaml")[1]


def test_show(run, toy):
    code, zh, err = run("show", "协议.yaml")
    assert (code, err) == (0, "")
    assert "示例协议" in zh
    en = run("show", "协议.yaml", "--lang", "en")[1]
    assert en.startswith("toy agreement")
    document = json.loads(run("show", "协议.yaml", "--json")[1])
    assert document == {"agreement": "toy", "text": {"zh": zh, "en": en}}
    assert run("show", "错.yaml")[0] == 1


# --- settlement -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_settle_prints_statement_and_summary(run, toy, lang):
    code, out, err = run(*SETTLE, "--lang", lang)
    assert code == 0
    assert ("东江市" if lang == "zh" else "Dongjiang") in out
    assert (
        "税收：读取 2 行（3,000.01 元）= 使用 2 行" if lang == "zh" else "tax: 2 rows read"
    ) in err
    if lang == "en":
        assert not HAN.search(err)


def test_settle_gives_the_settlement_document(run, toy):
    code, out, err = run(*SETTLE, "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert list(validator("settlement").iter_errors(document)) == []
    assert [t["net_fen"] for t in document["transfers"]] == [50001, 100000]
    assert run(*SETTLE, "--json")[1] == out


def test_settle_with_bad_rows_settles_the_rest_and_exits_with_1(run, toy):
    words = ("settle", "协议.yaml", "--projects", "项目.csv", "--tax", "坏.csv")
    code, out, err = run(*words)
    assert code == 1
    assert "1,500.01" in out
    assert "错误 [date-impossible]" in err
    assert "涉及 77.00 元" in err
    assert run(*words, "--fail-on", "never")[0] == 0


def test_settle_takes_many_files_patterns_and_sheets(run, toy):
    import openpyxl

    Path("税收.csv").write_text("".join(TAX.splitlines(keepends=True)[:2]), encoding="utf-8")
    book = openpyxl.Workbook()
    for row in [TAX.splitlines()[0], TAX.splitlines()[2]]:
        book.active.append(row.split(","))
    book.active.title = "二〇二四"
    book.save("税收四.xlsx")
    for tax in (
        ["--tax", "税收.csv", "--tax", "税收四.xlsx#二〇二四"], ["--tax", "税收*"],
        ["--tax", "税收.csv", "税收四.xlsx#*"],
    ):  # fmt: skip
        words = ("settle", "协议.yaml", "--projects", "项目.csv", *tax, "--json")
        nets = [t["net_fen"] for t in json.loads(run(*words)[1])["transfers"]]
        assert nets == [50001, 100000]


def test_settle_passes_its_options_on(run, toy):
    Path("税收.csv").write_text(TAX.replace("(元)", ""), encoding="utf-8")
    words = (
        "--years",
        "2023",
        "--unit",
        "万元",
        "--extract",
        "gross",
        "--as-known-on",
        "2026-01-01",
    )
    document = json.loads(run(*SETTLE, *words, "--json")[1])
    assert [t["net_fen"] for t in document["transfers"]] == [500005000]
    assert document["receipt"]["years"] == [2023]
    assert document["receipt"]["as_known_on"] == "2026-01-01"


def test_settle_writes_and_does_not_overwrite(run, toy):
    code, _, err = run(*SETTLE, "--out", "结果")
    assert code == 0
    assert sorted(p.name for p in Path("结果").iterdir()) == ["settlement.json", "结算单.xlsx"]
    assert "结算单.xlsx" in err
    assert Path("结果/settlement.json").read_text(encoding="utf-8") == run(*SETTLE, "--json")[1]
    Path("结果/settlement.json").write_text("mine", encoding="utf-8")
    code, out, err = run(*SETTLE, "--out", "结果")
    assert (code, out) == (2, "")
    assert err.count("[output-exists]") == 2
    assert Path("结果/settlement.json").read_text(encoding="utf-8") == "mine"
    assert run(*SETTLE, "--out", "结果", "--force")[0] == 0
    assert json.loads(Path("结果/settlement.json").read_text(encoding="utf-8"))["receipt"]
    assert run(*SETTLE, "--out", "en", "--lang", "en")[0] == 0
    assert Path("en/statement.xlsx").exists()


@pytest.mark.parametrize("lang", LANGS)
def test_what_cannot_be_written_is_said(run, toy, lang):
    code, _, err = run(*SETTLE, "--out", "项目.csv/里", "--lang", lang)
    assert code == 2
    assert "[output-unwritable]" in err
    assert (HAN.search(err.replace("项目.csv/里", "")) is None) == (lang == "en")


def test_unreadable_tables_exit_with_3(run, toy):
    code, out, _ = run(
        "settle", "协议.yaml", "--projects", "没有.csv", "--tax", "税收.csv", "--json"
    )
    assert (code, codes_of(out)) == (3, ["file-missing"])
    assert json.loads(out)["exit_code"] == 3


def test_an_invalid_agreement_is_not_settled(run, toy):
    code, out, err = run("settle", "错.yaml", *TABLES)
    assert (code, out) == (1, "")
    assert "错误 [" in err


# --- explanation ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_explain(run, toy, lang):
    words = (*EXPLAIN, "--party", "gz", "--period", "2023", "--project", "P1", "--tax-kind", "vat")
    code, out, _ = run(*words, "--lang", lang)
    assert code == 0
    assert "500.01" in out
    assert ("各得一半" if lang == "zh" else "half each") in out
    document = json.loads(run(*words, "--json")[1])
    assert list(validator("explanation").iter_errors(document)) == []
    assert document["root"]["amount_fen"] == 50001


def test_explain_transfer_depth_and_unknown(run, toy):
    code, out, _ = run(*EXPLAIN, "--transfer", "qy", "gz", "--period", "2024", "--json")
    assert code == 0
    assert json.loads(out)["root"]["amount_fen"] == 100000
    shallow = run(*EXPLAIN, "--party", "gz", "--depth", "0")[1]
    assert len(shallow) < len(run(*EXPLAIN, "--party", "gz")[1])
    code, out, _ = run(*EXPLAIN, "--party", "nobody", "--json")
    assert (code, codes_of(out)) == (2, ["figure-not-found"])


# --- schemas and template -------------------------------------------------------------------------


def test_schemas(run, toy):
    for lang in LANGS:
        lines = run("schemas", "list", "--lang", lang)[1].splitlines()
        assert [line.split()[0] for line in lines] == list(schema_names())
        assert all(bool(HAN.search(line)) == (lang == "zh") for line in lines)
    document = json.loads(run("schemas", "list", "--json")[1])
    assert [s["name"] for s in document["schemas"]] == list(schema_names())
    assert json.loads(run("schemas", "show", "agreement")[1])["title"]
    assert codes_of(run("schemas", "show", "agreements", "--json")[1]) == ["schema-unknown"]
    code, out, _ = run("schemas", "export", "格式", "--json")
    assert code == 0
    assert len(json.loads(out)["written"]) == len(schema_names())
    assert run("schemas", "export", "格式")[0] == 2
    assert run("schemas", "export", "格式", "--force")[0] == 0


def test_template(run, toy):
    code, out, _ = run("template", "表.xlsx", "--kinds", "tax", "projects")
    assert (code, out) == (0, "已写出：\n  表.xlsx\n")
    before = Path("表.xlsx").read_bytes()
    assert run("template", "表.xlsx")[0] == 2
    assert Path("表.xlsx").read_bytes() == before
    assert json.loads(run("template", "表.xlsx", "--force", "--json")[1]) == {
        "written": ["表.xlsx"]
    }
    assert Path("表.xlsx").read_bytes() != before
    assert run("--lang", "en", "template", "t.xlsx")[1] == "Written:\n  t.xlsx\n"


# --- the demonstration ----------------------------------------------------------------------------


def test_demo_reads_as_recorded(run, tmp_path, monkeypatch):
    """Both languages into the same place: it replaces its own output."""
    monkeypatch.chdir(tmp_path)
    for lang in LANGS:
        code, out, err = run("demo", "--out", "demo-out", "--lang", lang)
        assert (code, err) == (0, "")
        path = GOLDEN / f"demo.{lang}.txt"
        if os.environ.get("BENEFITSHARE_RECORD") == "1":
            path.write_text(out, encoding="utf-8")
        assert out == path.read_text(encoding="utf-8")
        assert max(map(display_width, out.splitlines())) <= 101
    assert {"settlement.json", "结算单.xlsx", "statement.xlsx", "input"} == {
        p.name for p in Path("demo-out").iterdir()
    }


def test_the_commands_the_demo_offers_work(run, tmp_path, monkeypatch):
    import shlex

    monkeypatch.chdir(tmp_path)
    out = run("demo", "--out", "demo-out")[1].replace(" \\\n", " ")
    commands = [line for line in out.splitlines() if line.startswith("    benefitshare ")]
    assert len(commands) == 6
    for command in commands:
        words = shlex.split(command)[1:]
        code, shown, err = run(*words)
        assert code == (1 if words[0] == "settle" else 0), err
        assert shown


def test_demo_without_files_and_as_document(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    document = json.loads(run("demo", "--json")[1])
    assert list(validator("settlement").iter_errors(document["settlement"])) == []
    assert list(validator("explanation").iter_errors(document["explanation"])) == []
    assert document["written"] == []
    assert list(Path().iterdir()) == []


# --- failures of our own, signals, locales, start -------------------------------------------------


def raising(error):
    def fail(*_, **__):
        raise error

    return fail


def test_an_internal_error_exits_with_5(run, toy, monkeypatch):
    monkeypatch.delenv("BENEFITSHARE_TRACEBACK", raising=False)
    monkeypatch.setattr("benefitshare.cli.validate.validate_agreement", raising(KeyError("oops")))
    code, out, err = run("validate", "协议.yaml")
    assert (code, out) == (5, "")
    assert "KeyError: 'oops'" in err
    assert "程序自身出错" in err
    assert "the program failed" not in err
    assert "Traceback" not in err
    err = run("--lang", "en", "validate", "协议.yaml")[2]
    assert "the program failed" in err
    assert "程序自身出错" not in err
    assert "Traceback" in run("validate", "协议.yaml", "--traceback")[2]
    monkeypatch.setenv("BENEFITSHARE_TRACEBACK", "1")
    assert "Traceback" in run("validate", "协议.yaml")[2]
    code, out, _ = run("validate", "协议.yaml", "--json")
    assert (code, codes_of(out)) == (5, ["internal-error"])


def test_an_interrupt_exits_with_130(run, toy, monkeypatch):
    monkeypatch.setattr(
        "benefitshare.cli.validate.validate_agreement", raising(KeyboardInterrupt())
    )
    assert run("validate", "协议.yaml") == (130, "", "已中断。\n")
    assert run("--lang", "en", "validate", "协议.yaml") == (130, "", "Interrupted.\n")
    assert run("validate", "协议.yaml", "--json") == (130, "", "")


def started(*words, **environment):
    """A program of its own, in a bare environment."""
    root = Path(__file__).parent.parent
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), **environment}
    command = [sys.executable, "-m", "benefitshare", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    ],
)
def test_any_locale_gives_utf8(toy, environment):
    process = started("validate", "错.yaml", "协议.yaml", **environment)
    out, err = process.communicate()
    assert (process.returncode, err) == (1, b"")
    assert "协议.yaml：有效（错误 0、警告 0、提示 0）" in out.decode("utf-8")
    process = started("settle", **environment)
    assert "缺少参数：协议" in process.communicate()[1].decode("utf-8")


def test_a_closed_pipe_is_no_error():
    process = started("show", EXAMPLE)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), err) == (141, b"")


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["settle"], ["validate", str(EXAMPLE)]]
)
def test_a_light_command_loads_no_heavy_library(words):
    code = (
        "import sys; from benefitshare.cli import main; main(sys.argv[1:]); "
        f"heavy = set({HEAVY!r}) & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    command = [sys.executable, "-c", code, *words]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, check=False, capture_output=True, cwd=root)
    assert done.returncode == 0, done.stderr


# --- small parts ----------------------------------------------------------------------------------


def test_long_lines_are_folded_under_their_text():
    line = "12,345.00    协议原文：" + "甲" * 30
    lines = folded(line, 40).split("\n")
    assert "".join(part.strip() for part in lines) == line
    assert all(display_width(part) <= 41 for part in lines)
    assert all(part.startswith(" " * 13) for part in lines[1:])


def test_json_is_stable():
    assert json_text({"b": 1, "a": "应得"}) == '{\n  "a": "应得",\n  "b": 1\n}\n'


def test_usage_findings_are_in_both_languages():
    from benefitshare.findings.catalog.usage import ENTRIES

    for entry in ENTRIES:
        finding = Finding(entry.code)
        assert HAN.search(finding.title("zh"))
        assert not HAN.search(finding.title("en"))
