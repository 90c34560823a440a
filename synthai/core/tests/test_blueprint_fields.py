"""Answers as facts, and the sentence for each that cannot be used."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from synthai.core.documents.blueprints import answering, fields, reading
from synthai.core.documents.blueprints.answers import FieldRefused
from synthai.core.documents.blueprints.shapes import FIELD_KINDS, Field
from synthai.core.facts.values import Identifier, Name, NameKind, Percent, Period, Quantity, Words
from synthai.core.money import Money

DAY = date(2026, 11, 29)
DATA = Path(__file__).parent / "data"


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["vectors"]
    return found


def field(kind: str, **more: Any) -> Field:
    if kind == "choice":
        more["choices"] = [{"value": "cod", "label": "Cash on delivery"}, {"value": "eft", "label": "EFT"}]
    if kind == "quantity":
        more |= {"unit": "months", "unit_one": "month"}
    return reading.read_field({"key": "it", "kind": kind, "label": "It", **more}, "field")


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  two\n words ", Words("two words")),
        ("longtext", "one\r\n\r\n\r\n two", Words("one\n\ntwo")),
        ("name", "Thandi Mokoena", Name("Thandi Mokoena", NameKind.PERSON)),
        ("company", "Kasi Café", Name("Kasi Café", NameKind.COMPANY)),
        ("place", "Gqeberha", Name("Gqeberha", NameKind.PLACE)),
        ("product", "Samp", Name("Samp", NameKind.PRODUCT)),
        ("money", "R 1 234,50", Money(Decimal("1234.50"))),
        ("number", "1 200", 1200),
        ("number", 7, 7),
        ("percent", "12,5 %", Percent(Decimal("12.5"))),
        ("quantity", "1 month", Quantity(Decimal(1), "months", "month")),
        ("date", "2026-11-29", DAY),
        ("date", "29/11/2026", DAY),
        ("date", "29 November 2026", DAY),
        ("date", "1 Des 2026", date(2026, 12, 1)),
        ("period", "2026-11-01/2026-11-29", Period(date(2026, 11, 1), DAY)),
        ("period", {"first": "2026-11-01", "last": "2026-11-29"}, Period(date(2026, 11, 1), DAY)),
        ("choice", "cod", Words("Cash on delivery")),
        ("choice", "Cash on delivery", Words("Cash on delivery")),
        ("yesno", "ja", True),
        ("yesno", False, False),
        ("email", "lerato@example.co.za", Identifier("lerato@example.co.za")),
        ("phone", "+27 82 123 4567", Identifier("082 123 4567")),
        ("address", "1 Main Road\n\n Soweto ", Words("1 Main Road\nSoweto")),
        ("vat_number", "4740 101/508", Identifier("4740101508")),
        ("id_number", "800101 5009 087", Identifier("8001015009087")),
        ("registration_number", "2019 / 123456 / 07", Identifier("2019/123456/07")),
        ("bank_account", "62 000 000 001", Identifier("62000000001")),
    ],
)  # fmt: skip
def test_answers_are_read(kind: str, raw: Any, value: Any) -> None:
    found = fields.parse(field(kind), raw)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        ("text", "", "no answer"), ("text", "x" * 301, "longer than 300"), ("text", ["x"], "has to be text"),
        ("text", "\u202e\u200b", "no answer"), ("money", "1,234", "no clear amount|not a clear amount"), ("money", "9" * 20, "more than any"),
        ("number", "1.5", "whole number"), ("number", "many", "is no number"), ("number", "1e9", "is no number"), ("number", "٣", "is no number"),
        ("percent", "NaN", "is no number"), ("percent", "0.12345678", "too long"), ("date", "31/02/2026", "is no day"),
        ("date", "11/29/2026", "is no day"), ("date", "tomorrow", "is no day"), ("period", "2026-11-29/2026-11-01", "ends before"),
        ("period", "2026-11-29", "Give both"), ("choice", "card", "Cash on delivery, EFT"), ("yesno", "maybe", "neither"),
        ("email", "lerato", "no e-mail"), ("phone", "10111", "no telephone"), ("address", "\n".join("abcdefghijkl"), "ten lines"),
        ("vat_number", "474010150", "ten digits"), ("id_number", "8001015009088", "last digit"), ("id_number", "9913315000088", "date of birth"),
        ("registration_number", "2019123456/07", "slashes"), ("bank_account", "123", "7 to 11"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_in_a_sentence(kind: str, raw: Any, words: str) -> None:
    with pytest.raises(FieldRefused, match=words) as caught:
        fields.parse(field(kind), raw)

    assert caught.value.field == "it"


@pytest.mark.parametrize("vector", vectors("za-id-numbers"), ids=lambda vector: vector["value"])
def test_identity_numbers_agree_with_the_vectors(vector: dict[str, Any]) -> None:
    if vector["valid"]:
        assert fields.parse(field("id_number"), vector["value"]) == Identifier(vector["value"])
    else:
        with pytest.raises(FieldRefused):
            fields.parse(field("id_number"), vector["value"])


@pytest.mark.parametrize("vector", vectors("za-company-registration"), ids=lambda vector: vector["value"])
def test_registration_numbers_agree_with_the_vectors(vector: dict[str, Any]) -> None:
    if vector["valid"] is not False:
        assert fields.parse(field("registration_number"), vector["value"]) == Identifier(vector["value"])
    elif not vector["note"].startswith("future"):  # the form is checked, not the register
        with pytest.raises(FieldRefused):
            fields.parse(field("registration_number"), vector["value"])


def test_every_kind_is_read() -> None:
    assert set(fields._READERS) | {"list"} == set(FIELD_KINDS)


def test_a_doubtful_vat_number_is_questioned_and_kept() -> None:
    asked = field("vat_number")

    assert fields.parse(asked, "4740101509") == Identifier("4740101509")
    assert "Is this one right?" in fields.doubt(asked, "4740101509")
    assert fields.doubt(asked, "4740101508") == ""


def test_answers_become_facts_and_wrong_ones_are_listed_by_key() -> None:
    blueprint = reading.from_data(
        {
            "slug": "x", "dated": "2026-11-29", "title": "X",
            "field": [
                {"key": "pay", "kind": "choice", "label": "How?", "choices": [{"value": "cod", "label": "Cash on delivery"}]},
                {"key": "id", "kind": "id_number", "label": "Identity number"},
                {"key": "lines", "kind": "list", "label": "Lines", "most": 2, "field": [
                    {"key": "what", "kind": "text", "label": "What", "required": True},
                    {"key": "price", "kind": "money", "label": "Price"},
                ]},
            ],
        }
    )  # fmt: skip
    given = {
        "pay": "cod",
        "id": "8001015009087",
        "other": "x",
        "lines": [{"what": "A", "price": "1,234"}, {}, {"what": "", "price": "5"}],
    }
    read = answering.read(blueprint, given, on=DAY)
    found = {fact.key: fact for fact in read.facts}

    assert found["pay"].value == Words("Cash on delivery")
    assert found["pay_choice"].value == Identifier("cod")
    assert found["id"].is_private
    assert "other" not in found
    assert found["lines.1.price"].value == Money(Decimal(5))
    assert set(read.refused) == {"lines.0.price", "lines.1.what"}
    assert read.refused["lines.0.price"].field == "lines.0.price"

    many = answering.read(blueprint, {"lines": [{"what": "A"}] * 3}, on=DAY)
    assert "2 at most" in str(many.refused["lines"])
    assert "list of records" in str(answering.read(blueprint, {"lines": "x"}, on=DAY).refused["lines"])
