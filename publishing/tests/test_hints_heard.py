"""Hints name drafts: only who may see a draft hears of it. Real sockets."""

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import channel_layers
from django.utils import timezone

from accounts.services import memberships
from publishing.models import Piece
from publishing.services import desks, hints, pieces, reviews
from publishing.tests import shelf
from synthai.core import realtime
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person, build_cast
from synthai.core.testing.sockets import Tab

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Each test runs in a loop of its own."""
    channel_layers.backends.pop("default", None)
    yield
    channel_layers.backends.pop("default", None)


def heard_by(person: Person, act: Any, *, topic: str = "") -> tuple[str, list[tuple[str, str]]]:
    """What asking for the topic of their pages is answered, and the kinds and ids that they hear up to the end of `act`."""
    client, wanted = person.client(), topic or hints.topic_for(person.actor)

    async def scene() -> tuple[str, list[tuple[str, str]]]:
        tab = await Tab(client).open()
        answered = "own" if wanted.startswith("user.") else await tab.ask(wanted)
        await sync_to_async(act)()
        await sync_to_async(realtime.push)(realtime.user_topic(person.user.public_id), "end", "end")
        found = await tab.until(kind="end")
        await tab.leave()
        return answered, [
            (hint["kind"], hint["id"]) for hint in found if hint["topic"] == wanted and hint["id"] != "end"
        ]

    found: tuple[str, list[tuple[str, str]]] = async_to_sync(scene)()
    return found


def begun(by: Person) -> Piece:
    with tenant(by.organisation):
        return shelf.whole(pieces.begin(title="Stock", by=by.actor, now=NOW))


def sit(piece: Piece, by: Person) -> None:
    with tenant(by.organisation):
        desks.sit(piece.pk, by=by.actor, now=timezone.now())


def test_an_editor_hears_of_every_piece_and_its_writer_of_their_own(cast: Cast) -> None:
    piece = begun(cast.bongani)
    told = [("desk", piece.public_id)]
    assert heard_by(cast.thandi, lambda: sit(piece, cast.bongani)) == ("subscribed", told)
    naledi = cast.hire("manager", name="Naledi")

    def ask() -> None:
        with tenant(cast.umoja):
            reviews.ask(piece.pk, by=naledi.actor, now=NOW)

    assert heard_by(cast.bongani, ask) == ("own", [("review", piece.public_id)])


def test_who_may_not_see_a_draft_hears_nothing_of_it(cast: Cast) -> None:
    piece, lerato = begun(cast.thandi), cast.hire("member", name="Lerato")
    everything = hints.topic_of(cast.umoja.public_id)
    for person in (lerato, cast.hire("viewer"), cast.charlize):
        assert heard_by(person, lambda: sit(piece, cast.thandi), topic=everything)[0] == "refused"
    own = begun(cast.bongani)
    assert heard_by(lerato, lambda: sit(own, cast.bongani)) == ("own", [])


def test_who_writes_no_more_hears_nothing_of_what_they_began(cast: Cast) -> None:
    piece = begun(cast.bongani)
    memberships.change_role(cast.bongani.membership.public_id, role="viewer", by=cast.thandi.actor)
    topic = realtime.user_topic(cast.bongani.user.public_id)
    assert heard_by(cast.bongani, lambda: sit(piece, cast.thandi), topic=topic) == ("own", [])
