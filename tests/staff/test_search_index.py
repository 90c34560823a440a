"""Staff and the search index: how far behind it is, what was given up, and having it tried again."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from synthai.core.models import SearchChange, SearchMiss
from synthai.core.models.search import MOST_ATTEMPTS
from synthai.core.search import index, misses
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast
from tests.staff.trail import address, entries

pytestmark = pytest.mark.django_db


def test_the_page_and_the_tile_show_what_was_given_up(cast: Cast, staff: Client) -> None:
    with tenant(cast.umoja):
        index.changed("sweep.piece", "lost")
        SearchChange.objects.update(attempts=MOST_ATTEMPTS)
    page = staff.get(reverse("admin:search-index")).content.decode()
    assert "sweep.piece" in page
    assert "publishing.piece" in page
    assert f"{address(SearchChange, 'changelist')}?kind=sweep.piece" in page
    assert reverse("admin:search-index") in staff.get(reverse("admin:index")).content.decode()
    assert cast.thandi.client().get(reverse("admin:search-index")).status_code == 302


def test_given_up_changes_are_tried_again_on_record(cast: Cast, staff: Client) -> None:
    with tenant(cast.umoja):
        index.changed("sweep.piece", "lost")
        SearchChange.objects.update(attempts=MOST_ATTEMPTS)
        key = SearchChange.objects.get().pk
    staff.post(address(SearchChange, "changelist"), {"action": "try_again", "_selected_action": [key]})
    with all_tenants(reason="test"):
        assert SearchChange.objects.get().attempts == 0
    (entry,) = entries("core.search_change.tried_again")
    assert entry.organisation_id == cast.umoja.pk


def test_words_of_searches_in_vain_are_their_organisations(cast: Cast, staff: Client) -> None:
    misses.note("retrenchment of sipho", organisation_id=cast.umoja.pk, language="en", now=timezone.now())
    listed = staff.get(address(SearchMiss, "changelist")).content.decode()
    assert "Umoja Foods" in listed
    assert "sipho" not in listed
    with all_tenants(reason="test"):
        key = SearchMiss.objects.get().pk
    reply = staff.get(address(SearchMiss, "change", key))
    assert "sipho" not in reply.content.decode()
