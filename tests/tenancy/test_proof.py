"""Every act that needs fresh proof, tried with an old one, with a key, and with a fresh one."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from accounts import key_text
from accounts.services import tokens
from accounts.tests.factories import ApiKeyFactory
from synthai.core import dns
from synthai.core.access import capabilities
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from tests.tenancy.expectations import PEOPLE, SSO, TEAM, Everyone, Staff
from tests.tenancy.proof import ASKS_WHEN_OPENED, FREE, NEEDED, Act
from tests.tenancy.test_urls import address_of, close_file
from tests.tenancy.world import World

pytestmark = pytest.mark.django_db
AGO = timedelta(minutes=11)
LINES = {**PEOPLE, **TEAM, **SSO}
PAGES = [act for act in NEEDED if act[0].startswith("accounts:")]
READ = [
    name
    for name, line in {**TEAM, **SSO}.items()
    if name.startswith("accounts:") and "GET" in getattr(line, "methods", ())
]
API = [act for act in NEEDED if act[0].startswith("api:")]


def acts() -> set[Act]:
    """What changes something under accounts, of all the routes with an expectation."""
    return {
        (name, method)
        for name, line in LINES.items()
        if name.startswith(("accounts:", "api:")) and "notification" not in name
        if not isinstance(line, Everyone | Staff)
        for method in line.methods
        if method != "GET"
    }


def test_every_act_has_a_line() -> None:
    assert acts() - set(NEEDED) - set(FREE) == set(), "add these acts to tests/tenancy/proof.py"
    assert (set(NEEDED) | set(FREE)) - acts() == set(), "these acts are gone"
    assert set(NEEDED) & set(FREE) == set()


def address(act: Act, world: World) -> str:
    line: Any = LINES[act[0]]
    return address_of(act[0], line.ids, world.umoja)


def of_long_ago(world: World) -> Client:
    """The owner's browser, signed in eleven minutes ago."""
    client = world.cast.thandi.client()
    session = client.session
    session["stamp"] = {**session["stamp"], "began": session["stamp"]["began"] - AGO.total_seconds()}
    session.save()
    return client


def send(client: Client, act: Act, world: World, headers: dict[str, str] | None = None) -> Any:
    where, what = address(act, world), NEEDED[act]
    if where.startswith("/api/"):
        text = json.dumps(what)
        given = {"If-Match": '"of an older version"', **(headers or {})}
        return client.generic(act[1], where, text, content_type="application/json", headers=given)
    return client.generic(act[1], where, urlencode(what), content_type="application/x-www-form-urlencoded")


def entries(world: World) -> int:
    with tenant(world.cast.umoja):
        return int(AuditEntry.objects.count())


@pytest.mark.parametrize("act", PAGES, ids=lambda act: act[0])
def test_an_old_proof_leads_to_a_new_one_and_nothing_is_done(act: Act, world: World) -> None:
    before = entries(world)
    reply = send(of_long_ago(world), act, world)
    assert reply.status_code == 302
    assert "/reauthenticate/?next=" in reply["Location"]
    assert entries(world) == before


@pytest.mark.parametrize("act", API, ids=lambda act: f"{act[1]} {act[0]}")
def test_an_old_proof_is_refused_by_the_api(act: Act, world: World) -> None:
    then, thandi = timezone.now() - AGO, world.cast.thandi
    pair = tokens.start(thandi.user, device="Phone", by=thandi.actor, now=then)
    before = entries(world)
    for client, headers in (
        (Client(), {"Authorization": f"Bearer {pair.access}"}),
        (of_long_ago(world), {}),
    ):
        refused = send(client, act, world, headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "accounts.proof_needed")
    assert entries(world) == before


@pytest.mark.parametrize("act", API, ids=lambda act: f"{act[1]} {act[0]}")
def test_a_key_is_refused_whatever_it_holds(act: Act, world: World) -> None:
    secret, thandi = key_text.make(), world.cast.thandi
    ApiKeyFactory(
        organisation=world.cast.umoja, responsible=thandi.user, secret=secret, scopes=sorted(capabilities())
    )
    before = entries(world)
    refused = send(Client(), act, world, {"Authorization": f"Bearer {secret.text}"})
    assert (refused.status_code, refused.json()["code"]) == (403, "accounts.key.person_only")
    assert entries(world) == before


@pytest.mark.parametrize("act", list(NEEDED), ids=lambda act: f"{act[1]} {act[0]}")
def test_a_fresh_proof_is_not_asked_again(act: Act, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "LIFETIME", 0.2)  # nobody answers here: no need to wait for it
    reply = send(world.cast.thandi.client(), act, world)
    assert "reauthenticate" not in reply.headers.get("Location", "")
    assert b"accounts.proof_needed" not in reply.content


@pytest.mark.parametrize("name", READ)
def test_reading_asks_for_none(name: str, world: World) -> None:
    """But for forms of something new or of an end, and for the download of the trail."""
    reply = of_long_ago(world).get(address((name, "GET"), world))
    close_file(reply)
    is_asked = "reauthenticate" in reply.headers.get("Location", "")
    assert is_asked is (name in ASKS_WHEN_OPENED), reply.headers
