"""Tell the staff who may mend it that a published template could not be filled."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from notifications.models import TemplateVersion
from notifications.own_kinds import TEMPLATE_FAILED
from notifications.services import inbox

_RIGHT = "approve_templateversion"


@transaction.atomic
def tell(version_id: int, reason: str, *, now: datetime) -> int:
    """Write it on the version, and tell the staff who may approve, once a version. Returns how many were told now."""
    row = TemplateVersion.objects.filter(pk=version_id).order_by("pk").first()
    if row is None:
        return 0
    TemplateVersion.objects.filter(pk=version_id).update(fault=reason, fault_at=now)
    return inbox.notify(
        TEMPLATE_FAILED,
        _who_may_mend(),
        title=f"{row}",
        body=reason,
        url=reverse("admin:notification-wording", args=[row.kind, row.channel, row.locale]),
        key=f"template-failed:{row.public_id}",
    )


def _who_may_mend() -> list[int]:
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    rights = Q(user_permissions__codename=_RIGHT) | Q(groups__permissions__codename=_RIGHT)
    found = staff.filter(Q(is_superuser=True) | rights).order_by("pk").distinct()
    return list(found.values_list("pk", flat=True))
