"""Consent to marketing: off and unticked until a person ticks it, by page, link or app; the proof; asked once; her data as a file."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import announcement_kinds, carriers
from notifications.channels.protocol import Channel
from notifications.models import Address, Choice, ChoiceChange, ConsentAsk
from notifications.services import agreed_words, choices, consents, links, messages
from notifications.services.choices import Way
from notifications.tests.providers import Book, carrier
from notifications.tests.test_choices import HOURS
from synthai.core.access import system_actor
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
OFFERS = announcement_kinds.OFFERS
BOX = f"often-{OFFERS}-email"


@pytest.fixture(autouse=True)
def carried() -> Any:
    with carriers.only(carrier(Book("post", Channel.EMAIL)), carrier(Book("book", Channel.SMS))):
        yield


def test_off_and_unticked_until_ticked_and_taken_back_as_easily(cast: Cast) -> None:
    client, url = cast.thandi.client(), reverse("notifications:choices")
    said = agreed_words.of_choice(OFFERS, Channel.EMAIL)
    page = client.get(url).content.decode()
    assert f'name="{BOX}" value="now" id="id_{BOX}">' in page, "a box, not ticked"
    assert said in page
    client.post(url, {**HOURS, BOX: ""})
    assert not ChoiceChange.objects.filter(is_consent=True).exists(), "an unticked box is no answer"
    client.post(url, {**HOURS, BOX: ["", "now"]}, headers={"user-agent": "Firefox/140"})
    given = ChoiceChange.objects.get(is_consent=True)
    assert (given.what, given.after, given.way, given.wording) == (f"{OFFERS}/email", "now", "page", said)
    assert given.evidence == {"page": url, "program": "Firefox/140"}
    assert f'id="id_{BOX}" checked' in client.get(url).content.decode()
    client.post(links.choices_path(cast.thandi.user.pk), {**HOURS, BOX: "off"})
    assert Choice.objects.get(category=OFFERS).frequency == "off"
    proof = client.get(reverse("notifications:consent-proof")).content.decode()
    assert "You agreed" in proof
    assert "by the link of a message" in proof


def test_an_owner_cannot_consent_for_her_people(cast: Cast) -> None:
    page = cast.thandi.client().get(reverse("notifications-organisation:defaults", args=[cast.umoja.slug]))
    assert BOX not in page.content.decode()


def test_the_app_gives_it_with_the_words_that_it_showed(cast: Cast) -> None:
    client, url = cast.thandi.client(), reverse("api:notification-consents")
    listed = client.get(url).json()
    assert [each["is_given"] for each in listed] == [False] * len(listed)
    email = next(each for each in listed if each["channel"] == "email")
    word = {"category": OFFERS, "channel": "email", "is_given": True, "wording": "Yes to all!"}
    assert client.post(url, word, content_type="application/json").status_code == 409
    word["wording"] = email["wording"]
    for _ in range(2):
        answer = client.post(url, word, content_type="application/json")
        assert answer.status_code == 200
    assert next(each for each in answer.json() if each["channel"] == "email")["is_given"]
    assert ChoiceChange.objects.get(is_consent=True).way == "api"
    answer = client.post(url, {**word, "is_given": False, "wording": "-"}, content_type="application/json")
    assert answer.status_code == 200
    refused = client.post(url, {**word, "category": "service"}, content_type="application/json")
    assert refused.status_code == 422
    assert Client().get(url).status_code in (401, 403)


def test_nobody_is_asked_twice_and_who_answered_is_not_asked(cast: Cast) -> None:
    now = timezone.now()
    people = [cast.thandi.user.pk, cast.bongani.user.pk, cast.charlize.user.pk]
    consents.decide(people[1], OFFERS, Channel.EMAIL, is_given=True, way=Way("page"), now=now)
    consents.decide(people[1], OFFERS, Channel.EMAIL, is_given=False, way=Way("page"), now=now)
    by = system_actor()
    assert consents.ask(people, OFFERS, url="/notifications/choices/", by=by, now=now) == 2
    assert consents.ask(people, OFFERS, url="/notifications/choices/", by=by, now=now) == 0
    assert set(ConsentAsk.objects.values_list("user_id", flat=True)) == {people[0], people[2]}
    with pytest.raises(consents.NoMarketing):
        consents.ask(people, "service", url="/", by=by, now=now)


def test_her_data_as_a_file_holds_her_own_and_no_address_in_full(cast: Cast) -> None:
    now = timezone.now()
    Address.objects.create(user=cast.thandi.user, channel="sms", value="+27821234567", created_at=now)
    Address.objects.create(user=cast.bongani.user, channel="sms", value="+27829999999", created_at=now)
    consents.decide(
        cast.thandi.user.pk, OFFERS, Channel.SMS, is_given=True, way=Way("page", "192.0.2.7"), now=now
    )
    choices.choose(cast.bongani.user.pk, {(OFFERS, Channel.EMAIL): None}, way=Way("page"), now=now)
    values = {"title": "Maintenance", "body": "On Sunday.", "sender": "SynthAI"}
    messages.tell(announcement_kinds.ANNOUNCED, [cast.thandi.user.pk], values=values, key="a", now=now)
    answer = cast.thandi.client().get(reverse("notifications:my-data"))
    assert answer["Content-Disposition"].startswith("attachment")
    text = answer.content.decode()
    found = json.loads(text)
    assert "+27821234567" not in text
    assert [each["address"] for each in found["addresses"]] == ["082 ••• 4567"]
    (consent,) = found["consents"]
    assert (consent["given"], consent["ip"], consent["what"]) == (True, "192.0.2.7", f"{OFFERS}/sms")
    assert consent["wording"] == agreed_words.of_choice(OFFERS, Channel.SMS)
    assert found["messages"][0]["values"]["title"] == "Maintenance"
    assert {each["channel"] for each in found["messages"][0]["deliveries"]} == {"in_app", "email", "sms"}


def test_whoever_follows_the_link_of_a_mail_agrees_to_nothing(cast: Cast, client: Client) -> None:
    path = links.choices_path(cast.thandi.user.pk)
    assert BOX not in client.get(path).content.decode()
    client.post(path, {**HOURS, BOX: ["", "now"]})
    assert not ChoiceChange.objects.filter(is_consent=True).exists()
    assert not Choice.objects.filter(category=OFFERS).exists()
