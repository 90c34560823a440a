"""Times of the day, in digits and in words: `08:30`, `9 am`, `half past eight`, `three o'clock`, `kwart voor sewe`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HOURS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vyf": 5, "ses": 6, "sewe": 7, "agt": 8, "nege": 9, "tien": 10, "elf": 11, "twaalf": 12,
}  # fmt: skip
_HOUR: Final = "(?P<hour>" + "|".join(sorted(_HOURS, key=len, reverse=True)) + ")"
_DIGITS: Final = re.compile(
    r"(?<![\w.:])(?P<hour>[01]?\d|2[0-4])(?::(?P<minute>[0-5]\d)(?::[0-5]\d)?|h(?P<other>[0-5]\d))(?: ?(?P<half>[ap])\.?m\b\.?)?(?!\w)"
    r"|\b(?P<bare>\d{1,2}) ?(?P<noon>[ap])(?:m|\.m\.)(?!\w)",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(
    rf"\b(?:(?P<part>half past|quarter past|quarter to|kwart oor|kwart voor|half) ?{_HOUR}\b(?! (?:million|thousand|hundred|rand|people))"
    rf"|(?P<full>{'|'.join(sorted(_HOURS, key=len, reverse=True))})(?: o'clock\b|uur\b|(?= (?:in the (?:morning|afternoon|evening)|at night)\b)))",
    re.IGNORECASE,
)
_PARTS: Final = {
    "half past": (0, 30), "quarter past": (0, 15), "quarter to": (-1, 45), "kwart oor": (0, 15), "kwart voor": (-1, 45), "half": (-1, 30),
}  # fmt: skip
_NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a text states, as hours of the day that it may be."""

    start: int
    end: int
    hours: tuple[int, ...]
    minute: int

    def may_be(self, other: "Time") -> bool:
        """Whether both may be the same."""
        return self.minute == other.minute and bool(set(self.hours) & set(other.hours))


def stated(text: str) -> Iterator[Time]:
    """The times of a plain text."""
    for found in _DIGITS.finditer(text):
        half = (found["half"] or found["noon"] or "").lower()
        hour, minute = int(found["hour"] or found["bare"]), int(found["minute"] or found["other"] or 0)
        if half and hour <= _NOON:
            hour = hour % _NOON + (_NOON if half == "p" else 0)
        yield Time(*found.span(), (hour,), minute)
    for found in _WORDS.finditer(text):
        named = _HOURS[(found["hour"] or found["full"]).lower()]
        back, minute = _PARTS[found["part"].lower().strip()] if found["part"] else (0, 0)
        hour = (named + back) % _NOON
        yield Time(*found.span(), (hour, hour + _NOON), minute)
