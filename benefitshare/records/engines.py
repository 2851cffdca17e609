"""What engines do each in their own way: taking a small table, giving rows back, reading a day.

An engine is asked only while it is visited. What was sent to it is dropped at the end of the visit,
and the settings of a Spark session are again as its owner has them. What an engine raises becomes a
finding here; a query of DuckDB runs beside the thread that asks, which stays open to Ctrl-C.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from benefitshare.findings import BenefitShareError, Finding, UnreadableInput, UsageError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

DUCKDB, POSTGRES, SPARK = "duckdb", "postgres", "pyspark"
VISITED = {"spark.sql.ansi.enabled": "true", "spark.sql.variable.substitute": "false"}
"""How a Spark session is set while it is visited: sums that do not fit are errors, `${` is text."""
CONNECTED = ("spark.sql.session.timeZone", "spark.sql.mapKeyDedupPolicy")
"""What Ibis sets for good in a session it is connected to; nothing asked here depends on it."""
MOST_BROADCAST = 2**29
"""Tables of so many bytes go to every worker of Spark, so that the records stay where they are."""
THREAD_MEMORY = 300_000_000
"""Bytes by thread that DuckDB may use where no connection is given; with ten million records a
third less costs time."""
SIZES = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")
LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
ISO_DAY = (
    "^([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    f"|02-(0[1-9]|1[0-9]|2[0-8]))|{LEAP}-02-29)$"
)
"""The days of the calendar, written YYYY-MM-DD."""
EVERY = 2**62
OVERFLOW = re.compile("out of range|out of bounds|overflow", re.IGNORECASE)
NO_MEMORY = re.compile("out of memory|outofmemory|max_temp_directory_size", re.IGNORECASE)
COUNTING = {"enable_progress_bar": True, "enable_progress_bar_print": False}
"""How DuckDB is set so that it can be asked how far it is, and prints nothing."""
FIRST_LINE = 300
"""As much as is told of what an engine says."""
TICK = 0.1
"""Seconds between two looks at a query that runs."""


_WATCHER: ContextVar[Callable[[int], object] | None] = ContextVar("watcher", default=None)


@dataclass
class Engine:
    """An Ibis backend; the Spark session behind it, and frames of it by the names of their views.

    >>> import pyarrow as pa
    >>> engine = connected("duckdb")
    >>> with engine.visiting():
    ...     fetched(engine.send(pa.table({"a": [1, 2]}))).to_pydict()
    {'a': [1, 2]}
    """

    backend: Any
    session: Any = None
    frames: dict[str, Any] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What Ibis calls the kind of engine."""
        return str(self.backend.name)

    @contextmanager
    def visiting(self) -> Iterator[None]:
        """While tables may be sent and expressions fetched."""
        with _settings(self.session, VISITED), _progress_known(self), quiet():
            for name, frame in self.frames.items():
                frame.createOrReplaceTempView(name)
            try:
                yield
            finally:
                with failures_told():
                    self._drop()

    def table(self, source: Any) -> ir.Table:
        """A table by its name or as it is; a Spark frame too. Raises UsageError where there is none
        of the name, or what is given is no table.
        """
        if isinstance(source, str):
            return self._named(source)
        if not hasattr(source, "createOrReplaceTempView"):
            if not hasattr(source, "get_backend"):
                raise UsageError(Finding("source-unknown", value=type(source).__name__))
            return source
        name = _new_name()
        self.frames[name] = source
        source.createOrReplaceTempView(name)
        return self.backend.table(name)

    def _named(self, name: str) -> ir.Table:
        from ibis.common.exceptions import TableNotFound

        with failures_told():
            try:
                return self.backend.table(name)
            except TableNotFound as error:
                params = {"name": name, "engine": self.name}
                raise UsageError(Finding("table-not-in-engine", params=params)) from error

    def frame_of(self, path: Path) -> Any:
        """What a table of the engine is made of: a Parquet file, as Spark or Ibis reads it."""
        if self.session is not None:
            return self.session.read.parquet(str(path))
        return self.backend.read_parquet(path)

    def send(self, rows: pa.Table) -> ir.Table:
        """A small table as a table of the engine, until the end of the visit."""
        import ibis

        if self.name not in SENDERS:
            return ibis.memtable(rows)
        name = _new_name()
        self.sent.append(name)
        with failures_told():
            SENDERS[self.name](self, name, rows)
            return self.backend.table(name)

    def frame(self, rows: pa.Table) -> Any:
        """A small table as a frame of Spark, which its workers get whole where it fits."""
        frame = self.session.createDataFrame(rows)
        return frame.hint("broadcast") if rows.nbytes <= MOST_BROADCAST else frame

    def keep(self, rows: ir.Table) -> Any:
        """Rows as a frame of Spark that its workers compute once and keep, until `unpersist`."""
        return self.backend.raw_sql(self.backend.compile(rows)).persist()

    def _drop(self) -> None:
        for name in self.sent:
            if self.name == DUCKDB:
                self.backend.con.unregister(name)
            elif self.name == POSTGRES:
                with closing(self.backend.con.cursor()) as cursor:
                    cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
        for name in (*self.sent, *self.frames):
            if self.session is not None:
                self.session.catalog.dropTempView(name)
        self.sent.clear()


def connected(engine: Any) -> Engine:
    """An engine as it is given: `"duckdb"`, a Spark session or an Ibis connection. Raises
    UsageError for anything else.
    """
    import ibis

    if isinstance(engine, Engine):
        return engine
    if type(engine).__module__.startswith("pyspark"):
        with _settings(engine, dict.fromkeys(CONNECTED)), quiet():
            return Engine(ibis.pyspark.connect(engine), engine)
    check_engine(engine)
    backend = _bounded(duckdb()) if engine in (None, DUCKDB) else engine
    return Engine(backend, getattr(backend, "_session", None) if backend.name == SPARK else None)


def check_engine(engine: Any) -> None:
    """Raises UsageError for what is no engine, before anything is read."""
    known = isinstance(engine, Engine) or type(engine).__module__.startswith("pyspark")
    if engine in (None, DUCKDB) or known or hasattr(engine, "compile"):
        return
    value = engine if isinstance(engine, str) else type(engine).__name__
    raise UsageError(Finding("engine-unknown", value=value))


def duckdb(
    memory: str | None = None, threads: int | None = None, folder: Path | None = None
) -> Any:
    """An Ibis connection to a DuckDB of its own: with the most memory it may use (such as 512MB;
    four fifths of the machine's by default), with so many threads, and writing what does not fit
    into memory to a folder (by default one of the system's for temporary files).

    >>> duckdb("512MB", 1).con.execute("SELECT current_setting('threads')").fetchone()
    (1,)
    """
    import ibis

    settings: dict[str, Any] = {"memory_limit": memory, "threads": threads}
    given = {name: value for name, value in settings.items() if value is not None}
    folder = folder or Path(tempfile.gettempdir(), _new_name())
    with failures_told():
        return ibis.duckdb.connect(temp_directory=str(folder), **given)


def _bounded(backend: Any) -> Any:
    """A DuckDB that takes as little memory as costs no time."""
    asked = "SELECT current_setting('memory_limit'), current_setting('threads')"
    told, threads = backend.con.sql(asked).fetchall()[0]
    number, unit = told.split()
    most = float(number) * 1024 ** SIZES.index(unit)
    limit = min(int(most), threads * THREAD_MEMORY)
    backend.con.execute(f"SET memory_limit = '{limit}B'")
    return backend


def fetched(rows: ir.Table) -> pa.Table:
    """Rows of an engine as an Arrow table.

    Raises OverflowError for a sum that does not fit into 64 bits, and UnreadableInput where the
    engine cannot answer.
    """
    backend = rows._find_backend()
    fetch = FETCHERS.get(backend.name, _by_ibis)
    with quiet(), failures_told():
        return fetch(backend, rows)


def fetched_frame(frame: Any) -> pa.Table:
    """The rows of a frame of Spark.

    Raises OverflowError for a sum that does not fit into 64 bits.
    """
    with quiet(), failures_told():
        return frame.toArrow()


@contextmanager
def failures_told() -> Iterator[None]:
    """What an engine raises, which has errors of its own, as a finding or an OverflowError."""
    try:
        yield
    except (BenefitShareError, OverflowError):
        raise
    except Exception as error:
        said = str(error).strip() or type(error).__name__
        if OVERFLOW.search(said):
            raise OverflowError(said) from error
        lacking = isinstance(error, MemoryError) or NO_MEMORY.search(said)
        detail = said.splitlines()[0][:FIRST_LINE]
        code = "engine-memory" if lacking else "engine-failed"
        raise UnreadableInput(Finding(code, params={"detail": detail})) from error


@contextmanager
def watched(report: Callable[[int], object] | None) -> Iterator[None]:
    """While a function is told how many percent of its query an engine has done, where it knows;
    None for no function.
    """
    token = _WATCHER.set(report)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def day_of(column: Any) -> Any:
    """A cell as a day; null where it is none. Texts of days are YYYY-MM-DD at least."""
    if column.type().is_date():
        return column
    if column.get_backend().name == DUCKDB:
        return column.try_cast("date")
    return column.re_search(ISO_DAY).ifelse(column, None).cast("date")


def computed_once(rows: ir.Table) -> ir.Table:
    """Rows whose columns are computed once; PostgreSQL would do so wherever they are named."""
    return rows.limit(EVERY) if rows.get_backend().name == POSTGRES else rows


def is_whole(text: Any, pattern: str) -> Any:
    """Whether a pattern is all of a text. A `$` of Java would allow a line end after it."""
    end = r"\Z" if text.get_backend().name == POSTGRES else r"\z"
    return text.re_search(f"^({pattern}){end}")


def _new_name() -> str:
    return f"benefitshare_{uuid4().hex}"


@contextmanager
def _settings(session: Any, wanted: Mapping[str, str | None]) -> Iterator[None]:
    """A Spark session with some settings (None: whatever they become), and then as it was."""
    if session is None:
        yield
        return
    before = {name: session.conf.get(name, None) for name in wanted}
    for name, value in wanted.items():
        if value is not None:
            session.conf.set(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            session.conf.unset(name) if value is None else session.conf.set(name, value)


@contextmanager
def quiet() -> Iterator[None]:
    """Without what Ibis and PySpark say about versions of DuckDB and pandas; no pandas is used."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        yield


def _send_to_duckdb(engine: Engine, name: str, rows: pa.Table) -> None:
    engine.backend.con.register(name, rows)


def _send_to_spark(engine: Engine, name: str, rows: pa.Table) -> None:
    engine.frame(rows).createOrReplaceTempView(name)


def _send_to_postgres(engine: Engine, name: str, rows: pa.Table) -> None:
    import ibis

    engine.backend.create_table(name, schema=ibis.Schema.from_pyarrow(rows.schema), temp=True)
    with closing(engine.backend.con.cursor()) as cursor:
        with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
            for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                copy.write_row(row)
        cursor.execute(f'ANALYZE "{name}"')


def _from_duckdb(backend: Any, rows: ir.Table) -> pa.Table:
    return _interruptible(backend.con, rows.to_pyarrow)


def _interruptible(connection: Any, ask: Callable[[], pa.Table]) -> pa.Table:
    """What a query gives; it is ended where Ctrl-C or the watcher ends the wait for it."""
    watcher = _WATCHER.get()
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(ask)
        try:
            while not wait([answer], TICK).done:
                done = connection.query_progress() if watcher else -1
                if watcher and done >= 0:
                    watcher(int(done))
        except BaseException:
            while not answer.done():
                connection.interrupt()
                wait([answer], TICK)
            raise
        return answer.result()


@contextmanager
def _progress_known(engine: Engine) -> Iterator[None]:
    """While DuckDB keeps count of what it has done of a query, if anybody wants to know."""
    if engine.name != DUCKDB or _WATCHER.get() is None:
        yield
        return
    ask = engine.backend.con.execute
    with failures_told():
        before = {n: ask(f"SELECT current_setting('{n}')").fetchone()[0] for n in COUNTING}
        for name, value in COUNTING.items():
            ask(f"SET {name} = {value}")
    try:
        yield
    finally:
        for name, value in before.items():
            ask(f"SET {name} = {value}")


def _by_ibis(_backend: Any, rows: ir.Table) -> pa.Table:
    return rows.to_pyarrow()


def _from_spark(backend: Any, rows: ir.Table) -> pa.Table:
    found = backend.raw_sql(backend.compile(rows)).toArrow()
    return found.cast(rows.schema().to_pyarrow())


def _from_postgres(backend: Any, rows: ir.Table) -> pa.Table:
    """A sum of integers comes as a decimal number of any size."""
    import pyarrow as pa

    schema = rows.schema().to_pyarrow()
    with closing(backend.raw_sql(backend.compile(rows))) as cursor:
        found = cursor.fetchall()
    columns = list(zip(*found, strict=True)) or [()] * len(schema)
    return pa.table([_array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_integer(kind):
        values = [None if v is None else int(v) for v in values]
    return pa.array(values, kind)


SENDERS = {DUCKDB: _send_to_duckdb, POSTGRES: _send_to_postgres, SPARK: _send_to_spark}
FETCHERS = {DUCKDB: _from_duckdb, POSTGRES: _from_postgres, SPARK: _from_spark}
