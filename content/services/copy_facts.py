"""What was typed for a marketing text, as facts; who the sender is comes from what is known already."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from content.copy_terms import MOST_BENEFITS
from synthai.core.facts.base import Fact, FactBase, Source, SourceKind
from synthai.core.facts.values import Name, NameKind, Value, Words
from synthai.core.money import Money

ANSWERED = Source(SourceKind.ANSWER, _("What you typed for this text"))
COMPUTED = Source(SourceKind.COMPUTED, _("Reckoned from the two prices"))


def of(answers: Mapping[str, Any], organisation_id: int, *, now: datetime) -> FactBase:
    """The facts of a request. One query."""
    today = timezone.localdate(now)
    ours = Source(SourceKind.ORGANISATION, _("Your organisation"))
    facts = [Fact("organisation.name", Name(people.name_of(organisation_id), NameKind.COMPANY), ours, today)]
    facts += [Fact(f"copy.{key}", value, ANSWERED, today) for key, value in _values(answers)]
    price, before = _money(answers, "price"), _money(answers, "before")
    if price and before and before.amount > price.amount:
        saving = Money(before.amount - price.amount)
        facts.append(Fact("copy.saving", saving, COMPUTED, today))
    return FactBase(facts)


def _values(answers: Mapping[str, Any]) -> list[tuple[str, Value]]:
    made: list[tuple[str, Value]] = [("name", Name(answers["name"], NameKind.PRODUCT))]
    if what := answers.get("what"):
        made.append(("what", Words(_ended(what))))
    for place, benefit in enumerate(answers.get("benefits", [])[:MOST_BENEFITS]):
        made.append((f"benefits.{place}.text", Words(benefit.rstrip(" ."))))
    for key in ("price", "before"):
        amount = _money(answers, key)
        if amount:
            made.append((key, amount))
    if until := answers.get("until"):
        made.append(("until", date.fromisoformat(until)))
    made += [(key, Words(answers[key])) for key in ("place", "contact") if answers.get(key)]
    return made


def _money(answers: Mapping[str, Any], key: str) -> Money | None:
    return Money(Decimal(answers[key])) if answers.get(key) else None


def _ended(text: str) -> str:
    """With a stop, so that the next sentence can follow."""
    return text if text[-1:] in ".!?" else f"{text}."
