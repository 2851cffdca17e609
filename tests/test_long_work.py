"""Long work: it tells how far it is, can be ended at any moment, and leaves the old output or the
new one.
"""

import fcntl
import io
import json
import os
import pty
import random
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import benefitshare
from benefitshare.cli import main
from benefitshare.cli.progress import ProgressLine, fitting, form_of
from benefitshare.cli.tables import _paths
from benefitshare.files import write_together
from benefitshare.progress import Progress
from benefitshare.records import engines, read_table
from benefitshare.reports.columns import display_width
from tests.test_settle_in_engine import AGREEMENT

ROOT = Path(__file__).parent.parent
PROJECTS = pd.DataFrame({"project_id": [f"P{n}" for n in range(50)]})
STEPS = ["documents", "tables", "agreements"]


def records(folder, size):
    """A Parquet file of so many records of 50 projects in three years."""
    number = np.arange(size)
    days = np.datetime64("2024-01-01") + number * 7919 % 1000
    columns = {
        "project_id": np.char.add("P", (number % 50).astype(str)),
        "tax": np.full(size, "vat"), "level": np.full(size, "shared"),
        "amount_fen": number * 104729 % 999983, "treasury_date": days.astype(str),
        "voucher_no": np.char.add("V", number.astype(str)),
    }  # fmt: skip
    pq.write_table(pa.table(columns), folder / "tax.parquet")
    return folder / "tax.parquet"


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return records(tmp_path_factory.mktemp("many"), 60_000)


def settled(tax, **told):
    return benefitshare.settle([AGREEMENT], projects=PROJECTS, tax=tax, **told)


# --- the callback ---------------------------------------------------------------------------------


def test_each_step_is_told_from_its_beginning_to_its_end(tmp_path):
    frame = records(tmp_path, 10)
    told = []
    settled(pd.read_parquet(frame), progress=told.append)
    assert [(p.step, p.done, p.total) for p in told] == [
        ("documents", 0, 1), ("documents", 1, 1),
        ("tables", 0, 2), ("tables", 1, 2), ("tables", 2, 2),
        ("agreements", 0, 1), ("agreements", 1, 1),
    ]  # fmt: skip
    assert benefitshare.Progress is Progress


def test_an_engine_tells_percentages_in_the_thread_that_asks_and_is_set_as_before(
    many, monkeypatch
):
    monkeypatch.setattr(engines, "TICK", 0.001)
    engine, told, threads = ibis.duckdb.connect(threads=1), [], set()
    asked = "SELECT current_setting('enable_progress_bar')"
    before = engine.con.execute(asked).fetchone()

    def progress(step):
        told.append(step)
        threads.add(threading.get_ident())

    watched = settled(many, engine=engine, progress=progress)
    assert watched.transfers.equals(settled(many, engine=engine).transfers)
    percent = [p.done for p in told if p.step == "records"]
    assert percent[0] == 0
    assert all(0 <= p <= 100 for p in percent)
    assert threads == {threading.get_ident()}
    assert engine.con.execute(asked).fetchone() == before


def test_a_long_query_tells_more_than_once(monkeypatch):
    monkeypatch.setattr(engines, "TICK", 0.001)
    engine, told = ibis.duckdb.connect(threads=1), []
    sums = "SELECT sum(a.range * b.range)::BIGINT AS s FROM range(20000) a, range(20000) b"
    numbers = engine.sql(sums, schema={"s": "int64"})
    with engines.watched(told.append), engines.connected(engine).visiting():
        assert engines.fetched(numbers).to_pylist() == [{"s": (19999 * 10000) ** 2}]
    assert len(told) > 1
    assert all(0 <= percent <= 100 for percent in told)


@pytest.mark.parametrize("step", ["documents", "tables", "records", "agreements"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_what_the_callback_raises_ends_the_work(many, step, error):
    def progress(now):
        if now.step == step:
            raise error

    with pytest.raises(error):
        settled(many, engine="duckdb", progress=progress)


def endless(connection):
    """A query that runs for hours."""
    return connection.con.sql(
        "SELECT sum(hash(a.range) % 7 + hash(b.range) % 5) FROM range(10000000) a, range(1000000) b"
    ).to_arrow_table()


def test_a_callback_ends_a_query_that_runs_for_hours():
    engine = engines.connected("duckdb")
    told = []

    def stop(percent):
        told.append(percent)
        raise ZeroDivisionError

    with engines.watched(stop), engine.visiting(), pytest.raises(ZeroDivisionError):
        engines._interruptible(engine.backend.con, lambda: endless(engine.backend))
    assert len(told) == 1
    assert engine.backend.con.execute("SELECT 1").fetchone() == (1,)


INTERRUPTED_QUERY = """
import signal, threading, os
from benefitshare.records import engines
from tests.test_long_work import endless
engine = engines.connected("duckdb")
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    engines._interruptible(engine.backend.con, lambda: endless(engine.backend))
except KeyboardInterrupt:
    print("interrupted", engine.backend.con.execute("SELECT 1").fetchone())
"""


def started(*command, **told):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **told.pop("env", {})}
    return subprocess.Popen([sys.executable, *map(str, command)], env=environment, **told)


def test_an_interrupt_ends_a_query_that_runs_for_hours():
    process = started("-c", INTERRUPTED_QUERY, stdout=subprocess.PIPE)
    assert process.communicate(timeout=60)[0] == b"interrupted (1,)\n"


# --- the line on the terminal ---------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("when", "as_json", "form"),
    [("auto", False, "line"), ("auto", True, "none"), ("always", True, "line"),
     ("never", False, "none")],
)  # fmt: skip
def test_a_terminal_shows_a_line_unless_told_otherwise(monkeypatch, when, as_json, form):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", Terminal())
    assert form_of(when, as_json=as_json) == form
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert form_of(when, as_json=as_json) == ("lines" if when == "always" else "none")
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setenv("TERM", "dumb")
    assert form_of("auto", as_json=False) == "none"


def test_short_work_and_no_terminal_show_nothing(capsys):
    line = ProgressLine("en")
    with line.shown("line"):
        line.callback(Progress("tables", 1, 2))
    with ProgressLine("en").shown("none"):
        pass
    assert capsys.readouterr().err == ""
    assert line.callback is None


def test_long_work_is_shown_until_the_first_output_and_then_wiped_out(monkeypatch, capsys):
    monkeypatch.setattr("benefitshare.cli.progress.WAIT", 0.01)
    monkeypatch.setattr("benefitshare.cli.progress.PAUSE", 0.01)
    monkeypatch.setenv("COLUMNS", "12")
    line = ProgressLine("zh")
    with line.shown("line"):
        line.callback(Progress("agreements", 10, 200))
        time.sleep(0.3)
        line.close()
        sys.stderr.write("!")
        assert line.callback is None
    shown = capsys.readouterr().err
    assert shown == "\r结算协议 1…\r\x1b[K!"


def test_what_is_no_terminal_gets_a_line_for_each_step(monkeypatch, capsys):
    monkeypatch.setattr("benefitshare.cli.progress.WAIT", 0.01)
    monkeypatch.setattr("benefitshare.cli.progress.PAUSE", 0.01)
    line = ProgressLine("en")
    with line.shown("lines"):
        for step in STEPS:
            line.callback(Progress(step, 0, 3))
            time.sleep(0.3)
    assert capsys.readouterr().err == "reading agreements\nreading tables\nsettling agreements\n"


@pytest.mark.parametrize("width", [-1, 0, 1, 2, 3, 7, 8, 20])
def test_a_line_never_breaks(width):
    assert display_width(fitting("结算协议 3/12，5 秒", width)) <= max(width, 0)


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("协议.json").write_text(json.dumps(AGREEMENT), "utf-8")
    PROJECTS.to_csv("projects.csv", index=False)
    records(tmp_path, 2000)
    return tmp_path


SETTLE = ("settle", "协议.json", "--projects", "projects.csv", "--tax", "tax.parquet")
SLOW = """
import sys, time
import benefitshare.settlement.api as api
real, seconds = api.settle_agreement, float(sys.argv.pop(1))
def slow(*arguments, **told):
    time.sleep(seconds)
    return real(*arguments, **told)
api.settle_agreement = slow
from benefitshare.cli import main
sys.exit(main(sys.argv[1:]))
"""


def on_terminal(*words, columns=60, seconds="3", interrupted_at=None):
    """What a slow command shows on a terminal, and its exit code."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = started(
        "-c", SLOW, seconds, *words, stderr=theirs, stdout=subprocess.DEVNULL,
        env={"TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 1000)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
        if interrupted_at and interrupted_at in shown.decode("utf-8", "ignore"):
            process.send_signal(signal.SIGINT)
            interrupted_at = None
    os.close(ours)
    return shown.decode("utf-8"), process.wait()


def test_a_terminal_sees_the_line_and_then_only_what_was_asked_for(toy):
    shown, code = on_terminal(*SETTLE, "--lang", "en")
    line, _, after = shown.rpartition("\x1b[K")
    assert code == 0
    assert "settling agreements 0/1, " in line
    assert "\n" not in line
    assert "settling" not in after
    assert "Findings: " in after
    assert on_terminal(*SETTLE, "--json", seconds="1") == ("", 0)


def test_an_interrupt_at_the_terminal_says_so_in_a_line(toy):
    shown, code = on_terminal(*SETTLE, interrupted_at="结算协议", seconds="60")
    assert code == 130
    assert shown.endswith("\r\x1b[K已中断。\r\n")
    assert "Traceback" not in shown


# --- outputs --------------------------------------------------------------------------------------

OUTPUTS = ("settlement.json", "结算单.xlsx")
OVERWRITES = """
import sys
from benefitshare.cli import main
code = 0
print("begun", flush=True)
while not code:
    for years in ("2024-2026", "2024"):
        code = code or main([*sys.argv[1:], "--out", "out", "--force", "--years", years])
sys.exit(code)
"""


def outcome(folder):
    """How many transfers the document and the statement sheet of a folder tell."""
    document = json.loads((folder / OUTPUTS[0]).read_text("utf-8"))
    book = pd.read_excel(folder / OUTPUTS[1], sheet_name=None, header=None, engine="calamine")
    assert len(book) > 5
    return len({line["period"] for line in document["transfers"]})


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_outputs_are_the_old_or_the_new_ones_whenever_work_is_ended(toy, end):
    assert main([*SETTLE, "--out", "out", "--years", "2024"]) == 0
    chance = random.Random(end)
    for _ in range(5):
        process = started(
            "-c", OVERWRITES, *SETTLE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        process.stdout.readline()
        threading.Timer(1 + 2 * chance.random(), process.send_signal, (end,)).start()
        process.communicate()
        assert process.returncode in (-signal.SIGKILL, 130)
        if end == signal.SIGINT:
            assert {p.name for p in Path("out").iterdir()} == set(OUTPUTS)
        assert outcome(toy / "out") in (1, 3)
    assert not [p for p in _paths("out/*") if Path(p).name not in OUTPUTS]


def test_none_of_several_files_is_there_before_all_are_written(tmp_path):
    old = {tmp_path / name: "old" for name in "ab"}
    write_together(old)

    def failing(path):
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_together({tmp_path / "a": "new", tmp_path / "b": failing})
    assert [p.read_text() for p in sorted(tmp_path.iterdir())] == ["old", "old"]


def test_what_a_killed_run_leaves_is_never_read(toy):
    Path(".tax.0.tmp.parquet").write_bytes(b"half")
    assert _paths("*.parquet") == ["tax.parquet"]
    assert _paths(".*.parquet") == [".tax.0.tmp.parquet"]


# --- engines with little memory -------------------------------------------------------------------


def test_little_memory_changes_no_byte(many, tmp_path):
    limited = engines.duckdb("30MB", 1, tmp_path / "spill")
    found = settled(many, engine=limited).to_json()
    assert found == settled(many, engine="duckdb").to_json()
    assert found == settled(read_table(many, "tax")).to_json()


def test_too_little_memory_is_said(many):
    for memory in ("1KB", "2MB"):
        with pytest.raises(benefitshare.UnreadableInput, match="engine-memory"):
            settled(many, engine=engines.duckdb(memory, 1))


def test_the_command_line_limits_the_engine(toy, monkeypatch, capsys):
    asked = []
    real = engines.duckdb

    def duckdb(*arguments):
        asked.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(engines, "duckdb", duckdb)
    limits = ("--memory", "512MB", "--threads", "1", "--temp", "spill")
    shown = []
    for more in ((), ("--engine", "duckdb"), limits):
        assert main([*SETTLE, *more, "--json"]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] == shown[2]
    assert asked == [(), ("512MB", 1, Path("spill"))]
    for wrong in (("--memory", "much"), ("--memory", "0MB"), ("--threads", "0")):
        assert main([*SETTLE, *wrong]) == 2
