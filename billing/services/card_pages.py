"""A gateway's page that puts another card behind the same permission to charge: PayFast's."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from billing import permissions
from billing.gateways import GatewayError, registry
from billing.models import PaymentMethod
from billing.selectors import portal
from synthai.core.access import Actor, require
from synthai.core.errors import DomainError, Unavailable


class NoCardPage(DomainError):
    """The gateway has none."""

    code = "billing.method.no_card_page"
    title = _("It cannot be replaced there")
    message = _(
        "This card cannot be replaced at its payment service. Add another card, then remove this one."
    )
    remedy = _("Add another card, then remove this one.")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the browser goes."""

    gateway: str
    url: str


def can_update(method: PaymentMethod) -> bool:
    """Whether its gateway has such a page."""
    return bool(getattr(registry.active().get(method.gateway), "replaces_cards", False))


def update(public_id: str, *, return_path: str, by: Actor) -> Place:
    """The page for this card. Needs the tenant. Raises NotAllowed, NotFound, NoCardPage, Unavailable."""
    require(by, permissions.PAYMENT_MAKE)
    found = portal.get_method(public_id)
    if not can_update(found):
        raise NoCardPage
    back = settings.SITE_URL.rstrip("/") + return_path
    try:
        url = registry.get(found.gateway).card_update_url(found.token, return_url=back)
    except GatewayError as error:
        raise Unavailable(_("The payment service does not answer. Try again later.")) from error
    if not url:
        raise NoCardPage
    return Place(gateway=found.gateway, url=url)
