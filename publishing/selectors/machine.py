"""Whether a machine may translate here, and what its last run at a piece came to."""

from typing import Final

from django.utils.translation import gettext as _

from publishing.models import Piece, TranslationRun
from synthai.core.ai import calling, metering
from synthai.core.ai.metering import Capped, Planned
from synthai.core.ai.protocol import Origin
from synthai.core.errors import DomainError

PURPOSE: Final = "publishing.translation"
_SMALL: Final = 1500  # tokens of a short part


def why_not() -> str:
    """Why no machine translates for this organisation now; empty when one does. A query or two of whoever meters; needs the tenant."""
    if not calling.is_there():
        return _("No language model is set up here.")
    planned = Planned(provider="", model="", origin=Origin(purpose=PURPOSE), most_tokens=_SMALL, most=None)
    try:
        metering.may(planned)
    except DomainError as refusal:
        return told(refusal)
    return ""


def told(refusal: DomainError) -> str:
    """A refusal of a model in a sentence that is true of translating."""
    if isinstance(refusal, Capped) and refusal.code != Capped.code:
        return _("The AI credits of your organisation are used up for now.")
    if refusal.code == "content.ai.off":
        return _("Your organisation switched language models off: none of its text goes to one.")
    return {
        "ai.no_model": _("No language model is set up here."),
        "ai.unavailable": _("The language model does not answer for the moment. Try again in some minutes."),
        "ai.declined": _("The language model will not translate this."),
    }.get(refusal.code, str(refusal))


def last_run(piece: Piece) -> TranslationRun | None:
    """The newest run at this piece. One query."""
    rows = TranslationRun.objects.filter(piece_id=piece.pk).select_related("organisation", "requested_by")
    found: TranslationRun | None = rows.order_by("-id").first()
    return found
