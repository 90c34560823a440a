"""What the API of plans and payments takes and gives. Amounts are text in rand and include VAT."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing.engine.periods import midnight
from billing.gateways import FormPost, Redirect, Step
from billing.models import Access, ChargeState, GiveBack, PaymentState, SetupState, SubscriptionState
from billing.models.proofs import ProofKind
from billing.services.comparing import Card
from billing.services.subscriptions import MOST_SEATS
from synthai.core import entitlements


def money(**options: Any) -> serializers.DecimalField:
    """An amount of money."""
    return serializers.DecimalField(max_digits=12, decimal_places=2, **options)


class PriceOut(serializers.Serializer[Any]):
    """One price of a plan. `seat_amount` is what each seat beyond `seats` costs, null where seats are not charged."""

    id = serializers.CharField(source="price.public_id")
    interval = serializers.CharField(source="price.interval")
    amount = money()
    currency = serializers.CharField(source="price.currency")
    seats = serializers.IntegerField()
    seat_amount = money(source="seat", allow_null=True)


class PlanOut(serializers.Serializer[Any]):
    """A plan on sale, its prices, and what it gives by feature (null: without limit)."""

    code = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    trial_days = serializers.IntegerField()
    values = serializers.DictField()
    prices = PriceOut(many=True)


class ExtraOut(serializers.Serializer[Any]):
    """An add-on of the subscription."""

    price = serializers.CharField(source="price.public_id")
    name = serializers.CharField(source="price.plan.name")
    quantity = serializers.IntegerField()


class SubscriptionOut(serializers.Serializer[Any]):
    """The plan there is. `state` is `none` on the free plan; all other members are null then."""

    state = serializers.ChoiceField(choices=[("none", "No paid plan"), *SubscriptionState.choices])
    plan = serializers.CharField(source="price.plan.code", default=None, allow_null=True)
    price = serializers.CharField(source="price.public_id", default=None, allow_null=True)
    interval = serializers.CharField(source="price.interval", default=None, allow_null=True)
    quantity = serializers.IntegerField(default=None, allow_null=True)
    trial_ends_at = serializers.DateTimeField(default=None, allow_null=True)
    period_start = serializers.DateTimeField(default=None, allow_null=True)
    period_end = serializers.DateTimeField(default=None, allow_null=True)
    resumes_at = serializers.DateTimeField(default=None, allow_null=True)
    cancel_at_end = serializers.BooleanField(default=False)
    past_due_since = serializers.DateTimeField(default=None, allow_null=True)
    access = serializers.ChoiceField(choices=Access.choices, default=Access.FULL)
    next_price = serializers.CharField(source="next_price.public_id", default=None, allow_null=True)
    next_quantity = serializers.IntegerField(default=None, allow_null=True)
    run_by = serializers.CharField(
        default="", help_text="The gateway that runs and charges it by itself; empty: we do."
    )


class LineOut(serializers.Serializer[Any]):
    """One line; negative for what is given back."""

    text = serializers.CharField()
    amount = serializers.CharField()
    kind = serializers.CharField()


class ChargeOut(serializers.Serializer[Any]):
    """What is owed, or was: `subtotal - discount - credit = total`, all including VAT. `due` is what is still to be paid of it:
    what came since, from credit and by payments, is taken off."""

    id = serializers.CharField(source="public_id")
    reference = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=ChargeState.choices)
    currency = serializers.CharField()
    lines = LineOut(many=True)
    subtotal = money()
    discount = money()
    discount_name = serializers.CharField()
    credit = money()
    total = money()
    from_credit = money()
    from_payments = money()
    due = money()
    vat_percent = serializers.DecimalField(max_digits=5, decimal_places=2)
    vat_amount = money()
    period_start = serializers.DateTimeField(allow_null=True)
    period_end = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    paid_at = serializers.DateTimeField(allow_null=True)
    collected_by = serializers.CharField(
        help_text="The gateway that collects it by itself; it cannot be paid here."
    )


class CreditOut(serializers.Serializer[Any]):
    """One movement of the credit: `amount` is below zero for what was used or taken back."""

    id = serializers.CharField(source="public_id")
    amount = money()
    currency = serializers.CharField()
    reason = serializers.CharField(source="said")
    created_at = serializers.DateTimeField()


class StartedOut(serializers.Serializer[Any]):
    """What a verb made of the plan; `charge` is to be paid before it holds, null when nothing is."""

    subscription = SubscriptionOut()
    charge = ChargeOut(allow_null=True)


class PreviewOut(serializers.Serializer[Any]):
    """What a change would cost. Send `due_now` back as `shown`, and the change is made for that sum or not at all."""

    price = serializers.CharField(source="price.public_id")
    quantity = serializers.IntegerField()
    is_now = serializers.BooleanField()
    from_at = serializers.DateTimeField()
    due_now = money()
    period_amount = money()
    coupon = serializers.CharField(source="coupon.coupon.code", default=None, allow_null=True)
    coupon_ends = serializers.BooleanField()
    lines = LineOut(many=True, source="quote.lines", default=list)
    discount = money(source="quote.discount", default=Decimal(0))
    credit = money(source="quote.credit", default=Decimal(0))
    vat_amount = money(source="quote.vat_amount", default=Decimal(0))


class TrialIn(serializers.Serializer[Any]):
    """Which price's plan to try, and for how many seats; those that are in the price at least."""

    price = serializers.CharField(max_length=16)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_SEATS, default=1)


class StartIn(TrialIn):
    """A plan to begin by paying. `shown` is the amount that was confirmed."""

    coupon = serializers.CharField(max_length=30, default="", allow_blank=True)
    shown = money(required=False, default=None, allow_null=True)


class PreviewIn(serializers.Serializer[Any]):
    """Price, seats, and add-ons by their price's id; add-ons left out stay as they are."""

    price = serializers.CharField(max_length=16)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_SEATS)
    extras = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_SEATS),
        required=False,
        default=None,
        allow_null=True,
    )


class ChangeIn(PreviewIn):
    """As for the preview, with the amount that it said."""

    shown = money()


@extend_schema_field(
    {"oneOf": [{"type": "string", "format": form} for form in ("date", "date-time")], "nullable": True}
)
class DayOrInstantField(serializers.DateTimeField):
    """A day, which is its first moment here, or an instant."""

    def to_internal_value(self, value: Any) -> datetime:
        """Either, as an instant."""
        try:
            return (
                midnight(date.fromisoformat(value))
                if len(value) == len("2027-01-11")
                else super().to_internal_value(value)
            )
        except (TypeError, ValueError):
            self.fail(
                "invalid",
                format=_('a day such as "2027-01-11" or an instant such as "2027-01-11T08:00:00+02:00"'),
            )


class PauseIn(serializers.Serializer[Any]):
    """The day on which it goes on, or an instant; at most half a year, which is what null means."""

    until = DayOrInstantField(
        required=False,
        default=None,
        allow_null=True,
        help_text='A day ("2027-01-11", from midnight here) or an instant.',
    )


class CancelIn(serializers.Serializer[Any]):
    """At the end of what is paid, or at once."""

    at_once = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class PaymentIn(serializers.Serializer[Any]):
    """A charge to pay, and how: `gateway` is one of `GET payment-ways/`. With `keeps_method` later periods are charged to the
    same card; without it some gateways offer more ways to pay."""

    charge = serializers.CharField(max_length=16)
    gateway = serializers.SlugField(max_length=16)
    keeps_method = serializers.BooleanField(default=True)


class PaymentOut(serializers.Serializer[Any]):
    """One try to pay. Only what the gateway itself says makes it `confirmed`."""

    id = serializers.CharField(source="public_id")
    reference = serializers.CharField()
    charge = serializers.CharField(source="charge.public_id")
    gateway = serializers.CharField()
    state = serializers.ChoiceField(choices=PaymentState.choices)
    amount = money()
    currency = serializers.CharField()
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ChargeWithPaymentsOut(ChargeOut):
    """A charge with every try to pay it, newest first."""

    payments = PaymentOut(many=True)


class ProofIn(serializers.Serializer[Any]):
    """A bank's proof of payment."""

    file = serializers.FileField(help_text="PDF, PNG or JPEG to 5 MB, judged by its content.")


class ProofOut(serializers.Serializer[Any]):
    """The proof that is kept of a payment. Its content is for our staff alone and is not given out again."""

    payment = serializers.CharField(source="payment.public_id")
    file_name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ProofKind.choices)
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    uploaded_at = serializers.DateTimeField()


class StepOut(serializers.Serializer[Any]):
    """What a browser does next: open `url` (redirect), post `post_fields` in their order to `url` (post), or pay by EFT as
    `lines` say (instructions). Both are pairs of a name and a value."""

    kind = serializers.ChoiceField(choices=["redirect", "post", "instructions"])
    url = serializers.CharField(allow_blank=True)
    post_fields = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True))
    )
    lines = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class BegunOut(serializers.Serializer[Any]):
    """A payment that has begun, and what comes next."""

    payment = PaymentOut()
    step = StepOut()


class WayOut(serializers.Serializer[Any]):
    """A way to pay. `keeps_for` is what adding a card there takes: nothing, or a small amount that is given back; null: it keeps
    none."""

    code = serializers.CharField()
    title = serializers.CharField()
    methods = serializers.CharField()
    keeps_for = money(allow_null=True)


class MethodOut(serializers.Serializer[Any]):
    """A way to charge again. No card number: the payment service has it."""

    id = serializers.CharField(source="public_id")
    gateway = serializers.CharField()
    kind = serializers.CharField()
    brand = serializers.CharField()
    last4 = serializers.CharField()
    expires_year = serializers.IntegerField(allow_null=True)
    expires_month = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    is_default = serializers.BooleanField()


class AddIn(serializers.Serializer[Any]):
    """Where a card is to be added: one of `GET payment-ways/` whose `keeps_for` is not null."""

    gateway = serializers.SlugField(max_length=16)


class CardSetupOut(serializers.Serializer[Any]):
    """A card on its way to be kept. `amount` is taken and given back where the gateway keeps none for nothing."""

    id = serializers.CharField(source="public_id")
    gateway = serializers.CharField()
    state = serializers.ChoiceField(choices=SetupState.choices)
    amount = money()
    currency = serializers.CharField()
    give_back = serializers.ChoiceField(choices=GiveBack.choices)
    method = serializers.CharField(source="method.public_id", default=None, allow_null=True)
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class AddingOut(serializers.Serializer[Any]):
    """A card on its way, and what comes next."""

    setup = CardSetupOut()
    step = StepOut()


class PlaceOut(serializers.Serializer[Any]):
    """An address for the browser."""

    url = serializers.CharField()


def plan_out(cards: list[Card]) -> dict[str, Any]:
    """A plan with its cards, one a price, as PlanOut reads it."""
    offer = cards[0].offer
    known = entitlements.features()
    values = {code: value.value for code, value in offer.values.items() if code in known}
    named = {name: getattr(offer.plan, name) for name in ("code", "name", "summary", "trial_days")}
    return {**named, "values": values, "prices": [card for card in cards if card.price is not None]}


def step_out(step: Step) -> dict[str, Any]:
    """A gateway's step as StepOut reads it."""
    if isinstance(step, Redirect):
        return {"kind": "redirect", "url": step.url, "post_fields": (), "lines": ()}
    if isinstance(step, FormPost):
        return {"kind": "post", "url": step.url, "post_fields": step.fields, "lines": ()}
    return {"kind": "instructions", "url": "", "post_fields": (), "lines": step.lines}
