"""Reading inside an organisation: two shelves, one's own marks, figures without names, suggestions that explain themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing import events
from publishing.models import Piece, PieceDay, ReaderChoice, Reading, ReadTogether
from publishing.selectors import suggesting
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core import entitlements
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
HOME = "/o/umoja-foods/library/read/"


def page(person: Person, path: str) -> str:
    reply = person.client().get(path)
    assert reply.status_code == 200, path
    return reply.content.decode()


def marks(person: Person, piece: Piece, word: str, at: str = "shared", **more: str) -> Any:
    address = f"/o/{person.organisation.slug}/library/read/{at}/{piece.public_id}/mark/"
    return person.client().post(address, {"mark": word, **more})


def told(name: type) -> int:
    return int(OutboxEvent.objects.filter(name=f"{name.__module__.split('.')[0]}.{name.__name__}").count())


def test_both_shelves_are_read_inside(cast: Cast) -> None:
    made = shelf.platform(cast)
    shared = shelf.published(made.editor, "From the platform", audience=Audience.MEMBERS)
    own = shelf.published(cast.thandi, "How we bake", audience=Audience.TEAM)
    leaders = shelf.published(cast.thandi, "What we pay", audience=Audience.LEADERS)
    assert "From the platform" in page(cast.bongani, HOME)
    assert "From the platform" in page(cast.bongani, f"{HOME}shared/")
    listed = page(cast.bongani, f"{HOME}own/")
    assert "How we bake" in listed
    assert "What we pay" not in listed
    assert "What we pay" in page(cast.thandi, f"{HOME}own/")
    assert "quagga" in page(cast.bongani, f"{HOME}shared/{shared.public_id}/")
    assert "quagga" in page(cast.bongani, f"{HOME}own/{own.public_id}/")
    assert cast.bongani.client().get(f"{HOME}own/{leaders.public_id}/").status_code == 404
    assert cast.charlize.client().get(f"/o/karoo-cycles/library/read/own/{own.public_id}/").status_code == 404


def test_an_empty_shelf_and_no_platform_say_so(cast: Cast) -> None:
    assert "Nothing here yet" in page(cast.bongani, HOME)
    assert "Nothing here yet" in page(cast.bongani, f"{HOME}own/")
    assert cast.bongani.client().get(f"{HOME}shared/").status_code == 404
    assert "Nothing kept yet" in page(cast.bongani, f"{HOME}mine/")


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entitlements, "FRESH_SECONDS", 3600)  # or a slow machine asks anew in between
    made, client = shelf.platform(cast), cast.bongani.client()
    counts = []
    for many in (1, 6):
        for number in range(many):
            piece = shelf.published(made.editor, f"Piece {many} {number}", tags=("VAT",))
            marks(cast.bongani, piece, "bookmark")
        for path in (f"{HOME}shared/", f"{HOME}mine/", f"{HOME}shared/?tag=vat"):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


def test_marks_are_set_taken_back_and_one_s_own(cast: Cast) -> None:
    piece = shelf.published(shelf.platform(cast).editor, "Keep me")
    assert marks(cast.bongani, piece, "bookmark").status_code == 302
    marks(cast.bongani, piece, "later")
    mine = page(cast.bongani, f"{HOME}mine/")
    assert mine.count(">Keep me<") == 2
    assert "Keep me" not in page(cast.thandi, f"{HOME}mine/")
    marks(cast.bongani, piece, "finish")
    mine = page(cast.bongani, f"{HOME}mine/")
    assert "To read later" not in mine
    marks(cast.bongani, piece, "unbookmark")
    marks(cast.bongani, piece, "unfinish")
    assert "Keep me" not in page(cast.bongani, f"{HOME}mine/")
    assert marks(cast.bongani, piece, "burn").status_code in {302, 400}
    reply = marks(cast.bongani, piece, "bookmark", next="//evil.example/")
    assert reply["Location"] == f"{HOME}shared/{piece.public_id}/"


def test_what_one_may_not_read_any_more_leaves_one_s_list(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shelf.published(made.editor, "Keep me")
    marks(cast.bongani, piece, "bookmark")
    with tenant(made.organisation):
        Piece.objects.filter(pk=piece.pk).update(audience=Audience.TEAM)
    assert "Keep me" not in page(cast.bongani, f"{HOME}mine/")
    assert marks(cast.bongani, piece, "later").status_code == 404


def test_opened_and_finished_are_counted_once_and_told(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shelf.published(made.editor, "Counted")
    for _time in range(2):
        page(cast.bongani, f"{HOME}shared/{piece.public_id}/")
        marks(cast.bongani, piece, "finish")
    with tenant(made.organisation):
        (row,) = PieceDay.objects.filter(piece=piece)
        assert (row.opened, row.finished) == (1, 1)
    with tenant(cast.umoja):
        assert told(events.PieceViewed) == 1
        assert told(events.PieceFinished) == 1
        assert Reading.objects.get().is_platform


def test_a_public_page_counts_without_names(cast: Cast) -> None:
    made = shelf.platform(cast)
    piece = shelf.published(made.editor, "Counted")
    hidden = shelf.published(made.editor, "Hidden", audience=Audience.TEAM)
    client = Client(enforce_csrf_checks=True)
    for key, what in (
        (piece.public_id, "opened"),
        (piece.public_id, "finished"),
        (hidden.public_id, "opened"),
    ):
        assert client.post("/read/seen", {"key": key, "what": what, "owner": ""}).status_code == 204
    assert client.post("/read/seen", {"key": "x", "what": "burn", "owner": "nobody"}).status_code == 204
    with tenant(made.organisation):
        (row,) = PieceDay.objects.all()
        assert (row.piece_id, row.opened, row.finished) == (piece.pk, 1, 1)


def test_suggestions_follow_tags_and_what_others_read_and_say_why(cast: Cast) -> None:
    made = shelf.platform(cast)
    first = shelf.published(made.editor, "First", tags=("VAT", "Prices"))
    near = shelf.published(made.editor, "Near", tags=("VAT", "Prices"))
    far = shelf.published(made.editor, "Far", tags=("Stock",))
    address = f"{HOME}shared/{first.public_id}/"
    shown = page(cast.bongani, address)
    assert "Also about Prices, VAT" in shown
    assert ">Far<" not in shown
    others = [cast.thandi, cast.charlize, *_owners(cast, 2)]
    for person in others[:3]:
        for piece in (first, far):
            marks(person, piece, "finish")
            marks(person, piece, "finish")
    colleague = cast.hire("member", name="Colleague")
    marks(colleague, first, "finish")
    marks(colleague, far, "finish")
    with tenant(made.organisation):
        assert {row.organisations for row in ReadTogether.objects.all()} == {3}
    assert "3 organisations that finished this one finished it too" in page(cast.bongani, address)
    marks(cast.bongani, far, "finish")
    marks(cast.bongani, near, "finish")
    shown = page(cast.bongani, address)
    assert ">Far<" not in shown
    assert ">Near<" not in shown


def test_fewer_than_three_organisations_tell_nothing(cast: Cast) -> None:
    made = shelf.platform(cast)
    first, far = shelf.published(made.editor, "First"), shelf.published(made.editor, "Far")
    for person in (cast.thandi, cast.charlize):
        marks(person, first, "finish")
        marks(person, far, "finish")
    with tenant(made.organisation):
        assert suggesting.by_others(Piece.objects.live(now=shelf.NOW + timedelta(days=1)), first) == []


def test_suggestions_can_be_switched_off_and_then_nothing_is_counted_for_others(cast: Cast) -> None:
    made = shelf.platform(cast)
    first = shelf.published(made.editor, "First", tags=("VAT",))
    near = shelf.published(made.editor, "Near", tags=("VAT",))
    address = f"{HOME}shared/{first.public_id}/"
    assert "Read next" in page(cast.bongani, address)
    cast.bongani.client().post(f"{HOME}mine/suggestions/", {})
    assert "Read next" not in page(cast.bongani, address)
    assert "Suggestions are off" in page(cast.bongani, f"{HOME}mine/")
    marks(cast.bongani, first, "finish")
    marks(cast.bongani, near, "finish")
    with tenant(made.organisation):
        assert not ReadTogether.objects.exists()
    cast.bongani.client().post(f"{HOME}mine/suggestions/", {"suggestions": "on"})
    with tenant(cast.umoja):
        assert ReaderChoice.objects.get().wants_suggestions


def _owners(cast: Cast, count: int) -> list[Person]:
    organisations = apps.get_model(settings.ORGANISATION_MODEL).objects
    found = []
    for number in range(count):
        organisation = organisations.create(slug=f"shop-{number}", name=f"Shop {number}")
        found.append(cast.hire("owner", name=f"Owner{number}", organisation=organisation))
    return found
