"""Assignments over the API, as an app does them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Submission
from courses.selectors.handins import Place
from courses.tests.handing import RUBRIC, assigned, handed_in, marked
from courses.tests.writing import png
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/api/v1/o/umoja-foods/courses/"


def at(place: Place) -> str:
    return f"{BASE}{place.course}/lessons/{place.lesson}/assignments/{place.block}/"


def put(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.put(address, body, content_type="application/json")


@pytest.mark.usefixtures("files_in_tmp")
def test_an_app_does_an_assignment(cast: Cast) -> None:
    _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC, pass_points="5", due_days=7)
    client = cast.bongani.client()
    asked = client.get(at(place)).json()
    assert asked["task"]["maximum"] == "8.25"
    assert asked["task"]["rubric"][0]["levels"][1]["points"] == "2.50"
    assert "<strong>cleaning plan</strong>" in asked["brief_html"]
    assert asked["due_at"]
    assert asked["may_write"]
    kept = put(client, f"{at(place)}draft/", {"text": "On the bus", "version": "new"}).json()
    version = kept["tries"][0]["submission"]["version"]
    assert put(client, f"{at(place)}draft/", {"text": "Other", "version": "new"}).status_code == 412
    assert put(client, f"{at(place)}draft/", {"text": "At home", "version": version}).status_code == 200
    photo = SimpleUploadedFile("wall.png", png(300, 200).read(), "image/png")
    reply = client.post(f"{at(place)}files/", {"file": photo})
    assert reply.status_code == 201, reply.content
    file = reply.json()
    svg = SimpleUploadedFile("wall.png", b"<svg onload=alert(1)>", "image/png")
    refused = client.post(f"{at(place)}files/", {"file": svg})
    assert (refused.status_code, refused.json()["code"]) == (422, "courses.handin.file_refused")
    assert client.delete(f"{at(place)}files/{file['id']}/").status_code == 204
    key = {"Idempotency-Key": "bus-1"}
    first = client.post(f"{at(place)}hand-in/", {}, content_type="application/json", headers=key)
    again = client.post(f"{at(place)}hand-in/", {}, content_type="application/json", headers=key)
    assert first.status_code == again.status_code == 200, first.content
    assert first.json() == again.json()
    assert first.json()["tries"][0]["submission"]["state"] == "waiting"
    late = put(client, f"{at(place)}draft/", {"text": "More"})
    assert (late.status_code, late.json()["code"]) == (409, "courses.handin.handed_in")
    back = client.post(f"{at(place)}take-back/", {}, content_type="application/json")
    assert back.json()["tries"][0]["submission"]["state"] == "draft"
    with tenant(cast.umoja):
        assert OutboxEvent.objects.filter(name__endswith="SubmissionHandedIn").count() == 1


def test_an_app_sees_marks_and_ones_own_list(cast: Cast) -> None:
    _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC)
    row = handed_in(cast.bongani, place)
    given: dict[str, Any] = {"places": {"clean": 2, "apart": 0}, "comment": "Nearly."}
    marked(cast.thandi, row, "returned", **given)
    client = cast.bongani.client()
    (tried,) = client.get(at(place)).json()["tries"]
    assert (tried["mark"]["outcome"], tried["mark"]["points"]) == ("returned", "5.00")
    assert tried["mark"]["scores"][0]["level"] == "All"
    with CaptureQueriesContext(connection) as counted:
        (listed,) = client.get(f"{BASE}submissions/").json()["results"]
    assert (listed["course"], listed["block"], listed["state"]) == (place.course, place.block, "returned")
    few = len(counted)
    handed_in(cast.bongani, place, text="Better")
    with CaptureQueriesContext(connection) as counted:
        assert len(client.get(f"{BASE}submissions/").json()["results"]) == 2
    assert len(counted) == few
    assert cast.thandi.client().get(f"{BASE}submissions/").json()["results"] == []
    assert cast.thandi.client().get(at(place)).status_code == 409  # she has not started the course
    with tenant(cast.umoja):
        assert Submission.objects.count() == 2
