"""What is known already, so that nobody asks for it again. Each app offers what it knows; who needs facts gathers them.

    provide("sales", sales.facts, order=30)                            # in an app's ready()
    facts = gather(organisation_id, language="en", now=now, by=actor)

A provider gets an `Asked` and gives facts. It leaves out what it does not know, and what `by` may not see. Of two that know the same
key the one with the lower order is believed, whole lists at a time: a list is never mixed of two.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from synthai.core.access import Actor
from synthai.core.facts.base import Fact, Source, SourceKind

TODAY = "today"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """For whom, in which language and when. `by` is who asks; nobody in particular sees only what everybody may."""

    organisation_id: int
    language: str
    now: datetime
    by: Actor | None = None

    @property
    def today(self) -> date:
        """The day in South Africa."""
        return timezone.localdate(self.now)

    def may(self, capability: str) -> bool:
        """Whether who asks may know what this capability opens."""
        return self.by is not None and self.by.can(capability)


Provider = Callable[[Asked], Iterable[Fact]]


@dataclass(frozen=True)
class _Provided:
    order: int
    area: str
    provider: Provider


_PROVIDED: dict[tuple[str, str], _Provided] = {}


def provide(area: str, provider: Provider, *, order: int) -> None:
    """Offer facts of an area ("organisation", "people", "sales"). Registering the same function again changes nothing."""
    name = f"{provider.__module__}.{provider.__qualname__}"
    _PROVIDED[area, name] = _Provided(order, area, provider)


def gather(
    organisation_id: int,
    *,
    language: str,
    now: datetime,
    by: Actor | None = None,
    without: Collection[str] = (),
) -> list[Fact]:
    """Everything that is known, with the day it holds for. Needs the tenant. `without` names areas that would take too long."""
    asked = Asked(organisation_id=organisation_id, language=language, now=now, by=by)
    found: dict[str, Fact] = {TODAY: _today(asked)}
    lists: dict[str, int] = {}
    with translation.override(language):
        ordered = sorted(_PROVIDED.values(), key=lambda each: (each.order, each.area))
        for number, each in enumerate(ordered):
            if each.area not in without:
                for fact in each.provider(asked):
                    if lists.setdefault(list_of(fact.key), number) == number or not list_of(fact.key):
                        found.setdefault(fact.key, fact)
    return list(found.values())


def _today(asked: Asked) -> Fact:
    source = Source(SourceKind.COMPUTED, _("The day on which the facts were gathered"), TODAY)
    return Fact(TODAY, asked.today, source, asked.today)


def list_of(key: str) -> str:
    """The list that a record's key belongs to: "people" of "people.0.name"; empty for a single fact."""
    parts = key.split(".")
    number = next((place for place, part in enumerate(parts) if part.isdigit()), 0)
    return ".".join(parts[:number])
