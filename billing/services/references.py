"""References that people type and gateways carry: "SY" and ten letters and digits that cannot be mistaken."""

import hashlib
import hmac
import secrets

from django.conf import settings

from billing.models import PaymentRoute
from synthai.core.tenancy import active_organisation_id

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 and O, 1 and I
LENGTH = 10


def new() -> str:
    """A reference nobody has: 50 random bits."""
    return "SY" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def of_request(organisation_id: int, request_key: str) -> str:
    """The reference that belongs to a request's key: asked again with the key, it is the same one."""
    number = int(token_hash(f"{organisation_id}:{request_key}"), 16)
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "SY" + "".join(letters)


def token_hash(token: str) -> str:
    """What finds a kept method by the token a message names, without keeping the token readable."""
    key = str([settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1])
    return hmac.new(f"billing.token:{key}".encode(), token.encode(), hashlib.sha256).hexdigest()


def route(key: str, organisation_id: int | None) -> None:
    """Remember whose a reference or token is. Idempotent."""
    PaymentRoute.objects.bulk_create(
        [PaymentRoute(key=key, organisation_id=organisation_id or 0)], ignore_conflicts=True
    )


def owner_of(*keys: str) -> int | None:
    """The organisation that one of these keys belongs to."""
    wanted = [key for key in keys if key]
    return (
        PaymentRoute.objects.filter(key__in=wanted)
        .order_by("key")
        .values_list("organisation_id", flat=True)
        .first()
    )


def method_key(gateway: str, token: str) -> str:
    """The key of a kept method."""
    return f"{gateway}:{token_hash(token)}"


def customer_key(gateway: str, customer: str) -> str:
    """The key of an organisation's customer at a gateway."""
    return f"{gateway}@{customer}"[:90] if customer else ""


def customers_of(gateway: str) -> list[str]:
    """The active organisation's customers at a gateway, as far as routes lead to them."""
    rows = PaymentRoute.objects.filter(
        key__startswith=f"{gateway}@", organisation_id=active_organisation_id() or 0
    )
    return [key.partition("@")[2] for key in rows.order_by("key").values_list("key", flat=True)]


def payment_key(gateway: str, gateway_id: str) -> str:
    """The key of a payment by the gateway's own id."""
    return f"{gateway}#{gateway_id}"[:90] if gateway_id else ""
