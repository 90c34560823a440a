"""Following things: who may, who is told, and that it ends with the membership."""

import re
from collections.abc import Collection, Iterator
from typing import Any

import pytest
from django.test import Client

from notifications import topics
from notifications.models import Delivery, Fact, Notification, Subscription
from notifications.services import followed, following, inbox, rendering, spreading
from notifications.services.topic_audience import TOPIC as AUDIENCE
from notifications.services.topic_audience import followers
from notifications.tests.kinds import NOON, STOCK, VALUES
from synthai.core.access import system_actor
from synthai.core.errors import NotAllowed
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
TOPIC = "drill.shelf"
MEMBERS = "accounts.team"
SHELVES = {"s1": topics.Thing("Shelf 1", "/organisations/"), "s2": topics.Thing("Shelf 2")}


class Right:
    """Who may hear of shelves now."""

    def __init__(self) -> None:
        self.lost: set[int] = set()

    def among(self, _organisation_id: int, user_ids: Collection[int]) -> set[int]:
        return set(user_ids) - self.lost


@pytest.fixture
def right() -> Iterator[Right]:
    before = dict(topics._KINDS)
    right = Right()
    topics.declare(
        topics.TopicKind(
            code=TOPIC,
            title="Shelf",
            capability="pricing.product.view",
            things=lambda _organisation, subjects: {
                name: SHELVES[name] for name in subjects if name in SHELVES
            },
            among=right.among,
        )
    )
    yield right
    topics._KINDS.clear()
    topics._KINDS.update(before)


def follow(person: Any, subject: str = "s1") -> None:
    with tenant(person.organisation.pk):
        following.subscribe(TOPIC, subject, by=person.actor, now=NOON)


def tell(organisation: Any, key: str = "k", subject: str = "s1") -> set[int]:
    with tenant(organisation.pk):
        fact = following.tell_topic(
            TOPIC, subject, STOCK, organisation_id=organisation.pk, values=VALUES, key=key, now=NOON
        )
    while not spreading.spread_batch(fact.pk, now=NOON, limit=2):
        pass
    return set(Notification.objects.filter(key=key).values_list("user_id", flat=True))


def test_only_followers_of_this_thing_in_this_organisation_are_told(cast: Cast, right: Right) -> None:
    follow(cast.thandi)
    follow(cast.thandi)
    follow(cast.bongani, "s2")
    follow(cast.charlize)
    assert tell(cast.umoja) == {cast.thandi.user.pk}
    line = Notification.objects.get()
    assert (line.thread, line.organisation_id) == ("drill.shelf:s1", cast.umoja.pk)
    with tenant(cast.umoja.pk):
        assert Subscription.objects.count() == 2


def test_who_lost_the_right_or_left_is_not_told(cast: Cast, right: Right) -> None:
    people = [
        cast.thandi,
        cast.bongani,
        *(cast.hire("member", name=f"Member{number}") for number in range(5)),
    ]
    for person in people:
        follow(person)
    right.lost = {person.user.pk for person in people[1:6]}
    assert tell(cast.umoja) == {people[0].user.pk, people[6].user.pk}, (
        "batches in which nobody may end nothing"
    )
    with tenant(cast.umoja.pk):
        inbox.forget(people[6].user.pk, organisation_id=cast.umoja.pk)
        assert not Subscription.objects.filter(user=people[6].user).exists()
    assert tell(cast.umoja, "again") == {people[0].user.pk}


def test_a_team_follows_and_each_may_stop_for_herself(cast: Cast, right: Right) -> None:
    everybody = {cast.thandi.user.pk, cast.bongani.user.pk}
    with tenant(cast.umoja.pk):
        with pytest.raises(NotAllowed):
            following.subscribe_team(TOPIC, "s1", MEMBERS, by=cast.bongani.actor, now=NOON)
        with pytest.raises(following.UnknownTeam):
            following.subscribe_team(TOPIC, "s1", AUDIENCE, by=cast.thandi.actor, now=NOON)
        following.subscribe_team(TOPIC, "s1", MEMBERS, by=cast.thandi.actor, now=NOON)
    assert tell(cast.umoja) == everybody
    with tenant(cast.umoja.pk):
        following.unsubscribe(TOPIC, "s1", by=cast.bongani.actor, now=NOON)
        state = followed.state(TOPIC, "s1", by=cast.bongani.actor)
        assert state is not None
        assert (state.is_on, state.by_team) == (False, True)
        assert [each.name for each in followed.followed(by=cast.thandi.actor)] == ["Shelf 1"]
        assert followed.followed(by=cast.bongani.actor) == []
    assert tell(cast.umoja, "again") == {cast.thandi.user.pk}
    with tenant(cast.umoja.pk):
        following.subscribe(TOPIC, "s1", by=cast.bongani.actor, now=NOON)
        following.unsubscribe_team(TOPIC, "s1", MEMBERS, by=cast.thandi.actor)
    assert tell(cast.umoja, "third") == {cast.bongani.user.pk}


def test_refuses_what_is_not_there_or_not_allowed_or_too_much(
    cast: Cast, right: Right, monkeypatch: Any
) -> None:
    with tenant(cast.umoja.pk):
        for topic, subject in ((TOPIC, "s9"), ("drill.nothing", "s1")):
            with pytest.raises(topics.UnknownThing):
                following.subscribe(topic, subject, by=cast.thandi.actor, now=NOON)
        assert followed.state(TOPIC, "s1", by=system_actor(cast.umoja.pk)) is None
        monkeypatch.setattr(following, "MOST", 1)
        following.subscribe(TOPIC, "s1", by=cast.thandi.actor, now=NOON)
        with pytest.raises(following.TooManyTopics):
            following.subscribe(TOPIC, "s2", by=cast.thandi.actor, now=NOON)
    assert followers(None, {"topic": TOPIC, "subject": "s1"}, 0, 10) == []


def test_pages_and_the_line_itself_stop_it(cast: Cast, client: Client, right: Right) -> None:
    client.force_login(cast.bongani.user)
    base = f"/o/{cast.umoja.slug}/notifications/following/"
    assert "You follow nothing yet" in client.get(base).content.decode()
    client.post(f"{base}follow/", {"topic": TOPIC, "subject": "s1"})
    page = client.get(base).content.decode()
    assert "Shelf 1</a>" in page
    assert "the whole team" not in page, "a member does not decide for others"
    tell(cast.umoja)
    lines = client.get("/notifications/").content.decode()
    assert "You or your team follow “Shelf 1”." in lines
    stopped = client.post(
        f"{base}stop/", {"topic": TOPIC, "subject": "s1", "from": "inbox"}, headers={"HX-Request": "true"}
    )
    assert "You no longer follow this." in stopped["HX-Trigger"]
    assert tell(cast.umoja, "again") == set()
    client.force_login(cast.thandi.user)
    client.post(f"{base}follow/", {"topic": TOPIC, "subject": "s1"})
    client.post(f"{base}team/", {"topic": TOPIC, "subject": "s1", "team": MEMBERS, "follow": "1"})
    assert "Not for the whole team" in client.get(base).content.decode()


def test_the_link_of_a_mail_ends_it_after_one_press(cast: Cast, client: Client, right: Right) -> None:
    follow(cast.bongani)
    tell(cast.umoja)
    delivery = Delivery.objects.select_related("message__organisation", "user").get(channel="email")
    parcel = rendering.parcel_of(delivery, [], "bongani@example.com")
    link = re.search(r"Stop following: \S+?(/notifications/unfollow/\S+)", parcel.text)
    assert link is not None
    assert link[1] in parcel.html
    assert "Shelf 1" in client.get(link[1]).content.decode()
    with tenant(cast.umoja.pk):
        assert Subscription.objects.exists(), "looking at it ends nothing"
    assert "no more" in client.post(link[1]).content.decode()
    assert tell(cast.umoja, "again") == set()


def test_over_the_api(cast: Cast, client: Client, right: Right, django_assert_max_num_queries: Any) -> None:
    client.force_login(cast.thandi.user)
    base = f"/api/v1/o/{cast.umoja.slug}/following/"
    kind = "application/json"
    for subject in SHELVES:
        assert client.post(base, {"topic": TOPIC, "subject": subject}, kind).status_code == 204
    wrong = client.post(base, {"topic": TOPIC, "subject": "s9"}, kind)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "notifications.unknown_thing")
    with django_assert_max_num_queries(5):
        assert {each["name"] for each in client.get(base).json()} == {"Shelf 1", "Shelf 2"}
    assert client.delete(f"{base}{TOPIC}/s1/").status_code == 204
    assert [each["subject"] for each in client.get(base).json()] == ["s2"]


def test_goes_with_the_organisation(cast: Cast, right: Right) -> None:
    from notifications.services import erasure  # noqa: PLC0415 - beside what it erases

    follow(cast.thandi)
    follow(cast.charlize)
    tell(cast.umoja)
    with tenant(cast.umoja.pk):
        erasure.erase(cast.umoja.pk)
        assert not Subscription.objects.exists()
    with tenant(cast.karoo.pk):
        assert Subscription.objects.count() == 1
    assert Fact.objects.filter(audience=AUDIENCE).exists(), "it holds nobody's data, and goes with the row"
