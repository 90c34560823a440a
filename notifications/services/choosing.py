"""What a person chose, asked about one address: for mails that apps send themselves."""

from django.contrib.auth import get_user_model

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.engine.preference import resolve
from notifications.models import Choice
from notifications.services import deciding, rendering, suppression


def mail_headers(kind: str, to: str, *, organisation_id: int | None) -> dict[str, str] | None:
    """What a mail of this kind carries so that it can be stopped; None when this address wants none. Raises UnknownKind.

    Nothing is asked for what is critical. Somebody without an account has nothing to choose.
    """
    declared = registry.find(kind)
    if declared.is_critical:
        return {}
    if suppression.is_suppressed(Channel.EMAIL, to):
        return None
    user_id = get_user_model().objects.filter(email=to.strip().lower()).values_list("pk", flat=True).first()
    if user_id is None:
        return {}
    choice = Choice.objects.filter(user_id=user_id, category=declared.category, channel=Channel.EMAIL.value)
    chosen = choice.values_list("frequency", flat=True).first()
    found = resolve(
        default=declared.channels.get(Channel.EMAIL, Frequency.OFF),
        is_critical=False,
        person=Frequency(chosen) if chosen else None,
        organisation=deciding.defaults_of(organisation_id, declared.category).get(Channel.EMAIL),
    )
    if found.frequency is Frequency.OFF:
        return None
    return rendering.stop_headers(declared.category, user_id)
