"""A course as a zip archive: out and in again, made by hand, and made to do harm."""

import io
import random
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from courses.models import Block, Course, Lesson, MediaFile
from courses.refusals import FolderRefused
from courses.selectors import drafts
from courses.services import blocks, copying, exporting, folders, media
from courses.services.blocks import Content
from courses.tests.writing import png, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


def packed(files: dict[str, bytes | str]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    made.seek(0)
    return made


def bring_in(cast: Cast, files: dict[str, bytes | str]) -> folders.Brought:
    with tenant(cast.umoja):
        return folders.bring_in(packed(files), by=cast.thandi.actor, now=timezone.now())


def told(course: Course) -> list[Any]:
    """Everything that a course says, without its keys."""
    return [
        (
            chapter.title,
            [
                (lesson.settings, [(b.kind, b.text, b.data) for b in lesson.blocks])
                for lesson in chapter.lessons
            ],
        )
        for chapter in copying.parts_of(course)
    ]


def a_full_course(cast: Cast) -> Course:
    course = write_course(cast.thandi, lock="lesson", seats=12)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        lesson = Lesson.objects.get(title="Lesson 1.1")
        picture = media.take(png(), name="till slip.png", course=course, by=by, now=now)
        for kind, content in (
            ("image", Content(text="A slip", data={"alt": 'A "slip"'}, media=picture)),
            ("text", Content(text="One\n\n::: not a block")),
            ("text", Content(text="Two")),
            ("callout", Content(text="Careful", data={"tone": "warning"})),
            ("code", Content(text="a = 1\n:::\nb = 2", data={"language": "python"})),
            ("embed", Content(data={"url": "https://youtu.be/dQw4w9WgXcQ"})),
        ):
            blocks.add(lesson, kind=kind, by=by, now=now, content=content)
    return course


def test_a_course_comes_back_as_it_went_out(cast: Cast) -> None:
    course = a_full_course(cast)
    with tenant(cast.umoja):
        with exporting.export(course, by=cast.thandi.actor) as file:
            names = zipfile.ZipFile(file).namelist()
            file.seek(0)
            found = folders.bring_in(file, by=cast.thandi.actor, now=timezone.now())
        assert names[0] == "course.md"
        assert "01-chapter-1/01-lesson-11.md" in names
        assert found.findings == []
        assert told(found.course) == told(course)
        assert (found.course.title, found.course.lock, found.course.seats) == (course.title, "lesson", 12)
        first, second = MediaFile.objects.order_by("pk")
        assert first.course_id != second.course_id


def test_a_copy_has_rows_of_its_own_for_the_same_files(cast: Cast) -> None:
    course = a_full_course(cast)
    with tenant(cast.umoja):
        made = copying.duplicate(course.pk, by=cast.thandi.actor, now=timezone.now())
        assert told(made) == told(course)
        assert made.title == "Till basics (copy)"
        first, second = MediaFile.objects.order_by("pk")
        assert first.path == second.path
        assert first.public_id != second.public_id
        assert Block.objects.filter(media=second).get().lesson.course_id == made.pk


def test_reads_a_folder_that_somebody_wrote_by_hand(cast: Cast) -> None:
    found = bring_in(
        cast,
        {
            "my course/course.md": "# Opening the shop\n",
            "my course/1 Morning/01 lights.md": "# Lights\n\nSwitch them on.\n\n![A switch](media/gone.png)\n",
            "my course/1 Morning/02_till.md": "Count the float.\n",
            "my course/.git/config.md": "secret",
            "__MACOSX/my course/._x.md": "litter",
        },
    )
    with tenant(cast.umoja):
        (chapter,) = drafts.chapters_of(found.course)
        assert (found.course.title, chapter.title) == ("Opening the shop", "Morning")
        assert [lesson.title for lesson in chapter.lessons] == ["Lights", "Till"]  # type: ignore[attr-defined]
        assert found.findings == [
            "The file “media/gone.png” of “1 Morning/01 lights.md” is not in the archive."
        ]


def test_files_that_do_harm_are_left_out_and_told_of(cast: Cast) -> None:
    lesson = '# One\n\nText\n\n![x](media/evil.png)\n\n::: quiz ref="abc"\n:::\n'
    found = bring_in(
        cast,
        {
            "01-a/01-b.md": lesson,
            "media/evil.png": "<svg onload='alert(1)'/>",
            "../../etc/cron.md": "# Out\n\nOut",
            "/absolute.md": "# Out\n\nOut",
        },
    )
    with tenant(cast.umoja):
        assert Lesson.objects.get().title == "One"
        assert not MediaFile.objects.exists()
    assert any("SVG drawing" in finding for finding in found.findings)
    assert any("“quiz”" in finding for finding in found.findings)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.txt": "nothing"}, "no lesson"),
        ({"01/a.md": b"\xff\xfe\x00bad"}, "UTF-8"),
        ({"01/a.md": random.Random(1).randbytes(600_000).hex()}, "1 MB"),
        ({"01/a.md": "# A\n\n" + "x" * 70_000}, "60000"),
        ({"01/a.md": "# A\n\nText with a \0"}, "is no text"),
    ],
    ids=["no lesson", "not UTF-8", "a large page", "a long text", "a NUL"],
)
def test_what_is_no_course_is_refused_whole(cast: Cast, files: dict[str, bytes | str], words: str) -> None:
    with pytest.raises(FolderRefused, match=words):
        bring_in(cast, files)
    with tenant(cast.umoja):
        assert not Course.objects.exists()


def test_numbers_without_end_and_lines_of_spaces_cost_nothing(cast: Cast) -> None:
    endless = "9" * 5000
    head = f"---\nplaces: {endless}\ncertificate: yes\ncertificate_months: {endless}\n---\n"
    lesson = f"---\nminutes: {endless}\nhow_much: {endless}\n---\n\nText\n"
    spaces = "# a" + " " * 30_000 + "b\n\nText\n"  # was judged in the square of its length: minutes
    began = time.monotonic()
    found = bring_in(cast, {"course.md": head, "01/a.md": lesson, "01/b.md": spaces})
    assert time.monotonic() - began < 10
    with tenant(cast.umoja):
        assert Course.objects.get().seats is None
        assert sorted(Lesson.objects.values_list("minutes", "rule_value")) == [(1, 0), (5, 0)]
    assert any("certificate_months" in finding for finding in found.findings)


def test_captions_larger_than_captions_are_left_out_unread(cast: Cast) -> None:
    film = b"\0\0\0\x18ftypmp42" + b"\0" * 400
    lesson = '::: video src="media/a.mp4"\n:::\n'
    long = random.Random(3).randbytes(700_000).hex()
    found = bring_in(cast, {"01/a.md": lesson, "media/a.mp4": film, "media/a.en.vtt": long})
    assert any("a.en.vtt: Captions are 1 MB" in finding for finding in found.findings)


def test_a_bomb_is_not_unpacked(cast: Cast) -> None:
    with pytest.raises(FolderRefused, match="unpacks to far more"):
        bring_in(cast, {"01/a.md": "hi", "bomb.bin": b"\0" * 20 * 1024 * 1024})


def test_nothing_stays_of_an_archive_with_a_damaged_file(cast: Cast, files_in_tmp: Path) -> None:
    content = random.Random(2).randbytes(4000)
    whole = packed({"01/a.md": "# A\n\n![x](media/x.png)\n\n::: file src=\"media/y.pdf\"\n:::\n", "media/x.png": png().read(),
                    "media/y.pdf": b"%PDF-" + content}).getvalue()  # fmt: skip
    broken = io.BytesIO(whole.replace(content[1000:1010], b"0123456789"))
    with tenant(cast.umoja):
        with pytest.raises(FolderRefused, match="damaged"):
            folders.bring_in(broken, by=cast.thandi.actor, now=timezone.now())
        assert not Course.objects.exists()
        assert not MediaFile.objects.exists()
    assert [path for path in files_in_tmp.rglob("*") if path.is_file()] == []


def test_what_is_no_archive_is_refused(cast: Cast) -> None:
    with tenant(cast.umoja), pytest.raises(FolderRefused, match="damaged"):
        folders.bring_in(io.BytesIO(b"PK\x03\x04 not really"), by=cast.thandi.actor, now=timezone.now())
