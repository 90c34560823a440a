"""How Stripe is asked, and what its refusals mean in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
import stripe
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stripe import StripeClient
from urllib3.exceptions import NewConnectionError

from billing.gateways.errors import GatewayError, GatewayRefused, GatewayUnclear, GatewayUnreachable

CONNECT_TIMEOUT = 3
_BUSY = {429, 503}
_NOT_FOUND, _CONFLICT, _BROKEN = 404, 409, 500
# Refusals a customer or a bookkeeper can do something about; the rest is said in general words.
_TOLD = {
    "charge_already_refunded": gettext_lazy("This payment was already given back in full."),
    "charge_disputed": gettext_lazy("The customer's bank has already taken this payment back."),
    "amount_too_small": gettext_lazy("This amount is below what cards can pay."),
    "resource_missing": gettext_lazy("Stripe does not know this card or payment any more."),
}


def client() -> StripeClient:
    """The operator's account. Nothing is retried behind our back: the caller knows what may be asked twice."""
    return StripeClient(
        api_key(),
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": str(settings.STRIPE["api"])},
        max_network_retries=0,
        http_client=http_client(),
    )


def http_client() -> stripe.RequestsClient:
    """Waits as long as STRIPE_TIMEOUT says and no longer."""
    return stripe.RequestsClient(timeout=(CONNECT_TIMEOUT, settings.STRIPE_TIMEOUT))


def api_key() -> str:
    """The secret key."""
    return str(settings.STRIPE["secret_key"])


def plain(answer: stripe.StripeObject) -> dict[str, Any]:
    """An answer as nested dictionaries."""
    return answer.to_dict(for_json=True)


@contextmanager
def asking(*, changes: bool = False) -> Iterator[None]:
    """Turns Stripe's errors into the four of ours. `changes`: the request may have moved something when no answer came."""
    try:
        yield
    except stripe.CardError as error:
        raise _declined(error) from error
    except stripe.IdempotencyError as error:
        raise GatewayUnclear("Stripe was asked something else under this reference before.") from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise GatewayError("Stripe does not accept STRIPE_SECRET_KEY.") from error
    except stripe.APIConnectionError as error:
        raise _no_answer(error, changes=changes) from error
    except stripe.StripeError as error:
        raise _said_no(error, changes=changes) from error


def is_absent(error: GatewayRefused) -> bool:
    """Whether the refusal says that there is no such thing."""
    return error.code == "resource_missing"


def _declined(error: stripe.CardError) -> GatewayRefused:
    details: Any = error.error
    code = getattr(details, "decline_code", None) or error.code or "card_declined"
    if code == "authentication_required":
        return GatewayRefused(
            code, _("Your bank wants you to approve this payment yourself. Please pay it online.")
        )
    return GatewayRefused(code, str(error.user_message or _("Your card was declined.")))


def _no_answer(error: stripe.APIConnectionError, *, changes: bool) -> GatewayError:
    cause: BaseException | None = error.__cause__ or error.__context__
    never_sent = isinstance(cause, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError) or (
        isinstance(cause, requests.exceptions.ConnectionError)
        and bool(cause.args)
        and isinstance(getattr(cause.args[0], "reason", None), NewConnectionError)
    )
    if changes and not never_sent:
        return GatewayUnclear("Stripe gave no answer in time.")
    return GatewayUnreachable("Stripe cannot be reached.")


def _said_no(error: stripe.StripeError, *, changes: bool) -> GatewayError:
    status = error.http_status or 0
    if status in _BUSY or (status >= _BROKEN and not changes):
        return GatewayUnreachable(f"Stripe is busy ({status}).")
    if status == _CONFLICT or status >= _BROKEN or status == 0:
        return GatewayUnclear(f"Stripe answered {status}.")
    code = error.code or ("resource_missing" if status == _NOT_FOUND else "invalid_request")
    return GatewayRefused(code, str(_TOLD.get(code, _("Stripe could not do this."))))
