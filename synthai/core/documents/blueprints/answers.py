"""Typed text made clean, and the refusal that names the field it is about."""

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from synthai.core.documents.blueprints.shapes import Field
from synthai.core.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Control characters, the marks of the writer, and letters that turn the direction of what stands around them.
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\ue002]"
)
_BREAKS: Final = re.compile(r"\r\n|[\r\u2028\u2029\x0b\x0c]")
_SPACES: Final = re.compile(r"[ \t]+")


class FieldRefused(DomainError):
    """An answer that cannot be used. The message is for who typed it."""

    code = "documents.answer_refused"
    title = _("The answer cannot be used")
    remedy = _("Each kind of answer has its form: change the answer as the detail says.")
    status = 422


def refused(field: Field, words: "_StrOrPromise", **params: object) -> FieldRefused:
    """The refusal of an answer to this field."""
    return FieldRefused(words, field=field.key, **params)


def lines(field: Field, raw: Any, most: int) -> list[str]:
    """The lines of an answer, cleaned, without blank ones at its ends and with one blank line at most between others."""
    if not isinstance(raw, str):
        raise refused(field, _("This has to be text."))
    if len(raw) > most:
        raise refused(field, _("This is longer than %(most)s letters. Shorten it."), most=most)
    text = _CONTROL.sub("", _BREAKS.sub("\n", raw)).strip()
    rows = [_SPACES.sub(" ", row).strip() for row in text.split("\n")]
    kept = [row for number, row in enumerate(rows) if row or rows[number - 1]]
    if not any(kept):
        raise refused(field, _("This has no answer yet. Write one."))
    return kept


def flat(field: Field, raw: Any, most: int) -> str:
    """An answer on one line."""
    return " ".join(row for row in lines(field, raw, most) if row)
