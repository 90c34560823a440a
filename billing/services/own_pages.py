"""A gateway's own pages, where customers manage their cards there: Stripe's customer portal."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from billing import permissions
from billing.gateways import GatewayError, OwnPages, registry
from billing.models import MethodState, PaymentMethod, Subscription
from synthai.core.access import Actor, require
from synthai.core.errors import DomainError, Unavailable

NO_ANSWER = _("%(gateway)s does not answer. Try again later; nothing was changed.")


class NothingThere(DomainError):
    """Nothing of the organisation's is at that gateway, or it has no such pages."""

    code = "billing.own_pages.nothing_there"
    title = _("Nothing to manage there")
    message = _("Nothing of yours is kept there, so there is nothing to manage. Add a card there first.")
    remedy = _("Add a card at this payment service first.")


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A gateway whose pages this organisation has something on."""

    code: str
    title: str


def offered() -> list[Offered]:
    """Where something of the active organisation can be managed: a kept card, or a plan that the gateway runs."""
    held = set(PaymentMethod.objects.exclude(state=MethodState.ENDED).values_list("gateway", flat=True))
    held |= set(Subscription.objects.live().exclude(run_by="").values_list("run_by", flat=True))
    return [
        Offered(code=code, title=str(gateway.title))
        for code, gateway in registry.active().items()
        if code in held and isinstance(gateway, OwnPages)
    ]


def open_pages(code: str, *, return_path: str, by: Actor) -> str:
    """A fresh address of the gateway's pages, for this browser and the next minutes. Needs the tenant, goes out.

    Raises NotAllowed, NothingThere, Unavailable.
    """
    require(by, permissions.PAYMENT_MAKE)
    gateway = registry.active().get(code)
    if gateway is None or not isinstance(gateway, OwnPages):
        raise NothingThere
    back = settings.SITE_URL.rstrip("/") + return_path
    try:
        url = gateway.manage_url(
            people.public_id_of(by.organisation_id or 0), agreement=_agreement(code), return_url=back
        )
    except GatewayError as error:
        raise Unavailable(NO_ANSWER, gateway=gateway.title) from error
    if not url:
        raise NothingThere
    return url


def _agreement(code: str) -> str:
    rows = Subscription.objects.live().filter(run_by=code).order_by("pk")
    return str(rows.values_list("agreement", flat=True).first() or "")
