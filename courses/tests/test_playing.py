"""What learners and apps get of films, sounds and pictures: sizes before playing, less data, captions, transcripts, links."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import tasks
from courses.models import Block, Caption, Course, Lesson, MediaFile, Rendition, Watching
from courses.refusals import FileRefused, NotReady
from courses.services import (
    blocks,
    captions,
    copying,
    erasure,
    exporting,
    folders,
    media,
    media_cleaning,
    progress,
)
from courses.services.blocks import Content
from courses.services.happenings import Happened
from courses.tests.writing import enrol, keys_of, png, publish, write_course, write_lesson
from synthai.core.media import captions as reading
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
VTT = b"WEBVTT\n\n00:00.200 --> 00:01.000\n<v Thandi>Wash your <b>hands</b>\n\n00:01.000 --> 00:01.900\nDry them & go\n"
SRT = b"1\r\n00:00:00,200 --> 00:00:01,000\r\nGeza izandla\r\n"


def film_course(cast: Cast, **taken: Any) -> tuple[Course, Block]:
    """A course with one lesson that has a film in two sizes, with sound."""
    course = write_course(cast.thandi, chapters=1, lessons=1)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        content = io.BytesIO(filming.film(seconds=2, size="640x360"))
        row = media.take(content, name="hands.mp4", course=course, by=by, now=now)
        told = Content(text="How to wash", data={"title": "Hands"}, media=row)
        block = blocks.add(Lesson.objects.get(course=course), kind="video", by=by, now=now, content=told)
    return course, block


def rendered(cast: Cast, block: Block) -> MediaFile:
    tasks.media_render(organisation_id=cast.umoja.pk, payload={"media_id": block.media_id})
    with tenant(cast.umoja):
        return MediaFile.objects.get(pk=block.media_id or 0)


def lesson_page(course: Course, person: Any, **headers: str) -> str:
    address = reverse("courses:lesson", args=["umoja-foods", course.public_id, keys_of(course)[0]])
    reply = person.client().get(address, headers=headers)
    assert reply.status_code == 200
    return str(reply.content.decode())


def _status(person: Any, address: str) -> int:
    reply = person.client().get(address)
    for resource in getattr(reply, "_resource_closers", []):
        resource()
    return int(reply.status_code)


def posted(cast: Cast, person: Any, **data: str) -> Any:
    return person.client().post(reverse("courses:watching", args=["umoja-foods"]), data)


def test_the_upload_plays_until_smaller_sizes_are_there_and_then_each_size_is_said(cast: Cast) -> None:
    course, block = film_course(cast)
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    before = lesson_page(course, cast.bongani)
    assert "Smaller sizes are being made" in before
    found = re.search(r'<video controls preload="none"[^>]* src="([^"]*/large/)"', before)
    assert found
    assert _status(cast.bongani, found[1]) == 200
    row = rendered(cast, block)
    assert _status(cast.bongani, found[1]) == 404, "an address that was kept opens it no more"
    assert _status(cast.thandi, found[1]) == 200
    page = lesson_page(course, cast.bongani)
    base = f"/o/umoja-foods/courses/media/{row.public_id}/"
    assert f'src="{base}240p.mp4" poster="{base}poster.webp" width="426" height="240"' in page
    assert "/large/" not in page, "the upload is larger, and knows where it was filmed"
    with tenant(cast.umoja):
        sizes = dict(Rendition.objects.values_list("label", "size"))
    for label, name in (("240p", "240p"), ("360p", "360p"), ("sound", "Sound only")):
        kilobytes = f"{sizes[label] / 1024:.1f}"
        assert re.search(rf'value="{label}".*?<b>{name}</b> <span class="num">{kilobytes}', page), name
    assert "data-fitting" in page
    assert f'data-watch="{block.public_id}"' in page


def test_a_choice_is_remembered_and_less_data_means_less(cast: Cast) -> None:
    course, block = film_course(cast)
    with tenant(cast.umoja):
        picture = media.take(
            png(1800, 900), name="tap.png", course=course, by=cast.thandi.actor, now=timezone.now()
        )
        content = Content(data={"alt": "A tap"}, media=picture)
        blocks.add(block.lesson, kind="image", by=cast.thandi.actor, now=timezone.now(), content=content)
    rendered(cast, block)
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    enrol(cast.thandi, course)
    page = lesson_page(course, cast.bongani)
    assert [len(found.split(",")) for found in re.findall(r'srcset="([^"]+)"', page)] == [4, 4]
    assert page.index("image/avif") < page.index("image/webp")
    assert 'width="1600" height="800"' in page
    back = posted(cast, cast.bongani, variant="360p", next="/o/umoja-foods/courses/x/?a=1")
    assert back["Location"] == "/o/umoja-foods/courses/x/?a=1"
    assert posted(cast, cast.bongani, variant="360p", next="https://evil.example/")["Location"].endswith(
        "/courses/"
    )
    assert posted(cast, cast.bongani, variant="9p", quietly="1").status_code == 204
    page = lesson_page(course, cast.bongani)
    assert re.search(r'value="360p" aria-pressed="true"', page)
    assert "data-fitting" not in page
    assert re.search(r'value="240p" aria-pressed="true"', lesson_page(course, cast.thandi))
    posted(cast, cast.bongani, variant="")
    for saving in (lesson_page(course, cast.bongani, **{"Save-Data": "on"}), self_saving(cast, course)):
        assert "You are saving data" in saving
        assert 'poster="' not in saving
        assert re.search(r'value="240p" aria-pressed="true"', saving)
        assert [len(found.split(",")) for found in re.findall(r'srcset="([^"]+)"', saving)] == [2, 2]
    with tenant(cast.umoja):
        assert [(row.user, row.saves_data) for row in Watching.objects.all()] == [(cast.bongani.user, True)]


def self_saving(cast: Cast, course: Course) -> str:
    posted(cast, cast.bongani, saves_data="on")
    return lesson_page(course, cast.bongani)


def test_captions_become_a_track_and_a_transcript(cast: Cast) -> None:
    course, block = film_course(cast)
    rendered(cast, block)
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    put = reverse("courses:captions-put", args=["umoja-foods", course.public_id, block.public_id])
    client = cast.thandi.client()
    for language, name, content in (("en", "a.vtt", VTT), ("zu", "b.srt", SRT), ("en", "again.vtt", VTT)):
        file = io.BytesIO(content)
        file.name = name
        assert client.post(put, {"language": language, "file": file}).status_code == 302
    with tenant(cast.umoja):
        assert sorted(Caption.objects.values_list("language", flat=True)) == ["en", "zu"]
    page = lesson_page(course, cast.bongani)
    assert '<track kind="captions" srclang="zu" label="isiZulu"' in page
    assert (
        '<button type="button" data-jump="0.2"><span class="num">0:00</span> Wash your hands</button>' in page
    )
    assert "Dry them &amp; go" in page
    row = block.media
    assert row is not None
    track = cast.bongani.client().get(f"/o/umoja-foods/courses/media/{row.public_id}/en.vtt")
    assert track["Content-Type"] == "text/vtt; charset=utf-8"
    assert reading.read(track.content) == [(0.2, 1.0, "Wash your hands"), (1.0, 1.9, "Dry them & go")]
    assert b"Dry them &amp; go" in track.content
    gone = reverse("courses:captions-remove", args=["umoja-foods", course.public_id, block.public_id, "zu"])
    client.post(gone)
    assert "isiZulu" not in lesson_page(course, cast.bongani)


def test_a_long_transcript_comes_once_it_is_asked_for(cast: Cast) -> None:
    course, block = film_course(cast)
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    with tenant(cast.umoja):
        said = [[number, number + 1, f"Line {number}"] for number in range(301)]
        Caption.objects.create(media_id=block.media_id or 0, language="en", cues=said)
    page = lesson_page(course, cast.bongani)
    assert "data-jump" not in page
    wanted = re.search(r'href="(\?read=[^"#]+)#', page)
    assert wanted is not None
    assert "Show all 301 lines" in page
    [key] = keys_of(course)
    asked = cast.bongani.client().get(
        reverse("courses:lesson", args=["umoja-foods", course.public_id, key]) + wanted[1]
    )
    assert asked.content.decode().count("data-jump=") == 301


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"WEBVTT\n\n",
        b"\x89PNG\r\n\x1a\n\0\0",
        SRT[:20],
        b"WEBVTT\n\n" + b"NOTE x\n" * 40 + b"\n00:01.000 --> 00:02.000\nA\0B\n",
    ],
)
def test_what_are_no_captions_is_said(cast: Cast, content: bytes) -> None:
    _course, block = film_course(cast)
    assert block.media is not None
    with tenant(cast.umoja), pytest.raises(FileRefused, match="no captions that can be read"):
        captions.put(
            io.BytesIO(content), media=block.media, language="en", by=cast.thandi.actor, now=timezone.now()
        )


def test_captions_made_to_take_long_do_not() -> None:
    started = timezone.now()
    (cue,) = reading.read(b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"<" * 1_000_000)
    assert len(cue[2]) <= 1000
    assert timezone.now() - started < timedelta(seconds=5)


def test_apps_get_links_that_need_no_session_and_the_words(cast: Cast, client: Any) -> None:
    course, block = film_course(cast)
    row = rendered(cast, block)
    with tenant(cast.umoja):
        captions.put(io.BytesIO(VTT), media=row, language="en", by=cast.thandi.actor, now=timezone.now())
    course = publish(cast.thandi, course)
    enrol(cast.bongani, course)
    address = f"/api/v1/o/umoja-foods/courses/{course.public_id}/lessons/{keys_of(course)[0]}/"
    phone = cast.bongani.client()
    told = phone.get(address).json()["blocks"][1]
    assert "file_url" not in told
    assert {(each["label"], each["type"]) for each in told["renditions"]} == {
        ("240p", "video/mp4"),
        ("360p", "video/mp4"),
        ("sound", "audio/mp4"),
        ("poster", "image/webp"),
    }
    assert told["media"]["seconds"] == 2
    assert told["captions"][0]["cues"][0] == {"start": 0.2, "end": 1.0, "text": "Wash your hands"}
    for each in told["renditions"]:
        part = client.get(each["url"], headers={"range": f"bytes=0-{each['size'] - 1}"})
        assert len(b"".join(part.streaming_content)) == each["size"]
    own = "/api/v1/o/umoja-foods/courses/watching/"
    assert phone.get(own).json() == {"variant": "", "saves_data": False}
    changed = phone.patch(own, json.dumps({"saves_data": True, "variant": "sound"}), "application/json")
    assert changed.json() == {"variant": "sound", "saves_data": True}
    assert phone.patch(own, json.dumps({"variant": "9p"}), "application/json").status_code == 400
    assert phone.get(address).json()["saves_data"] is True


def test_a_lesson_costs_the_same_however_many_films_it_has(cast: Cast) -> None:
    course, block = film_course(cast)
    rendered(cast, block)
    first = publish(cast.thandi, course)
    enrol(cast.bongani, first)
    lesson_page(first, cast.bongani)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as counted:
            lesson_page(first, cast.bongani)
        counts.append(len(counted))
        with tenant(cast.umoja):
            by, now = cast.thandi.actor, timezone.now()
            for _each in range(3):
                content = Content(media=block.media)
                blocks.add(block.lesson, kind="video", by=by, now=now, content=content)
        first = publish(cast.thandi, course, moves_learners=True)
    assert counts[0] == counts[1]


def test_a_lesson_done_by_watching_waits_for_the_length(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        chapter = Lesson.objects.get().chapter
    lesson = write_lesson(cast.thandi, chapter, title="Film", rule="video", rule_value=90)
    with tenant(cast.umoja):
        film = io.BytesIO(filming.film(seconds=3, ending="webm", has_sound=False))
        row = media.take(film, name="f.webm", course=course, by=cast.thandi.actor, now=timezone.now())
        block = blocks.add(
            lesson, kind="video", by=cast.thandi.actor, now=timezone.now(), content=Content(media=row)
        )
    with pytest.raises(NotReady, match="still being measured"):
        publish(cast.thandi, course)
    rendered(cast, block)
    live = publish(cast.thandi, course).live_version
    assert live is not None
    assert live.outline["chapters"][0]["lessons"][1]["videos"] == {block.public_id: 3}


def test_a_film_that_stops_at_97_per_cent_of_what_its_header_says_can_be_done(cast: Cast) -> None:
    course, block = film_course(cast)
    with tenant(cast.umoja):
        Lesson.objects.filter(pk=block.lesson_id).update(rule="video", rule_value=100)
        MediaFile.objects.update(seconds=60)  # as a header that lies would have it
    course = publish(cast.thandi, course)
    mine = enrol(cast.bongani, course)

    def watched() -> int:
        told: dict[str, Any] = {"enrolment": mine.public_id, "lesson": keys_of(course)[0], "kind": "video"}
        seen = Happened(**told, block=block.public_id, start=0, end=1.95)
        with tenant(cast.umoja):
            return progress.take([seen], by=cast.bongani.actor, now=timezone.now()).enrolments[0].done_count

    assert watched() == 0
    rendered(cast, block)
    assert watched() == 1


def test_captions_travel_in_an_archive_and_a_copy_has_everything(cast: Cast) -> None:
    course, block = film_course(cast)
    row = rendered(cast, block)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        captions.put(io.BytesIO(VTT), media=row, language="en", by=by, now=now)
        captions.put(io.BytesIO(SRT), media=row, language="zu", by=by, now=now)
        packed = exporting.export(course, by=by)
        with zipfile.ZipFile(packed) as archive:
            names = [name for name in archive.namelist() if name.startswith("media/")]
        assert names == ["media/01-hands.mp4", "media/01-hands.en.vtt", "media/01-hands.zu.vtt"]
        brought = folders.bring_in(packed, by=by, now=now)
        assert brought.findings == []
        arrived = MediaFile.objects.get(course=brought.course)
        words = dict(Caption.objects.filter(media=arrived).values_list("language", "cues"))
        assert words["zu"] == [[0.2, 1.0, "Geza izandla"]]
        made = copying.duplicate(course.pk, by=by, now=now)
        copy = MediaFile.objects.get(course=made)
        assert (copy.path, copy.state) == (row.path, "ready")
        assert Rendition.objects.filter(media=copy).count() == 4
        assert Caption.objects.filter(media=copy).count() == 2


def test_files_that_nothing_shows_go_and_shared_ones_stay(
    cast: Cast,
    files_in_tmp: Path,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course, block = film_course(cast)
    row = rendered(cast, block)
    by, now = cast.thandi.actor, timezone.now()
    later = now + timedelta(days=40)
    with tenant(cast.umoja):
        copying.duplicate(course.pk, by=by, now=now)
        picture = media.take(png(), name="slip.png", course=course, by=by, now=now)
        kept = {each.path for each in Rendition.objects.filter(media=row)} | {row.path}
        publish(cast.thandi, course)
        other = media.take(png(9, 9), name="other.png", course=course, by=by, now=now)
        Block.objects.filter(pk=block.pk).update(media=other)  # the film shows in the version alone
        with django_capture_on_commit_callbacks(execute=True):
            assert media_cleaning.clean(now=now) == 0
            monkeypatch.setattr(
                media_cleaning, "_AT_ONCE", 1
            )  # what only a version names does not stand in the way
            assert media_cleaning.clean(now=later) == 1
        assert not default_storage.exists(picture.path)
        assert all(default_storage.exists(path) for path in kept)
        assert MediaFile.objects.filter(pk=row.pk).exists()
        with django_capture_on_commit_callbacks(execute=True):
            erasure.erase(cast.umoja.pk)
    assert [path for path in files_in_tmp.rglob("*") if path.is_file()] == []


def test_editors_see_how_far_it_is_and_what_went_wrong(cast: Cast) -> None:
    course, block = film_course(cast)
    client = cast.thandi.client()
    address = reverse("courses:film-state", args=["umoja-foods", course.public_id, block.public_id])
    page = client.get(address).content.decode()
    assert 'hx-trigger="every 3s"' in page
    rendered(cast, block)
    page = client.get(address).content.decode()
    assert "hx-get" not in page
    assert "Sound only" in page
    with tenant(cast.umoja):
        MediaFile.objects.update(state="failed", trouble="too_long")
    page = client.get(address).content.decode()
    assert "It is longer than four hours. Cut it into parts" in page
    again = reverse("courses:film-again", args=["umoja-foods", course.public_id, block.public_id])
    assert client.post(again).status_code == 302
    with tenant(cast.umoja):
        assert MediaFile.objects.get().state == "waiting"
    editor = reverse("courses:write-lesson", args=["umoja-foods", course.public_id, block.lesson.public_id])
    page = client.get(editor).content.decode()
    assert "data-upload=" in page
    assert "Captions and transcript" in page
