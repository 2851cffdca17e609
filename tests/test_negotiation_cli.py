"""The commands of the negotiation layer: what they write, for whom, and how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benefitshare.agreements import validate_agreement
from benefitshare.agreements.documents import document_text, read_document
from benefitshare.agreements.schemas import validator
from benefitshare.cli import main
from benefitshare.findings import has_errors

ROOT = Path(__file__).parent.parent
HEAVY = {"pandas", "numpy", "pulp", "highspy", "pyarrow", "jsonschema", "ruamel.yaml"}
COMMANDS = ("propose", "evaluate", "compare", "frontier", "improve", "what-if")

AGREEMENT = """\
schema: benefitshare/agreement/v1
id: a1
title: {zh: 示例协议, en: example agreement}
status: illustrative
parties:
  dj: {name: {zh: 东江市, en: Dongjiang}, role: origin}
  xl: {name: {zh: 西岭市, en: Xiling}, role: host}
term: {from: 2026-01-01, to: 2027-12-31}
revenue: {taxes: [vat], part: city, division: none}
clauses:
  - id: 第六条
    kind: split
    text: {zh: 比例另行商定。, en: The share is to be agreed.}
    shares: {dj: {open: {min: "10%", max: "60%", step: "5%"}}, xl: rest}
settlement: {collector: xl}
"""
BRIEF = """\
schema: benefitshare/negotiation/v1
id: b1
title: {zh: 示例任务书, en: example brief}
status: draft
agreements: [{file: 协议.yaml}]
parties:
  dj: {name: {zh: 东江市, en: Dongjiang}, reservation: "100000.00"}
  xl:
    name: {zh: 西岭市, en: Xiling}
    reservation: "777777.00"
    contributions: [{year: 2026, kind: land, amount: "300000.00"}]
valuation: {base_year: 2026, discount_rate: "0%"}
scale: gain
risk: worst_case
outlook:
  years: {from: 2026, to: 2027}
  projects: [{project: P1}]
  scenarios:
    - id: central
      title: {zh: 基准, en: central}
      tax: [{project: P1, tax: vat, amounts: ["2000000.00", "2000000.00"]}]
    - id: own
      title: {zh: 内部判断, en: own view}
      private: true
      base: central
      tax_times: {vat: "80%"}
demands:
  - id: least
    text: {zh: 东江市的净现值不低于60万元。, en: Dongjiang has at least 600 thousand yuan.}
    by: dj
    kind: npv_at_least
    party: dj
    amount: "AMOUNT"
    in: [central]
  - id: most
    text: {zh: 东江市的比例不超过45%。, en: Dongjiang's share is at most 45%.}
    by: xl
    kind: share_between
    term: 第六条/1/dj
    max: "45%"
tentative: {第六条/1/dj: "20%"}
"""
PROJECTS = "项目编号,项目名称\nP1,一号项目\n"
TAX = "项目编号,税种,入库金额(元),入库日期,级次\nP1,增值税,1000.00,2026-03-15,共享\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("协议.yaml").write_text(AGREEMENT, encoding="utf-8")
    for name, amount in (("书.yaml", "600000.00"), ("冲突.yaml", "3000000.00")):
        Path(name).write_text(BRIEF.replace("AMOUNT", amount), encoding="utf-8")
    Path("甲.yaml").write_text("第六条/1/dj: 30%\n", encoding="utf-8")
    Path("乙.yaml").write_text("terms: {a1/第六条/1/dj: 50%}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys, here):
    def call(*words):
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def codes_of(out):
    return [finding["code"] for finding in json.loads(out)["findings"]]


# --- propose --------------------------------------------------------------------------------------


def test_propose_writes_the_page_and_says_whether_there_are_terms(run):
    code, zh, err = run("propose", "书.yaml")
    assert (code, err) == (0, "")
    assert "方案书" in zh
    assert "西岭市" in zh
    code, en, _ = run("--lang", "en", "propose", "书.yaml")
    assert code == 0
    assert "Proposal" in en
    code, zh, err = run("propose", "冲突.yaml")
    assert (code, err) == (1, "")
    assert "“东江市的净现值不低于60万元”（东江市）" in zh


@pytest.mark.parametrize(
    "words",
    [
        ("propose", "书.yaml"), ("propose", "冲突.yaml"), ("propose", "书.yaml", "--public"),
        ("propose", "书.yaml", "--party", "东江市"), ("evaluate", "书.yaml"),
        ("compare", "书.yaml", "甲=甲.yaml"), ("frontier", "书.yaml"), ("improve", "书.yaml"),
        ("what-if", "书.yaml", "--tax-times", "增值税=0.9"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_json_is_one_document_of_the_schema(run, words):
    code, out, err = run(*words, "--json")
    assert code in (0, 1)
    assert err == ""
    assert list(validator("proposal").iter_errors(json.loads(out))) == []


def test_what_others_may_see_holds_no_secrets(run):
    secret, theirs = ("77.78", "777777", "内部判断"), ("10.00", "100000.00")
    for form in ([], ["--json"]):
        public = run("propose", "书.yaml", "--public", *form)[1]
        assert not [one for one in (*secret, *theirs[1:]) if one in public]
        own = run("propose", "书.yaml", "--party", "dj", *form)[1]
        assert not [one for one in secret if one in own]
        assert theirs[bool(form)] in own
    assert "77.78" in run("propose", "书.yaml")[1]


def test_a_criterion_a_scale_and_no_grid_are_taken(run):
    out = run("propose", "书.yaml", "--criterion", "nash", "--scale", "money", "--no-grid")[1]
    assert "乘积最大" in out
    assert "净现值" in out
    assert codes_of(run("propose", "书.yaml", "--criterion", "x", "--json")[1]) == [
        "criterion-unknown"
    ]


def test_out_writes_documents_that_settle_and_pages_for_everybody(run):
    code, _, err = run("propose", "书.yaml", "--out", "方案")
    assert code == 0
    names = {path.name for path in Path("方案").iterdir()}
    assert names == {
        "proposal.json", "方案书.txt", "a1.yaml", "公开页.txt", "东江市专页.txt", "西岭市专页.txt",
    }  # fmt: skip
    assert all(name in err for name in names)
    assert not has_errors(validate_agreement("方案/a1.yaml"))
    Path("项目.csv").write_text(PROJECTS, encoding="utf-8")
    Path("税.csv").write_text(TAX, encoding="utf-8")
    assert run("settle", "方案/a1.yaml", "--projects", "项目.csv", "--tax", "税.csv")[0] == 0
    assert run("evaluate", "书.yaml", "--terms", "方案/proposal.json")[0] == 0
    assert "777777" not in Path("方案/公开页.txt").read_text(encoding="utf-8")
    code, out, _ = run("propose", "书.yaml", "--out", "方案", "--json")
    assert (code, set(codes_of(out))) == (2, {"output-exists"})
    assert run("propose", "书.yaml", "--out", "方案", "--force")[0] == 0


def test_out_of_a_refusal_holds_the_reasons_only(run):
    assert run("--lang", "en", "propose", "冲突.yaml", "--out", "result")[0] == 1
    assert {p.name for p in Path("result").iterdir()} == {"proposal.json", "proposal.txt"}


# --- the measure of risk --------------------------------------------------------------------------


def test_a_measure_of_risk_is_taken(run):
    """Half of what comes in is Dongjiang's, and in its own view four fifths of that."""
    for told, word in (("worst_case", "最坏"), ("regret", "遗憾"), ("scenario=central", "“基准”")):
        code, out, _ = run("propose", "书.yaml", "--risk", told)
        assert code == 0
        assert word in out
    for command in (["evaluate"], ["frontier"], ["improve"]):
        out = run(*command, "书.yaml", "--risk", "scenario=central")[1]
        assert "只看“基准”情景" in out
    assert (
        "只看“基准”情景" in run("compare", "书.yaml", "甲=甲.yaml", "--risk", "scenario=central")[1]
    )
    central, worst = (
        json.loads(run("evaluate", "书.yaml", "--risk", told, "--json")[1])
        for told in ("scenario=central", "worst_case")
    )
    assert central["risk"] == {"measure": "scenario", "scenario": "central"}
    nets = [d["evaluation"]["standings"][0]["net"]["yuan"] for d in (central, worst)]
    assert nets == ["800000.00", "640000.00"]


def test_means_need_probabilities(run):
    likely = Path("书.yaml").read_text(encoding="utf-8")
    for scenario, odds in (("central", "1/4"), ("own", "3/4")):
        likely = likely.replace(
            f"- id: {scenario}\n", f"- id: {scenario}\n      probability: {odds}\n"
        )
    Path("概率.yaml").write_text(likely, encoding="utf-8")
    mean, tail = (
        json.loads(run("evaluate", "概率.yaml", "--risk", told, "--json")[1])
        for told in ("expected", "cvar=50%")
    )
    assert tail["risk"] == {"measure": "cvar", "alpha": "50%"}
    nets = [d["evaluation"]["standings"][0]["net"]["yuan"] for d in (mean, tail)]
    assert nets == ["680000.00", "640000.00"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("expected", "probabilities-needed"), ("cvar=80%", "probabilities-needed"),
        ("scenario=x", "unknown-scenario"), ("cvar", "arguments-wrong"),
        ("mean", "arguments-wrong"), ("cvar=many", "arguments-wrong"),
        ("scenario", "arguments-wrong"),
    ],
)  # fmt: skip
def test_a_measure_that_cannot_be_is_a_finding(run, told, code):
    ended, out, _ = run("propose", "书.yaml", "--risk", told, "--json")
    assert (ended, codes_of(out)) == (2, [code])


# --- given terms ----------------------------------------------------------------------------------


def test_evaluate_takes_terms_from_options_a_file_or_the_brief(run):
    assert run("evaluate", "书.yaml", "--term", "第六条/1/dj=30%")[0] == 0
    assert run("evaluate", "书.yaml", "--terms", "甲.yaml")[0] == 0
    code, out, _ = run("evaluate", "书.yaml", "--terms", "乙.yaml")
    assert code == 1
    assert "2 项诉求中有 1 项不满足" in out
    assert "20%" in run("evaluate", "书.yaml")[1]
    both = run("evaluate", "书.yaml", "--terms", "甲.yaml", "--term", "第六条/1/dj=45%")[1]
    assert "45%" in both


def test_a_share_under_two_names_is_refused_and_an_option_replaces_the_file(run):
    both = ["--term", "第六条/1/dj=30%", "--term", "a1/第六条/1/dj=40%"]
    assert codes_of(run("evaluate", "书.yaml", *both, "--json")[1]) == ["term-twice"]
    fixed = ["--fix", "第六条/1/dj=30%", "a1/第六条/1/dj=40%"]
    assert codes_of(run("what-if", "书.yaml", *fixed, "--json")[1]) == ["term-twice"]
    Path("两名.yaml").write_text("第六条/1/dj: 30%\na1/第六条/1/dj: 40%\n", encoding="utf-8")
    code, out, _ = run("evaluate", "书.yaml", "--terms", "两名.yaml", "--json")
    assert (code, codes_of(out)) == (2, ["term-twice"])
    found = json.loads(
        run("evaluate", "书.yaml", "--terms", "乙.yaml", "--term", "第六条/1/dj=45%", "--json")[1]
    )
    assert [t["share"] for t in found["evaluation"]["terms"]] == ["45%"]


def test_comparing_nothing_and_leaving_out_what_is_not_there_are_findings(run):
    code, out, _ = run("compare", "书.yaml", "--json")
    assert (code, codes_of(out)) == (2, ["nothing-to-compare"])
    bare = Path("书.yaml").read_text(encoding="utf-8")
    bare = bare[: bare.index("demands:")] + "tentative: {第六条/1/dj: 20%}\n"
    Path("无诉求.yaml").write_text(bare, encoding="utf-8")
    assert "诉求有：无" in run("what-if", "无诉求.yaml", "--without", "x")[2]


def test_compare_shows_all_sets_and_needs_names(run):
    code, out, _ = run("compare", "书.yaml", "甲案=甲.yaml", "乙案=乙.yaml")
    assert code == 1
    assert "甲案" in out
    assert "不满足 -5 点" in out
    assert run("compare", "书.yaml", "甲案=甲.yaml")[0] == 0
    code, out, _ = run("compare", "书.yaml", "甲=甲.yaml", "甲=乙.yaml", "--json")
    assert (code, codes_of(out)) == (2, ["name-repeated"])
    assert run("compare", "书.yaml", "甲.yaml")[0] == 2


def test_frontier_and_improve_end_by_what_they_find(run):
    assert run("frontier", "书.yaml")[0] == 0
    code, out, _ = run("frontier", "冲突.yaml")
    assert code == 1
    assert "没有可行的条款" in out
    assert run("improve", "书.yaml")[0] == 0
    assert "无法改进" in run("improve", "书.yaml")[1]


def test_what_if_says_what_was_changed(run):
    code, out, _ = run(
        "what-if", "书.yaml", "--fix", "第六条/1/dj=25%", "--tax-times", "vat=90%",
        "--without", "most",
    )  # fmt: skip
    assert code == 0
    assert "事先定下：第六条 全部年度 东江市的比例 25%" in out
    assert "增值税预测乘以 0.9" in out
    assert "去掉诉求：“东江市的比例不超过45%”" in out
    assert run("what-if", "书.yaml", "--term", "第六条/1/dj=30%", "--tax-times", "all=0.4")[0] == 1
    assert run("what-if", "书.yaml", "--tax-times", "vat=many")[0] == 2


# --- wrong calls ----------------------------------------------------------------------------------

WRONG = {
    "brief-missing": (3, ["propose", "无.yaml"]),
    "terms-missing": (3, ["evaluate", "书.yaml", "--terms", "无.yaml"]),
    "term-unknown": (2, ["evaluate", "书.yaml", "--term", "第七条/1/dj=30%"]),
    "share-too-large": (2, ["evaluate", "书.yaml", "--term", "第六条/1/dj=130%"]),
    "no-share": (2, ["evaluate", "书.yaml", "--term", "第六条/1/dj"]),
    "party": (2, ["improve", "书.yaml", "--party", "shenzhen"]),
    "demand": (2, ["what-if", "书.yaml", "--without", "x"]),
    "tax": (2, ["what-if", "书.yaml", "--tax-times", "盐税=2"]),
    "scale": (2, ["frontier", "书.yaml", "--scale", "miles"]),
    "not-a-brief": (1, ["propose", "协议.yaml"]),
}


@pytest.mark.parametrize(("code", "words"), WRONG.values(), ids=WRONG)
def test_wrong_calls_are_findings(run, code, words):
    ended, out, err = run(*words)
    assert (ended, out) == (code, "")
    assert "[" in err
    document = json.loads(run(*words, "--json")[1])
    assert document["exit_code"] == code
    assert "internal-error" not in codes_of(json.dumps(document))


def test_a_float_is_no_share(run):
    Path("小数.yaml").write_text("第六条/1/dj: 0.3\n", encoding="utf-8")
    assert run("evaluate", "书.yaml", "--terms", "小数.yaml")[0] in (2, 3)


# --- starting, writing ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_starts_light_and_names_the_exit_codes(command):
    code = (
        "import sys\nfrom benefitshare.cli import main\nmain(sys.argv[1:])\n"
        f"print(*sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, command, "--help"],
        capture_output=True, text=True, cwd=ROOT, encoding="utf-8", env={**os.environ},
    )  # fmt: skip
    assert (done.returncode, done.stderr.split()) == (0, [])
    assert "退出码" in done.stdout


def test_yaml_gives_back_what_was_written():
    written = read_document(AGREEMENT).data
    odd = {"a": "0.5", "b": "yes", "c": "", "d": ["true", "12-31", None], "e": {"x": "1\n2"}}
    for data in (written, odd):
        assert read_document(document_text(data)).data == data
