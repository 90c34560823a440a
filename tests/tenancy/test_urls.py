"""Every address, visited as nobody, as a stranger, with the wrong role and with the right one."""

import copy
import json
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoDbBlocker

from synthai.core.access import capabilities
from synthai.core.testing.cast import Person
from tests.tenancy import expectations as expected
from tests.tenancy.expectations import EXPECTATIONS, expectation
from tests.tenancy.routes import Route, routes
from tests.tenancy.world import ABSENT, CONSTANTS, World

pytestmark = pytest.mark.django_db
ROUTES = {route.name: route for route in routes()}
STALE = {"If-Match": '"of an older version"'}  # edits are refused after the row was found, not before
BY_RANK = ("viewer", "member", "manager", "administrator", "owner")
Visitor = Callable[[str], Client]
REFUSED_INPUT = {400, 409, 410, 412, 415, 422, 428}  # the view was reached, and did not like an empty form


def of_kind(kind: Any) -> list[str]:
    return [name for name in ROUTES if isinstance(expectation(name), kind)]


def visits(kind: Any) -> list[Any]:
    return [
        pytest.param(name, method, id=f"{method} {name}")
        for name in of_kind(kind)
        for method in expectation(name).methods  # type: ignore[union-attr]
    ]


def visit(client: Client, method: str, address: str, data: dict[str, Any] | None = None) -> Any:
    """The reply; an error of the server raises here."""
    if address.startswith("/api/") and method != "GET":
        text = json.dumps(data or {})
        return client.generic(method, address, text, content_type="application/json", headers=STALE)
    form = urlencode(data or {})
    return client.generic(method, address, form, content_type="application/x-www-form-urlencoded")


def close_file(reply: Any) -> None:
    """What the server does after sending a file. `reply.close()` would end the test's transaction too."""
    for close in reply._resource_closers:
        close()


def address_of(name: str, ids: dict[str, str], nouns: dict[str, str]) -> str:
    values = {parameter: nouns[ids.get(parameter, parameter)] for parameter in ROUTES[name].parameters}
    return ROUTES[name].address(values)


def asks_to_sign_in(reply: Any, address: str) -> bool:
    if address.startswith("/api/"):
        return bool(reply.status_code == 401 and reply["Content-Type"] == "application/problem+json")
    doors = ("/accounts/login/", "/admin/login/")
    return bool(reply.status_code == 302 and reply["Location"].startswith(doors))


def is_let_in(reply: Any, address: str) -> bool:
    reached = reply.status_code < 400 or reply.status_code in REFUSED_INPUT
    return reached and not asks_to_sign_in(reply, address)


def rank_with(capability: str | None) -> str:
    """The lowest role that holds it."""
    holders = BY_RANK if capability is None else capabilities()[capability].roles
    return next(rank for rank in BY_RANK if rank in holders)


def rank_without(capability: str | None) -> str | None:
    """The highest role that lacks it, when there is one."""
    if capability is None:
        return None
    lacking = [rank for rank in BY_RANK if rank not in capabilities()[capability].roles]
    return lacking[-1] if lacking else None


@pytest.fixture(scope="module")
def visitor(world: World, django_db_blocker: DjangoDbBlocker) -> Visitor:
    """`visitor("manager")`: a browser of somebody of Umoja Foods with that role; "stranger" is of Karoo Cycles.

    Hired and signed in once, as the world is built once.
    """
    with django_db_blocker.unblock():
        people = {rank: world.cast.hire(rank) for rank in BY_RANK[:-1]}
        people |= {"owner": world.cast.thandi, "stranger": world.cast.charlize}
        signed_in = {who: sign_in_for_long(person).cookies for who, person in people.items()}

    return lambda who: browser_with(signed_in[who])


def browser_with(cookies: SimpleCookie) -> Client:
    """Another browser where somebody is signed in."""
    client = Client()
    client.cookies = copy.deepcopy(cookies)
    return client


def sign_in_for_long(person: Person) -> Client:
    """A browser whose sign-in lies hours ahead: proof of who one is grows old in ten minutes, and the visits take longer."""
    client = person.client()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    ahead = time.time() + 6 * 3600
    session["stamp"] = {**session["stamp"], "began": ahead, "seen": ahead}
    session.save()
    return client


def test_every_route_has_an_expectation() -> None:
    unnamed = [route.pattern for route in routes() if route.name.endswith(":") and not _is_staffs(route)]
    assert unnamed == [], "give these routes a name"
    missing = [name for name in ROUTES if expectation(name) is None]
    assert missing == [], "add these routes to tests/tenancy/expectations.py"


def test_every_expectation_has_a_route() -> None:
    assert set(EXPECTATIONS) - set(ROUTES) == set()


def _is_staffs(route: Route) -> bool:
    return route.name.startswith("admin:")


@pytest.mark.parametrize("name", of_kind(expected.Everyone))
def test_open_to_everyone(name: str, visitor: Visitor) -> None:
    line: Any = expectation(name)
    address = address_of(name, line.ids, CONSTANTS)
    assert visit(Client(), "GET", address).status_code in line.statuses
    assert visit(visitor("owner"), "GET", address).status_code in {*line.statuses, 302}


@pytest.mark.parametrize(("name", "method"), visits(expected.Person))
def test_a_persons_own(name: str, method: str, world: World, visitor: Visitor) -> None:
    line: Any = expectation(name)
    address = address_of(name, line.ids, world.umoja)
    assert asks_to_sign_in(visit(Client(), method, address), address)
    if line.ids:
        absent = address_of(name, line.ids, dict.fromkeys(line.ids.values(), ABSENT))
        expects = visit(visitor("stranger"), method, absent).status_code
        assert expects in {302, 404}
        assert visit(visitor("stranger"), method, address).status_code == expects, "as if it were absent"
    reply = visit(visitor("owner"), method, address)
    assert is_let_in(reply, address), (reply.status_code, reply.content[:500])


@pytest.mark.parametrize(("name", "method"), visits(expected.Guarded))
def test_guarded_by_capability(name: str, method: str, world: World, visitor: Visitor) -> None:
    line: Any = expectation(name)
    capability = line.methods[method]
    address = address_of(name, line.ids, world.umoja)
    assert asks_to_sign_in(visit(Client(), method, address), address)
    assert visit(visitor("stranger"), method, address).status_code == 404
    outsider = rank_without(capability)
    if outsider is not None:
        assert visit(visitor(outsider), method, address).status_code == 403
    insider = visitor(rank_with(capability))
    if line.is_own:
        assert visit(insider, method, address, line.data).status_code == 404, "somebody else's"
        insider = visitor("owner")
    reply = visit(insider, method, address, line.data)
    assert is_let_in(reply, address), (reply.status_code, reply.content[:500])
    close_file(reply)


FOREIGN = [
    pytest.param(name, method, id=f"{method} {name}")
    for name in of_kind(expected.Guarded)
    for method in expectation(name).methods  # type: ignore[union-attr]
    if set(expectation(name).ids.values()) - set(CONSTANTS)  # type: ignore[union-attr]
]


@pytest.mark.parametrize(("name", "method"), FOREIGN)
def test_another_organisations_row_is_not_found(
    name: str, method: str, world: World, visitor: Visitor
) -> None:
    """The right role in the right organisation, with the id of a row of another one."""
    line: Any = expectation(name)
    nouns = {**world.karoo, "organisation": world.cast.umoja.slug}
    address = address_of(name, line.ids, nouns)
    insider = visitor(rank_with(line.methods[method]))
    assert visit(insider, method, address, line.data).status_code == 404


def admins_address(name: str) -> str:
    values = dict.fromkeys(ROUTES[name].parameters, "1") | {"app_label": "accounts"}
    return ROUTES[name].address(values)


@pytest.mark.parametrize("who", ["nobody", "an owner"])
def test_admin_is_for_staff(who: str, world: World) -> None:
    client = Client() if who == "nobody" else world.cast.thandi.client()
    own_door = {"admin:login", "admin:logout", "admin:jsi18n"}
    let_in = []
    for name in of_kind(expected.Staff):
        if name in own_door or name.endswith(":"):
            continue
        reply = visit(client, "GET", admins_address(name))
        if not asks_to_sign_in(reply, "/admin/") and reply.status_code not in {403, 404}:
            let_in.append((name, reply.status_code))
    assert let_in == []


def test_admin_answers_staff(world: World) -> None:
    staff = get_user_model().objects.create_superuser("staff@synthai.example", "x")
    client = Client()
    client.force_login(staff)
    for name in of_kind(expected.Staff):
        if name.endswith("_changelist"):
            assert visit(client, "GET", admins_address(name)).status_code == 200, name
