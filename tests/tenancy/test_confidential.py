"""A confidential document does not exist for who may not see it: at every address that names it, and in every list."""

from typing import Any

import pytest
from django.test import Client

from accounts.services import custom_roles, memberships
from content.models import Document
from synthai.core.access import capabilities
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person
from tests.tenancy.expectations import EXPECTATIONS
from tests.tenancy.lines import Guarded
from tests.tenancy.test_urls import address_of, close_file, is_let_in, visit
from tests.tenancy.world import World

pytestmark = pytest.mark.django_db
OPENS = "content.confidential.view"
NAMED = {"content_document", "writing_run", "model_call", "content_obligation"}
LISTS = (
    "content:document-list",
    "content:obligations",
    "content:obligations-calendar",
    "content:ai-calls",
    "content:ai-export",
    "content:read",
    "api:documents",
    "api:documents-dates",
)
TITLE = "Final warning of Sipho Khumalo"


def visits() -> list[Any]:
    return [
        pytest.param(name, method, id=f"{method} {name}")
        for name, line in EXPECTATIONS.items()
        if isinstance(line, Guarded) and NAMED & set(line.ids.values())
        for method in line.methods
    ]


@pytest.fixture
def clerk(world: World) -> Person:
    """May do everything with documents but see confidential ones."""
    wanted = [code for code in capabilities() if code.startswith("content.") and code != OPENS]
    with tenant(world.cast.umoja):
        found = Document.objects.get(public_id=world.umoja["content_document"])
        found.is_confidential, found.title, found.created_by_id = True, TITLE, world.cast.thandi.user.pk
        found.save()
        Document.objects.exclude(pk=found.pk).update(is_confidential=False)
        role = custom_roles.create(name="Clerk", description="", wanted=wanted, by=world.cast.thandi.actor)
        person = world.cast.hire("member", name="Zinhle")
        memberships.change_role(person.membership.public_id, role=role.public_id, by=world.cast.thandi.actor)
    return person


def _text(reply: Any) -> str:
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content
    close_file(reply)
    return str(body.decode())


def test_there_are_addresses_to_visit() -> None:
    assert len(visits()) > 60


@pytest.mark.parametrize(("name", "method"), visits())
def test_no_address_admits_that_it_is_there(name: str, method: str, world: World, clerk: Person) -> None:
    line: Any = EXPECTATIONS[name]
    if (line.methods[method] or "").startswith("content."):
        address = address_of(name, line.ids, world.umoja)
        assert visit(clerk.client(), method, address, line.data).status_code == 404
        if method == "GET":
            seen = visit(world.cast.thandi.client(), method, address, line.data)
            assert is_let_in(seen, address), seen.status_code
            close_file(seen)


@pytest.mark.parametrize("name", LISTS)
def test_no_list_shows_it(name: str, world: World, clerk: Person) -> None:
    line: Any = EXPECTATIONS[name]
    address = address_of(name, line.ids, world.umoja)
    reply = clerk.client().get(address)
    assert reply.status_code == 200
    named = (TITLE, world.umoja["content_document"])
    shown = _text(reply)
    assert not any(each in shown for each in named)
    if name != "content:read":
        shown = _text(world.cast.thandi.client().get(address))
        assert any(each in shown for each in named), "its writer sees it"


def test_nobody_in_particular_is_shown_nothing(world: World, clerk: Person) -> None:
    address = f"/o/{world.cast.umoja.slug}/documents/{world.umoja['content_document']}/"
    assert Client().get(address).status_code == 302
