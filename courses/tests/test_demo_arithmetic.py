"""Every sum that the demo courses show, reckoned again: "R 12.00 ÷ 0.80 = R 15.00" must be so, to the digit that is shown."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from courses.services.demo import FOLDERS

_NUMBER: Final = r"(?:R )?\d[\d ]*(?:\.\d+)?%?"
_TERM: Final = rf"{_NUMBER}(?: [a-z]+)*"
_SUM: Final = re.compile(rf"(−?{_TERM}(?: [+−×÷] {_TERM})+) = (−?{_NUMBER})")
_PART: Final = re.compile(rf"([+−×÷]) ({_TERM})")
_FILES: Final = sorted([*FOLDERS.glob("*/*/*.md"), *FOLDERS.glob("*/quizzes/*.txt")])


def plain(path: Path) -> str:
    text = path.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ").replace("**", "")
    return re.sub(r"(?<=\w): (?=R? ?\d)", ":\n", text)


def number(text: str) -> Fraction:
    found = re.search(r"\d[\d ]*(?:\.\d+)?", text)
    assert found is not None
    value = Fraction(found[0].replace(" ", ""))
    value = value / 100 if "%" in text else value
    return -value if text.startswith("−") else value


def reckoned(expression: str) -> Fraction:
    """The value, × and ÷ before + and −."""
    first = re.match(rf"−?{_TERM}", expression)
    assert first is not None
    terms = [number(first[0])]
    for sign, said in _PART.findall(expression[first.end() :]):
        match sign:
            case "+":
                terms.append(number(said))
            case "−":
                terms.append(-number(said))
            case "×":
                terms[-1] *= number(said)
            case _:
                terms[-1] /= number(said)
    return sum(terms, Fraction(0))


def shown(value: Fraction, like: str) -> Decimal:
    """The value with as many digits as the text shows."""
    digits = len(like.rstrip("%").partition(".")[2])
    value = value * 100 if "%" in like else value
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def sums() -> list[tuple[str, str, str]]:
    return [(path.stem, *found) for path in _FILES for found in _SUM.findall(plain(path))]


def test_every_sum_is_right() -> None:
    found = sums()
    assert len(found) >= 90
    wrong = [
        f"{where}: {expression} is {shown(reckoned(expression), result)}, not {result}"
        for where, expression, result in found
        if shown(reckoned(expression), result) != shown(number(result), result)
    ]
    assert wrong == []


def test_a_line_that_looks_like_a_sum_is_read_as_one() -> None:
    """No sum hides from the test behind a way of writing it."""
    unread = [
        f"{path.stem}: {line}"
        for path in _FILES
        for line in plain(path).splitlines()
        if re.search(r"\d[^=|]* [+−×÷] [^=|]*\d[^=|]*= ", line) and not _SUM.search(line)
    ]
    assert unread == []


@pytest.mark.parametrize("row", re.findall(
    r"^\| R (\d+\.\d\d) \| R (\d+\.\d\d) \| R (\d+\.\d\d) \|$",
    plain(FOLDERS / "money-and-vat-basics/03-prices/01-vat-in-a-price.md"), re.MULTILINE,
))  # fmt: skip
def test_the_table_of_vat_holds(row: tuple[str, str, str]) -> None:
    price, vat, net = map(Decimal, row)
    assert (price * 15 / 115).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) == vat
    assert vat + net == price
