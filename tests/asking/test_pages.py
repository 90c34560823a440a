"""The pages of asking, by plain forms; and the same over the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publishing.models import Piece, Question
from publishing.services import answer_text, asking
from synthai.core import realtime
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.asking import scene
from tests.asking.scene import Library, answered, ask, says, work_off

pytestmark = pytest.mark.django_db
ROOT = "/o/umoja-foods/ask/"
API = "/api/v1/o/umoja-foods/ask/"


def latest(cast: Cast) -> Question:
    with tenant(cast.umoja):
        found = Question.objects.order_by("-pk").first()
    assert found is not None
    return found


def body(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


def test_a_question_is_asked_watched_and_read_by_plain_forms(library: Library) -> None:
    cast = library.cast
    client = cast.bongani.client()
    page = body(client, ROOT)
    assert 'name="question"' in page
    assert "tax invoice" in page
    sent = client.post(ROOT, {"question": scene.VAT, "asked": "x" * 32})
    again = client.post(ROOT, {"question": scene.VAT, "asked": "x" * 32})
    row = latest(cast)
    assert sent["Location"] == again["Location"] == f"{ROOT}{row.public_id}/"
    waiting = body(client, sent["Location"])
    assert "Reading the pieces" in waiting
    assert "data-live=" in waiting
    work_off(cast.bongani, row)
    page = body(client, sent["Location"])
    assert "above R 2 300 000" in page
    assert f"/o/umoja-foods/library/read/shared/{library.vat.public_id}/#b-vatvatvat" in page
    assert "Extracts" in page
    assert "no advice" in page
    assert "data-live=" not in page.partition('id="answer"')[2].partition(">")[0]
    assert scene.VAT in body(client, ROOT)
    read = body(client, f"/o/umoja-foods/library/read/shared/{library.vat.public_id}/")
    assert 'id="b-vatvatvat"' in read


def test_refusals_stand_beside_the_box(library: Library) -> None:
    client = library.cast.bongani.client()
    response = client.post(ROOT, {"question": "  "})
    assert response.status_code == 422
    assert "Write your question in a sentence" in response.content.decode()
    ask(library.cast.bongani, scene.VAT)
    response = client.post(ROOT, {"question": scene.BONUS, "asked": "other"})
    assert "still being answered" in response.content.decode()
    assert scene.BONUS in response.content.decode()


def test_what_nothing_answers_says_so_and_names_what_comes_nearest(library: Library, played: Any) -> None:
    [service] = played("openai")
    says(service, "NO ANSWER")
    row = answered(library.cast.bongani, scene.VAT)
    page = body(library.cast.bongani.client(), f"{ROOT}{row.public_id}/")
    assert "Nothing we have answers this" in page
    assert "Must I register for VAT?" in page


def test_what_a_model_writes_is_text_and_never_markup(library: Library, played: Any) -> None:
    [service] = played("openai")
    says(
        service,
        "You must register for VAT above <b onclick=alert(1)>R 2 300 000</b><script>alert(1)</script> of taxable sales. [1] "
        "[click](javascript:alert(1)) Exempt sales do not count. [1]",
    )
    row = answered(library.cast.bongani, scene.VAT)
    with tenant(library.cast.umoja):
        Question.objects.filter(pk=row.pk).update(
            state="answered",
            by="machine",
            text="<script>ask()</script>?",
            model="<i>m</i>",
            answer=[{"text": "<img src=x onerror=alert(1)> R 2 300 000", "cites": [1]}],
            sources=[
                {
                    "number": 1, "source": f"shared/{library.vat.public_id}", "anchor": "vatvatvat", "title": "x", "language": "en",
                    "heading": "<u>h</u>", "quote": "<script>quote()</script>", "words": ["<b>w</b>"],
                }
            ],
        )  # fmt: skip
    page = body(library.cast.bongani.client(), f"{ROOT}{row.public_id}/")
    for bad in ("<img src=x", "<script>ask", "<script>quote", "<u>h", "<i>m", "<b>w", "javascript:alert"):
        assert bad not in page
    assert "&lt;img src=x" in page


def test_an_answer_hides_what_may_not_be_read_any_more(library: Library) -> None:
    cast = library.cast
    row = answered(cast.thandi, scene.SECRET)
    client = cast.thandi.client()
    assert "12 percent" in body(client, f"{ROOT}{row.public_id}/")
    with tenant(cast.umoja):
        Piece.objects.filter(pk=library.secret.pk).update(live=None)
    page = body(client, f"{ROOT}{row.public_id}/")
    assert "12 percent" not in page
    assert "may not read any more" in page
    told = client.get(f"{API}{row.public_id}/").json()
    assert (told["answer"], told["sources"]) == ([], [])
    [kept] = json.loads(client.get(f"{ROOT}download/").content)["questions"]
    assert (kept["question"], kept["answer"], kept["sources"]) == (scene.SECRET, [], [])


def test_rating_removing_and_bringing_back(library: Library) -> None:
    cast = library.cast
    row = answered(cast.bongani, scene.VAT)
    client, path = cast.bongani.client(), f"{ROOT}{row.public_id}/"
    client.post(f"{path}helpful/", {"helpful": "yes"})
    assert latest(cast).is_helpful is True
    client.post(f"{path}helpful/", {"helpful": "none"})
    assert latest(cast).is_helpful is None
    gone = client.post(f"{path}remove/")
    body(client, path, 404)
    page = body(client, gone["Location"])
    assert "Undo" in page
    assert scene.VAT not in page.partition("ask-history")[2]
    client.post(f"{path}bring-back/")
    assert scene.VAT in body(client, path)
    told = json.loads(client.get(f"{ROOT}download/").content)
    assert [each["question"] for each in told["questions"]] == [scene.VAT]


def test_nobody_sees_the_questions_of_others(library: Library) -> None:
    cast = library.cast
    row = answered(cast.bongani, scene.VAT)
    for person in (cast.thandi, cast.hire("administrator")):
        client = person.client()
        body(client, f"{ROOT}{row.public_id}/", 404)
        assert scene.VAT not in body(client, ROOT).partition("ask-history")[2]
        assert client.get(f"{API}{row.public_id}/").status_code == 404
        assert client.get(API).json()["results"] == []
        assert json.loads(client.get(f"{ROOT}download/").content) == {"questions": []}
    body(cast.charlize.client(), f"{ROOT}{row.public_id}/", 404)


def test_only_who_asked_reads_along(library: Library) -> None:
    cast = library.cast
    row = ask(cast.bongani, scene.VAT)
    topic = answer_text.topic_for(cast.bongani.actor, row)
    assert realtime.may_listen(cast.bongani.user, topic)
    assert not realtime.may_listen(cast.thandi.user, topic)
    assert not realtime.may_listen(cast.charlize.user, topic)
    for nonsense in ("publishing.answer.", f"{topic}x", topic[:-1], "publishing.answer.a-b-c"):
        assert not realtime.may_listen(cast.bongani.user, nonsense)
    cast.bongani.membership.delete()
    assert not realtime.may_listen(cast.bongani.user, topic)


def test_the_history_takes_as_many_queries_however_long_it_is(
    library: Library, django_assert_num_queries: Callable[..., Any]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cast = library.cast
    client = cast.bongani.client()

    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            body(client, ROOT)
        return len(taken)

    answered(cast.bongani, scene.VAT)
    counted()
    one = counted()
    with tenant(cast.umoja):
        for number in range(10):
            Question.objects.create(
                user=cast.bongani.user,
                text=f"{scene.VAT} {number}",
                asked_at=timezone.now(),
                state="answered",
            )
    assert counted() == one


def test_the_api_asks_and_answers(library: Library) -> None:
    cast = library.cast
    client = cast.bongani.client()
    made = client.post(API, {"question": scene.VAT}, "application/json", headers={"Idempotency-Key": "k1"})
    again = client.post(API, {"question": scene.VAT}, "application/json", headers={"Idempotency-Key": "k1"})
    assert (made.status_code, made.json()["state"]) == (202, "waiting")
    assert made.json()["id"] == again.json()["id"]
    work_off(cast.bongani, latest(cast))
    told = client.get(f"{API}{made.json()['id']}/").json()
    assert (told["state"], told["answered_by"], told["is_advice"]) == ("answered", "extracts", False)
    assert told["answer"][0]["cites"] == [1]
    assert told["sources"][0]["within"] == f"shared/{library.vat.public_id}"
    assert told["sources"][0]["page"].endswith("#b-vatvatvat")
    rated = client.patch(f"{API}{told['id']}/", {"is_helpful": False}, "application/json")
    assert rated.json()["is_helpful"] is False
    refused = client.post(f"{API}{told['id']}/cancel/")
    assert (refused.status_code, refused.json()["code"]) == (409, "publishing.question.not_active")
    assert client.post(API, {"question": "?"}, "application/json").status_code in {400, 422}
    assert client.delete(f"{API}{told['id']}/").status_code == 204
    assert client.get(f"{API}{told['id']}/").status_code == 404


def test_who_leaves_takes_their_questions_along(library: Library) -> None:
    row = answered(library.cast.bongani, scene.VAT)
    with tenant(library.cast.umoja):
        asking.remove(row.public_id, by=library.cast.bongani.actor, now=timezone.now())
    with tenant(library.cast.umoja):
        assert Question.objects.of(library.cast.bongani.user.pk).count() == 0
