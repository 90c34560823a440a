"""Consent to marketing (POPIA section 69): a person's own word for one purpose and channel, kept with what she saw, when, how and where.

A choice in a marketing category is the consent, its change (`ChoiceChange`) the proof; nobody else's tick is one. Who never
answered may be asked by a message, once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications import announcement_kinds, carriers
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.models import Choice, ChoiceChange, ConsentAsk
from notifications.models.message import CHANNELS
from notifications.services import agreed_words, choices, messages
from notifications.services.choices import Way
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError

_CHANNELS = dict(CHANNELS)


class NoMarketing(DomainError):
    """A category or channel that needs no consent, or does not exist."""

    code = "notifications.no_marketing"
    title = _("There is nothing to agree to")
    status = 422
    message = _("Consent is asked for marketing only. The list of consents names what there is.")
    field = "category"


class OtherWords(DomainError):
    """The program showed something else than what is agreed to."""

    code = "notifications.other_words"
    title = _("The words have changed")
    status = 409
    message = _("Fetch the list again and show the person its words: they are what she agrees to.")
    field = "wording"


@dataclass(frozen=True)
class Consent:
    """One purpose and channel: whether it is given now, since when, and what is agreed to."""

    category: str
    channel: Channel
    channel_name: str
    wording: str
    is_given: bool
    since: datetime | None


def of_person(user_id: int) -> list[Consent]:
    """What a person may agree to, and what she did. One query."""
    given = {
        (row.category, row.channel): row
        for row in Choice.objects.filter(user_id=user_id, category__in=purposes())
    }
    carried = carriers.channels()
    found = []
    for category in purposes():
        for channel in registry.channels_of(category):
            row = given.get((category, channel.value))
            is_given = row is not None and row.frequency != Frequency.OFF.value
            if channel not in carried and not is_given:
                continue
            found.append(
                Consent(
                    category=category,
                    channel=channel,
                    channel_name=str(_CHANNELS[channel.value]),
                    wording=agreed_words.of_choice(category, channel),
                    is_given=is_given,
                    since=row.chosen_at if row is not None and is_given else None,
                )
            )
    return found


def purposes() -> list[str]:
    """The categories that need consent."""
    return [code for code, category in registry.categories().items() if category.is_marketing]


def decide(
    user_id: int,
    category: str,
    channel: Channel,
    *,
    is_given: bool,
    way: Way,
    now: datetime,
    shown: str | None = None,
) -> bool:
    """Give or withdraw one. False when it was so before. Raises NoMarketing, OtherWords when `shown` is not what is agreed to."""
    if category not in purposes() or channel not in registry.channels_of(category):
        raise NoMarketing
    if is_given and shown is not None and shown != agreed_words.of_choice(category, channel):
        raise OtherWords
    often = Frequency.NOW if is_given else Frequency.OFF
    return choices.choose(user_id, {(category, channel): often}, way=way, now=now) > 0


def history(user_id: int) -> list[ChoiceChange]:
    """Every consent given or withdrawn, newest first: the proof."""
    return list(ChoiceChange.objects.filter(user_id=user_id, is_consent=True).order_by("-at", "-pk"))


def asked(user_id: int) -> list[ConsentAsk]:
    """When she was asked by a message."""
    return list(ConsentAsk.objects.filter(user_id=user_id).order_by("-asked_at"))


def never_asked(user_ids: Iterable[int], category: str) -> list[int]:
    """Those who may be asked: nobody asked them by a message, and they never gave, refused or withdrew. Two queries."""
    wanted = set(user_ids)
    before = ConsentAsk.objects.filter(user_id__in=wanted, category=category)
    said = ChoiceChange.objects.filter(user_id__in=wanted, is_consent=True, what__startswith=f"{category}/")
    answered = set(before.values_list("user_id", flat=True)) | set(said.values_list("user_id", flat=True))
    return sorted(wanted - answered)


@transaction.atomic
def ask(user_ids: Collection[int], category: str, *, url: str, by: Actor, now: datetime) -> int:
    """Ask those who were never asked, once. Returns how many. Raises NoMarketing."""
    if category not in purposes():
        raise NoMarketing
    declared = registry.find(announcement_kinds.CONSENT_ASKED)
    words = f"{declared.words.title} {declared.words.body}"
    wanted = never_asked(user_ids, category)
    ConsentAsk.objects.bulk_create(
        [
            ConsentAsk(user_id=each, category=category, wording=words[:1000], by_label=by.label, asked_at=now)
            for each in wanted
        ],
        ignore_conflicts=True,
    )
    told = messages.tell(declared.code, wanted, values={}, key=f"consent:{category}", url=url, now=now)
    if told:
        audit(None, "notifications.consent.asked", by=by, changes={"people": [0, told]})
    return told
