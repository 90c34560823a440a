"""The rule for VAT numbers, against numbers found on real documents."""

import json
from pathlib import Path

import pytest

from synthai.core import vat_numbers

VECTORS = json.loads((Path(__file__).parent / "data" / "za-vat-numbers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["value"])
def test_judges_every_vector(vector: dict[str, object]) -> None:
    assert vat_numbers.is_plausible(str(vector["value"])) is vector["valid"]


@pytest.mark.parametrize("text", ["4740 101 508", "474-010-1508", "4740/101508", "  4740101508 "])
def test_separators_do_not_count(text: str) -> None:
    assert vat_numbers.normalise(text) == "4740101508"


@pytest.mark.parametrize("text", ["٤٧٤٠١٠١٥٠٨", "474010150", "ZA4740101508", ""])
def test_form_is_ten_ascii_digits(text: str) -> None:
    assert not vat_numbers.has_form(text)
