"""Numbers as people and programs write them: decimal point or comma, groups of thousands, R, brackets.

One number is read by the policy of money in South Africa: both decimal marks are welcome, and what is ambiguous
(`1,234`, `12.345`) is refused. A whole column may prove which mark it uses: then nothing is ambiguous.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal

Mark = Literal[".", ","]

_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009]+")
_CURRENCY: Final = re.compile(r"^(?:ZAR|R)(?=[\s\d.,(+-])\s*", re.IGNORECASE)
_MINUS: Final = "-\N{MINUS SIGN}\N{EN DASH}"
_SHAPE: Final = re.compile(r"^\d[\d .,]*$|^[.,]\d+$", re.ASCII)
_EXPONENT: Final = re.compile(r"^\d+(?:\.\d+)?[eE][+-]?\d{1,3}$", re.ASCII)
_GROUPS: Final = {
    " ": re.compile(r"^\d{1,3}(?: \d{3})+$", re.ASCII),
    ",": re.compile(r"^\d{1,3}(?:,\d{3})+$", re.ASCII),
    ".": re.compile(r"^\d{1,3}(?:\.\d{3})+$", re.ASCII),
}


class NumberUnclear(ValueError):
    """The text is no number (`code` not_a_number) or could mean two (`code` ambiguous)."""

    def __init__(self, text: str, code: str, why: str) -> None:
        super().__init__(f"“{text}” {why}")
        self.text, self.code = text, code


def parse_amount(text: str) -> Decimal:
    """An amount of money, to the cent. Raises NumberUnclear when it is none, or could mean two."""
    number = parse_number(text)
    if number.as_tuple().exponent < -2:  # type: ignore[operator]  # finite by construction
        raise NumberUnclear(text, "ambiguous", "has more than two decimals. Write it like 1234.56.")
    return number.quantize(Decimal("0.01"))


def parse_number(text: str, mark: Mark | None = None) -> Decimal:
    """One number. `mark` is the decimal mark of its column where that is known (see `column_mark`).

    Raises NumberUnclear when the text is no number, or could mean two.
    """
    body, negative = _without_sign(text)
    if _EXPONENT.match(body):
        number = Decimal(body)
    elif not _SHAPE.match(body):
        raise NumberUnclear(text, "not_a_number", "is not a number. Write numbers like 1250 or 12.50.")
    else:
        number = Decimal(_plain(body, mark, text))
    return -number if negative else number


def column_mark(texts: Iterable[str]) -> Mark | None:
    """The decimal mark that the cells of one column prove; None when they prove none, or both.

    Proof is a mark followed by one, two or more than three digits, one behind a leading zero, or both marks in
    one number: `12,50`, `0.125`, `1,234.56`. `1,234` proves nothing.
    """
    found: set[Mark] = set()
    for text in texts:
        body, _ = _without_sign(text)
        if _SHAPE.match(body):
            mark = _proof(body)
            if mark:
                found.add(mark)
                if len(found) == 2:
                    return None
    return found.pop() if found else None


def _without_sign(text: str) -> tuple[str, bool]:
    """Bare digits and marks, and whether the number is negative: `-5`, `5-`, `(5)`, `-R 5`, `R -5`."""
    body = _SPACES.sub(" ", text).strip()
    signs = 0
    if body.startswith("(") and body.endswith(")"):
        body, signs = body[1:-1].strip(), 1
    for _ in range(2):  # a sign may stand before or behind the currency
        if body and body[0] in _MINUS:
            body, signs = body[1:].strip(), signs + 1
        body = _CURRENCY.sub("", body, count=1).strip()
    if body and body[-1] in _MINUS:
        body, signs = body[:-1].strip(), signs + 1
    if signs > 1:
        return "", False
    return body.removeprefix("+"), bool(signs)


def _proof(body: str) -> Mark | None:
    last: Mark = "." if body.rfind(".") > body.rfind(",") else ","
    other: Mark = "," if last == "." else "."
    if last not in body:
        return None
    if body.count(last) > 1:
        # Twice the same mark groups thousands: then the other one is the decimal mark.
        return other if _GROUPS[last].match(body) else None
    whole, decimals = body.split(last)
    if other in whole:
        return last if _GROUPS[other].match(whole) else None
    return last if len(decimals) != 3 or whole in {"", "0"} or len(whole.replace(" ", "")) > 3 else None


def _plain(body: str, mark: Mark | None, text: str) -> str:
    """Digits with a decimal point. `1.234,56` is only read where the column uses the comma."""
    proven = _proof(body)
    used = mark or proven
    if used is None:
        if "," in body or "." in body:
            raise NumberUnclear(text, "ambiguous", "could mean two numbers. Write it like 1234.56.")
        used = "."
    elif mark is None and used == "," and "." in body:
        raise NumberUnclear(text, "ambiguous", "groups thousands by points. Write it like 1234.56.")
    group = "," if used == "." else "."
    whole, _, decimals = body.partition(used)
    if decimals and not decimals.isdigit():
        raise NumberUnclear(text, "not_a_number", "is not a number. Write numbers like 1250 or 12.50.")
    for separator in (" ", group):
        if separator in whole:
            if not _GROUPS[separator].match(whole):
                raise NumberUnclear(
                    text, "not_a_number", "is not a number. Write numbers like 1250 or 12.50."
                )
            whole = whole.replace(separator, "")
    return f"{whole or 0}.{decimals or 0}"
