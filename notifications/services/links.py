"""Links of messages that open a person's choices without signing in: sealed, for one person, good for nothing else.

They are as lasting as the message, for RFC 8058 wants an old mail's button to work: what they open is choices about messages,
no name, address or content.
"""

import json

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications.models import EscalationStep
from synthai.core.errors import NotFound
from synthai.core.sealing import BrokenSeal, seal, unseal

_CHOICES = "notifications.choices"
_STOP = "notifications.stop"


def choices_path(user_id: int) -> str:
    """The path of the page of choices."""
    return reverse("notifications:choices-by-link", args=[sealed([user_id], _CHOICES)])


def stop_path(user_id: int, category: str) -> str:
    """The path that turns a category's mails off when a mail program posts to it."""
    return reverse("notifications:stop", args=[sealed([user_id, category], _STOP)])


def taken_path(step: EscalationStep) -> str:
    """The path by which one person takes a matter. Short, for it stands in an SMS: the step's random name and its seal."""
    return reverse("notifications:taken", args=[f"{step.public_id}-{_mark(step.public_id)}"])


def read_taken(token: str) -> EscalationStep:
    """The step whose link this is. Raises NotFound."""
    name, _dash, given = token.partition("-")
    if not constant_time_compare(given, _mark(name)):
        raise NotFound
    rows = EscalationStep.objects.filter(public_id=name, user__is_active=True)
    found = rows.select_related("escalation").order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def callback_path(channel: str, provider: str) -> str:
    """Where a provider tells what became of a message."""
    return reverse("notification-hooks:provider", args=[channel, provider])


def read_choices(token: str) -> int:
    """Whose choices a link opens. Raises NotFound."""
    (user_id,) = read(token, _CHOICES, 1)
    return person(user_id)


def read_stop(token: str) -> tuple[int, str]:
    """Whose mails of which category a link turns off. Raises NotFound."""
    user_id, category = read(token, _STOP, 2)
    return person(user_id), str(category)


def _mark(public_id: str) -> str:
    return salted_hmac("notifications.taken", public_id, algorithm="sha256").hexdigest()[:20]


def sealed(content: list[object], purpose: str) -> str:
    """A token that only `read` with the same purpose opens."""
    return seal(json.dumps(content, separators=(",", ":")).encode(), purpose=purpose)


def read(token: str, purpose: str, length: int) -> list[object]:
    """What is in a token. Raises NotFound."""
    try:
        content = json.loads(unseal(token, purpose=purpose))
    except (BrokenSeal, ValueError) as error:
        raise NotFound from error
    if not isinstance(content, list) or len(content) != length:
        raise NotFound
    return content


def person(user_id: object) -> int:
    """The key of somebody who is still here. Raises NotFound."""
    if (
        not isinstance(user_id, int)
        or not get_user_model().objects.filter(pk=user_id, is_active=True).exists()
    ):
        raise NotFound
    return user_id
