"""Films and sounds become small enough for a phone: sizes, length, sound, poster; what cannot be is said; nothing is doubled."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from courses import tasks
from courses.models import Course, MediaFile, Rendition
from courses.services import films, media
from courses.tests.writing import write_course
from synthai.core import files
from synthai.core.media import ffmpeg
from synthai.core.media.states import LEASE, MediaState, Trouble
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


@pytest.fixture
def course(cast: Cast) -> Course:
    return write_course(cast.thandi, chapters=1, lessons=1)


def taken(cast: Cast, course: Course, content: bytes, name: str = "film.mp4") -> MediaFile:
    with tenant(cast.umoja):
        return media.take(
            io.BytesIO(content), name=name, course=course, by=cast.thandi.actor, now=timezone.now()
        )


def rendered(cast: Cast, row: MediaFile) -> tuple[MediaFile, dict[str, Rendition]]:
    """As a worker does it."""
    tasks.media_render(organisation_id=cast.umoja.pk, payload={"media_id": row.pk})
    with tenant(cast.umoja):
        row.refresh_from_db()
        return row, {each.label: each for each in Rendition.objects.filter(media_id=row.pk)}


def test_a_film_becomes_smaller_sizes_sound_and_a_poster_without_its_place(
    cast: Cast, course: Course
) -> None:
    row = taken(cast, course, filming.film(seconds=2, size="640x360"))
    assert (row.state, row.seconds) == (MediaState.WAITING, 2)
    with tenant(cast.umoja):
        facts = [event.name for event in OutboxEvent.objects.order_by("pk")]
    assert facts[-1] == "courses.MediaAdded"
    row, made = rendered(cast, row)
    assert (row.state, row.progress, row.seconds, row.is_measured) == (MediaState.READY, 100, 2, True)
    assert (row.width, row.height, len(row.sha256)) == (640, 360, 64)
    assert {label: (each.width, each.height) for label, each in made.items()} == {
        "240p": (426, 240),
        "360p": (640, 360),
        "sound": (0, 0),
        "poster": (640, 360),
    }
    assert made["240p"].size < made["360p"].size
    for label, each in made.items():
        content = Path(default_storage.path(each.path)).read_bytes()
        assert len(content) == each.size
        assert b"33.92" not in content, label
        if label != "poster":
            assert content.index(b"moov") < content.index(b"mdat"), "playing begins with the first bytes"
    with tenant(cast.umoja):
        fact = OutboxEvent.objects.order_by("-pk")[0]
        assert (fact.name, fact.payload["seconds"]) == ("courses.MediaReady", 2)


def test_a_small_film_is_not_made_larger_and_a_silent_one_has_no_sound(cast: Cast, course: Course) -> None:
    row, made = rendered(cast, taken(cast, course, filming.film(size="180x320", has_sound=False)))
    assert row.state == MediaState.READY
    assert {label: (each.width, each.height) for label, each in made.items()} == {
        "180p": (180, 320),
        "poster": (180, 320),
    }


def test_a_webm_has_its_length_only_when_it_was_measured(cast: Cast, course: Course) -> None:
    row = taken(cast, course, filming.film(seconds=3, ending="webm", has_sound=False), "film.webm")
    assert row.seconds == 0
    row, made = rendered(cast, row)
    assert (row.state, row.seconds) == (MediaState.READY, 3)
    assert made["180p"].content_type == "video/mp4"


def test_a_sound_becomes_small(cast: Cast, course: Course) -> None:
    row = taken(cast, course, filming.film(has_picture=False, ending="mp3"), "song.mp3")
    assert row.kind == "audio"
    row, made = rendered(cast, row)
    assert (row.state, set(made), row.seconds) == (MediaState.READY, {"sound"}, 2)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"\0\0\0\x18ftypmp42" + b"\0" * 400, Trouble.UNREADABLE),
        (
            b"\0\0\0\x18ftypmp42\n#EXTM3U\n#EXTINF:3,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
            Trouble.UNREADABLE,
        ),
        (b"\0\0\0\x18ftypmp42\nffconcat version 1.0\nfile /etc/passwd\n", Trouble.UNREADABLE),
    ],
)
def test_what_is_no_film_is_said_and_can_be_tried_again(
    cast: Cast, course: Course, content: bytes, trouble: str
) -> None:
    row, made = rendered(cast, taken(cast, course, content))
    assert (row.state, row.trouble, made) == (MediaState.FAILED, trouble, {})
    with tenant(cast.umoja):
        films.try_again(row, by=cast.thandi.actor, now=timezone.now())
        row.refresh_from_db()
    assert (row.state, row.trouble, row.attempts) == (MediaState.WAITING, "", 0)


def test_a_sound_in_a_films_clothes_is_said(cast: Cast, course: Course) -> None:
    row, _made = rendered(cast, taken(cast, course, filming.film(has_picture=False, ending="mp4")))
    assert (row.state, row.trouble) == (MediaState.FAILED, Trouble.NO_PICTURE)


def test_a_playlist_is_not_followed_and_no_address_is_opened(tmp_path: Path) -> None:
    """Even where somebody called it what it is: the reader is ours to choose, and only files may be opened."""
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(filming.film())
    lists = {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{secret}'\n",
    }
    for text in lists.values():
        evil = tmp_path / "evil.mp4"
        evil.write_text(text)
        for reader in ("mov", "matroska", "mp3", "ogg"):
            out = tmp_path / "out.mp4"
            with pytest.raises(ffmpeg.Unreadable):
                ffmpeg.run(reader, evil, ["-c", "copy", "-f", "mp4", f"file:{out}"], seconds=20)
            assert not out.exists() or out.stat().st_size == 0
    with pytest.raises(ffmpeg.Unreadable):
        ffmpeg.run("mov", secret, ["-c", "copy", "-f", "mp4", "http://127.0.0.1:9/x"], seconds=20)


def test_too_much_work_ends_and_leaves_no_process(tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(filming.film())
    endless = ["-stream_loop", "-1", "-vf", "loop=-1:30000:0,scale=1920:1080", "-f", "null", "-"]
    with pytest.raises(ffmpeg.TooMuchWork):
        ffmpeg.run("mov", source, endless[2:], seconds=1)


def test_a_worker_goes_on_where_another_died_and_two_never_work_at_once(
    cast: Cast, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = taken(cast, course, filming.film(seconds=2, size="640x360"))
    kept = files.save_stream
    count = 0

    def dies(*args: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        if count == 3:  # poster and sound are in
            raise KeyboardInterrupt
        return kept(*args, **options)

    monkeypatch.setattr(files, "save_stream", dies)
    with tenant(cast.umoja), pytest.raises(KeyboardInterrupt):
        films.render(row.pk)
    with tenant(cast.umoja):
        assert MediaFile.objects.get(pk=row.pk).state == MediaState.RUNNING
        films.render(row.pk)  # its lease lasts
        assert MediaFile.objects.get(pk=row.pk).attempts == 1
        later = timezone.now() + LEASE * 2
        assert films.abandoned(now=later) == [row.pk]
        assert films.abandoned(now=later) == []
    row, made = rendered(cast, row)
    assert (row.state, row.attempts) == (MediaState.READY, 2)
    assert set(made) == {"240p", "360p", "sound", "poster"}
    assert count == 5, "what was there was not made again"


def test_what_kills_workers_is_given_up(cast: Cast, course: Course) -> None:
    row = taken(cast, course, filming.film())
    with tenant(cast.umoja):
        MediaFile.objects.filter(pk=row.pk).update(attempts=3, state=MediaState.RUNNING)
    row, _made = rendered(cast, row)
    assert (row.state, row.trouble) == (MediaState.FAILED, Trouble.GAVE_UP)
