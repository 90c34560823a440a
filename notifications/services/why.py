"""Why did I get this? In plain words, from what was decided when the message was made."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications import kinds as registry
from notifications.kinds import Kind
from notifications.models import Message
from notifications.models.message import CHANNELS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_SOURCES: "dict[str, _StrOrPromise]" = {
    "critical": gettext_lazy("always sent, because it is important"),
    "person": gettext_lazy("your own choice"),
    "organisation": gettext_lazy("your organisation's default"),
    "kind": gettext_lazy("our default"),
}
_OUTCOMES: "dict[str, _StrOrPromise]" = {
    "goes": gettext_lazy("sent"),
    "in_reserve": gettext_lazy("kept back unless another way fails"),
    "off": gettext_lazy("not sent"),
    "no_address": gettext_lazy("not sent: we have no address for this"),
    "suppressed": gettext_lazy("not sent: the address takes nothing any more"),
    "no_consent": gettext_lazy("not sent: you did not ask for it"),
}
_HOLDS: "dict[str, _StrOrPromise]" = {
    "scheduled": gettext_lazy("planned for later"),
    "digest": gettext_lazy("gathered for your digest"),
    "quiet": gettext_lazy("held until your quiet hours were over"),
    "marketing_hours": gettext_lazy("held until the hours that the law allows"),
}
_CHOSEN = {"goes", "in_reserve", "off"}  # whose word it was matters only where a word decided
_CHANNELS = dict(CHANNELS)


@dataclass(frozen=True)
class Way:
    """One channel: what happened there, by whose word, and what held it."""

    channel: str
    outcome: str
    source: str
    holds: tuple[str, ...]
    was_sent: bool


def because(message: Message) -> str:
    """“You get this because you may decide about prices here.”"""
    kind = registry.known(message.kind)
    reason = str(kind.because) if kind else _("of something you or your organisation did in SynthAI")
    return _("You get this because %(reason)s.") % {"reason": reason}


def in_a_sentence(message: Message) -> str:
    """For the foot of a mail: why, and what it is about."""
    kind = registry.known(message.kind)
    return of_kind(kind) if kind else because(message)


def of_kind(kind: Kind) -> str:
    """The same for every message of a kind."""
    reason = _("You get this because %(reason)s.") % {"reason": kind.because}
    if kind.is_critical:
        return reason + " " + _("It is important, so it is always sent.")
    title = registry.categories()[kind.category].title
    return reason + " " + _("It belongs to “%(category)s”.") % {"category": title}


def ways(message: Message) -> list[Way]:
    """What was decided for each channel."""
    return [
        Way(
            channel=str(_CHANNELS.get(each["channel"], each["channel"])),
            outcome=str(_OUTCOMES.get(each["outcome"], each["outcome"])),
            source=str(_SOURCES.get(each["source"], "")) if each["outcome"] in _CHOSEN else "",
            holds=tuple(str(_HOLDS.get(hold, hold)) for hold in each["holds"]),
            was_sent=each["outcome"] == "goes",
        )
        for each in message.decision
    ]
