"""dj-stripe's copy of Stripe's objects, for staff and reports. It is never asked what was paid.

dj-stripe fetches the event's object again and saves it with what it refers to, in one transaction of its own: the one place
where a request to Stripe runs inside a transaction, in a worker, on tables that only hold this copy (docs/payments-stripe.md).
"""

import logging
from typing import Any

import stripe
from django.conf import settings
from django.db import OperationalError
from django.db.models import Q
from djstripe.exceptions import InvalidStripeAPIKey
from djstripe.models import APIKey, Customer, Event, Subscription
from djstripe.models.api import get_api_key_details_by_prefix

from billing.gateways.errors import GatewayError, GatewayUnreachable
from billing.gateways.stripe.asking import api_key, asking, http_client

logger = logging.getLogger(__name__)


def sync(event: dict[str, Any]) -> None:
    """Bring the copy up to the event. A second time for the same event does nothing.

    Raises GatewayUnreachable when Stripe or a lock must be waited for. Anything else that dj-stripe cannot digest is logged
    and left: money does not wait for a copy.
    """
    _point()
    try:
        with asking():
            Event.process(event, api_key=api_key())
        if event["type"] == "customer.deleted":
            forget(event["data"]["object"]["id"])  # the event itself tells of her
    except GatewayUnreachable:
        raise
    except OperationalError as error:  # another worker saves the same objects
        raise GatewayUnreachable(
            "The copy of Stripe's objects is being written by another worker."
        ) from error
    except Exception:
        logger.exception("stripe.copy_failed", extra={"event": event.get("id"), "kind": event.get("type")})


def keep_customer(answer: stripe.StripeObject) -> None:
    """Save a customer that we just made, so that the next payment finds it without waiting for a webhook."""
    _point()
    Customer.sync_from_stripe_data(answer, api_key=api_key())


def keep_subscription(answer: stripe.StripeObject) -> None:
    """Save a subscription with its customer, product and price."""
    _point()
    Subscription.sync_from_stripe_data(answer, api_key=api_key())


def customer_of(organisation: str) -> str:
    """Stripe's id of the organisation's customer; empty when there is none in the copy."""
    found = (
        Customer.objects.filter(
            metadata__organisation=organisation,
            livemode=settings.STRIPE_LIVE_MODE,
            date_purged=None,
            djstripe_owner_account__isnull=False,
        )
        .order_by("djstripe_id")
        .values_list("id", flat=True)
        .first()
    )
    return str(found or "")


def forget(customer: str) -> None:
    """Take a customer out of the copy: the rows that hang on it, and the events that tell of it."""
    Event.objects.filter(Q(data__object__customer=customer) | Q(data__object__id=customer)).delete()
    for relation in Customer._meta.related_objects:  # some would only lose their customer
        relation.related_model.objects.filter(**{f"{relation.field.name}__id": customer}).delete()
    Customer.objects.filter(id=customer).delete()


def _point() -> None:
    """dj-stripe asks through the library's own settings: the same address and patience as our client."""
    try:
        kind, livemode = get_api_key_details_by_prefix(api_key())
    except InvalidStripeAPIKey:  # its words hold the key
        raise GatewayError("STRIPE_SECRET_KEY does not look like a key of Stripe's.") from None
    # dj-stripe would make this row by trying: two workers at once, and the loser's error writes the key into PostgreSQL's log.
    if not APIKey.objects.filter(secret=api_key()).exists():
        row = APIKey(secret=api_key(), type=kind, livemode=livemode)
        APIKey.objects.bulk_create([row], ignore_conflicts=True)
    stripe.api_base = str(settings.STRIPE["api"])
    stripe.api_version = settings.STRIPE_API_VERSION
    stripe.max_network_retries = 0
    stripe.default_http_client = http_client()
