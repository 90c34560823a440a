"""Files of hand-ins come in pieces over a phone's line that breaks, and are judged when they are whole."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from courses.models import Submission, SubmissionFile
from courses.selectors.handins import Place
from courses.tests.handing import assigned, handed_in
from courses.tests.writing import png
from synthai.core.media import stages
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
MB = 1024 * 1024


def _address(place: Place) -> str:
    return f"/o/umoja-foods/courses/{place.course}/lessons/{place.lesson}/assignments/{place.block}/uploads/"


def _begun(client: Any, place: Place, name: str, size: int) -> Any:
    return client.post(_address(place), json.dumps({"name": name, "size": size}), "application/json")


def _put(client: Any, piece: dict[str, Any], body: bytes) -> int:
    headers = {"Upload-Offset": str(piece["start"])}
    status: int = client.put(piece["url"], body, "application/octet-stream", headers=headers).status_code
    return status


def _sent(client: Any, place: Place, name: str, content: bytes) -> Any:
    """The whole of it; what came of it."""
    upload = _begun(client, place, name, len(content)).json()
    while pieces := client.get(upload["state"]).json()["pieces"]:
        piece = pieces[0]
        assert _put(client, piece, content[piece["start"] : piece["end"]]) == 204
    return client.post(upload["end"])


def test_a_film_goes_on_where_it_stopped_and_stands_in_the_draft_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(stages, "PIECE", 4_000)
    content = filming.film(seconds=2)
    _, place = assigned(cast.thandi, cast.bongani, kinds=["picture", "video"])
    client = cast.bongani.client()
    upload = _begun(client, place, "hands.mp4", len(content)).json()
    first = client.get(upload["state"]).json()["pieces"][0]
    assert _put(client, first, content[:4_000]) == 204
    again = cast.bongani.client()  # another day, from what the browser kept
    told = again.get(upload["state"]).json()
    assert (told["received"], told["size"]) == (4_000, len(content))
    early = again.post(upload["end"])
    assert early.status_code == 409, "not whole yet"
    while pieces := again.get(upload["state"]).json()["pieces"]:
        assert _put(again, pieces[0], content[pieces[0]["start"] : pieces[0]["end"]]) == 204
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):  # the first answer was lost
            ended = again.post(upload["end"])
            assert ended.status_code == 200, ended.json()
            assert ended.json()["next"].endswith("#files")
    with tenant(cast.umoja):
        row = SubmissionFile.objects.get()
        assert Submission.objects.get().is_draft
        assert (row.name, row.kind, row.size) == ("hands.mp4", "video", len(content))
    with default_storage.open(row.path) as stored:
        assert stored.read() == content
    kept = [path for path in files_in_tmp.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [Path(row.path).name], "what came in pieces is gone"


def test_a_photo_is_drawn_anew_as_by_the_plain_form(cast: Cast) -> None:
    _, place = assigned(cast.thandi, cast.bongani)
    assert _sent(cast.bongani.client(), place, "plan.png", png(64, 48).read()).status_code == 200
    with tenant(cast.umoja):
        row = SubmissionFile.objects.get()
    assert (row.name, row.content_type) == ("plan.webp", "image/webp")
    assert row.small_path


def test_what_is_no_such_file_is_refused_in_words_and_nothing_stays(cast: Cast, files_in_tmp: Path) -> None:
    _, place = assigned(cast.thandi, cast.bongani, kinds=["picture"], most_mb=50, most_files=1)
    client = cast.bongani.client()
    refused = _sent(client, place, "logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>")
    assert "SVG drawing" in refused.json()["error"]
    other = _sent(client, place, "hands.mp4", filming.film(seconds=1))
    assert "does not take files of the kind" in other.json()["error"]
    assert _begun(client, place, "film.mp4", 50 * MB).status_code == 200
    large = _begun(client, place, "film.mp4", 50 * MB + 1)
    assert large.status_code in {413, 422, 400}
    assert "50 MB" in large.json()["error"]
    assert _begun(client, place, "none.png", 0).status_code >= 400
    assert client.post(_address(place), "[]", "application/json").status_code == 400
    with tenant(cast.umoja):
        assert not SubmissionFile.objects.exists()
    assert _sent(client, place, "plan.png", png().read()).status_code == 200
    assert _begun(client, place, "more.png", 9).status_code >= 400, "one file is all it takes"


def test_nobody_goes_on_with_the_upload_of_another_and_nothing_comes_after_the_end(cast: Cast) -> None:
    _, place = assigned(cast.thandi, cast.bongani)
    client, jan = cast.bongani.client(), cast.hire("member", name="Jan").client()
    upload = _begun(client, place, "plan.png", 9).json()
    assert jan.get(upload["state"]).status_code == 404
    assert jan.post(upload["end"]).status_code == 404
    handed_in(cast.bongani, place)
    late = _begun(client, place, "late.png", 9)
    assert late.status_code >= 400
    assert "handed in" in late.json()["error"].lower()


def test_the_page_has_the_plain_form_and_what_the_script_needs(cast: Cast) -> None:
    _, place = assigned(cast.thandi, cast.bongani)
    page = cast.bongani.client().get(_address(place).removesuffix("uploads/")).content.decode()
    assert f'data-upload="{_address(place)}"' in page
    assert 'enctype="multipart/form-data"' in page
    assert "js/upload.js" in page
    assert "data-upload-pause" in page
    assert 'data-most="' in page
