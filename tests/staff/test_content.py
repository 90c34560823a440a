"""What staff see of documents: that they are there and how far, never what they say."""

import pytest
from django.apps import apps
from django.test import Client

from content.models import Document, DocumentVersion
from content.services import documents, versions
from content.tests.offers import NOW
from synthai.core.staff.site import staff_site
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.staff.trail import address

pytestmark = pytest.mark.django_db
QUOTATION = "library:quotation:1"
TITLE = "Warning to Sipho Dlamini"
# A run's page shows its sections; the others hold nothing but the customer's words.
WITHOUT_PAGE = {"RunSection", "ReadPage", "RememberedAnswer", "BannedWord"}


def test_every_table_of_documents_has_its_page() -> None:
    named = {model.__name__ for model in apps.get_app_config("content").get_models()}
    shown = {model.__name__ for model in staff_site._registry if model._meta.app_label == "content"}
    assert named - shown == WITHOUT_PAGE


def test_no_page_of_a_document_says_its_name(cast: Cast, staff: Client) -> None:
    with tenant(cast.umoja):
        made = documents.begin(QUOTATION, by=cast.thandi.actor, now=NOW)
        documents.rename(made.pk, TITLE, by=cast.thandi.actor, now=NOW)
        kept = versions.save(made.pk, by=cast.thandi.actor, now=NOW)
    for page in (
        address(Document, "changelist"),
        address(Document, "change", made.pk),
        address(DocumentVersion, "changelist"),
        address(DocumentVersion, "change", kept.pk),
    ):
        shown = staff.get(page)
        assert shown.status_code == 200
        assert made.public_id in shown.content.decode()
        assert "Sipho" not in shown.content.decode()


def test_no_address_asks_for_what_no_page_shows(staff: Client) -> None:
    for lookup in ("title__startswith=W", "answers__icontains=Kasi"):
        answer = staff.get(f"{address(Document, 'changelist')}?{lookup}")
        assert answer.status_code == 400
    assert staff.get(f"{address(Document, 'changelist')}?state__exact=draft").status_code == 200
