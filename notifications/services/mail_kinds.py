"""What a kind of mail is called. Staff read this instead of a subject, so nothing secret in a subject can reach them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrOrPromise

_WORDS: "dict[str, _StrOrPromise]" = {}


def name(words: "Mapping[str, _StrOrPromise]") -> None:
    """Offer names of kinds; an app does it for its own when it is ready."""
    _WORDS.update(words)


def in_words(kind: str) -> str:
    """The name of a kind; one that nobody named is spelled out, never guessed from the mail itself."""
    known = _WORDS.get(kind)
    if known is not None:
        return str(known)
    return kind.rpartition("/")[2].replace("_", " ").capitalize() or gettext("Mail")
