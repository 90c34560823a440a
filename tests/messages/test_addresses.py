"""The page and the API where a person says how she is reached; every device is told; signing out ends it."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.services import tokens
from notifications import carriers
from notifications.channels import registry as providers
from notifications.channels.protocol import AddressGone, Channel
from notifications.channels.web_push import vapid
from notifications.engine.frequency import Frequency
from notifications.kinds import kind
from notifications.models import Address, ChoiceChange, Delivery, NumberCode
from notifications.services import addresses, delivering, messages
from notifications.services.choices import Way
from notifications.tests.kinds import CATEGORY, NOON, VALUES, WORDS, drill_kinds
from notifications.tests.providers import Book, carrier
from synthai.core.access import system_actor
from synthai.core.testing.cast import Cast, Person
from synthai.embedded.sandbox.messages_webpush import Browser

pytestmark = pytest.mark.django_db
PAGE = "/notifications/addresses/"
TOKEN = "fGdk3:APA91b" + "x" * 60
CHROME = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    with drill_kinds():
        yield


@pytest.fixture
def books(cast: Cast) -> Iterator[Any]:
    """Everything is carried, by providers of the test; Thandi has a number."""
    cache.clear()
    Address.objects.create(user=cast.thandi.user, channel="sms", value="+27821234567", created_at=NOON)
    made = {channel: Book(channel.value, channel) for channel in Channel if channel is not Channel.IN_APP}
    providers.use(None)
    with carriers.only(*(carrier(book) for book in made.values())):
        yield made


@pytest.fixture
def web_push() -> Any:
    config = {
        "private_key": vapid.new_private_key(),
        "subject": "mailto:x@example.com",
        "hosts": ["push.example"],
    }
    made: Any = vapid.from_settings(config)
    providers.use({Channel.WEB_PUSH: [made]})
    yield made
    providers.use(None)


def subscription() -> str:
    return Browser().subscription("https://push.example")


def api(person: Person, method: str, path: str, sign_in: Any = None, **body: Any) -> Any:
    now = timezone.now()
    pair = sign_in or tokens.start(person.user, device="Phone", by=system_actor(), now=now)
    headers = {"Authorization": f"Bearer {pair.access}"}
    return Client(headers=headers).generic(
        method, f"/api/v1/notifications/{path}", json.dumps(body), "application/json"
    )


def test_a_number_by_plain_posts_from_the_code_to_undo(cast: Cast, books: Any, client: Client) -> None:
    client.force_login(cast.bongani.user)
    refused = client.post(f"{PAGE}number/", {"number": "021 555 1234", "channels": ["sms"]})
    assert "021 555 1234 takes no SMS from us" in refused.content.decode()
    assert (
        client.post(f"{PAGE}number/", {"number": "072 765 4321", "channels": ["sms", "whatsapp"]}).status_code
        == 302
    )
    page = client.get(PAGE).content.decode()
    assert "The code is on its way to 072 765 4321 by SMS" in page
    row = Delivery.objects.get(device=NumberCode.objects.get().public_id)
    delivering.deliver(row.pk, now=timezone.now())
    fragment = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "We sent a code to 072 765 4321 by SMS" in fragment
    assert "<html" not in fragment
    assert "every 2s" not in fragment
    wrong = client.post(f"{PAGE}number/prove/", {"code": "000 00x"}).content.decode()
    assert "You can try 4 more times" in wrong
    early = client.post(f"{PAGE}number/again/").content.decode()
    assert "Wait 1 minute" in early
    code = books[Channel.SMS].taken[0].text[:6]
    assert client.post(f"{PAGE}number/prove/", {"code": code}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert page.count("072 765 4321") >= 2, "for SMS and for WhatsApp"
    assert "072 765 4321" in client.get("/notifications/choices/").content.decode()
    address = Address.objects.get(user=cast.bongani.user, channel="sms")
    gone = client.post(f"{PAGE}{address.public_id}/remove/")
    assert not Address.objects.filter(pk=address.pk).exists()
    note = gone["Location"].partition("undo=")[2]
    assert "727654321" not in gone["Location"]
    stranger = Client()
    stranger.force_login(cast.charlize.user)
    stranger.post(f"{PAGE}undo/", {"note": note})
    client.post(f"{PAGE}undo/", {"note": note})
    assert Address.objects.get(channel="sms", value="+27727654321").user == cast.bongani.user
    changes = list(
        ChoiceChange.objects.filter(what="address/sms").order_by("pk").values_list("before", "after")
    )
    assert changes == [("", "072 ••• 4321"), ("072 ••• 4321", ""), ("", "072 ••• 4321")]
    history = client.get("/notifications/choices/").content.decode()
    assert "Reached by SMS: none → 072 ••• 4321" in history


def test_a_number_can_be_dropped_and_undo_has_an_end(cast: Cast, books: Any, client: Client) -> None:
    client.force_login(cast.thandi.user)
    client.post(f"{PAGE}number/", {"number": "072 765 4321", "channels": ["sms"]})
    client.post(f"{PAGE}number/", {"drop": "1"})
    assert 'name="number"' in client.get(PAGE).content.decode()
    assert Delivery.objects.get().state == "cancelled"
    way = Way("page")
    mine = Address.objects.get(user=cast.thandi.user)
    note = addresses.remove(cast.thandi.user.pk, mine.public_id, way=way, now=NOON)
    with pytest.raises(addresses.TakenMeanwhile):
        addresses.bring_back(cast.thandi.user.pk, note, way=way, now=NOON + timedelta(minutes=11))


def test_a_browser_is_kept_once_renews_itself_and_ends_with_signing_out(
    cast: Cast, web_push: Any, client: Client
) -> None:
    client.force_login(cast.thandi.user)
    page = client.get(PAGE).content.decode()
    assert f'data-push-key="{web_push.application_server_key}"' in page
    first = subscription()
    for _ in range(2):
        reply = client.post(f"{PAGE}browser/", first, "application/json", headers={"User-Agent": CHROME})
    row = Address.objects.get()
    assert (row.channel, row.label, reply.status_code) == ("web_push", "Chrome on Android", 200)
    assert json.loads(row.value)["endpoint"] == json.loads(first)["endpoint"]
    assert json.loads(first)["endpoint"] not in client.get(PAGE).content.decode(), (
        "a page shows a sum of it only"
    )
    elsewhere = Browser().subscription("https://evil.example")
    assert client.post(f"{PAGE}browser/", elsewhere, "application/json").status_code == 422
    worker = Client(enforce_csrf_checks=True)
    renewal, fresh = {"X-Renewal": reply.json()["renewal"]}, subscription()
    assert worker.post(f"{PAGE}browser/renew/", fresh, "application/json", headers=renewal).status_code == 204
    assert (
        worker.post(
            f"{PAGE}browser/renew/", fresh, "application/json", headers={"X-Renewal": "x"}
        ).status_code
        == 404
    )
    row.refresh_from_db()
    assert json.loads(row.value)["endpoint"] == json.loads(fresh)["endpoint"]
    client.post("/accounts/logout/")
    assert not Address.objects.exists()


def test_what_is_too_long_to_be_one_is_refused_in_words(cast: Cast, web_push: Any, client: Client) -> None:
    client.force_login(cast.thandi.user)
    endless = Browser().subscription("https://push.example/" + os.urandom(3000).hex())
    reply = client.post(f"{PAGE}browser/", endless, "application/json")
    assert (reply.status_code, "push service" in reply.json()["detail"]) == (422, True)
    pair = tokens.start(cast.thandi.user, device="Phone", by=system_actor(), now=timezone.now())
    assert api(cast.thandi, "PUT", "device/", pair, token=os.urandom(2000).hex(), name="").status_code == 400
    assert not Address.objects.exists()


def test_a_phones_token_moves_with_who_signs_in_and_ends_with_the_sign_in(cast: Cast) -> None:
    now = timezone.now()
    pair = tokens.start(cast.thandi.user, device="Phone", by=system_actor(), now=now)
    for _ in range(2):
        reply = api(cast.thandi, "PUT", "device/", pair, token=TOKEN, name="Thandi's Galaxy")
    body = reply.json()
    assert (body["channel"], body["name"], body["is_this_device"]) == ("push", "Thandi's Galaxy", True)
    assert TOKEN not in reply.content.decode()
    api(cast.thandi, "PUT", "device/", pair, token=TOKEN + "2", name="Thandi's Galaxy")
    assert Address.objects.get().value == TOKEN + "2", "a refreshed token replaces that of the same sign-in"
    theirs = tokens.start(cast.bongani.user, device="Phone", by=system_actor(), now=now)
    api(cast.bongani, "PUT", "device/", theirs, token=TOKEN + "2", name="Galaxy")
    assert Address.objects.get().user == cast.bongani.user
    assert api(cast.thandi, "GET", "addresses/", pair).json()["results"] == []
    assert (
        api(cast.thandi, "DELETE", f"addresses/{Address.objects.get().public_id}/", pair).status_code == 404
    )
    tokens.end(pair.refresh, now=now)
    assert Address.objects.count() == 1, "another person's sign-in"
    tokens.end(theirs.refresh, now=now)
    assert not Address.objects.exists()
    assert api(cast.thandi, "PUT", "device/", token="short").status_code == 400


def test_the_api_removes_and_lists_in_a_constant_number_of_queries(cast: Cast) -> None:
    pair = tokens.start(cast.thandi.user, device="Phone", by=system_actor(), now=timezone.now())
    api(cast.thandi, "PUT", "device/", pair, token=TOKEN)
    with CaptureQueriesContext(connection) as one:
        api(cast.thandi, "GET", "addresses/", pair)
    for number in range(9):
        addresses.keep(cast.thandi.user.pk, Channel.WEB_PUSH, f"browser {number}", now=NOON)
    with CaptureQueriesContext(connection) as many:
        listed = api(cast.thandi, "GET", "addresses/", pair).json()["results"]
    assert (len(listed), len(many)) == (10, len(one))
    assert api(cast.thandi, "DELETE", "device/", pair).status_code == 204
    assert api(cast.thandi, "DELETE", f"addresses/{listed[-1]['id']}/", pair).status_code in {204, 404}


def test_each_device_is_told_and_the_next_channel_only_when_none_was(cast: Cast, books: Any) -> None:
    now, person = Frequency.NOW, cast.thandi.user.pk
    turn = (Channel.PUSH, Channel.SMS)
    kind(
        "drill.turn",
        category=CATEGORY,
        title="Turn",
        channels=dict.fromkeys(turn, now),
        in_turn=turn,
        **WORDS,
    )
    for token in ("one", "two"):
        addresses.keep_app(person, token, label=token, sign_in="", now=NOON)
    push = books[Channel.PUSH]

    def tell(key: str) -> list[str]:
        messages.tell("drill.turn", [person], values=VALUES, key=key, now=NOON)
        for row in Delivery.objects.filter(message__key=key).order_by("pk"):
            delivering.deliver(row.pk, now=NOON)
        return sorted(Delivery.objects.filter(message__key=key).values_list("channel", flat=True))

    assert tell("all well") == ["push", "push"]
    assert sorted(parcel.to for parcel in push.taken) == ["one", "two"]
    push.trouble = lambda parcel: AddressGone("404") if parcel.to == "one" else None
    assert tell("one is gone") == ["push", "push"]
    assert list(Address.objects.filter(channel="push").values_list("value", flat=True)) == ["two"]
    push.trouble = lambda _parcel: AddressGone("404")
    assert tell("both are gone") == ["push", "sms"]


def test_the_worker_is_served_at_the_root_and_never_kept(client: Client) -> None:
    reply = client.get(reverse("notifications-worker:worker"))
    assert reply.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert (reply.headers["Cache-Control"], reply.headers["Service-Worker-Allowed"]) == ("no-cache", "/")
    assert "script-src 'self'" in reply.headers["Content-Security-Policy"]
    text = reply.content.decode()
    assert '"/static/img/push.png"' in text
    assert "{{" not in text
