"""Large files come in pieces over a line that breaks, into a folder and into S3 (a local server: it shows transfers, not that
links are safe), and are judged when they are whole."""

import http.client
import io
import json
import random
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from courses import tasks
from courses.models import Block, Lesson, MediaFile, Rendition
from courses.services import blocks, courses
from courses.tests.writing import png, write_course
from synthai.core.media import links, stages, uploads
from synthai.core.models import Upload
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast
from synthai.core.testing.object_storage import local_bucket

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings: Any) -> Iterator[dict[str, Any]]:
    with local_bucket() as storage:
        settings.STORAGES = {**settings.STORAGES, "default": storage}
        yield storage["OPTIONS"]


def block_of(cast: Cast, kind: str = "video") -> Block:
    write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        lesson = Lesson.objects.order_by("-pk")[0]
        made = blocks.add(lesson, kind=kind, by=cast.thandi.actor, now=timezone.now())
        return Block.objects.select_related("lesson__course").get(pk=made.pk)


def at(view: str, block: Block, *ids: str) -> str:
    return reverse(
        f"courses:{view}", args=["umoja-foods", block.lesson.course.public_id, block.public_id, *ids]
    )


def begun(client: Any, block: Block, content: bytes, name: str = "film.mp4") -> dict[str, Any]:
    told = client.post(
        at("upload-begin", block), json.dumps({"name": name, "size": len(content)}), "application/json"
    )
    return {"status": told.status_code, **told.json()}


def broken_put(address: str, headers: dict[str, str], body: bytes, *, cut: int) -> None:
    """The line breaks after so many bytes of the body."""
    where = urlsplit(address)
    head = [f"PUT {where.path} HTTP/1.1", f"Host: {where.netloc}", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection((str(where.hostname), int(where.port or 80))) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode() + body[:cut])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("files_in_tmp")
def test_a_line_that_breaks_at_random_places_loses_little_and_the_film_is_whole(
    cast: Cast, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "PIECE", 20_000)
    content = filming.film(seconds=3, size="640x360")
    block, client = block_of(cast), cast.thandi.client()
    upload = begun(client, block, content)
    chance, breaks, tries = random.Random(7), 0, 0  # noqa: S311 - a drill
    while True:
        tries += 1
        assert tries < 200
        told = client.get(upload["state"]).json()
        if not told["pieces"]:
            break
        piece = told["pieces"][0]
        assert piece["start"] == told["received"]
        body = content[piece["start"] : piece["end"]]
        url, headers = f"{live_server.url}{piece['url']}", {"Upload-Offset": str(piece["start"])}
        if chance.random() < 0.4:
            breaks += 1
            broken_put(url, headers, body, cut=chance.randrange(len(body)))
        else:
            reply = requests.put(url, body, headers=headers, timeout=10)
            assert reply.status_code in {204, 409}, "409 while the broken one is still being written"
    assert breaks >= 3
    assert client.post(upload["end"]).json()["next"].endswith(f"#block-{block.public_id}")
    again = client.post(upload["end"])  # its answer was lost: nothing is taken twice
    assert again.status_code == 200
    with tenant(cast.umoja):
        (row,) = MediaFile.objects.all()
        assert Block.objects.get(pk=block.pk).media == row
        assert (row.kind, row.size, row.seconds, row.state) == ("video", len(content), 3, "waiting")
    with default_storage.open(row.path) as stored:
        assert stored.read() == content


@pytest.mark.usefixtures("files_in_tmp")
def test_two_gigabytes_go_on_where_the_line_broke(cast: Cast) -> None:
    """All but the last piece is a hole in the file: places past 2^31 are told and taken, and no disk is filled."""
    block, client, size = block_of(cast), cast.thandi.client(), 2 << 30
    announced = json.dumps({"name": "film.mp4", "size": size})
    upload = client.post(at("upload-begin", block), announced, "application/json").json()
    with tenant(cast.umoja):
        part = Path(default_storage.path(f"{Upload.objects.get().path}.part"))
    broke_at = size - stages.PIECE - 1000
    with part.open("r+b") as file:
        file.truncate(broke_at)
    told = client.get(upload["state"]).json()
    assert (told["received"], [piece["end"] for piece in told["pieces"]]) == (broke_at, [size - 1000, size])
    url = told["pieces"][-1]["url"]
    for start, body in ((broke_at, b"x" * stages.PIECE), (size - 1000, b"y" * 1000)):
        reply = client.put(url, body, "application/octet-stream", headers={"Upload-Offset": str(start)})
        assert (reply.status_code, reply["Upload-Offset"]) == (204, str(start + len(body)))
    assert client.get(upload["state"]).json() == {**told, "received": size, "pieces": []}


@pytest.mark.usefixtures("files_in_tmp")
def test_pieces_follow_each_other_and_never_exceed_what_was_announced(cast: Cast) -> None:
    block, client = block_of(cast), cast.thandi.client()
    upload = begun(client, block, b"x" * 10)
    url = client.get(upload["state"]).json()["pieces"][0]["url"]
    anybody = cast.charlize.client()  # the ticket is the permission, not a session

    def put(body: bytes, offset: str) -> Any:
        return anybody.put(url, body, "application/octet-stream", headers={"Upload-Offset": offset})

    assert put(b"abc", "0")["Upload-Offset"] == "3"
    assert anybody.head(url)["Upload-Offset"] == "3"
    for offset, status in (("0", 409), ("5", 409), ("", 400), ("x", 400)):
        assert put(b"abc", offset).status_code == status
    assert client.post(upload["end"]).status_code == 409
    assert put(b"y" * 20, "3").status_code == 413
    with tenant(cast.umoja):
        row = Upload.objects.get()
    part = Path(default_storage.path(f"{row.path}.part"))
    part.rename(part.with_suffix(""))  # as while it is judged: whole, and not taken over yet
    assert put(b"abc", "0").status_code == 409, "no second file begins in its place"
    assert not part.exists()
    part.with_suffix("").rename(part)
    assert anybody.put("/uploads/nonsense/", b"x").status_code == 404
    with tenant(cast.umoja):
        Upload.objects.update(last_at=timezone.now() - timedelta(days=3))
        stored = Path(default_storage.path(f"{Upload.objects.get().path}.part"))
        assert stored.exists()
        assert uploads.forget_stale(now=timezone.now()) == 1
        assert not Upload.objects.exists()
    assert not stored.exists()
    assert put(b"abc", "3").status_code == 404
    assert client.get(upload["state"]).status_code == 404


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.usefixtures("files_in_tmp")
@pytest.mark.parametrize(
    ("kind", "name", "content", "words"),
    [
        ("video", "film.mp4", SVG, "SVG drawing"),
        ("image", "logo.svg", SVG, "SVG drawing"),
        ("video", "film.mp4", b"<!doctype html><script>1</script>", "web page or a program"),
        ("video", "film.mp4", b"MZ\x90\0" * 20, "web page or a program"),
        ("video", "film.mp4", b"#EXTM3U\nfile:///etc/passwd\n", "cannot be used"),
        ("video", "film.mp4", png().getvalue(), "of the kind “Picture”"),
        ("image", "photo.jpg", png().getvalue(), "ends in “.jpg”, but what is in it ends in “.png”"),
        ("audio", "song.mp3", b"OggS" + b"\0" * 60, "ends in “.mp3”, but what is in it ends in “.ogg”"),
        ("file", "prices.pdf", b"PK\x03\x04" + b"\0" * 60, "cannot be used"),
        ("image", "photo.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 60, "HEIC"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_nothing_stays(
    cast: Cast, kind: str, name: str, content: bytes, words: str
) -> None:
    block, client = block_of(cast, kind), cast.thandi.client()
    upload = begun(client, block, content, name)
    piece = client.get(upload["state"]).json()["pieces"][0]
    client.put(piece["url"], content, "application/octet-stream", headers={"Upload-Offset": "0"})
    told = client.post(upload["end"])
    assert (told.status_code, words in told.json()["error"]) == (422, True), told.json()
    with tenant(cast.umoja):
        assert not Upload.objects.exists()
        assert not MediaFile.objects.exists()
    assert not [each for each in Path(default_storage.path("courses")).rglob("*") if each.is_file()]


@pytest.mark.usefixtures("files_in_tmp")
def test_who_begins_too_many_lets_go_of_the_one_that_waited_longest(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_OPEN", 2)
    block, client = block_of(cast), cast.thandi.client()
    first, second = (begun(client, block, b"x" * 10, name=f"{number}.mp4") for number in range(2))
    assert client.get(first["state"]).status_code == 200  # gone on with: the second waits longer
    third = begun(client, block, b"x" * 10)
    left = [client.get(each["state"]).status_code for each in (first, second, third)]
    assert left == [200, 404, 200]
    assert len(list(Path(default_storage.path("courses")).rglob("*.part"))) == 2


@pytest.mark.usefixtures("files_in_tmp")
def test_a_name_keeps_what_can_be_written(cast: Cast) -> None:
    block = block_of(cast)
    assert "state" in begun(cast.thandi.client(), block, b"x" * 10, name="fi\0lm\ud800\n.mp4")
    with tenant(cast.umoja):
        assert Upload.objects.get().name == "film.mp4"


def test_too_large_is_said_before_a_byte_is_sent(cast: Cast) -> None:
    block, client = block_of(cast), cast.thandi.client()
    picture = block_of(cast, "image")

    def sized(which: Block, size: object) -> tuple[int, str]:
        body = json.dumps({"name": "a.mp4", "size": size})
        told = client.post(at("upload-begin", which), body, "application/json")
        return told.status_code, told.json().get("error", "")

    assert sized(block, 2 << 30) == (200, "")
    assert sized(block, (2 << 30) + 1) == (
        413,
        "This file is larger than 2 GB. Make it smaller (a shorter or coarser video) and send that.",
    )
    assert sized(picture, 50 << 20)[1].startswith("This file is larger than 20 MB")
    assert sized(block, 0)[1].startswith("This file is empty")
    assert sized(block, "many")[0] == 400
    assert sized(block, -1)[0] == 400


@pytest.mark.usefixtures("files_in_tmp")
def test_only_who_began_it_goes_on_and_only_for_a_course_that_is_there(cast: Cast) -> None:
    block, client = block_of(cast), cast.thandi.client()
    upload = begun(client, block, b"x" * 10)
    manager = cast.hire("manager", name="Palesa")
    assert manager.client().get(upload["state"]).status_code == 404
    assert cast.bongani.client().get(upload["state"]).status_code == 403
    with tenant(cast.umoja):
        courses.put_away(block.lesson.course_id, by=cast.thandi.actor, now=timezone.now())
    assert begun(client, block, b"x")["status"] == 409


def test_parts_go_into_the_bucket_and_an_upload_that_broke_goes_on(
    cast: Cast, bucket: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "AT_ONCE", 2)
    content = filming.film(seconds=3, size="640x360") + b"\0" * (3 * stages.PIECE)  # four parts
    block, client = block_of(cast), cast.thandi.client()
    upload = begun(client, block, content)
    first, second = client.get(upload["state"]).json()["pieces"]
    assert first["url"].startswith(bucket["endpoint_url"])
    assert "content-length" in first["url"].lower(), "S3 checks the length of the part"
    where = urlsplit(second["url"])
    line = http.client.HTTPConnection(where.netloc)
    line.putrequest("PUT", f"{where.path}?{where.query}")
    line.putheader("Content-Length", str(second["end"] - second["start"]))
    line.endheaders(content[second["start"] : second["start"] + 100_000])
    line.close()  # broken: S3 keeps no half part
    assert client.post(upload["end"]).status_code == 409
    asked = 0
    while pieces := client.get(upload["state"]).json()["pieces"]:
        asked += 1
        for piece in pieces:
            body = content[piece["start"] : piece["end"]]
            assert requests.put(piece["url"], body, timeout=10).status_code == 200
    assert asked == 2
    assert client.post(upload["end"]).status_code == 200
    assert client.post(upload["end"]).status_code == 200
    with tenant(cast.umoja):
        (row,) = MediaFile.objects.all()
    assert row.size == len(content)
    with default_storage.open(row.path) as stored:
        assert stored.read() == content
    page = client.get(reverse("courses:media", args=["umoja-foods", row.public_id, "large"]))
    assert page.status_code == 302
    part = requests.get(page["Location"], headers={"Range": "bytes=4-11"}, timeout=10)
    assert (part.status_code, part.content, part.headers["Content-Type"]) == (206, content[4:12], "video/mp4")
    assert row.seconds == 0, "nobody fetched all of it to look at its header"
    tasks.media_render(organisation_id=cast.umoja.pk, payload={"media_id": row.pk})
    with tenant(cast.umoja):
        row.refresh_from_db()
        small = Rendition.objects.get(media=row, label="240p")
    assert (row.state, row.seconds, small.width) == ("ready", 3, 426)
    page = client.get(reverse("courses:media-rendition", args=["umoja-foods", row.public_id, "240p", "mp4"]))
    assert len(requests.get(page["Location"], timeout=10).content) == small.size


def test_parts_that_nobody_goes_on_with_are_aborted(cast: Cast, bucket: dict[str, Any]) -> None:
    block, client = block_of(cast), cast.thandi.client()
    begun(client, block, b"x" * 10)
    s3 = boto3.client(
        "s3", endpoint_url=bucket["endpoint_url"], region_name=bucket["region_name"],
        aws_access_key_id=bucket["access_key"], aws_secret_access_key=bucket["secret_key"],
    )  # fmt: skip
    assert len(s3.list_multipart_uploads(Bucket=bucket["bucket_name"])["Uploads"]) == 1
    with tenant(cast.umoja):
        later = timezone.now() + timedelta(days=3)
        assert uploads.forget_stale(now=later) == 1
        assert uploads.forget_stale(now=later) == 0
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket["bucket_name"])


@pytest.mark.usefixtures("files_in_tmp")
def test_a_link_opens_a_file_for_a_while_and_cannot_be_changed(cast: Cast, client: Any) -> None:
    default_storage.save("courses/1/song.m4a", io.BytesIO(b"0123456789"))
    linked = links.Linked(path="courses/1/song.m4a", content_type="audio/mp4", name='Song "1".m4a')
    address = links.file_link(linked, seconds=60)
    reply = client.get(address, headers={"range": "bytes=2-4"})
    assert (reply.status_code, b"".join(reply.streaming_content)) == (206, b"234")
    endless = client.get(address, headers={"range": f"bytes=0-{'9' * 5000}"})
    assert (endless.status_code, b"".join(endless.streaming_content)) == (200, b"0123456789")
    assert reply["Content-Type"] == "audio/mp4"
    assert reply["Content-Disposition"] == 'inline; filename="Song _1_.m4a"'
    assert reply["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(address.replace("/files/", "/files/x")).status_code == 404
    assert client.get(links.file_link(linked, seconds=-1)).status_code == 404
    gone = links.Linked(path="courses/1/gone.m4a", content_type="audio/mp4")
    assert client.get(links.file_link(gone)).status_code == 404
