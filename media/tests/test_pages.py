"""Pages and API of the library: found, added by plain form and in pieces, described, cropped by a click, never another's."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from media import events
from media.models import Asset
from media.selectors.shown import shown
from media.selectors.uses import Place, name_place
from media.services import uses
from media.tests.shelf import add, large, photo
from synthai.core.events import Event
from synthai.core.media import links
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
API = "/api/v1/o/umoja-foods/media/"


def at(view: str, *ids: str) -> str:
    return reverse(f"media:{view}", args=["umoja-foods", *ids])


def test_files_of_a_plain_form_are_taken_each_for_itself(cast: Cast) -> None:
    client = cast.thandi.client()
    good = SimpleUploadedFile("shop.jpg", photo().read(), "image/jpeg")
    bad = SimpleUploadedFile("logo.svg", b"<svg xmlns='x'/>", "image/svg+xml")
    page = client.post(at("add"), {"file": [good, bad]}, follow=True)
    with tenant(cast.umoja):
        asset = Asset.objects.get()
    assert page.redirect_chain == [(at("asset", asset.public_id), 302)]
    told = page.content.decode()
    assert "logo.svg: This is an SVG drawing." in told
    assert 'type="image/avif"' in told
    assert "Not described" in told


def test_a_file_in_pieces_ends_in_the_library_once(cast: Cast) -> None:
    client, content = cast.thandi.client(), photo().read()
    begun = client.post(
        at("upload-begin"), json.dumps({"name": "shop.jpg", "size": len(content)}), "application/json"
    ).json()
    [piece] = client.get(begun["state"]).json()["pieces"]
    sent = client.put(piece["url"], content, "application/octet-stream", headers={"Upload-Offset": "0"})
    assert sent.status_code == 204
    ended, again = client.post(begun["end"]).json(), client.post(begun["end"]).json()
    assert ended == again
    with tenant(cast.umoja):
        assert at("asset", Asset.objects.get().public_id) == ended["next"]


def test_a_click_on_the_picture_chooses_what_stays_in_sight(cast: Cast) -> None:
    asset, client = add(cast.thandi, large()), cast.thandi.client()
    client.post(at("crop", asset.public_id), {"spot.x": "180", "spot.y": "100"})
    with tenant(cast.umoja):
        asset.refresh_from_db()
    assert (asset.focus_x, asset.focus_y) == (750, 752)
    client.post(at("crop", asset.public_id), {"x": "10", "y": "20"})
    page = client.post(at("crop", asset.public_id), {"x": "200", "y": ""}, follow=True)
    with tenant(cast.umoja):
        asset.refresh_from_db()
    assert (asset.focus_x, asset.focus_y) == (100, 200)
    assert "100" in page.content.decode()


def test_a_description_with_both_answers_is_asked_again(cast: Cast) -> None:
    asset, client = add(cast.thandi), cast.thandi.client()
    both = {"name": "Shelf", "alt": "Flour", "is_decorative": "on"}
    assert "choose one" in client.post(at("describe", asset.public_id), both).content.decode()
    good = {"name": "Shelf", "alt": "Flour", "tags": "shop, shop , shelf"}
    assert client.post(at("describe", asset.public_id), good).status_code == 302
    with tenant(cast.umoja):
        asset.refresh_from_db()
    assert (asset.name, asset.alt, asset.tags) == ("Shelf", "Flour", ["shop", "shelf"])
    assert "Flour" in client.get(at("asset-list") + "?q=flo").content.decode() or asset.name in str(
        client.get(at("asset-list") + "?q=flo").content
    )


def test_the_page_says_where_a_file_is_shown(cast: Cast) -> None:
    asset = add(cast.thandi)
    name_place(
        "tests.page",
        label="Test page",
        read=lambda slug, keys: {key: Place(title=f"Page of {slug}", url=f"/p/{key}/") for key in keys},
    )
    with tenant(cast.umoja):
        uses.note("tests.page", "k" * 16, live=[asset.public_id])
    told = cast.thandi.client().get(at("asset", asset.public_id)).content.decode()
    assert f'<a href="/p/{"k" * 16}/">Page of umoja-foods</a>' in told
    assert "Readers see it" in told
    found = cast.thandi.client().get(f"{API}{asset.public_id}/uses/").json()
    assert found == [
        {
            "kind": "Test page",
            "title": "Page of umoja-foods",
            "url": f"/p/{'k' * 16}/",
            "is_live": True,
        }
    ]


def test_a_list_of_any_length_takes_as_many_queries(cast: Cast) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    client = cast.thandi.client()
    add(cast.thandi)
    client.get(at("asset-list"))
    few = [asked(at("asset-list")), asked(API)]
    for number in range(4):
        add(cast.thandi, photo(300, 200, red_at=(100 + number, 100)), name=f"{number}.jpg")
    assert [asked(at("asset-list")), asked(API)] == few


def test_pages_show_files_by_links_that_last_half_a_day_in_three_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    first, second = add(cast.thandi, alt="A shelf"), add(cast.thandi, is_decorative=True, alt="")
    now = timezone.now()
    with tenant(cast.umoja):
        with CaptureQueriesContext(connection) as queries:
            found = shown([first.public_id, second.public_id, "z" * 16], now=now)
        assert len([each for each in queries if each["sql"].lstrip().startswith("SELECT")]) <= 3 * 2
        same = shown([first.public_id], now=now)
    assert set(found) == {first.public_id, second.public_id}
    one = found[first.public_id]
    assert (one.alt, one.is_described, found[second.public_id].is_described) == ("A shelf", True, True)
    assert one == same[first.public_id]
    nobody = Client()
    reply = nobody.get(one.url)
    assert b"".join(reply)
    assert (reply.status_code, reply["Content-Type"]) == (200, "image/webp")
    assert reply["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert nobody.get(one.url[:-3] + "xx/").status_code == 404
    token = one.url.split("/")[2]
    assert links.read_steady_link(token, now=now) is not None
    assert links.read_steady_link(token, now=now + timedelta(hours=25)) is None


def test_a_file_over_the_api(cast: Cast) -> None:
    client, content = cast.thandi.client(), large().read()
    begun = client.post(f"{API}uploads/", {"name": "shop.jpg", "bytes": len(content)}, "application/json")
    [piece] = begun.json()["pieces"]
    client.put(piece["url"], content, "application/octet-stream", headers={"Upload-Offset": "0"})
    ended = client.post(f"{API}uploads/{begun.json()['id']}/end/")
    assert ended.status_code == 201
    address = f"{API}{ended.json()['id']}/"
    seen = client.get(address)
    assert seen.json()["weight"]["budget"] == 150_000
    said = {"alt": "A shelf of flour"}
    assert client.patch(address, said, "application/json").status_code == 428
    changed = client.patch(address, said, "application/json", headers={"If-Match": seen["ETag"]})
    assert (changed.status_code, changed.json()["is_described"]) == (200, True)
    focused = client.put(f"{address}focus/", {"x": 100, "y": 900}, "application/json")
    assert focused.json()["crops"]["wide"]["width"] == 1200
    assert client.delete(address).status_code == 204
    assert client.get(API).json()["results"] == []
    assert [each["id"] for each in client.get(f"{API}?shelf=away").json()["results"]] == [ended.json()["id"]]
    assert client.post(f"{address}restoration/").json()["is_put_away"] is False
    assert client.get(f"{API}room/").json()["used"] == 1


def test_another_organisation_sees_nothing_of_it(cast: Cast) -> None:
    asset, stranger = add(cast.thandi), cast.charlize.client()
    assert stranger.get(at("asset", asset.public_id)).status_code == 404
    own = reverse("media:asset", args=["karoo-crafts", asset.public_id])
    assert stranger.get(own).status_code == 404
    with tenant(cast.karoo):
        assert shown([asset.public_id], now=timezone.now()) == {}


def test_every_fact_has_its_public_name() -> None:
    facts = {each for each in vars(events).values() if isinstance(each, type) and issubclass(each, Event)}
    assert facts - {Event} == set(events.PUBLIC_NAMES)
