"""The entity's logo on documents."""

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from accounts.tests import pictures
from billing.models import BillingEntity, TaxDocument
from billing.services import branding, delivering, entities
from billing.tests.documented import SELLER, follow
from billing.tests.factories import Shop
from billing.tests.staffroom import page
from synthai.core import files
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db


def images(content: bytes) -> int:
    return sum(len(each.images) for each in PdfReader(io.BytesIO(content)).pages)


def put(client: Client, row: BillingEntity, content: bytes | None) -> str:
    sent = {"logo": SimpleUploadedFile("x.png", content)} if content else {}
    return client.post(page(BillingEntity, "deed", row.pk, "logo"), sent, follow=True).content.decode()


def test_it_is_printed_from_then_on_and_taken_away_again(
    shop: Shop, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "BILLING_ENTITY", SELLER)
    shop.pay(shop.start())
    follow(shop)
    with tenant(shop.organisation_id):
        document = TaxDocument.objects.get()
        assert images(delivering.file_of(document)[1]) == 0
        row = entities.selling()
        assert "Saved" in put(staff, row, pictures.png())
        row.refresh_from_db()
        with files.open_file(row.logo_path) as stored:
            assert stored.read(8).startswith(b"\x89PNG")
        assert images(delivering.file_of(document)[1]) == 1
        assert "Saved" in put(staff, row, None)
        row.refresh_from_db()
        assert row.logo_path == ""
        assert images(delivering.file_of(document)[1]) == 0


def test_what_is_no_picture_is_refused_in_words(shop: Shop, staff: Client) -> None:
    row = entities.selling()
    said = put(staff, row, b"<svg onload=alert(1)>")
    assert "PNG" in said
    assert "Saved" not in said
    row.refresh_from_db()
    assert row.logo_path == ""


def test_a_file_that_is_gone_leaves_the_name(shop: Shop) -> None:
    row = entities.selling()
    row.logo_path = "entities/gone.png"
    assert branding.brand_of(row).logo is None
