"""VAT numbers and company numbers: what their form tells, which is never that they were given to somebody.

The rules were found on printed numbers and in old notices, so a doubtful number is a warning and stops nothing.
"""

import re
from dataclasses import dataclass
from datetime import date

from synthai.core import vat_numbers

__all__ = ["Registration", "is_vat_number", "judge_registration", "normalise_vat_number"]

FIRST_YEAR = 1800
_COMPANY = re.compile(r"^(\d{4})/(\d{6})/(\d{2})$", re.ASCII)
_ELECTRONIC = re.compile(r"^K\d{10}$", re.ASCII)  # as CIPC's own pages show some; unconfirmed
_DIGITS = re.compile(r"^(\d{4})/?(\d{6})/?(\d{2})$", re.ASCII)

normalise_vat_number = vat_numbers.normalise


def is_vat_number(text: str) -> bool:
    """Ten digits, the first a 4, and the check digit right; spaces, hyphens and slashes do not matter."""
    return vat_numbers.is_plausible(vat_numbers.normalise(text))


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What a company number looks like: right, wrong, or (None) of a form that nobody confirmed. `suggestion` is to be asked about."""

    is_valid: bool | None
    suggestion: str = ""


def judge_registration(text: str, *, today: date) -> Registration:
    """Whether a company number has the form YYYY/NNNNNN/NN with a year that has come.

    A number that only lacks a slash gets a suggestion; it is never put right without asking.
    """
    number = text.strip().upper()
    if _ELECTRONIC.match(number):
        return Registration(is_valid=None)
    parts = _DIGITS.match(number)
    if parts is None or not FIRST_YEAR <= int(parts[1]) <= today.year:
        return Registration(is_valid=False)
    if _COMPANY.match(number):
        return Registration(is_valid=True)
    return Registration(is_valid=False, suggestion="/".join(parts.groups()))
