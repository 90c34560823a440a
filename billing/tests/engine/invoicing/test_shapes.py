"""A document is its JSON, to the last digit."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.invoicing.notes import NoteLine, credit_note
from billing.engine.invoicing.shapes import SCHEMA, Document, DocumentUnreadable
from billing.tests.engine.invoicing.cast import DAY, PATIENT, invoice, line, mixed


def test_json_and_back_is_the_same_document() -> None:
    for document in (
        mixed(),
        credit_note(
            mixed(), [NoteLine(description="x", unit_price=Decimal(5))], reason="Returned", issued_on=DAY
        ),
    ):
        text = json.dumps(document.as_json())
        again = Document.from_json(json.loads(text))
        assert again == document
        assert again.canonical() == document.canonical()


@PATIENT
@given(st.decimals(0, 99999, places=4), st.text(max_size=30))
def test_every_digit_and_letter_comes_back(price: Decimal, words: str) -> None:
    document = replace(invoice(line("1.00", unit_price=price)), terms=words)
    again = Document.from_json(json.loads(json.dumps(document.as_json())))
    assert str(again.lines[0].unit_price) == str(price)
    assert (again.terms, again.digest()) == (words, document.digest())


def test_the_hash_tells_any_change() -> None:
    document = mixed()
    changed = replace(document, lines=(replace(document.lines[0], detail="."), *document.lines[1:]))
    assert changed.digest() != document.digest()
    # What is kept for years must not depend on the order in which a database gives keys back.
    shuffled = dict(reversed(document.as_json().items()))
    assert Document.from_json(shuffled).digest() == document.digest()


def test_defaults_are_left_out_so_that_new_fields_change_no_hash() -> None:
    stored = invoice(line("10.00")).as_json()
    assert stored["schema"] == SCHEMA
    assert "statement" not in stored
    assert "discount" not in stored["lines"][0]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"schema": "synthai.document/0"}, "synthai.document/1"),
        ({"issued_on": "yesterday"}, "#/issued_on"),
        ({"kind": "bill"}, "#/kind"),
        ({"surprise": 1}, "surprise"),
        ({"totals": {"excl": "1", "vat": "x", "incl": "1"}}, "#/totals/vat"),
        ({"totals": {"excl": "1"}}, "lacks incl, vat"),
        ({"totals": {"excl": "NaN", "vat": "0", "incl": "1"}}, "#/totals/excl"),
        ({"lines": {}}, "#/lines must be a list"),
        ({"is_copy": "no"}, "#/is_copy"),
        ({"number": 7}, "#/number"),
    ],
)
def test_what_is_not_a_document_is_refused_with_the_place(change: dict[str, object], where: str) -> None:
    with pytest.raises(DocumentUnreadable, match=where):
        Document.from_json({**mixed().as_json(), **change})


@pytest.mark.parametrize("value", [None, [], "x", {}])
def test_nonsense_is_refused(value: object) -> None:
    with pytest.raises(DocumentUnreadable):
        Document.from_json(value)


def test_a_copy_is_marked_and_the_original_is_not() -> None:
    document = invoice(line("10.00"))
    assert (document.as_copy().is_copy, document.is_copy) == (True, False)


def test_addresses_print_row_by_row_and_name_a_country_only_abroad() -> None:
    address = mixed().buyer.address
    assert address.rows == ("Plot 7", "Upington NC 8801")
    assert replace(address, country="BW").rows[-1] == "BW"
    assert not replace(address, lines=(), city="", postal_code="", suburb="").is_given
