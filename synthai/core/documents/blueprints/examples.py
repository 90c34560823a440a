"""Example answers and an example organisation: what a preview shows before anybody has answered anything."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from synthai.core.documents.blueprints import answering, conditions
from synthai.core.documents.blueprints.shapes import Blueprint, Field
from synthai.core.facts.base import Fact, FactBase, Source, SourceKind
from synthai.core.facts.values import Identifier, Name, NameKind, Percent, Period, Value, Words
from synthai.core.money import Money

EXAMPLE: Final = Source(SourceKind.ANSWER, _("Example"))
_RECORDS: Final = 2
_ALWAYS: Final = ("organisation.name", "today")
_BY_KIND: Final[dict[str, Any]] = {
    "text": "An example", "longtext": "An example of a longer answer.", "name": "Lerato Khumalo", "company": "Kasi Café",
    "place": "Gqeberha", "product": "Maize meal 10 kg", "money": "1250.00", "number": "12", "percent": "12.5", "quantity": "12",
    "date": "2026-11-29", "period": "2026-11-01/2026-11-30", "yesno": True, "email": "lerato@example.co.za", "phone": "082 123 4567",
    "address": "12 Long Street\nCape Town\n8001", "vat_number": "4740101508", "id_number": "8001015009087",
    "registration_number": "2019/123456/07", "bank_account": "62000000001",
}  # fmt: skip


def answers(blueprint: Blueprint) -> dict[str, Any]:
    """An answer for each field: the field's own example, or one of its kind."""
    return {field.key: _answer(field) for field in blueprint.fields}


def facts(blueprint: Blueprint, on: date, given: Mapping[str, Any] | None = None) -> FactBase:
    """The example organisation and the example answers, some of them replaced by `given`; an example that cannot be read gives way to one
    of its kind."""
    chosen = {**answers(blueprint), **(given or {})}
    read = answering.read(blueprint, chosen, on=on, source=EXAMPLE)
    for key in read.refused:
        field = next((each for each in blueprint.fields if each.key == key), None)
        if field is not None and field.kind != "list":
            chosen[key] = _of_kind(field)
    read = answering.read(blueprint, chosen, on=on, source=EXAMPLE)
    found = {fact.key: fact for fact in organisation(on)} | {fact.key: fact for fact in read.facts}
    return _without_unasked(blueprint, FactBase(found.values()))


def variants(blueprint: Blueprint, on: date) -> Iterator[FactBase]:
    """The examples, and the same with each other choice and each other yes or no, one at a time; and with what must be answered alone."""
    yield facts(blueprint, on)
    yield facts(blueprint, on, {field.key: "" for field in blueprint.fields if not field.required})
    for field in blueprint.fields:
        if field.kind == "yesno":
            yield from (facts(blueprint, on, {field.key: answer}) for answer in (True, False))
        for choice in field.choices:
            yield facts(blueprint, on, {field.key: choice.value})


def least(blueprint: Blueprint, on: date) -> FactBase:
    """As little as there may be once everything that must be answered was: an organisation's name, and today."""
    known = facts(blueprint, on, {field.key: _least(field) for field in blueprint.fields})
    kept = [fact for fact in known.facts if fact.key in _ALWAYS or blueprint.field(_asked(fact.key))]
    return FactBase(kept)


def _asked(key: str) -> str:
    return key.removesuffix("_choice")


def _least(field: Field) -> Any:
    if not field.required:
        return ""
    if field.kind == "list":
        return [{part.key: _answer(part) for part in field.fields if part.required}]
    return _answer(field)


def _without_unasked(blueprint: Blueprint, known: FactBase) -> FactBase:
    """Without answers to questions that the other answers never bring up."""
    for field in blueprint.fields:
        if field.when and not conditions.known(field.when, known):
            kept = [fact for fact in known.facts if not _belongs(fact.key, field.key)]
            known = FactBase(kept)
    return known


def _belongs(key: str, field: str) -> bool:
    return key in {field, f"{field}_choice"} or key.startswith(f"{field}.")


def _answer(field: Field) -> Any:
    if field.kind == "list":
        return _records(field)
    return field.example or _of_kind(field)


def _records(field: Field) -> list[dict[str, Any]]:
    """The list's own example is a JSON list of records; without one, its parts' examples stand there twice."""
    try:
        found = json.loads(field.example or "null")
    except ValueError:
        found = None
    if isinstance(found, list) and found and all(isinstance(each, dict) for each in found):
        return found[: field.most]
    return [
        {part.key: _answer(part) for part in field.fields} for _number in range(min(_RECORDS, field.most))
    ]


def _of_kind(field: Field) -> Any:
    return field.choices[0].value if field.kind == "choice" else _BY_KIND[field.kind]


def organisation(on: date) -> Iterator[Fact]:
    """An organisation that does not exist, by the keys that gathering promises."""
    for key, value in _organisation(on).items():
        yield Fact(key, value, EXAMPLE, on)


def _organisation(on: date) -> dict[str, Value]:
    made: dict[str, Value] = {
        "organisation.name": Name("Umoja Foods (Pty) Ltd", NameKind.COMPANY),
        "organisation.trading_name": Name("Umoja Foods", NameKind.COMPANY),
        "organisation.registration_number": Identifier("2019/123456/07"),
        "organisation.vat_number": Identifier("4740101508"),
        "organisation.is_vat_vendor": True,
        "organisation.address": Words("14 Vilakazi Street\nOrlando West\nSoweto\n1804"),
        "organisation.phone": Identifier("011 234 5678"),
        "organisation.email": Identifier("hello@umoja.example"),
        "organisation.website": Identifier("umoja.example"),
        "organisation.bank.name": Name("FNB", NameKind.COMPANY),
        "organisation.bank.account": Identifier("62000000001"),
        "organisation.bank.branch_code": Identifier("250655"),
        "organisation.bank.holder": Name("Umoja Foods (Pty) Ltd", NameKind.COMPANY),
        "people.0.name": Name("Thandi Mokoena", NameKind.PERSON),
        "people.0.role": Words("Owner"),
        "people.0.email": Identifier("thandi@umoja.example"),
        "people.1.name": Name("Bongani Nkosi", NameKind.PERSON),
        "people.1.role": Words("Manager"),
        "people.1.email": Identifier("bongani@umoja.example"),
        "products.count": 24,
        "today": on,
    }
    for number, (name, sold, total) in enumerate(
        (("Maize meal 10 kg", 1840, "128800.00"), ("Samp 5 kg", 920, "41400.00"))
    ):
        made |= {
            f"products.{number}.name": Name(name, NameKind.PRODUCT),
            f"products.{number}.sold": sold,
            f"products.{number}.total": Money(Decimal(total)),
        }
    return made | _sales(on)


def _sales(on: date) -> dict[str, Value]:
    months = [_first_of(on, back) for back in range(12, 0, -1)]
    made: dict[str, Value] = {
        "sales.last_month.day": months[-1],
        "sales.last_month.total": Money(Decimal("104500.00")),
        "sales.last_12_months.total": Money(Decimal("1110000.00")),
        "sales.last_12_months.period": Period(months[0], date.fromordinal(_first_of(on, 0).toordinal() - 1)),
        "sales.last_12_months.growth": Percent(Decimal("8.4")),
    }
    for number, first in enumerate(months):
        made[f"sales.months.{number}.first"] = first
        made[f"sales.months.{number}.total"] = Money(
            Decimal(80_500 + 2_000 * (number + 1) - (number % 3) * 1_000)
        )
    return made


def _first_of(on: date, months_back: int) -> date:
    number = on.year * 12 + on.month - 1 - months_back
    return date(number // 12, number % 12 + 1, 1)
