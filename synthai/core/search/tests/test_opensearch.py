"""The other backend against a server that checks the contract: what it is sent, what it answers, and that it may vanish."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from synthai.core.events import receivers_of
from synthai.core.models import OutboxEvent, SearchChange, SearchChunk
from synthai.core.search import backends, erasing, query, tasks, work
from synthai.core.search.query import Narrowed
from synthai.core.search.results import Results
from synthai.core.search.tests.opensearch_server import Server
from synthai.core.search.tests.shelf import KIND, Shelf, work_off
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    running = Server()
    settings.OPENSEARCH_URL = running.url
    yield running
    running.close()
    assert running.refused == []


def find(text: str, by: Any, **more: Any) -> Results:
    return query.find(text, by=by.actor, now=timezone.now(), **more)


def stock(shelf: Shelf, cast: Cast) -> None:
    shelf.put(
        cast.umoja, "vat", "Registering for VAT", "How to register with sars", facets={"topic": ("tax",)}
    )
    shelf.put(
        cast.umoja, "own", "Owners and vat", "For owners", readers=("cap:accounts.organisation.delete",)
    )
    shelf.put(cast.karoo, "karoo", "Karoo and vat", "Of the neighbour")
    work_off(cast.umoja, cast.karoo)


def test_ranks_and_keeps_readers_apart(cast: Cast, shelf: Shelf, server: Server) -> None:
    stock(shelf, cast)
    assert len(server.documents) == 3
    found = find("vat", cast.thandi)
    assert {each.key for each in found.results} == {"vat", "own"}
    assert {"word"} <= {why.how for each in found.results for why in each.why}
    assert {each.key for each in find("vat", cast.bongani).results} == {"vat"}
    assert {each.key for each in find("vat", cast.charlize).results} == {"karoo"}
    assert found.notices == ()
    assert "POST /_msearch" in server.requests


def test_other_words_narrowing_and_typing(cast: Cast, shelf: Shelf, server: Server) -> None:
    stock(shelf, cast)
    same = find("btw", cast.thandi, ways=("words",))
    assert {why.how for each in same.results for why in each.why} == {"same"}
    among = Narrowed(kinds=(KIND,), facets={"topic": ("tax",)}, language="en")
    assert [each.key for each in find("vat", cast.thandi, among=among).results] == ["vat"]
    assert [each.key for each in find("regist", cast.thandi, is_typing=True).results] == ["vat"]
    meant = find("becoming a vendor of value added tax", cast.bongani, ways=("meaning",))
    assert [each.key for each in meant.results] == ["vat"]


def test_changes_removals_and_the_end_follow(cast: Cast, shelf: Shelf, server: Server) -> None:
    stock(shelf, cast)
    shelf.change(cast.umoja, "vat", title="Owls at night")
    shelf.take_out(cast.umoja, "own")
    work_off(cast.umoja)
    assert [each.key for each in find("owls", cast.thandi).results] == ["vat"]
    assert f"{cast.umoja.pk}:{KIND}:own" not in server.documents
    shelf.change(cast.umoja, "vat", readers=())
    work_off(cast.umoja)
    assert f"{cast.umoja.pk}:{KIND}:vat" not in server.documents


def test_what_is_older_is_not_written_over_what_is_newer(cast: Cast, shelf: Shelf, server: Server) -> None:
    stock(shelf, cast)
    other = backends.other()
    assert other is not None
    piece = shelf.held[cast.umoja.pk]["vat"]
    earlier = timezone.now() - timedelta(hours=1)
    other.keep(cast.umoja.pk, KIND, {"vat": piece}, vectors={"vat": None}, at=earlier)
    other.drop(cast.umoja.pk, KIND, ["vat"], at=earlier)
    version, held = server.documents[f"{cast.umoja.pk}:{KIND}:vat"]
    assert version > earlier.timestamp() * 1_000_000
    assert held["chunks"] != []


def test_postgresql_answers_while_it_is_away_and_it_catches_up(
    cast: Cast, shelf: Shelf, settings: Any, server: Server
) -> None:
    settings.OPENSEARCH_URL = "http://127.0.0.1:1"
    stock(shelf, cast)
    found = find("vat", cast.thandi)
    assert {each.key for each in found.results} == {"vat", "own"}
    assert found.notices == ("without_backend",)
    shelf.put(cast.umoja, "long", "A long one", "flour and yeast " * 100)
    work_off(cast.umoja)
    with tenant(cast.umoja):
        assert SearchChunk.objects.filter(entry__key="long").count() == 4
        assert SearchChange.objects.filter(is_urgent=False).count() == 3
        settings.OPENSEARCH_URL = server.url
        while work.batch(cast.umoja.pk, now=timezone.now() + timedelta(minutes=2)):
            pass
        assert not SearchChange.objects.exists()
    assert len(server.documents) == 3
    assert len(server.documents[f"{cast.umoja.pk}:{KIND}:long"][1]["chunks"]) == 4


def test_an_organisation_that_ends_is_taken_out_by_a_task_that_is_tried_again(
    cast: Cast, shelf: Shelf, settings: Any, server: Server
) -> None:
    stock(shelf, cast)
    asked = len(server.requests)
    with tenant(cast.umoja), transaction.atomic():
        erasing.erase(cast.umoja.pk)
        OutboxEvent.objects.all().delete()  # as the machinery does, after every app
    assert len(server.requests) == asked, "nothing is asked inside the transaction"
    with all_tenants(reason="test"):
        (told,) = OutboxEvent.objects.filter(name="core.OrganisationLeftSearch")
    assert (told.organisation_id, told.payload) == (None, {"number": cast.umoja.pk})
    assert receivers_of(told.name) == [tasks.search_forget]
    settings.OPENSEARCH_URL = "http://127.0.0.1:1"
    with pytest.raises(backends.OutOfReach):
        tasks.search_forget.run(payload=told.payload)
    assert tasks.search_forget.max_retries == 10
    settings.OPENSEARCH_URL = server.url
    tasks.search_forget.run(payload=told.payload)
    assert [document["organisation"] for _, document in server.documents.values()] == [cast.karoo.pk]
