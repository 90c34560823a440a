"""What a line of tests/tenancy/expectations.py says, and short ways to write one."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Everyone:
    """Answers nobody too, with one of these statuses."""

    statuses: tuple[int, ...] = (200,)
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """Answers whoever is signed in."""

    methods: tuple[str, ...] = ("GET",)
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guarded:
    """Answers members of the organisation in the address who hold the method's capability."""

    methods: dict[str, str | None]
    ids: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(
        default_factory=dict
    )  # where an empty form is refused before the row is looked up
    is_own: bool = False  # the row is its person's alone: who else holds the capability does not find it


@dataclass(frozen=True)
class Staff:
    """Answers staff only."""


Expectation = Everyone | Person | Guarded | Staff


def reads(capability: str | None, **ids: str) -> Guarded:
    return Guarded({"GET": capability}, ids)


def posts(capability: str | None, **ids: str) -> Guarded:
    return Guarded({"POST": capability}, ids)


def form(capability: str | None, **ids: str) -> Guarded:
    """A page with a form that posts to itself."""
    return Guarded({"GET": capability, "POST": capability}, ids)


def own(methods: dict[str, str | None], **ids: str) -> Guarded:
    """What belongs to one person of the organisation: in the world, to its owner."""
    return Guarded(methods, ids, is_own=True)
