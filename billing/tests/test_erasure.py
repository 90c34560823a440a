"""When an organisation ends: what is kept by law, what goes, and what gateways are made to forget."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from billing.gateways import GatewayUnreachable
from billing.models import Charge, GatewayErasure, PaymentMethod, PaymentRoute, RetainedPayment
from billing.services import erasure, forgetting
from billing.tests.factories import Shop
from synthai.core.tenancy import tenant


def erased(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        erasure.erase(shop.organisation_id)
        assert not Charge.objects.exists()
        assert not PaymentMethod.objects.exists()


def test_amounts_are_kept_for_five_years_without_the_person(shop: Shop) -> None:
    shop.subscribe()
    erased(shop)
    kept = RetainedPayment.objects.get()
    assert (kept.amount, kept.organisation) == (Decimal("199.00"), shop.cast.umoja.public_id)
    assert kept.retained_until == date(2031, 12, 31)
    assert not PaymentRoute.objects.exists()
    assert erasure.expire_retained(today=date(2031, 12, 31)) == 0
    assert erasure.expire_retained(today=date(2032, 1, 1)) == 1


def test_the_gateway_is_told_to_forget_the_card(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.subscribe()
    erased(shop)
    now = timezone.now()

    def down(token: str) -> None:
        raise GatewayUnreachable

    with monkeypatch.context() as patched:
        patched.setattr(shop.till, "end_agreement", down)
        assert forgetting.run(now=now) == 0
    assert GatewayErasure.objects.count() == 1
    assert forgetting.run(now=now) == 0  # not at once again
    assert forgetting.run(now=now + timedelta(hours=1)) == 1
    assert shop.till.calls[-1] == "end"
    assert not GatewayErasure.objects.exists()
