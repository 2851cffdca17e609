"""Check an installed wheel from outside the tree: `check_wheel.py <repository>`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import benefitshare


def run(*words: str) -> str:
    """Run the command line that was installed with the wheel; a failure ends the check."""
    program = Path(sys.executable).with_name("benefitshare")
    done = subprocess.run(
        [program, *words], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"benefitshare {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def same_bytes(mine: Path, theirs: Path, pattern: str) -> int:
    """Two folders hold the same files with the same bytes; how many."""
    names, found = (
        {
            path.relative_to(folder)
            for path in folder.rglob(pattern)
            if path.is_file() and path.parent.name != "__pycache__"
        }
        for folder in (theirs, mine)
    )
    if not names or names != found:
        sys.exit(f"{mine} and {theirs} differ in {sorted(map(str, names ^ found))}")
    for name in sorted(names):
        if (mine / name).read_bytes() != (theirs / name).read_bytes():
            sys.exit(f"{name} differs between {mine} and {theirs}")
    return len(names)


def main(repository: Path) -> None:
    """All checks, in order."""
    package = Path(benefitshare.__file__).parent
    if package.is_relative_to(repository):
        sys.exit(f"this is the tree, not the wheel: {package}")
    print(run("--version").strip())
    count = same_bytes(package / "schemas", repository / "schemas", "*.json")
    print(f"{count} schemas in the wheel, byte for byte those of the repository")
    example = same_bytes(
        package / "examples" / "guangqing", repository / "examples" / "guangqing", "*.*"
    )
    print(f"{example} files of the example in the wheel, byte for byte")
    with tempfile.TemporaryDirectory() as folder:
        run("schemas", "export", folder)
        same_bytes(Path(folder), repository / "schemas" / "v1", "*.json")
        print("schemas export: byte for byte")
    agreements = sorted(Path("examples").rglob("agreement.yaml"))
    for agreement in agreements:
        run("validate", str(agreement))
    print(f"validate: {len(agreements)} agreements")
    last = run("demo", "--out", "demo-out").strip().splitlines()
    print(f"demo: {len(last)} lines, files: {', '.join(sorted(p.name for p in written()))}")


def written() -> list[Path]:
    """What the demonstration wrote."""
    return [p for p in Path("demo-out").rglob("*") if p.is_file()]


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
