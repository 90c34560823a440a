"""What a list of pieces asks of the database: five queries at most beside those of every page of the site, for three pieces and for forty."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.terms import Audience
from publishing.tests import shelf
from publishing.tests.test_media_joined import covered
from synthai.core import entitlements
from synthai.core.testing.cast import Cast, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
MOST = 5
OF_THE_SITE = {"visitor": 0, "signed in": 2, "inside": 4, "api": 2}  # person and membership; menu and bell
SHARED = "/o/umoja-foods/library/read/shared/"
OWN = "/o/umoja-foods/library/read/own/"
API = "/api/v1/o/umoja-foods/library/reading/"
PUBLIC = ["/read/en/", "/read/en/tag/vat/", "/read/en/by/{author}/", "/read/en/series/first-steps/"]


def written(by: Person, many: int, *, since: int = 0, **more: Any) -> None:
    """Pieces up to this number, one in four with a cover, one in nine shown first."""
    for number in range(since, many):
        make = covered if number % 4 == 0 else shelf.published
        make(by, f"Piece {number}", tags=("VAT",), is_featured=number % 9 == 0, **more)


def asked(client: Client, path: str, *, is_kept: bool) -> int:
    """How many queries a page asks: drawn anew where it is kept for visitors; what a member's plan holds is known already."""
    client.get(path)
    if is_kept:
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    return len(queries)


@pytest.mark.parametrize("many", [3, 40])
def test_a_list_asks_five_queries_at_most(cast: Cast, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entitlements, "FRESH_SECONDS", 3600)  # or a slow machine asks anew in between
    by = shelf.platform(cast).editor
    written(by, many, series=shelf.series(by))
    written(cast.thandi, many, audience=Audience.TEAM)
    written(cast.thandi, many + 2, since=many)
    shelf.published(by, "Brood", language="af")  # stands below the last page of the English
    author = by.user.name.lower().replace(" ", "-")
    visitor, member = Client(), cast.bongani.client()
    narrowed = ["", "?tag=vat", "?language=en", f"?author={author}", "?series=en.first-steps"]
    places = {
        "visitor": (visitor, [*PUBLIC, "/read/o/umoja-foods/en/"]),
        "signed in": (member, [*PUBLIC, "/read/o/umoja-foods/en/"]),
        "inside": (member, [OWN, *(f"{SHARED}{each}" for each in narrowed)]),
        "api": (member, [f"{API}own/", f"{API}shared/", f"{API}shared/?prefer=en&tag=vat"]),
    }
    counts = {
        (who, path): asked(client, path.format(author=author), is_kept=who == "visitor") - OF_THE_SITE[who]
        for who, (client, paths) in places.items()
        for path in paths
    }
    assert {place: count for place, count in counts.items() if count > MOST} == {}


def test_pieces_shown_first_stand_above_once_on_the_first_page_alone(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    for many in (6, 40):
        written(by, many, since=0 if many == 6 else 6)
        cache.clear()
        page = Client().get("/read/en/").content.decode()
        first, _grid, rest = page.partition("read-grid-first")[2].partition("</ul>")
        assert first.count('class="read-card') == (1 if many == 6 else 3)
        assert not {
            each for each in range(0, many, 9) if f">Piece {each}<" in first and f">Piece {each}<" in rest
        }
    following = page.rpartition('href="?cursor=')[2].partition('"')[0]
    assert "read-grid-first" not in Client().get(f"/read/en/?cursor={following}").content.decode()


def test_a_tag_without_pieces_is_no_page_inside(cast: Cast) -> None:
    shelf.published(cast.thandi, audience=Audience.TEAM, tags=("VAT",))
    client = cast.bongani.client()
    assert client.get(f"{OWN}?tag=vat").status_code == 200
    for nothing in ("?tag=bread", "?author=nobody", "?series=en.nothing"):
        assert client.get(f"{OWN}{nothing}").status_code == 404


def test_an_old_piece_that_is_shown_first_stands_on_no_later_page(cast: Cast) -> None:
    by = shelf.platform(cast).editor
    for number in range(30):
        shelf.published(by, f"Piece {number}", is_featured=number < 2)
    pages = [Client().get("/read/en/").content.decode()]
    for _ in range(2):  # on, and back
        step = pages[-1].rpartition('href="?cursor=')[2].partition('"')[0]
        pages.append(Client().get(f"/read/en/?cursor={step}").content.decode())
    first, second, back = pages
    for number in range(30):
        assert (first + second).count(f">Piece {number}<") == 1
        assert back.count(f">Piece {number}<") == first.count(f">Piece {number}<")
