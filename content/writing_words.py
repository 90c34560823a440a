"""Why a template wrote a section and no machine did, in words for who reads it."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrOrPromise

BECAUSE: "Final[Mapping[str, _StrOrPromise]]" = {
    "no_model": _("No language model is set up here, so this was written from your facts, word for word."),
    "unavailable": _(
        "The language model did not answer, so this was written from your facts, word for word."
    ),
    "declined": _(
        "The language model would not write this, so it was written from your facts, word for word."
    ),
    "capped": _("The AI credits were used up, so this was written from your facts, word for word."),
    "not_in_plan": _("Your plan has no AI credits, so this was written from your facts, word for word."),
    "off": _("Machine writing is switched off here, so this was written from your facts, word for word."),
    "unsupported": _(
        "Twice the language model wrote something that your facts do not say, so its text was thrown away and this was written from your "
        "facts, word for word."
    ),
    "cut_short": _(
        "The language model did not come to an end, so this was written from your facts, word for word."
    ),
    "refused": _("The language model was not asked, so this was written from your facts, word for word."),
    "private": _(
        "This section holds something private, which never goes to a language model. It was written from your facts, word for word."
    ),
}


def because(code: str, findings: "Sequence[str]" = ()) -> str:
    """The sentence; with what the thrown away text claimed, where that was why."""
    said = str(BECAUSE.get(code, "")) if code else ""
    if code != "unsupported" or not findings:
        return said
    named = ", ".join(f"“{each}”" for each in list(findings)[:5])
    return said + " " + translated("Not in your facts: %(named)s.") % {"named": named}
