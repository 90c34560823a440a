"""Run the benchmarks: `python -m benchmarks [--data DIR] [--only NAME …] [--quick] [--out docs/benchmarks.md]`."""

import argparse
import importlib
import os
import pkgutil
import platform
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import benchmarks
from benchmarks.report import Options, Skipped, Table

PACKAGES = ("Django", "numpy", "pandas", "scikit-learn", "lightgbm", "psycopg", "channels")


@dataclass(frozen=True, slots=True)
class Bench:
    """One bench found in the package."""

    name: str
    run: Callable[[Options], list[Table]]


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for, print Markdown as it comes, write the page. 0 unless a bench broke."""
    chosen = _parse(arguments)
    options = Options(data=chosen.data, quick=chosen.quick, seed=chosen.seed, jobs=chosen.jobs)
    benches, broken = find(set(chosen.only))
    sections = kept(chosen.out) if chosen.only else {}
    for bench in benches:
        section, failed = _section(bench, options)
        print(section, flush=True)
        sections[bench.name] = section
        broken += [bench.name] if failed else []
    if not chosen.no_page and not chosen.quick:
        chosen.out.write_text(page([sections[name] for name in sorted(sections)]), encoding="utf-8")
        print(f"Written: {chosen.out}", file=sys.stderr)
    if broken:
        print(f"Broken: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


def find(only: set[str]) -> tuple[list[Bench], list[str]]:
    """Every module here with NAME and run, in alphabetical order, and the names of those that do not import."""
    found, broken = [], []
    for module in sorted(info.name for info in pkgutil.iter_modules(benchmarks.__path__)):
        if module.startswith("_") or (only and not _wanted(module, only)):
            continue
        try:
            loaded = importlib.import_module(f"benchmarks.{module}")
        except ImportError as error:
            print(f"{module}: cannot be imported ({error})", file=sys.stderr)
            broken.append(module)
            continue
        if hasattr(loaded, "NAME") and hasattr(loaded, "run"):
            found.append(Bench(loaded.NAME, loaded.run))
    return found, broken


def kept(path: Path) -> dict[str, str]:
    """The sections of an earlier page by name: `--only` replaces its own and leaves the rest."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in text.split("\n## ")[1:]}


def page(sections: list[str]) -> str:
    """The whole docs/benchmarks.md: the machine first, then one section a bench."""
    head = [
        "# Benchmarks",
        "",
        "Written by `make bench`. The numbers of a section were measured in one run, on the machine named here: "
        "compare ratios, not seconds, with other machines.",
        "",
        *(f"- {fact}" for fact in machine()),
        "",
    ]
    return "\n".join(head) + "\n" + "\n".join(sections)


def machine() -> list[str]:
    """Facts without which the numbers mean little."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return [
        f"Processor: {_processor()}, {os.cpu_count()} cores, {pages * size / 2**30:.0f} GB of memory",
        f"System: {platform.system()} {platform.release()}, Python {platform.python_version()}",
        "Packages: " + ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
    ]


def _section(bench: Bench, options: Options) -> tuple[str, bool]:
    started = time.monotonic()
    print(f"… {bench.name}", file=sys.stderr, flush=True)
    try:
        tables = bench.run(options)
    except Skipped as reason:
        return f"## {bench.name}\n\nSkipped: {reason}\n", False
    except Exception as error:  # noqa: BLE001  # one broken bench must not cost the results of the others
        traceback.print_exc()
        return f"## {bench.name}\n\nBroke: {type(error).__name__}: {error}\n", True
    took = f"Took {time.monotonic() - started:.0f} s on {datetime.now(UTC):%Y-%m-%d}."
    return "\n".join([f"## {bench.name}", "", *(table.markdown() for table in tables), took, ""]), False


def _wanted(module: str, only: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}_") for name in only)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Run the project's benchmarks.")
    parser.add_argument("--data", type=Path, help="folder with the orange-juice and cheese sales files")
    parser.add_argument("--only", nargs="+", default=[], help="module names or their first word, e.g. engine")
    parser.add_argument(
        "--quick", action="store_true", help="small sizes: shows that the benches run, not more"
    )
    parser.add_argument("--seed", type=int, default=7001, help="first seed of the simulated panels")
    parser.add_argument("--jobs", type=int, default=2, help="cores the engine may use")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"), help="page to write")
    parser.add_argument("--no-page", action="store_true", help="print only")
    return parser.parse_args(arguments)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


if __name__ == "__main__":
    sys.exit(main())
