from decimal import Decimal

from django.db import migrations
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from synthai.core.tenancy import all_tenants

BATCH = 1_000
ZERO = Decimal(0)


def fill(apps, schema_editor):
    """Until now a charge was paid by one payment, whole. Restartable."""
    with all_tenants(reason="migration billing 0013"):
        _payments(*(apps.get_model("billing", name) for name in ("Payment", "Charge", "CreditEntry")))
        _coupons(apps.get_model("billing", "CouponRedemption"))


def _payments(payments, charges, entries):
    """The batch's payments first: a charge that is filled is not looked at again.

    Of several confirmed payments all but one became credit, whole. What is called off, or owed again, counts nothing: all that
    came for it is credit, or did not come.
    """
    confirmed = payments.objects.filter(
        charge=OuterRef("pk"), organisation=OuterRef("organisation"), state="confirmed"
    )
    became = entries.objects.filter(
        charge=OuterRef("charge"),
        organisation=OuterRef("organisation"),
        reason__contains=Concat(Value("Paid with "), OuterRef("reference")),
    )
    left = became.order_by().values("charge").annotate(left=Sum("amount")).values("left")
    whole = confirmed.filter(amount=OuterRef("total")).annotate(left=Coalesce(Subquery(left), ZERO))
    first = whole.filter(left__lte=0).order_by("decided_at", "pk")
    paid = charges.objects.filter(state="paid", from_payments=0, from_credit=0, total__gt=0)
    waiting = paid.annotate(paid_by=Subquery(first.values("pk")[:1])).exclude(paid_by=None).order_by("pk")
    while found := dict(waiting.values_list("pk", "paid_by")[:BATCH]):
        payments.objects.filter(pk__in=found.values()).update(counted=F("amount"))
        charges.objects.filter(pk__in=found).update(from_payments=F("total"))


def _coupons(redemptions):
    """Of a plan that was paid for, the coupon counted at least once; when is not known any more."""
    unpaid = Q(subscription__state__in=("incomplete", "trialing"))
    keys = list(redemptions.objects.filter(counted_at=None).exclude(unpaid).values_list("pk", flat=True))
    redemptions.objects.filter(pk__in=keys).update(counted_at=F("redeemed_at"))
    ended = redemptions.objects.exclude(ended_at=None).filter(why_ended="")
    ended.filter(periods_left=0).update(why_ended="used_up")
    ended.exclude(periods_left=0).update(why_ended="replaced")
    begun = redemptions.objects.filter(
        ended_at=None, pk__in=keys, subscription__period_start__lte=timezone.now()
    )
    for key, start in begun.values_list("pk", "subscription__period_start"):
        redemptions.objects.filter(pk=key).update(counted_at=start)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("billing", "0012_coupons_and_parts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
