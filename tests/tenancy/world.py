"""Two organisations with one of everything an address can name."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership, TokenFamily
from accounts.tests.factories import InvitationFactory
from notifications.models import Notification
from pricing.tests.advice import make_advice, make_product, make_run
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

ABSENT = "a" * 16  # an id that no row has

# Names that belong to no organisation.
CONSTANTS = {"nonsense": "nonsense", "problem": "core.not_found", "file_format": "csv"}


@dataclass(frozen=True)
class World:
    """The cast, and for each organisation the ids of its rows by noun."""

    cast: Cast
    umoja: dict[str, str]
    karoo: dict[str, str]


def build_world(cast: Cast) -> World:
    jan = cast.hire("member", name="Jan", organisation=cast.karoo)
    return World(
        cast=cast,
        umoja=_nouns(cast.umoja, cast.thandi, cast.bongani.membership),
        karoo=_nouns(cast.karoo, cast.charlize, jan.membership),
    )


def _nouns(organisation: Any, owner: Person, member: Membership) -> dict[str, str]:
    run = make_run(organisation)
    product = make_product(organisation, f"{organisation.slug}-1", name=f"Bread of {organisation.name}")
    advice = make_advice(organisation, run, product)
    with tenant(organisation):
        invitation: Any = InvitationFactory(
            organisation=organisation,
            email=f"invited@{organisation.slug}.example",
            sent_at=timezone.now() - timedelta(hours=1),
        )
    return {
        **CONSTANTS,
        "organisation": organisation.slug,
        "member": member.public_id,
        "invitation": invitation.public_id,
        "run": run.public_id,
        "product": product.public_id,
        "sku": product.sku,
        "recommendation": advice.public_id,
        "notification": _notification(organisation, owner),
        "device": _device(owner),
    }


def _notification(organisation: Any, owner: Person) -> str:
    made = Notification.objects.create(
        user=owner.user, organisation=organisation, kind="test", title="Hello", created_at=timezone.now()
    )
    return str(made.public_id)


def _device(owner: Person) -> str:
    made = TokenFamily.objects.create(user=owner.user, current_jti="x", expires_at=timezone.now())
    return str(made.public_id)
