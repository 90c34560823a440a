"""Searches as people make them, after the worker did its part."""

from dataclasses import replace
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from synthai.core.access import Actor, capabilities_of_role
from synthai.core.search import kinds, query, work
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def work_off(organisation: Any) -> None:
    """What the worker does when it is woken."""
    with tenant(organisation):
        while work.batch(organisation.pk, now=timezone.now()):
            pass


def look(words: str, by: Person | Actor, *, kind: str = "", is_worked: bool = True) -> dict[str, str]:
    """What somebody finds by words alone: titles with what is shown of the text, of one kind or all."""
    actor = by.actor if isinstance(by, Person) else by
    if is_worked and isinstance(by, Person):
        work_off(by.organisation)
    among = query.Narrowed(kinds=(kind,)) if kind else query.EVERYTHING
    found = query.find(words, by=actor, now=timezone.now(), among=among, ways=("words", "named"))
    return {one.title: "".join(part.text for part in one.extract) for one in found.results}


def paths(words: str, by: Person, *, kind: str) -> list[str]:
    """Where what they find leads to."""
    work_off(by.organisation)
    among = query.Narrowed(kinds=(kind,))
    found = query.find(words, by=by.actor, now=timezone.now(), among=among, ways=("words", "named"))
    return [one.path for one in found.results]


def guest(person: Person) -> Actor:
    """The same person from outside the team, who holds what guests hold."""
    return replace(person.actor, is_guest=True, capabilities=capabilities_of_role("guest"))


def ruled(actor: Actor, capability: str) -> Any:
    """The same actor with some rule on a capability, which may or may not let a thing pass."""

    class Ruled:
        def __getattr__(self, name: str) -> Any:
            return getattr(actor, name)

        def has_rules_on(self, asked: str) -> bool:
            return asked == capability

    return Ruled()


def queries_of(name: str, keys: list[str], organisation: Any) -> int:
    """How many statements reading these things takes."""
    with tenant(organisation), CaptureQueriesContext(connection) as seen:
        list(kinds.kinds()[name].load(keys))
    return len(seen)
