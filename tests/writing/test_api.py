"""The API of writing, the staff's view of it, and its facts by their public names."""

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content import writing_events
from content.models import Document, ModelCall, ModelSpend, RunSection, WritingRun, WritingState
from synthai.core.events import Event
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries
from tests.writing.scene import GOOD, OWN, says, start, write

pytestmark = pytest.mark.django_db
API = "/api/v1/o/umoja-foods/documents/"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "content-runs.md"


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(f"{API}{address}", body, content_type="application/json")


def test_start_read_and_cancel(cast: Cast, document: Document) -> None:
    client = cast.thandi.client()
    runs = f"{document.public_id}/runs/"
    asked = post(client, runs, sections=["funding"], notes="shorter")
    assert asked.status_code == 202
    made = asked.json()
    assert (made["state"], made["document"], made["notes"]) == ("waiting", document.public_id, "shorter")
    assert [(each["key"], each["state"]) for each in made["sections"]] == [("funding", "waiting")]
    assert post(client, runs).status_code == 409
    again = post(client, f"runs/{made['id']}/cancel/")
    assert again.json()["state"] == "cancelled"
    assert post(client, f"runs/{made['id']}/cancel/").json()["code"] == "content.writing.not_active"
    wrong = post(client, runs, sections=["nope"])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "content.writing.not_drafted")
    run = write(cast, start(cast, document))
    shown = client.get(f"{API}runs/{run.public_id}/").json()
    assert (shown["state"], shown["totals"]["template"]) == ("finished", 2)
    assert (shown["sections"][0]["text"], shown["sections"][0]["because"]) == (OWN, "no_model")
    with assert_max_queries(12):
        listed = client.get(f"{API}{runs}").json()["results"]
    assert [each["id"] for each in listed] == [run.public_id, made["id"]]


def test_usage_and_the_switch(cast: Cast, document: Document, played: Any) -> None:
    [service] = played("openai")
    says(service, *GOOD.values())
    write(cast, start(cast, document))
    client = cast.thandi.client()
    found = client.get(f"{API}machine-writing/").json()
    assert (found["is_off"], found["credits_limit"], len(found["months"])) == (False, None, 1)
    assert (found["months"][0]["calls"], found["months"][0]["unpriced"]) == (2, 2)
    assert int(found["credits_used"]) == found["months"][0]["credits"] >= 2
    off = client.patch(f"{API}machine-writing/", {"is_off": True}, content_type="application/json")
    assert off.json()["is_off"] is True
    member = cast.hire("member").client()
    assert member.get(f"{API}machine-writing/").status_code == 403


def test_staff_see_runs_calls_and_costs_and_try_again(cast: Cast, document: Document, played: Any) -> None:
    [service] = played("openai")
    says(service, *GOOD.values())
    run = write(cast, start(cast, document))
    assert len(service.asked) == 2
    with tenant(cast.umoja):
        call = ModelCall.objects.get(
            section="team", outcome="answered"
        )  # by name: which is newest hangs on the clock
        WritingRun.objects.filter(pk=run.pk).update(state="failed", error="The worker was lost.")
        RunSection.objects.of_run(run).filter(key="team").update(state="left")
    person = cast.hire("viewer", name="Support", organisation=cast.karoo).user
    person.is_staff = person.is_superuser = True
    person.save()
    staff = Client()
    staff.force_login(person)
    listed = staff.get(reverse("admin:content_writingrun_changelist")).content.decode()
    assert run.public_id in listed
    one = staff.get(reverse("admin:content_writingrun_change", args=[run.pk])).content.decode()
    assert "funding: written machine" in one
    assert GOOD["funding"] not in one
    action = {"action": "try_again", "_selected_action": [run.pk]}
    done = staff.post(reverse("admin:content_writingrun_changelist"), action, follow=True)
    assert f"{run.public_id}: waits for a worker" in done.content.decode()
    says(service, GOOD["team"])
    write(cast, run)
    assert (run.state, len(service.asked)) == (WritingState.FINISHED, 3)
    kept = staff.get(reverse("admin:content_modelcall_change", args=[call.pk])).content.decode()
    assert GOOD["team"] in kept
    with tenant(cast.umoja):
        month = f"{ModelSpend.objects.get().month:%Y}"
    assert month in staff.get(reverse("admin:content_modelspend_changelist")).content.decode()
    prompts = staff.get(reverse("admin:content_modelcall_prompts")).content.decode()
    assert "content.section" in prompts


def test_the_docs_list_each_fact_with_the_fields_it_carries() -> None:
    facts = {
        each for _name, each in inspect.getmembers(writing_events, inspect.isclass) if issubclass(each, Event)
    }
    assert facts - {Event} == set(writing_events.WRITING_NAMES)
    text = DOCS.read_text()
    for fact, name in writing_events.WRITING_NAMES.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        fields = re.findall(r"`(\w+)`", row.rpartition(f"`{fact.__name__}` |")[2])
        assert fields == list(fact.__dataclass_fields__)
