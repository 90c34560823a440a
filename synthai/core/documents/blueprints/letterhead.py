"""What stands around a document's own words: who sends it, the small print, and where the facts are from."""

from collections.abc import Iterable
from typing import Final

from synthai.core.documents import sheets
from synthai.core.documents.blueprints.phrases import Phrases
from synthai.core.facts.base import Fact, FactBase
from synthai.core.facts.wording import Wording

_ADVISING: Final = frozenset({"legal", "people", "tender", "company"})
_MOST_NAMED: Final = 12


def sender(facts: FactBase) -> str:
    """The name on the letterhead."""
    return _text(facts, "organisation.trading_name") or _text(facts, "organisation.name")


def lines(facts: FactBase, phrases: Phrases) -> tuple[str, ...]:
    """Address, telephone, e-mail, website, registration and VAT number: what is known of them."""
    name, trading = _text(facts, "organisation.name"), _text(facts, "organisation.trading_name")
    registration, vat = (
        _text(facts, "organisation.registration_number"),
        _text(facts, "organisation.vat_number"),
    )
    found = (
        name if trading and trading != name else "",
        ", ".join(line.strip() for line in _text(facts, "organisation.address").split("\n") if line.strip()),
        " · ".join(
            filter(None, (_text(facts, f"organisation.{part}") for part in ("phone", "email", "website")))
        ),
        phrases.registration % registration if registration else "",
        phrases.vat % vat if vat else "",
    )
    return tuple(line for line in found if line)


def disclaimer(category: str, phrases: Phrases) -> str:
    """The house's own small print for a kind of document."""
    return phrases.no_advice if category in _ADVISING else phrases.general


def sources(
    used: Iterable[str], facts: FactBase, wording: Wording, phrases: Phrases
) -> tuple[sheets.Fact, ...]:
    """For each source which facts came from it, with the newest day they hold for."""
    found: dict[str, list[Fact]] = {}
    for key in used:
        if (fact := facts.get(key)) is not None:
            found.setdefault(str(fact.source.words), []).append(fact)
    return tuple(
        sheets.Fact(
            label=words,
            value=phrases.as_of % (_named(held, facts, phrases), wording.day(max(fact.on for fact in held))),
        )
        for words, held in found.items()
    )


def _named(held: list[Fact], facts: FactBase, phrases: Phrases) -> str:
    names = list(dict.fromkeys(label_of(fact.key, facts, phrases) for fact in held))
    more = len(names) - _MOST_NAMED
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} {phrases.sources_more % more}" if more > 0 else shown


def label_of(key: str, facts: FactBase, phrases: Phrases) -> str:
    """What a fact is called: a known name, its question, or its key in words."""
    plain = ".".join(part for part in key.split(".") if not part.isdigit())
    parts = plain.split(".")
    for length in range(len(parts), 0, -1):
        label = phrases.labels.get(".".join(parts[:length]))
        if label:
            return label
    question = facts.question(plain)
    return str(question.words).rstrip("?:. ") if question else " ".join(parts).replace("_", " ")


def _text(facts: FactBase, key: str) -> str:
    found = facts.get(key)
    return str(getattr(found.value, "text", "")) if found else ""
