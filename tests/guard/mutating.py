"""One wrong thing for a right one: the mutations that the guard must catch."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from synthai.core.facts.base import FactBase
from synthai.core.facts.values import Identifier, Name, NameKind, Percent, Period, Quantity, Value, Words
from synthai.core.money import Money

STRANGERS = {
    NameKind.PERSON: ("Lindiwe Khumalo", "Pieter van der Merwe", "Ayesha Patel", "Sibusiso Zwane", "Karen Fourie", "Nomvula Radebe", "Johan Steyn"),
    NameKind.COMPANY: ("Kopano Traders", "Blue Crane Logistics", "Ubuntu Wholesale (Pty) Ltd", "Riverbend Mills CC", "Sizanani Supplies"),
    NameKind.PLACE: ("Polokwane", "Upington", "George", "Rustenburg", "Kimberley", "Mthatha"),
    NameKind.PRODUCT: ("Goldcrest Oil", "Zamani Rooibos", "Highveld Samp"),
    NameKind.OTHER: ("Imbali Fund", "Kagiso Programme"),
}  # fmt: skip
STREETS = ("Church", "Voortrekker", "Beyers", "Commissioner", "Biko")


def mutated(value: Value, facts: FactBase, dice: random.Random) -> tuple[str, Value] | None:
    """What kind of mistake, and the wrong value, which no fact has; None when this one cannot be made wrong."""
    taken = [fact.value for fact in facts]
    for _turn in range(40):
        how, made = _once(value, dice)
        if made is not None and made != value and made not in taken and not _is_near(made, taken):
            return how, made
    return None


def _once(value: Value, dice: random.Random) -> tuple[str, Value | None]:
    if isinstance(value, Money | Percent | Quantity | int) and not isinstance(value, bool):
        return _figure(value, dice)
    if isinstance(value, date):
        return _day(value, dice)
    if isinstance(value, Period):
        how, last = _day(value.last, dice)
        return f"period: {how}", Period(value.first, last) if isinstance(
            last, date
        ) and last > value.first else None
    if isinstance(value, Identifier):
        return "identifier: digit changed", Identifier(_digit_changed(value.text, dice))
    if isinstance(value, Name):
        return f"name: {value.kind.value}", Name(dice.choice(STRANGERS[value.kind]), value.kind)
    return _words(value, dice) if isinstance(value, Words) else ("", None)


def _figure(value: Money | Percent | Quantity | int, dice: random.Random) -> tuple[str, Value | None]:
    if isinstance(value, Money):
        how, amount = _number(value.amount, dice)
        return f"money: {how}", Money(amount) if amount > 0 else None
    if isinstance(value, Percent):
        how, share = _number(value.value, dice)
        return f"percent: {how}", Percent(share) if 0 < share < 1000 else None
    if isinstance(value, Quantity):
        how, count = _number(value.value, dice)
        return f"number: {how}", replace(value, value=count) if count > 1 else None
    how, count = _number(Decimal(value), dice)
    return f"number: {how}", int(count) if count == count.to_integral() and count > 1 else None


def _number(value: Decimal, dice: random.Random) -> tuple[str, Decimal]:
    how = dice.choice(
        ["digit changed", "digits swapped", "off by one", "ten times", "a tenth", "a fifth more"]
    )
    text = f"{value:f}"
    if how == "digit changed":
        return how, Decimal(_digit_changed(text, dice))
    if how == "digits swapped":
        places = [
            place
            for place in range(len(text) - 1)
            if text[place].isdigit() and text[place + 1].isdigit() and text[place] != text[place + 1]
        ]
        if not places:
            return how, value
        at = dice.choice(places)
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return how, value if swapped.startswith("0") and not swapped.startswith("0.") else Decimal(swapped)
    if how == "off by one":
        return how, value + dice.choice([-1, 1])
    if how == "a fifth more":
        return how, (value * Decimal("1.2")).quantize(
            Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
        )
    made = value * 10 if how == "ten times" else value / 10
    return how, Decimal(f"{made:f}")


def _digit_changed(text: str, dice: random.Random) -> str:
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    at = dice.choice(places)
    choices = [each for each in "123456789" if each != text[at]]
    return text[:at] + dice.choice(choices) + text[at + 1 :]


def _day(value: date, dice: random.Random) -> tuple[str, Value | None]:
    how = dice.choice(["day", "month", "year"])
    if how == "day":
        return f"date: {how}", value + timedelta(days=dice.choice([-9, -3, -1, 1, 2, 7]))
    if how == "year":
        return f"date: {how}", value.replace(
            year=value.year + dice.choice([-3, -1, 1, 2]), day=min(value.day, 28)
        )
    return f"date: {how}", value.replace(
        month=dice.choice([m for m in range(1, 13) if m != value.month]), day=min(value.day, 28)
    )


def _words(value: Words, dice: random.Random) -> tuple[str, Value | None]:
    """Streets and addresses of mail, which are the only words that are mutated."""
    if "@" in value.text:
        name, _at, host = value.text.partition("@")
        return "mail address", Words(f"{dice.choice(['sales', 'accounts', 'hello'])}.{name}@{host}")
    number, _space, street = value.text.partition(" ")
    if number.isdigit():
        if dice.random() < 0.5:
            return "street number", Words(f"{_digit_changed(number, dice)} {street}")
        return "street", Words(f"{number} {dice.choice(STREETS)} {street.split(' ')[-1]}")
    return "words", None


def _is_near(made: Value, taken: list[Value]) -> bool:
    """Whether the wrong value would be written as some right one when both are rounded, so that the text would not be wrong."""
    if isinstance(made, Money):
        others = [each.amount for each in taken if isinstance(each, Money)]
        return any(
            abs(made.amount - each) <= max(Decimal(1), each / 100)
            and made.amount >= 1_000_000
            or abs(made.amount - each) < 1
            for each in others
        )
    if isinstance(made, Percent):
        return any(abs(made.value - each.value) < 1 for each in taken if isinstance(each, Percent))
    if isinstance(made, Quantity):
        return any(made.value == _plain(each) for each in taken)
    if isinstance(made, int):
        return any(made == _plain(each) for each in taken) or any(
            isinstance(each, date) and each.year == made for each in taken
        )
    if isinstance(made, date):
        days = [each for each in taken if isinstance(each, date)] + [
            day for each in taken if isinstance(each, Period) for day in (each.first, each.last)
        ]
        return any((each.year, each.month) == (made.year, made.month) for each in days) and any(
            each == made for each in days
        )
    return False


def _plain(value: Value) -> Decimal | None:
    if isinstance(value, Quantity):
        return value.value
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None
