"""Whom an organisation asks first when something must not be missed: in the owner's own order, or the usual one."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications import escalations, permissions
from notifications.engine import escalation
from notifications.models import OnCall
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.tenancy import tenant

ORDER = "accounts.carers"
MOST = 10


class StrangerOnCall(DomainError):
    """Somebody who does not look after this organisation."""

    code = "notifications.stranger_on_call"
    title = _("This person cannot be asked")
    status = 422
    message = _("Choose among those who look after this organisation: its owner and administrators.")
    field = "people"


def order_of(order: str, organisation_id: int | None) -> list[int]:
    """Who is asked, the first first, ten at most."""
    default = escalations.people(order, organisation_id)
    if organisation_id is None:
        return default[:MOST]
    with tenant(organisation_id):
        return escalation.order_of(default, chosen())[:MOST]


def chosen() -> list[int]:
    """The active organisation's own order; empty when it chose none."""
    return list(OnCall.objects.order_by("place", "pk").values_list("user_id", flat=True))


@transaction.atomic
def choose(user_ids: Sequence[int], *, by: Actor) -> None:
    """Set the active organisation's order; none takes it back to the usual one. Raises StrangerOnCall."""
    require(by, permissions.DEFAULTS_CHANGE)
    before, wanted = chosen(), list(dict.fromkeys(user_ids))[:MOST]
    if before == wanted:
        return
    if set(wanted) - set(escalations.people(ORDER, by.organisation_id)):
        raise StrangerOnCall
    OnCall.objects.all().delete()
    for place, user_id in enumerate(wanted):
        OnCall.objects.create(user_id=user_id, place=place)
    changes = {"people": [len(before), len(wanted)]}
    audit(None, "notifications.on_call.changed", by=by, changes=changes)


def forget(user_id: int, *, organisation_id: int) -> None:
    """A person left an organisation: she is not asked there any more, also when she comes back."""
    with tenant(organisation_id):
        OnCall.objects.filter(user_id=user_id).delete()


def candidates(actor: Actor) -> list[tuple[int, str]]:
    """Who may be asked in the actor's organisation, in the usual order, with their names."""
    ids = escalations.people(ORDER, actor.organisation_id)
    names = {each.pk: each.get_full_name() for each in get_user_model().objects.filter(pk__in=ids)}
    return [(each, names[each]) for each in ids if each in names]
