"""Telephone numbers, against the domain's vectors (made with libphonenumber)."""

import json
from pathlib import Path
from typing import Any

import pytest

from synthai.core import phone_numbers

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "za-phone-numbers.json").read_text(encoding="utf-8")
)["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["input"] or "empty")
def test_agrees_with_the_vectors(vector: dict[str, Any]) -> None:
    found = phone_numbers.read(vector["input"])
    if not vector["product_valid"]:
        assert found is None
        return
    assert found is not None
    assert (found.e164, found.national) == (vector["e164"], vector["national"])
    assert found.takes_messages == (vector["library_type"] == "MOBILE")


@pytest.mark.parametrize(
    "text",
    [
        "082 123 456x",
        "+27 82 123 45678",
        "++27821234567",
        "27+821234567",
        "082123456",
        "+0821234567",
        "e" * 9,
        "٠٨٢١٢٣٤٥٦٧",
    ],
)
def test_refuses_what_is_no_number(text: str) -> None:
    assert phone_numbers.read(text) is None


def test_foreign_numbers_pass_in_international_form_only() -> None:
    found = phone_numbers.read("+44 20 7946 0958")
    assert found is not None
    assert (found.e164, found.kind, found.national) == ("+442079460958", "foreign", "+442079460958")
    assert phone_numbers.read("20 7946 09580") is None
