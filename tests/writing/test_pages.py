"""The pages of a run and of machine writing, without script."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import UsageCap
from content.models import Document, ModelCall, RunSection, WritingRun
from content.services import ai_settings, live_text, runs
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries
from tests.writing.scene import GOOD, OWN, WRONG, reread, says, start, write

pytestmark = pytest.mark.django_db
SLUG = "umoja-foods"


def at(name: str, *ids: str) -> str:
    return reverse(f"content:{name}", args=[SLUG, *ids])


def text(reply: Any) -> str:
    return " ".join(reply.content.decode().split())


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.thandi.client()


def test_without_ai_the_page_says_so_and_nothing_is_missing(
    cast: Cast, document: Document, client: Client
) -> None:
    asked = client.get(at("write", document.public_id))
    assert "No AI is set up here" in text(asked)
    reply = client.post(at("write", document.public_id), {"sections": ["funding", "team"], "notes": ""})
    with tenant(cast.umoja):
        run = WritingRun.objects.get()
    assert reply["Location"] == at("run", run.public_id)
    waiting = client.get(reply["Location"])
    assert "Look again" in text(waiting)
    assert "Waiting for its turn" in text(waiting)
    write(cast, run)
    shown = client.get(reply["Location"])
    assert "Written from your facts, no AI was used" in text(shown)
    assert "No language model is set up here" in text(shown)
    assert "Look again" not in text(shown)
    assert OWN in shown.content.decode().replace("&nbsp;", "\u00a0")


def test_who_wrote_what_and_where_figures_are_from(
    cast: Cast, document: Document, client: Client, played: Any
) -> None:
    [service] = played("openai")
    says(service, GOOD["funding"], WRONG)
    run = write(cast, start(cast, document))
    shown = text(client.get(at("run", run.public_id)))
    assert "Drafted by a machine" in shown
    assert "<dt>R350 000</dt><dd>" in shown
    assert "Not in your facts: “R450 000”" in shown
    assert "1 section was written from your facts" in shown
    assert "what the provider charges for them is not known here" in shown


def test_the_page_shows_what_is_written_so_far(cast: Cast, document: Document, client: Client) -> None:
    run = start(cast, document)
    with tenant(cast.umoja):
        runs.claim(run.pk, now=timezone.now())
        RunSection.objects.of_run(run).filter(position=0).update(state="writing")
    live = live_text.LiveText("content.run.x-y", run.public_id, 0)
    live.add("To grow, <b>Thandi</b>")
    part = client.get(at("run", run.public_id), headers={"HX-Request": "true"})
    assert "To grow, &lt;b&gt;Thandi&lt;/b&gt;" in text(part)
    assert "<html" not in text(part)
    assert f'data-live="content.run.{cast.umoja.public_id}-{run.public_id}"' in text(part)
    live.forget()
    reply = client.post(at("run-cancel", run.public_id), follow=True)
    assert "Stopping" in text(reply)


def test_asking_again_and_keeping_the_old_text(
    cast: Cast, document: Document, client: Client, played: Any
) -> None:
    run = write(cast, start(cast, document, keys=["team"]))
    back = client.post(at("run-put-back", run.public_id), {"section": "team"}, follow=True)
    assert "“Team” is as it was before." in text(back)
    assert "Old text put back" in text(back)
    assert "team" not in reread(cast, document).texts
    nonsense = client.post(at("run-put-back", run.public_id), {"section": "nope"}, follow=True)
    assert "has not written a section “nope”" in text(nonsense)
    played("openai")  # notes are asked for where a model reads them
    again = client.post(at("write", document.public_id), {"sections": ["team"], "notes": "shorter"})
    with tenant(cast.umoja):
        newest = WritingRun.objects.newest_first().first()
    assert newest is not None
    assert (again["Location"], newest.notes) == (at("run", newest.public_id), "shorter")
    assert client.get(at("write", document.public_id))["Location"] == at(
        "run", newest.public_id
    )  # it goes on already


def test_a_run_asks_few_questions(cast: Cast, document: Document, client: Client) -> None:
    run = write(cast, start(cast, document))
    client.get(at("run", run.public_id))
    with assert_max_queries(14):
        client.get(at("run", run.public_id))


def test_the_page_of_machine_writing(cast: Cast, document: Document, client: Client, played: Any) -> None:
    empty = text(client.get(at("ai")))
    assert "Nothing was sent to a language model this month." in empty
    assert "Nothing was sent" in text(client.get(at("ai-calls")))
    [service] = played("openai")
    says(service, *GOOD.values())
    write(cast, start(cast, document))
    shown = text(client.get(at("ai")))
    assert "2 calls whose price is not known" in shown
    assert "Kept here: each call for 90 days" in shown
    with tenant(cast.umoja):
        call = ModelCall.objects.newest_first().first()
    assert call is not None
    with assert_max_queries(12):
        listed = text(client.get(at("ai-calls")))
    assert at("ai-call", call.public_id) in listed
    one = text(client.get(at("ai-call", call.public_id)))
    assert "Thandi Mokoena leads the firm." in one
    export: Any = client.get(at("ai-export"))
    rows = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("When,Sent to,Model,Prompt")
    assert "To grow, Thandi asks for R350 000" in "\n".join(rows)


def test_the_switch_and_the_cap(cast: Cast, document: Document, client: Client) -> None:
    off = client.post(at("ai-switch"), {"is_off": "1"}, follow=True)
    assert "No text of yours goes to a language model any more." in text(off)
    with tenant(cast.umoja):
        assert ai_settings.current().is_off
    client.post(at("ai-switch"), {"is_off": "0"})
    client.post(at("ai-cap"), {"quantity": "40", "version": ""})
    with tenant(cast.umoja):
        assert not ai_settings.current().is_off
        assert UsageCap.objects.get().quantity == 40
    wrong = client.post(at("ai-cap"), {"quantity": "-3", "version": ""})
    assert wrong.status_code == 422
    manager = cast.hire("manager").client()
    assert "Switch machine writing off" not in text(manager.get(at("ai")))
    assert manager.post(at("ai-switch"), {"is_off": "1"}).status_code == 403
    assert cast.hire("member").client().get(at("ai")).status_code == 403
