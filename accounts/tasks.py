"""Background work of accounts."""

from typing import Any

from django.utils import timezone

from accounts.services import (
    api_keys,
    erasure,
    logos,
    sender_telling,
    sessions,
    sso_domain_checks,
    sso_upkeep,
    support,
    tokens,
)
from synthai.core.tasks import system_task, tenant_task


@system_task(queue="default")
def organisations_purge_due(**_: Any) -> None:
    """Start one purge for each organisation whose days of grace are over."""
    for organisation_id in erasure.due(now=timezone.now()):
        organisation_purge.enqueue(purged_id=organisation_id)


@system_task(queue="default")
def organisation_purge(*, purged_id: int, **_: Any) -> None:
    """Delete one organisation for good; it enters that tenant itself, since the tenant ends with it."""
    erasure.purge(purged_id, now=timezone.now())


@system_task(queue="default")
def token_families_forget(**_: Any) -> None:
    """Drop sign-ins of devices that ended or ran out long ago."""
    tokens.forget_old(now=timezone.now())


@system_task(queue="default")
def sessions_forget(**_: Any) -> None:
    """Drop sessions that ran out, and what the list of devices kept about them."""
    sessions.forget_ended(now=timezone.now())


@tenant_task(queue="default")
def sso_certificates_look_after(**_: Any) -> None:
    """Read the organisation's identity providers again: certificates, where they sign out; tell of what ends."""
    sso_upkeep.look_after(now=timezone.now())


@tenant_task(queue="default")
def logos_forget_replaced(**_: Any) -> None:
    """Delete logos that were replaced or removed and can no longer be brought back, with their files."""
    logos.forget_replaced(now=timezone.now())


@tenant_task(queue="default")
def sso_domains_check_again(*, organisation_id: int, **_: Any) -> None:
    """Ask the DNS whether the organisation's proven domains are still its own."""
    sso_domain_checks.check_again(organisation_id, now=timezone.now())


@system_task(queue="default")
def keys_tell_of_expiry(**_: Any) -> None:
    """Tell who is responsible for an API key a week before it ends."""
    api_keys.tell_of_expiry(now=timezone.now())


@tenant_task(queue="default")
def support_expire(*, organisation_id: int, **_: Any) -> None:
    """Write the end of an organisation's support access down; beat sends it where one ran out."""
    support.expire(organisation_id, now=timezone.now())


@tenant_task(queue="default")
def sender_tell(*, event_id: str, organisation_id: int, name: str, payload: dict[str, Any], **_: Any) -> None:
    """Tell who looks after the organisation's sender what became of it."""
    sender_telling.tell(event_id, name, payload, organisation_id=organisation_id)
