"""The project's own source files, read once, for the tests that look at code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "synthai",
    "accounts",
    "billing",
    "notifications",
    "pricing",
    "media",
    "content",
    "publishing",
    "courses",
    "tests",
    "benchmarks",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file. `name` is its path in the checkout."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(CHECKOUT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def is_test(self) -> bool:
        parts = set(Path(self.name).parts)
        return bool(parts & {"tests", "testing", "benchmarks"}) or self.path.name == "conftest.py"

    @property
    def is_migration(self) -> bool:
        return "migrations" in Path(self.name).parts

    @property
    def is_view(self) -> bool:
        path = Path(self.name)
        return not self.is_test and (path.name in {"views.py", "consumers.py"} or "views" in path.parts)

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of ours, migrations and tests included."""
    found = [path for package in PACKAGES for path in (CHECKOUT / package).rglob("*.py")]
    return tuple(Source(path) for path in sorted([*found, CHECKOUT / "manage.py", CHECKOUT / "conftest.py"]))


def body_lines(function: Function) -> int:
    """Lines of a function's body without its docstring."""
    body = function.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(body) > 1:
        body = body[1:]
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def decorators(function: Function) -> set[str]:
    """The last names of a function's decorators: {"tenant_task"} for `@tasks.tenant_task(queue=…)`."""
    named = (node.func if isinstance(node, ast.Call) else node for node in function.decorator_list)
    return {node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in named}


def names_used(source: Source, *names: str) -> Iterator[int]:
    """The lines on which one of these names is called, or taken from something."""
    for node in ast.walk(source.tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield node.lineno
        if isinstance(called, ast.Name) and called.id in names:
            yield called.lineno
