"""What people looked for in vain: counted, written about, taken off the list and put back; and what led to a piece."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import Piece
from publishing.refusals import NotWanted
from publishing.selectors.found import NAME
from publishing.services import wanted
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry, SearchMiss
from synthai.core.search import counting, misses
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
LIST = "/o/umoja-foods/library/wanted/"


def vain(cast: Cast, words: str, times: int = 1, *, of: Any = None, language: str = "en") -> None:
    for _ in range(times):
        misses.note(words, organisation_id=(of or cast.umoja).pk, language=language, now=timezone.now())


def page(who: Person, path: str = LIST, **query: str) -> str:
    reply = who.client().get(path, query)
    assert reply.status_code == 200
    return reply.content.decode()


def test_most_often_first_and_ones_own_alone(cast: Cast) -> None:
    vain(cast, "bread flour prices")
    vain(cast, "retrenchment", 3)
    vain(cast, "theirs alone", of=cast.karoo)
    listed = page(cast.thandi)
    assert listed.index("retrenchment") < listed.index("bread flour prices")
    assert "theirs alone" not in listed
    assert cast.bongani.client().get(LIST).status_code == 403
    assert "theirs alone" in page(cast.charlize, "/o/karoo-cycles/library/wanted/")


def test_writing_about_it_begins_a_draft_and_settles(cast: Cast) -> None:
    vain(cast, "Afleggings hoe maak ek", language="af")
    client = cast.thandi.client()
    reply = client.post(f"{LIST}write/", {"words": "afleggings hoe maak ek"})
    with tenant(cast.umoja):
        piece = Piece.objects.get()
        assert (piece.title, piece.language) == ("Afleggings hoe maak ek", "af")
        assert SearchMiss.objects.get().is_settled
        assert set(AuditEntry.objects.values_list("code", flat=True)) >= {
            "publishing.piece.begun",
            "publishing.wanted.settled",
        }
        assert not AuditEntry.objects.filter(code="publishing.wanted.settled", changes__icontains="afleg")
    assert reply["Location"] == f"/o/umoja-foods/library/write/{piece.public_id}/"
    assert "Afleggings hoe" not in page(cast.thandi)
    vain(cast, "afleggings hoe maak ek")
    assert "afleggings hoe" in page(cast.thandi), "somebody looked in vain again"


def test_taking_off_offers_the_way_back(cast: Cast) -> None:
    vain(cast, "lotto numbers")
    client = cast.thandi.client()
    reply = client.post(f"{LIST}settle/", {"words": "lotto numbers"}, follow=True)
    text = reply.content.decode()
    assert "“lotto numbers” is off the list." in text
    assert f'action="{LIST}back/"' in text
    assert "lotto numbers" in page(cast.thandi, show="off")
    client.post(f"{LIST}back/", {"words": "lotto numbers"})
    with tenant(cast.umoja):
        assert [miss.words for miss in misses.open_ones()] == ["lotto numbers"]
        assert AuditEntry.objects.filter(code="publishing.wanted.reopened").count() == 1
    client.post(f"{LIST}back/", {"words": "lotto numbers"})
    with tenant(cast.umoja):
        assert AuditEntry.objects.filter(code="publishing.wanted.reopened").count() == 1


@pytest.mark.parametrize("verb", [wanted.write_about, wanted.settle, wanted.put_back])
def test_refused_to_who_may_not_and_for_what_is_not_there(cast: Cast, verb: Any) -> None:
    vain(cast, "bread")
    vain(cast, "theirs alone", of=cast.karoo)
    more = {"now": timezone.now()} if verb is wanted.write_about else {}
    with tenant(cast.umoja):
        with pytest.raises(NotAllowed):
            verb("bread", by=cast.bongani.actor, **more)
        for words in ("", "theirs alone", "a" * 500):
            with pytest.raises(NotWanted):
                verb(words, by=cast.thandi.actor, **more)
        assert not Piece.objects.exists()


def test_what_led_to_a_piece(cast: Cast) -> None:
    open_one = shelf.published(cast.thandi, "How we bake", audience=Audience.TEAM)
    now = timezone.now()
    for text, place in (("bread recipe", 1), ("bread recipe", 2)):
        counting.opened(
            text, NAME, open_one.public_id, place, looked_in=cast.umoja.pk, belongs_to=cast.umoja.pk, now=now
        )
    led = page(cast.thandi, show="led")
    assert "bread recipe" in led
    assert "How we bake" in led
    assert "1.5" in led
    with tenant(cast.umoja):
        Piece.objects.update(live=None)
    assert "How we bake" not in page(cast.thandi, show="led")


def test_a_constant_number_of_queries(cast: Cast) -> None:
    client = cast.thandi.client()
    vain(cast, "one word")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(12):
        vain(cast, f"many words {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(few) == len(many)


def test_no_piece_takes_the_address_of_the_page_of_search(cast: Cast) -> None:
    assert shelf.published(cast.thandi, "Search").slug == "search-2"
