"""When an organisation ends: what is kept by law, what goes, and what gateways are made to forget."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from billing.gateways import GatewayUnreachable
from billing.models import (
    Charge,
    GatewayErasure,
    JournalEntry,
    PaymentMethod,
    PaymentRoute,
    RetainedDocument,
    RetainedPayment,
    TaxDocument,
)
from billing.services import erasure, forgetting, retention
from billing.tests.documented import SELLER, documents, follow
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


def test_issued_documents_are_kept_restricted_when_an_organisation_ends(shop: Shop) -> None:
    settings.BILLING_ENTITY, before = SELLER, settings.BILLING_ENTITY
    try:
        shop.subscribe()
        follow(shop)
    finally:
        settings.BILLING_ENTITY = before
    (document,) = documents(shop)
    entries = JournalEntry.objects.count()
    with tenant(shop.organisation_id):
        erasure.erase(shop.organisation_id)
        assert not TaxDocument.objects.exists()
    kept = RetainedDocument.objects.get()
    assert (kept.number, kept.data, kept.sha256) == (document.number, document.data, document.sha256)
    assert kept.organisation == shop.cast.umoja.public_id
    assert JournalEntry.objects.count() == entries
    for change in (
        "UPDATE billing_retaineddocument SET number = 'X'",
        "DELETE FROM billing_retaineddocument",
    ):
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="retained"),
            transaction.atomic(),
        ):
            cursor.execute(change)
    assert retention.expire(today=kept.retain_until) == 0
