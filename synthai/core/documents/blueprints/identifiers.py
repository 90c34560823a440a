"""Numbers that South Africans carry: their form is checked, never whose they are."""

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_ID: Final = re.compile(r"\d{10}[0-2]\d{2}\Z", re.ASCII)
_REGISTRATION: Final = re.compile(r"((?:18|19|20)\d{2})/\d{6}/\d{2}\Z", re.ASCII)
_ENTERPRISE: Final = re.compile(r"K(?:19|20)\d{8}\Z", re.ASCII)  # as the CIPC's own pages write it
_ACCOUNT: Final = re.compile(r"\d{7,11}\Z", re.ASCII)


class Wrong(ValueError):
    """A number that cannot be one, and why."""

    def __init__(self, sentence: "_StrOrPromise") -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def id_number(text: str) -> str:
    """Thirteen digits: a date of birth, a sequence, a status, a check digit. Raises Wrong."""
    digits = re.sub(r"[\s\-]", "", text)
    if not _ID.match(digits):
        raise Wrong(_("An identity number has thirteen digits. Check it."))
    if not any(_is_day(f"{century}{digits[:6]}") for century in ("19", "20")):
        raise Wrong(_("An identity number begins with the date of birth. Check its first six digits."))
    if _luhn(digits) % 10:
        raise Wrong(_("The last digit does not go with the others. Check the identity number."))
    return digits


def registration_number(text: str) -> str:
    """`2019/123456/07`, or the CIPC's K number. Raises Wrong."""
    joined = text.replace(" ", "").upper()
    if not (_REGISTRATION.match(joined) or _ENTERPRISE.match(joined)):
        raise Wrong(_("A registration number is written like 2019/123456/07. Check it, slashes as well."))
    return joined


def bank_account(text: str) -> str:
    """Seven to eleven digits. Raises Wrong."""
    digits = re.sub(r"[\s\-]", "", text)
    if not _ACCOUNT.match(digits):
        raise Wrong(_("A bank account has 7 to 11 digits. Check it."))
    return digits


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> int:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled)
