"""What the tests of a module begin with, built once: each works in a savepoint above it, with objects of its own.

A fixture says so with `@standing(build)`. Its rows then wait in an open transaction while tests follow each other that
ask for it. Before a test that does not, or that commits, or that is of another module, the transaction is rolled back.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, TypeVar

from django.db import connection, transaction

Fixture = TypeVar("Fixture", bound=Callable[..., Any])
_MARK = "_standing"


@dataclass(frozen=True)
class World:
    """How a fixture's rows are made. `on` names the fixture that they stand on, whose value `build` is given."""

    build: Callable[..., Any]
    on: str | None = None


def standing(build: Callable[..., Any], *, on: str | None = None) -> Callable[[Fixture], Fixture]:
    """Let the rows of a fixture stand from test to test; below `@pytest.fixture`. The fixture asks `ground.take`."""

    def marked(fixture: Fixture) -> Fixture:
        setattr(fixture, _MARK, World(build, on))
        return fixture

    return marked


def worlds_of(definitions: Mapping[str, Sequence[Any]]) -> dict[str, World]:
    """Those of a test's fixtures that stand, lowest first. The last definition of a name is the one that counts.

    They stand in one line: of two on the same ground only the first does, the other is built for each test.
    """
    last = {name: found[-1].func for name, found in definitions.items() if found}
    marked = {name: getattr(func, _MARK) for name, func in last.items() if hasattr(func, _MARK)}
    line: dict[str, World] = {}
    while above := [name for name, world in marked.items() if world.on == next(reversed(line), None)]:
        line[above[0]] = marked[above[0]]
    return line


@dataclass
class _Level:
    name: str
    world: World
    block: Any
    values: dict[str, Any]  # of this world and all below it


class Ground:
    """The worlds that stand in this process, and the running test's own objects of them."""

    def __init__(self) -> None:
        self._levels: list[_Level] = []
        self._own: dict[str, Any] = {}
        self._module: object = None
        self.guard: Callable[[], AbstractContextManager[Any]] = nullcontext  # lets the database be used

    def clear(self, module: object = None, wanted: Mapping[str, World] | None = None) -> None:
        """Before a test of this module that begins with these: whatever else stands goes."""
        self._own = {}
        is_kept = module is self._module
        self._module = module
        if self._levels:
            if len(connection.atomic_blocks) > len(self._levels):
                raise RuntimeError(
                    "Something wider than a test opened a block above what stands, and left it open."
                )
            same = self._common(wanted or {}) if is_kept and self._is_whole() else 0
            with self.guard():
                while len(self._levels) > same:
                    _undo(self._levels.pop().block)

    def raise_up(self, wanted: Mapping[str, World]) -> None:
        """What is missing is built; the test has copies of all of it."""
        if not wanted or (not self._levels and connection.in_atomic_block):
            return  # in a block already: the module stands on something of its own
        with self.guard():
            for name, world in list(wanted.items())[len(self._levels) :]:
                self._levels.append(self._built(name, world))
        self._own = copy.deepcopy(self._levels[-1].values)

    def take(self, name: str) -> Any:
        """This test's objects of a standing world; None where it does not stand."""
        return self._own.get(name)

    def _common(self, wanted: Mapping[str, World]) -> int:
        """How many of the lowest levels are what is wanted, too."""
        pairs = zip(self._levels, wanted.items(), strict=False)
        return sum(1 for _ in takewhile(lambda pair: (pair[0].name, pair[0].world) == pair[1], pairs))

    def _built(self, name: str, world: World) -> _Level:
        values = copy.deepcopy(self._levels[-1].values) if self._levels else {}
        block: Any = transaction.atomic()
        block._from_testcase = True  # noqa: SLF001 - as Django's own blocks of tests: services may open durable ones
        block.__enter__()
        try:
            values[name] = world.build(values[world.on]) if world.on else world.build()
            connection.check_constraints()
        except BaseException:
            _undo(block)
            raise
        return _Level(name, world, block, values)

    def _is_whole(self) -> bool:
        """Whether no test has closed the connection or left the transaction broken."""
        return not (connection.closed_in_transaction or connection.needs_rollback)


def _undo(block: Any) -> None:
    if not connection.closed_in_transaction:
        transaction.set_rollback(True)
    block.__exit__(None, None, None)
