"""The question bank over the API."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Question, QuestionMedia
from courses.tests import quizzing
from courses.tests.quizzing import EVERY_KIND, FRIDGE
from courses.tests.writing import png
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/api/v1/o/umoja-foods/courses/questions/"
WRITTEN = {"kind": "choice", "text": "How cold?", "answers": "* 4 °C # Yes\n- 10 °C", "tags": ["Fridge"]}


def _send(client: Client, method: str, address: str, body: dict[str, Any], **headers: str) -> Any:
    return getattr(client, method)(address, body, content_type="application/json", headers=headers)


def test_an_app_writes_a_question_and_changes_it_by_its_version(cast: Cast) -> None:
    client = cast.thandi.client()
    made = _send(client, "post", BASE, WRITTEN)
    assert made.status_code == 201, made.content
    one, tag = made.json(), made["ETag"]
    assert (one["number"], one["tags"], one["written"]["answers"]) == (1, ["fridge"], WRITTEN["answers"])
    address = f"{BASE}{one['id']}/"
    assert client.get(address)["ETag"] == tag
    again = {**one["written"], "text": "How cold must a fridge be?", "tags": one["tags"]}
    assert _send(client, "put", address, again).status_code == 428
    changed = _send(client, "put", address, again, **{"if-match": tag})
    assert (changed.status_code, changed.json()["number"]) == (200, 2)
    assert _send(client, "put", address, WRITTEN, **{"if-match": tag}).status_code == 412
    assert changed["ETag"] != tag


def test_what_is_unclear_is_named_with_its_line(cast: Cast) -> None:
    reply = _send(cast.thandi.client(), "post", BASE, {**WRITTEN, "answers": "* A\n* \n- B"})
    assert reply.status_code == 422
    assert "Line 2" in reply.json()["detail"]
    assert _send(cast.thandi.client(), "post", BASE, {**WRITTEN, "kind": "riddle"}).status_code == 400


def test_lists_filter_and_ask_as_much_for_many_as_for_few(cast: Cast) -> None:
    client = cast.thandi.client()
    with tenant(cast.umoja):
        quizzing.quiz(cast.thandi.actor, FRIDGE)
    client.get(BASE)
    with CaptureQueriesContext(connection) as few:
        client.get(BASE)
    with tenant(cast.umoja):
        quizzing.questions(cast.thandi.actor, *EVERY_KIND, tags=("kitchen", "all"))
    with CaptureQueriesContext(connection) as many:
        found = client.get(BASE).json()["results"]
    assert len(many) == len(few)
    assert len(found) == 1 + len(EVERY_KIND)
    assert found[0]["tags"] == ["all", "kitchen"]
    assert len(client.get(BASE, {"kind": "cloze"}).json()["results"]) == 1
    assert len(client.get(BASE, {"tag": "kitchen", "q": "fridge"}).json()["results"]) == 1
    put_away = f"{BASE}{found[0]['id']}/put-away/"
    assert client.post(put_away).json()["removed_at"] is not None
    assert len(client.get(BASE, {"put_away": "true"}).json()["results"]) == 1
    assert client.delete(put_away).json()["removed_at"] is None


@pytest.mark.usefixtures("files_in_tmp")
def test_an_app_adds_a_picture_and_names_it(cast: Cast) -> None:
    client = cast.thandi.client()
    kept = client.post(f"{BASE}files/", {"file": png(), "alt": "A green light"})
    assert kept.status_code == 201, kept.content
    notation = kept.json()["notation"]
    one = _send(client, "post", BASE, {**WRITTEN, "text": f"Which? {notation}"}).json()
    assert one["text"] == "Which? [A green light]"
    (media,) = one["media"]
    assert client.get(media["url"]).status_code == 200
    assert cast.bongani.client().get(media["url"]).status_code == 404
    drawing = io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    drawing.name = "light.png"
    assert "SVG" in client.post(f"{BASE}files/", {"file": drawing, "alt": "A light"}).json()["detail"]
    with tenant(cast.umoja):
        assert (Question.objects.count(), QuestionMedia.objects.count()) == (1, 1)


def test_learners_have_no_bank(cast: Cast) -> None:
    assert cast.bongani.client().get(BASE).status_code == 403
    assert _send(cast.bongani.client(), "post", BASE, WRITTEN).status_code == 403
