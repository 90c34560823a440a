"""What people write to people: announcements of staff, an organisation's word to its team, marketing, and the question before it."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words, category, kind

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
_EVERYWHERE = tuple(Channel)
_WRITTEN = {"title": ValueType.TEXT, "body": ValueType.TEXT, "sender": ValueType.TEXT}
_PLAIN = Words(title="%(title)s", body="%(body)s")
_SIGNED = Words(title="%(sender)s: %(title)s", body="%(body)s")  # where nothing else shows who writes
_BY_CHANNEL = dict.fromkeys((Channel.SMS, Channel.WHATSAPP, Channel.PUSH, Channel.WEB_PUSH), _SIGNED)


def declare() -> None:
    """Declare them; called once, when the app is ready."""
    example = {"title": _("Maintenance on Sunday"), "body": _("From 06:00 to 07:00 nothing can be saved.")}
    kind(
        ANNOUNCED,
        category=SERVICE,
        title=_("Announcement"),
        channels=dict.fromkeys(_EVERYWHERE, _NOW),
        words=_PLAIN,
        by_channel=_BY_CHANNEL,
        variables=_WRITTEN,
        example={**example, "sender": "SynthAI"},
        because=_("you use SynthAI"),
    )
    kind(
        TEAM_TOLD,
        category=TEAM_NEWS,
        title=_("Word to the team"),
        channels=dict.fromkeys(_EVERYWHERE, _NOW),
        words=_PLAIN,
        by_channel=_BY_CHANNEL,
        variables=_WRITTEN,
        example={**example, "title": _("Stock-taking on Friday"), "sender": "Umoja Foods"},
        because=_("you belong to this organisation"),
    )
    kind(
        OFFERED,
        category=OFFERS,
        title=_("Offer"),
        channels=dict.fromkeys(_EVERYWHERE, _OFF),
        words=_PLAIN,
        by_channel=_BY_CHANNEL,
        variables=_WRITTEN,
        example={**example, "title": _("A course about prices"), "sender": "SynthAI"},
        because=_("you agreed to news and offers by this way"),
    )
    kind(
        CONSENT_ASKED,
        category=SERVICE,
        title=_("May we write to you?"),
        channels={Channel.IN_APP: _NOW, Channel.EMAIL: _NOW},
        words=Words(
            title=_("May SynthAI send you news and offers?"),
            body=_(
                "We ask you once. If you want them, tick where under “What reaches you”. If you do nothing, we send none and do not ask "
                "again. You can take it back at any time."
            ),
        ),
        variables={},
        example={},
        because=_("you use SynthAI, and nobody asked you before"),
    )
