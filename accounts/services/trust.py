"""Trust in devices, withdrawn: a new stamp of the person's, and no cookie of before replaces the second step."""

from django.db import transaction
from django.utils.crypto import get_random_string

from accounts.models import User
from synthai.core.access import Actor
from synthai.core.audit import audit


@transaction.atomic
def withdraw(*, by: Actor) -> None:
    """Trust none of one's own devices any more."""
    end(by.user_id or 0)
    audit(None, "accounts.trust.withdrawn", by=by)


def end(user_id: int) -> None:
    """The same as part of a verb, which records it."""
    User.objects.filter(pk=user_id).update(trust_stamp=get_random_string(16))
