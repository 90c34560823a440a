"""What we agreed with one customer, over their plan."""

from datetime import datetime
from typing import Any

from django.db import transaction

from billing import locks, permissions
from billing.models import ValueOverride
from billing.services import grants
from billing.services.usage_live import hint_on_commit
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit


@transaction.atomic
def agree(
    organisation_id: int,
    feature: str,
    *,
    value: Any,
    is_soft: bool = False,
    until: datetime | None = None,
    reason: str,
    by: Actor,
) -> ValueOverride:
    """Give the customer this of a feature, whatever the plan says; None is without limit. Needs the tenant. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    locks.lock_customer(organisation_id)
    said = {"value": value, "is_soft": is_soft, "until": until, "reason": reason}
    before = ValueOverride.objects.filter(feature=feature).order_by("pk").first()
    made, _is_new = ValueOverride.objects.update_or_create(
        organisation_id=organisation_id, feature=feature, defaults=said
    )
    told = {feature: [before.value if before else None, value], "reason": [None, reason]}
    audit(made, "billing.override.agreed", by=by, changes=told)
    after_commit(grants.changed, organisation_id)
    hint_on_commit(organisation_id, feature)
    return made


@transaction.atomic
def end(override_id: int, *, by: Actor, now: datetime) -> None:
    """From now on the plan's own value holds. Needs the tenant. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    found = ValueOverride.objects.get(pk=override_id)
    found.until = now
    found.save(update_fields=["until"])
    audit(found, "billing.override.ended", by=by, changes={found.feature: [found.value, None]})
    after_commit(grants.changed, found.organisation_id)
    hint_on_commit(found.organisation_id or 0, found.feature)
