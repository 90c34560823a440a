"""What people write to people: announcements of staff, an organisation's word to its team, marketing, and the question before it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words, category, kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrOrPromise

SERVICE = category(
    "service",
    title=_("Announcements of SynthAI"),
    text=_("What changes in the service itself: maintenance, new rules, faults. No offers."),
    place=1,
)
TEAM_NEWS = category(
    "team_news",
    title=_("News from your organisation"),
    text=_("What your organisation writes to its team."),
    place=1,
)
OFFERS = category(
    "offers",
    title=_("News and offers of SynthAI"),
    text=_("New products, courses and prices. Only if you agree, and only where you agree."),
    is_marketing=True,
    place=2,
)

ANNOUNCED, OFFERED, TEAM_TOLD = "notifications.announced", "notifications.offered", "notifications.team_told"
CONSENT_ASKED = "notifications.consent_asked"

_NOW, _OFF = Frequency.NOW, Frequency.OFF
_WRITTEN = {"title": ValueType.TEXT, "body": ValueType.TEXT, "sender": ValueType.TEXT}
_PLAIN = Words(title="%(title)s", body="%(body)s")
_SIGNED = Words(title="%(sender)s: %(title)s", body="%(body)s")  # where nothing else shows who writes
_BY_CHANNEL = dict.fromkeys((Channel.SMS, Channel.WHATSAPP, Channel.PUSH, Channel.WEB_PUSH), _SIGNED)

_ASKING = Words(
    title=_("May SynthAI send you news and offers?"),
    body=_(
        "We ask you once. If you want them, tick where under “What reaches you”. If you do nothing, we send none and do not ask "
        "again. You can take it back at any time."
    ),
)


def declare() -> None:
    """Declare them; called once, when the app is ready."""
    _written(ANNOUNCED, SERVICE, _("Announcement"), _NOW, because=_("you use SynthAI"))
    _written(
        TEAM_TOLD,
        TEAM_NEWS,
        _("Word to the team"),
        _NOW,
        because=_("you belong to this organisation"),
        example={"title": _("Stock-taking on Friday"), "sender": "Umoja Foods"},
    )
    _written(
        OFFERED,
        OFFERS,
        _("Offer"),
        _OFF,
        because=_("you agreed to news and offers by this way"),
        example={"title": _("A course about prices")},
    )
    kind(
        CONSENT_ASKED,
        category=SERVICE,
        title=_("May we write to you?"),
        channels={Channel.IN_APP: _NOW, Channel.EMAIL: _NOW},
        words=_ASKING,
        variables={},
        example={},
        because=_("you use SynthAI, and nobody asked you before"),
    )


def _written(
    code: str,
    category: str,
    title: "_StrOrPromise",
    often: Frequency,
    *,
    because: "_StrOrPromise",
    example: "Mapping[str, _StrOrPromise] | None" = None,
) -> None:
    """A kind whose words a person writes."""
    usual = {"title": _("Maintenance on Sunday"), "body": _("From 06:00 to 07:00 nothing can be saved.")}
    kind(
        code,
        category=category,
        title=title,
        channels=dict.fromkeys(Channel, often),
        words=_PLAIN,
        by_channel=_BY_CHANNEL,
        variables=_WRITTEN,
        example={**usual, "sender": "SynthAI", **(example or {})},
        because=because,
    )
