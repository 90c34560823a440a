"""What people answer, as facts. Each kind of field has one function that reads it, or says in a sentence what is wrong.

Raw answers are text as it was typed; yes or no may be a bool, a period `{"first": …, "last": …}`, and a list a list of records.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from synthai.core import phone_numbers, vat_numbers
from synthai.core.documents.blueprints import identifiers, writing_days
from synthai.core.documents.blueprints.answers import FieldRefused, flat, lines, refused
from synthai.core.documents.blueprints.shapes import Field
from synthai.core.facts.values import Identifier, Name, NameKind, Percent, Period, Quantity, Value, Words
from synthai.core.money import AmountUnclear, Money, parse_amount

__all__ = ["FieldRefused", "doubt", "is_blank", "parse", "parsed_choice"]

_LONGEST_LINE: Final = 300
_LONGEST_TEXT: Final = 10_000
_LARGEST: Final = Decimal(1_000_000_000_000)
_YES: Final = {"yes", "y", "true", "on", "1", "ja"}
_NO: Final = {"no", "n", "false", "off", "0", "nee"}
Read = Callable[[Field, Any, str], Value]


def parse(field: Field, raw: Any, *, language: str = "en") -> Value:
    """The value of an answer. Raises FieldRefused with a sentence for who typed it. Lists are read by `answering`."""
    if is_blank(raw):
        raise refused(field, _("This has no answer yet. Write one."))
    reader = _READERS.get(field.kind)
    if reader is None:
        raise refused(field, _("This is a list: answer its parts."))
    return reader(field, raw, language)


def parsed_choice(field: Field, raw: Any) -> Identifier:
    """What was chosen, for programs: the `<key>_choice` beside the words."""
    return Identifier(_chosen(field, raw).value)


def is_blank(raw: Any) -> bool:
    """Whether nothing was answered. An explicit no is an answer."""
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Mapping):
        return all(is_blank(each) for each in raw.values())
    return raw is None or raw == []


def doubt(field: Field, raw: Any) -> str:
    """A question about an answer that may be right and looks wrong; empty when there is none."""
    if field.kind == "vat_number" and isinstance(raw, str):
        number = vat_numbers.normalise(raw)
        if vat_numbers.has_form(number) and not vat_numbers.is_plausible(number):
            return str(
                _("South African VAT numbers begin with 4 and end with a check digit. Is this one right?")
            )
    return ""


def _text(field: Field, raw: Any, _language: str) -> Value:
    return Words(flat(field, raw, _LONGEST_LINE))


def _long_text(field: Field, raw: Any, _language: str) -> Value:
    return Words("\n".join(lines(field, raw, _LONGEST_TEXT)))


def _address(field: Field, raw: Any, _language: str) -> Value:
    rows = [row for row in lines(field, raw, 1_000) if row]
    if len(rows) > 10:
        raise refused(field, _("An address has at most ten lines. Shorten it."))
    return Words("\n".join(rows))


def _named(kind: NameKind) -> Read:
    return lambda field, raw, _language: Name(flat(field, raw, _LONGEST_LINE), kind)


def _money(field: Field, raw: Any, _language: str) -> Value:
    try:
        amount = parse_amount(flat(field, raw, 40))
    except AmountUnclear as error:
        raise refused(field, str(error)) from error
    if abs(amount) > _LARGEST:
        raise refused(field, _("That is more than any document needs. Check the amount."))
    return Money(amount)


def _decimal(field: Field, text: str, example: str) -> Decimal:
    joined = "".join(text.split()).replace(",", ".")
    try:
        value = Decimal(joined) if joined.isascii() else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not set(joined) <= set("0123456789.-+"):
        raise refused(
            field, _("“%(typed)s” is no number. Write it like %(example)s."), typed=text, example=example
        )
    exponent = value.as_tuple().exponent
    if abs(value) > _LARGEST or not isinstance(exponent, int) or exponent < -6:
        raise refused(field, _("“%(typed)s” is too long for a number. Check it."), typed=text)
    return value


def _percent(field: Field, raw: Any, _language: str) -> Value:
    return Percent(_decimal(field, flat(field, raw, 40).removesuffix("%").strip(), "12.5"))


def _quantity(field: Field, raw: Any, _language: str) -> Value:
    text = flat(field, raw, 60)
    for unit in (field.unit, field.unit_one):
        text = text.removesuffix(unit).strip() if unit else text
    return Quantity(_decimal(field, text, "12"), field.unit, field.unit_one)


def _number(field: Field, raw: Any, _language: str) -> Value:
    text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else flat(field, raw, 40)
    value = _decimal(field, text, "12")
    if value != int(value):
        raise refused(field, _("“%(typed)s” is no whole number. Write it without decimals."), typed=text)
    return int(value)


def _day(field: Field, raw: Any, _language: str) -> date:
    if type(raw) is date:
        return raw
    text = flat(field, raw, 40)
    found = writing_days.read(text)
    if found is None:
        raise refused(
            field, _("“%(typed)s” is no day. Write it like 2026-11-29 or 29 November 2026."), typed=text
        )
    return found


def _period(field: Field, raw: Any, language: str) -> Value:
    if isinstance(raw, str):
        first, _slash, last = raw.partition("/") if raw.count("/") == 1 else (raw, "", "")
        raw = {"first": first, "last": last}
    if not isinstance(raw, Mapping) or is_blank(raw.get("first")) or is_blank(raw.get("last")):
        raise refused(field, _("A period has a first and a last day. Give both."))
    first_day, last_day = (_day(field, raw[end], language) for end in ("first", "last"))
    if last_day < first_day:
        raise refused(field, _("The period ends before it begins. Change one of its days."))
    return Period(first_day, last_day)


def _choice(field: Field, raw: Any, _language: str) -> Value:
    return Words(_chosen(field, raw).label)


def _chosen(field: Field, raw: Any) -> Any:
    typed = flat(field, raw, 200)
    for choice in field.choices:
        if typed in {choice.value, choice.label}:
            return choice
    raise refused(
        field, _("“%(typed)s” is none of the choices. Choose one of: %(choices)s."), typed=typed,
        choices=", ".join(each.label for each in field.choices),
    )  # fmt: skip


def _yes_no(field: Field, raw: Any, _language: str) -> Value:
    if isinstance(raw, bool):
        return raw
    word = flat(field, raw, 20).lower()
    if word not in _YES | _NO:
        raise refused(field, _("“%(typed)s” is neither yes nor no. Answer yes or no."), typed=word)
    return word in _YES


def _email(field: Field, raw: Any, _language: str) -> Value:
    text = flat(field, raw, 254)
    try:
        validate_email(text)
    except ValidationError as error:
        raise refused(
            field, _("“%(typed)s” is no e-mail address. Write it like name@example.co.za."), typed=text
        ) from error
    return Identifier(text)


def _phone(field: Field, raw: Any, _language: str) -> Value:
    text = flat(field, raw, 40)
    found = phone_numbers.read(text)
    if found is None:
        raise refused(
            field, _("“%(typed)s” is no telephone number. Write it like 082 123 4567 or +44 20 7946 0958."), typed=text
        )  # fmt: skip
    return Identifier(found.national)


def _vat_number(field: Field, raw: Any, _language: str) -> Value:
    number = vat_numbers.normalise(flat(field, raw, 30))
    if not vat_numbers.has_form(number):
        raise refused(field, _("A VAT number has ten digits, like 4740101508. Check it."))
    return Identifier(number)


def _checked(check: Callable[[str], str]) -> Read:
    def read(field: Field, raw: Any, _language: str) -> Value:
        try:
            return Identifier(check(flat(field, raw, 60)))
        except identifiers.Wrong as error:
            raise refused(field, error.sentence) from error

    return read


_READERS: Final[dict[str, Read]] = {
    "text": _text,
    "longtext": _long_text,
    "name": _named(NameKind.PERSON),
    "company": _named(NameKind.COMPANY),
    "place": _named(NameKind.PLACE),
    "product": _named(NameKind.PRODUCT),
    "money": _money,
    "number": _number,
    "percent": _percent,
    "quantity": _quantity,
    "date": _day,
    "period": _period,
    "choice": _choice,
    "yesno": _yes_no,
    "email": _email,
    "phone": _phone,
    "address": _address,
    "vat_number": _vat_number,
    "id_number": _checked(identifiers.id_number),
    "registration_number": _checked(identifiers.registration_number),
    "bank_account": _checked(identifiers.bank_account),
}
