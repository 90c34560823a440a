"""What pages of notifications show to whom: one tab bar for the owner, ways that reach somebody before those that do not."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import branding, carriers, reach
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.matrix import rows
from notifications.models import Address
from notifications.services import template_reading, truth
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
PAGES = (
    "defaults",
    "announcement-list",
    "announcement-new",
    "on-call",
    "costs",
    "sender",
    "look",
)


@pytest.fixture
def sms_too() -> Iterator[None]:
    """E-mail and SMS are carried."""
    with carriers.only(carrier(Book("post", Channel.EMAIL)), carrier(Book("texts", Channel.SMS))):
        yield


@pytest.mark.parametrize("name", PAGES)
def test_one_tab_bar_on_each_page_of_the_owner(cast: Cast, name: str) -> None:
    page = cast.thandi.client().get(_url(cast, name)).content.decode()
    for each in ("defaults", "announcement-list", "on-call", "costs", "sender", "look"):
        assert f'<li><a href="{_url(cast, each)}"' in page
    assert page.count('aria-current="page">') >= 1


def test_tabs_are_those_that_somebody_may_open(cast: Cast) -> None:
    def bar(*capabilities: str) -> str:
        request = SimpleNamespace(actor=SimpleNamespace(capabilities=set(capabilities)))
        context = {"request": request, "organisation": cast.umoja, "here": "announcements"}
        return render_to_string("notifications/organisation_tabs.html", context)

    assert bar("pricing.product.view").strip() == ""
    assert bar("notifications.announcement.send").count("<li>") == 1
    assert _url(cast, "sender") in bar("notifications.sender.change")
    assert _url(cast, "costs") not in bar("notifications.sender.change")


@pytest.mark.usefixtures("sms_too")
def test_ways_that_do_not_reach_her_stand_behind_those_that_do(cast: Cast) -> None:
    nobody = reach.channels(reach.places_of(cast.thandi.user.pk))
    assert nobody == {Channel.IN_APP, Channel.EMAIL}
    stock = next(row for row in rows({}, {}, reached=nobody) if row.code == "stock")
    assert [cell.channel for cell in stock.cells] == [Channel.IN_APP, Channel.EMAIL]
    assert Channel.SMS in [cell.channel for cell in stock.beyond]
    assert not stock.is_beyond_chosen
    chosen = rows({("stock", Channel.SMS): Frequency.NOW}, {}, reached=nobody)
    assert next(row for row in chosen if row.code == "stock").is_beyond_chosen
    Address.objects.create(
        user=cast.thandi.user, channel="sms", value="+27821234567", created_at=timezone.now()
    )
    assert Channel.SMS in reach.channels(reach.places_of(cast.thandi.user.pk))


@pytest.mark.usefixtures("sms_too")
def test_choices_of_ways_that_do_not_reach_her_are_saved_as_well(cast: Cast, client: Client) -> None:
    client.force_login(cast.thandi.user)
    page = client.get(reverse("notifications:choices")).content.decode()
    near, _, beyond = page.partition('id="id_often-stock-email"')[2].partition("choice-beyond")
    assert 'name="often-stock-sms"' not in near
    assert 'name="often-stock-sms"' in beyond


def test_owners_see_a_mail_of_their_organisation_and_none_for_our_staff() -> None:
    shown = template_reading.sample(branding.Look(name="Umoja"))
    assert shown.title
    assert "fails" not in shown.title
    assert "fails" not in shown.text


def test_a_chart_has_a_stretch_where_nothing_went_out() -> None:
    now = timezone.now()
    for window, count in (("hour", 12), ("day", 24), ("week", 28)):
        found = truth.stretches(window, now=now)
        assert (len(found), found[0]) == (count, now - truth.WINDOWS[window])
        assert found[-1] < now


def _url(cast: Cast, name: str) -> str:
    return reverse(f"notifications-organisation:{name}", args=[cast.umoja.slug])
