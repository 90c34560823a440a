"""Pictures and sounds in questions: added while writing, shown to who is asked, telling nobody what is right."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from courses.engine.quiz.formats.parsing import Written
from courses.models import Question, QuestionMedia
from courses.refusals import FileRefused
from courses.selectors import bank as bank_selectors
from courses.services import media_cleaning
from courses.services.quizzes import attempts, bank, packs, pictures
from courses.services.quizzes.bank import QuestionRefused
from courses.services.quizzes.pictures import Where
from courses.tests import quizzing
from courses.tests.quizzing import BEEP, FRIDGE
from courses.tests.writing import png
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "pictures_in_process")]
BASE = "/o/umoja-foods/courses"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _got(client: Client, path: str) -> Any:
    """An answer whose file is closed again."""
    reply: Any = client.get(path)
    for resource in getattr(
        reply, "_resource_closers", []
    ):  # not reply.close(), which closes the connection too
        resource()
    return reply


def _add(cast: Cast, content: io.BytesIO | None = None, name: str = "right answer.png") -> QuestionMedia:
    with tenant(cast.umoja):
        return pictures.add(content or png(), name=name, by=cast.thandi.actor, now=timezone.now())


def _of_pictures(cast: Cast) -> tuple[list[QuestionMedia], Written]:
    """A question whose text, answers, feedback and reason each have a file of their own."""
    rows = [_add(cast, png(40 + place, 30)) for place in range(4)] + [
        _add(cast, io.BytesIO(BEEP), "beep.mp3")
    ]
    asked, right, wrong, why, sound = (
        pictures.notation_of(row, alt)
        for row, alt in zip(
            rows, ("A fridge", "A green light", "A red light", "A chart", "Beep"), strict=True
        )
    )
    answers = f"* {right} # See {why}\n- {wrong}\n- {sound}"
    return rows, Written(kind="choice", text=f"Which light? {asked}", answers=answers, explanation=why)


def test_an_author_adds_a_picture_before_the_question_is_saved(cast: Cast) -> None:
    client = cast.thandi.client()
    typed = {"kind": "choice", "text": "Which?", "answers": "* Green # Yes\n- Red", "points": "1"}
    sent = {**typed, "add_picture": "1", "picture_alt": "A green light", "picture_place": "answer"}
    page = client.post(
        f"{BASE}/questions/new/", {**sent, "picture": png(), "picture_line": "1"}
    ).content.decode()
    with tenant(cast.umoja):
        (row,) = QuestionMedia.objects.all()
        assert not Question.objects.exists(), "nothing is saved yet"
    assert f"* Green ![A green light](picture:{row.public_id}) # Yes" in page
    beyond = client.post(
        f"{BASE}/questions/new/", {**sent, "picture": png(), "picture_line": "7"}
    ).content.decode()
    assert "There is no answer in line 7" in beyond
    assert "* Green # Yes" in beyond, "what was typed is still there"
    wordless = client.post(
        f"{BASE}/questions/new/", {**sent, "picture": png(), "picture_alt": ""}
    ).content.decode()
    assert "Say it in words" in wordless
    with tenant(cast.umoja):
        assert QuestionMedia.objects.count() == 1, "a refused place stores no file"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("light.png", SVG, "SVG drawing"),
        ("light.svg", SVG, "SVG drawing"),
        ("light.jpg", b"\xff\xd8\xff broken", "damaged"),
        ("list.pdf", b"%PDF-1.7 words", "is asked for here"),
        ("light.png", b"", "empty"),
    ],
)
def test_refuses_what_is_no_picture_and_no_sound(cast: Cast, name: str, content: bytes, said: str) -> None:
    with tenant(cast.umoja), pytest.raises(FileRefused, match=said):
        pictures.add(io.BytesIO(content), name=name, by=cast.thandi.actor, now=timezone.now())
    reply = cast.thandi.client().post(
        f"{BASE}/questions/new/",
        {
            "kind": "choice",
            "text": "Which?",
            "answers": "* A\n- B",
            "points": "1",
            "add_picture": "1",
            "picture_alt": "A light",
            "picture_place": "text",
            "picture": SimpleUploadedFile(name, content),
        },
    )
    assert reply.status_code == 200
    assert "Which?" in reply.content.decode()
    with tenant(cast.umoja):
        assert not QuestionMedia.objects.exists()


def test_nothing_on_the_way_to_a_learner_names_the_answer(cast: Cast) -> None:
    rows, written = _of_pictures(cast)
    asked, right, wrong, why, sound = (row.public_id for row in rows)
    client = cast.bongani.client()
    with tenant(cast.umoja):
        made = quizzing.quiz(cast.thandi.actor, written, answers_after="attempt")
    early = _got(client, f"{BASE}/questions/files/{asked}/large/")
    assert early.status_code == 404, "not asked yet"
    with tenant(cast.umoja):
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=timezone.now())
    page = client.get(f"{BASE}/attempts/{attempt.public_id}/1/").content.decode()
    for key in (asked, right, wrong, sound):
        assert f"/questions/files/{key}/" in page
        reply = _got(client, f"{BASE}/questions/files/{key}/small/")
        assert reply.status_code == 200
        assert "right answer" not in str(reply.headers), "the author's name of the file stays here"
        assert reply["Content-Disposition"].startswith(
            ('inline; filename="picture.', 'inline; filename="sound.')
        )
    assert why not in page
    assert _got(client, f"{BASE}/questions/files/{why}/small/").status_code == 404, "only the review shows it"
    assert 'alt="A green light"' in page
    assert re.search(r'<audio[^>]+aria-label="Beep"', page)
    api = client.get(f"/api/v1{BASE}/attempts/{attempt.public_id}/")
    assert why not in api.content.decode()
    shown = api.json()["questions"][0]["shown"]
    assert shown["text"] == "Which light?"
    assert [media["alt"] for media in shown["media"]] == ["A fridge"]
    assert _got(client, shown["media"][0]["small_url"]).status_code == 200
    with tenant(cast.umoja):
        attempts.hand_in(attempt.pk, by=cast.bongani.actor, now=timezone.now())
    assert why in client.get(f"{BASE}/attempts/{attempt.public_id}/").content.decode()
    assert _got(client, f"{BASE}/questions/files/{why}/small/").status_code == 200
    assert (
        cast.hire("member", name="Sipho").client().get(f"{BASE}/questions/files/{asked}/small/").status_code
        == 404
    )


def test_an_attempt_keeps_the_picture_it_showed(cast: Cast) -> None:
    rows, written = _of_pictures(cast)
    with tenant(cast.umoja):
        made = quizzing.quiz(cast.thandi.actor, written)
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=timezone.now())
        question = Question.objects.get()
        bank.change(question.pk, FRIDGE, tags=[], by=cast.thandi.actor, now=timezone.now())
    page = cast.bongani.client().get(f"{BASE}/attempts/{attempt.public_id}/1/").content.decode()
    assert rows[0].public_id in page
    assert "How cold must a fridge be?" not in page


def test_lists_tell_pictures_in_words(cast: Cast) -> None:
    _rows, written = _of_pictures(cast)
    with tenant(cast.umoja):
        made = bank.create(written, tags=["lights"], by=cast.thandi.actor, now=timezone.now())
        assert made.text == "Which light? [A fridge]"
    assert "Which light? [A fridge]" in cast.thandi.client().get(f"{BASE}/questions/").content.decode()


def test_a_question_names_only_files_of_its_own_bank(cast: Cast) -> None:
    row = _add(cast)
    notation = pictures.notation_of(row, "A light")
    stray = Written(kind="short", text=f"What is it? {notation}", answers="A light")
    with tenant(cast.karoo), pytest.raises(QuestionRefused, match="not in this bank"):
        bank.create(stray, tags=[], by=cast.charlize.actor, now=timezone.now())
    played = Written(kind="short", text=notation.replace("picture:", "sound:"), answers="A light")
    with tenant(cast.umoja), pytest.raises(QuestionRefused, match="not in this bank"):
        bank.create(played, tags=[], by=cast.thandi.actor, now=timezone.now())


def test_an_archive_takes_the_files_along_to_another_bank(cast: Cast) -> None:
    _rows, written = _of_pictures(cast)
    with tenant(cast.umoja):
        bank.create(written, tags=["lights"], by=cast.thandi.actor, now=timezone.now())
    reply: Any = cast.thandi.client().get(f"{BASE}/questions/questions.zip")
    content = b"".join(reply.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {Path(name).stem for name in archive.namelist()} == {"questions", *"12345"}
    client = cast.charlize.client()
    upload = SimpleUploadedFile("questions.zip", content)
    came = client.post(
        "/o/karoo-cycles/courses/questions/import/", {"file": upload}, follow=True
    ).content.decode()
    assert "1 question came in" in came
    with tenant(cast.karoo):
        (question,) = Question.objects.all()
        assert QuestionMedia.objects.count() == 5
        asked = bank_selectors.newest_version(question).asked
    assert "media/" not in asked.text
    assert asked.text.startswith("Which light? ![A fridge](picture:")


def test_an_archive_with_a_drawing_in_it_brings_the_rest(cast: Cast) -> None:
    text = (
        "kind: short\nquestion: What? ![A light](picture:media/1.png)\nanswers: A\n---\n"
        "kind: short\nquestion: And this?\nanswers: B\n"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("questions.txt", text)
        archive.writestr("media/1.png", SVG)
    with tenant(cast.umoja):
        added, refused = packs.unpack(content, by=cast.thandi.actor, now=timezone.now())
    assert [question.text for question in added] == ["And this?"]
    assert len(refused) == 2, "the file, and the question that names it"
    for wrong in (b"PK\x03\x04 not really", _without_page()):
        with tenant(cast.umoja), pytest.raises(FileRefused):
            packs.unpack(io.BytesIO(wrong), by=cast.thandi.actor, now=timezone.now())


def test_files_that_no_question_names_go_and_those_of_older_versions_stay(
    cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
) -> None:
    rows, written = _of_pictures(cast)
    never = _add(cast, png(9, 9))
    now, by = timezone.now(), cast.thandi.actor
    with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
        made = bank.create(written, tags=(), by=by, now=now)
        bank.change(made.pk, FRIDGE, tags=(), by=by, now=now)  # only the older version names them
        assert media_cleaning.clean_questions(now=now) == 0
        assert media_cleaning.clean_questions(now=now + timedelta(days=40)) == 1
        assert set(QuestionMedia.objects.values_list("pk", flat=True)) == {row.pk for row in rows}
    kept = {path.name for path in files_in_tmp.rglob("*") if path.is_file()}
    named = {Path(path).name for row in rows for path in (row.path, row.small_path) if path}
    assert kept == named, f"{never.path} is gone"


def _without_page() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("else.txt", "words")
    return content.getvalue()


@pytest.mark.parametrize(
    ("place", "line", "answers"),
    [
        ("answer", 1, "* Green N # Yes\n\n- Red [last]"),
        ("answer", 2, "* Green # Yes\n\n- Red N [last]"),
        ("feedback", 1, "* Green # Yes N\n\n- Red [last]"),
        ("feedback", 2, "* Green # Yes\n\n- Red [last] # N"),
    ],
)
def test_puts_the_notation_where_the_author_points(place: str, line: int, answers: str) -> None:
    typed = {"text": "Which?", "answers": "* Green # Yes\n\n- Red [last]"}
    assert pictures.put(typed, "N", Where(place=place, line=line))["answers"] == answers


def test_a_match_takes_its_picture_before_the_arrow() -> None:
    typed = {"answers": "Milk -> Fridge\nSalt -> Shelf"}
    assert (
        pictures.put(typed, "N", Where(place="answer", line=2))["answers"]
        == "Milk -> Fridge\nSalt N -> Shelf"
    )
