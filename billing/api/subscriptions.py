"""The plan there is: begin, preview, change, pause, resume, cancel, keep.

Every verb runs whole inside the transaction of its Idempotency-Key: none goes out to a gateway.
"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions
from billing.api import serializers as shapes
from billing.models import Charge, Subscription
from billing.selectors import portal
from billing.services import changes, previews, subscriptions
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, validated


class SubscriptionView(TenantAPIView):
    """The plan."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=shapes.SubscriptionOut)
    def get(self, request: Request, organisation: str) -> Response:
        """How it stands; its ETag is what If-Match takes on the verbs. `state` is `none` on the free plan."""
        found = portal.present_subscription()
        if found is None:
            return Response(shapes.SubscriptionOut({"state": "none"}).data)
        return _subscription(found)


class _Verb(TenantAPIView):
    capability = permissions.SUBSCRIPTION_CHANGE

    @property
    def expected(self) -> str | None:
        """The version that If-Match names, if it does."""
        return expected_version(self.request, required=False)


class TrialView(_Verb):
    """Begin a trial."""

    @extend_schema(request=shapes.TrialIn, responses={201: shapes.StartedOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Without card or payment, once for an organisation."""
        given = _with_seats(validated(shapes.TrialIn, request))
        owner = self.actor.organisation_id or 0
        made = subscriptions.start_trial(owner, **given, by=self.actor, now=timezone.now())
        return _started(made.subscription, made.charge, status.HTTP_201_CREATED)


class StartView(_Verb):
    """Begin a plan."""

    @extend_schema(request=shapes.StartIn, responses={201: shapes.StartedOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Makes the charge of the first period; the plan begins when it is paid. During a trial: pay to go on after it."""
        given = _with_seats(validated(shapes.StartIn, request))
        owner = self.actor.organisation_id or 0
        made = subscriptions.start(owner, **given, by=self.actor, now=timezone.now())
        return _started(made.subscription, made.charge, status.HTTP_201_CREATED)


class PreviewView(_Verb):
    """See what a change costs."""

    @extend_schema(request=shapes.PreviewIn, responses=shapes.PreviewOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Changes nothing."""
        given, now = validated(shapes.PreviewIn, request), timezone.now()
        held = _live()
        price = changes.price_for(given["price"], held, now=now)
        extras = previews.extras(given["extras"], held, price, now=now)
        seats = subscriptions.seats_for(price, given["quantity"])
        found = changes.preview(held, price=price, quantity=seats, extras=extras, now=now)
        return Response(shapes.PreviewOut(found).data, headers={"ETag": etag_for(held)})


class ChangeView(_Verb):
    """Change the plan."""

    @extend_schema(request=shapes.ChangeIn, responses=shapes.StartedOut)
    def post(self, request: Request, organisation: str) -> Response:
        """For the amount that the preview said, or not at all (409). More holds once it is paid, less with the next period."""
        given, now = validated(shapes.ChangeIn, request), timezone.now()
        held = _live()
        price = changes.price_for(given["price"], held, now=now)
        given["extras"] = previews.extras(given["extras"], held, price, now=now)
        given["quantity"] = subscriptions.seats_for(price, given["quantity"])
        _found, charge = changes.request(**given, by=self.actor, now=now, expected=self.expected)
        return _started(_live(), charge)


class ForgetView(_Verb):
    """Take a planned change back."""

    @extend_schema(request=None, responses=shapes.SubscriptionOut)
    def post(self, request: Request, organisation: str) -> Response:
        """The plan stays as it is."""
        return _subscription(changes.forget_planned(by=self.actor, expected=self.expected))


class PauseView(_Verb):
    """Pause the plan."""

    @extend_schema(request=shapes.PauseIn, responses=shapes.SubscriptionOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Nothing is charged; the days that are paid for are kept."""
        until = validated(shapes.PauseIn, request)["until"]
        found = subscriptions.pause(until=until, by=self.actor, now=timezone.now(), expected=self.expected)
        return _subscription(found)


class ResumeView(_Verb):
    """Go on after a pause."""

    @extend_schema(request=None, responses=shapes.SubscriptionOut)
    def post(self, request: Request, organisation: str) -> Response:
        """At once."""
        return _subscription(subscriptions.resume(by=self.actor, now=timezone.now(), expected=self.expected))


class CancelView(_Verb):
    """Cancel the plan."""

    @extend_schema(request=shapes.CancelIn, responses=shapes.SubscriptionOut)
    def post(self, request: Request, organisation: str) -> Response:
        """At the end of what is paid unless `at_once`; no data goes."""
        given = validated(shapes.CancelIn, request)
        found = subscriptions.cancel(**given, by=self.actor, now=timezone.now(), expected=self.expected)
        return _subscription(found)


class KeepView(_Verb):
    """Keep the plan after all."""

    @extend_schema(request=None, responses=shapes.SubscriptionOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Takes a cancellation back while the plan still runs."""
        return _subscription(subscriptions.keep(by=self.actor, expected=self.expected))


def _with_seats(given: dict[str, Any]) -> dict[str, Any]:
    price = subscriptions.price_on_sale(given["price"], now=timezone.now())
    return {**given, "quantity": subscriptions.seats_for(price, given["quantity"])}


def _live() -> Subscription:
    found = portal.live_subscription()
    if found is None:
        raise subscriptions.NoSubscription
    return found


def _subscription(found: Subscription) -> Response:
    return Response(shapes.SubscriptionOut(found).data, headers={"ETag": etag_for(found)})


def _started(found: Subscription, charge: Charge | None, code: int = status.HTTP_200_OK) -> Response:
    owed: Any = charge if charge is not None and charge.is_open else None
    said = shapes.StartedOut({"subscription": found, "charge": owed}).data
    return Response(said, status=code, headers={"ETag": etag_for(found)})
