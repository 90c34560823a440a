"""Every guarded route again: with a custom role, with each kind of rule, and for programs with a key.

Nobody is written into these tests: the routes come from the URLconf, what each asks for from expectations.py.
"""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts import actors, key_text, selectors
from accounts.models import AccessRule, ApiKey, Branch, CustomRole, Membership
from accounts.services import api_keys, placing, policy
from accounts.tests.factories import AccessRuleFactory, ApiKeyFactory
from synthai.core.access import capabilities
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person
from tests.tenancy.expectations import Guarded, expectation
from tests.tenancy.test_urls import (
    ROUTES,
    address_of,
    browser_with,
    close_file,
    is_let_in,
    sign_in_for_long,
    visit,
)
from tests.tenancy.world import ABSENT, World

pytestmark = pytest.mark.django_db
OWNERS_ALONE = {"accounts.organisation.delete", "accounts.organisation.transfer"}
EVERYTHING = set(capabilities()) - OWNERS_ALONE
DOORS = [
    pytest.param(name, method, capability, id=f"{method} {name}")
    for name in ROUTES
    if isinstance(line := expectation(name), Guarded)
    and not line.is_own  # opens for one person: test_urls.py
    for method, capability in line.methods.items()
    if capability is not None and capability not in OWNERS_ALONE
]
every_door = pytest.mark.parametrize(("name", "method", "capability"), DOORS)
OWN_BRANCH = "own"  # stands for the id of the branch that the person belongs to
# Rules that refuse an action for certain, before the deed is known; and such as do not.
SHUT: dict[str, tuple[str, str, dict[str, Any]]] = {
    "deny, for the role": ("deny", "role", {}),
    "deny, for the person": ("deny", "person", {}),
    "deny, for everybody": ("deny", "everybody", {}),
    "deny, at any time of day": ("deny", "role", {"hours": {"from": "00:00", "until": "24:00"}}),
    "deny, on every day": ("deny", "role", {"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}),
    "allow, on no day": ("allow", "role", {"weekdays": []}),
    "allow, in a branch of others": ("allow", "everybody", {"branch": [ABSENT]}),
    "deny, in a branch of one's own": ("deny", "role", {"branch": [OWN_BRANCH]}),
}
OPEN: dict[str, tuple[str, str, dict[str, Any]]] = {
    "allow, for the role": ("allow", "role", {}),
    "allow, up to an amount": ("allow", "role", {"amount": {"at_most": 10}}),
    "allow, up to a percentage": ("allow", "person", {"percent": {"at_most": 10}}),
    "allow, in a branch of one's own": ("allow", "everybody", {"branch": [ABSENT, OWN_BRANCH]}),
    "deny, in a branch of others": ("deny", "role", {"branch": [ABSENT]}),
    "deny, above a percentage": ("deny", "role", {"percent": {"above": 10}}),
    "deny, of a category": ("deny", "everybody", {"category": ["Drinks"]}),
    "deny, on no day": ("deny", "role", {"weekdays": []}),
}


def hired(world: World, *codes: str) -> tuple[Person, CustomRole]:
    """Somebody with a role of exactly these capabilities."""
    person = world.cast.hire("viewer", name="Sipho")
    with tenant(world.cast.umoja):
        role = CustomRole.objects.create(name="Exactly", capabilities=sorted(codes))
        policy.rebuild(world.cast.umoja)
        Membership.objects.filter(pk=person.membership.pk).update(role=role.public_id, custom_role=role)
    return person, role


def rule(
    world: World, kind: tuple[str, str, dict[str, Any]], person: Person, role: CustomRole, code: str
) -> None:
    """One rule of that kind on that action, in force; the linter would warn of some."""
    effect, subject, when = kind
    named = {"role": role.public_id, "person": person.user.public_id, "everybody": ""}[subject]
    whom = {"kind": subject, "id": named} if named else {"kind": subject}
    if "branch" in when:
        ids = [world.umoja["branch"] if branch == OWN_BRANCH else branch for branch in when["branch"]]
        when = {**when, "branch": ids}
    definition = {"effect": effect, "subject": whom, "actions": [code], "when": when}
    with tenant(world.cast.umoja):
        AccessRule.objects.all().delete()
        AccessRuleFactory(organisation=world.cast.umoja, name="The rule", definition=definition)


def door(name: str, world: World) -> tuple[str, dict[str, Any]]:
    line: Any = expectation(name)
    return address_of(name, line.ids, world.umoja), line.data


@dataclass(frozen=True)
class Hired:
    """Somebody with a role of one's own, who belongs to a branch. Hired and signed in once, as the world is built once: that takes
    longer than a visit."""

    person: Person
    role: CustomRole
    cookies: SimpleCookie

    def client(self) -> Client:
        """A browser where they are signed in."""
        return browser_with(self.cookies)

    def may(self, world: World, codes: set[str]) -> None:
        """From now on, exactly this."""
        with tenant(world.cast.umoja):
            self.role.capabilities = sorted(codes)
            self.role.save()
            policy.rebuild(world.cast.umoja)


@pytest.fixture(scope="module")
def sipho(world: World, django_db_blocker: DjangoDbBlocker) -> Hired:
    """May do all that does not take an owner, until a test says otherwise; what it says is undone with it."""
    with django_db_blocker.unblock():
        person, role = hired(world, *EVERYTHING)
        with tenant(world.cast.umoja):
            placing.put(person.membership, [Branch.objects.get()], by=world.cast.thandi.actor)
        return Hired(person, role, sign_in_for_long(person).cookies)


@every_door
def test_custom_role_opens_exactly_its_doors(
    name: str, method: str, capability: str, world: World, sipho: Hired
) -> None:
    address, data = door(name, world)
    sipho.may(world, EVERYTHING - {capability})
    assert visit(sipho.client(), method, address).status_code == 403
    # Who gives roles holds what they give, or the verb behind the door would refuse.
    sipho.may(world, {capability} | _given_by(name) | _looked_at(name))
    reply = visit(sipho.client(), method, address, data)
    assert is_let_in(reply, address) or _is_of_the_verb(reply), (reply.status_code, reply.content[:400])
    close_file(reply)


def told_apart(name: str, method: str) -> tuple[str, str]:
    """The kinds of rule tried at a door: neighbours in the list get different ones, so that all doors together
    meet all kinds, and a failure is met again at the same door."""
    place = [each.id for each in DOORS].index(f"{method} {name}")
    shut, opened = list(SHUT), list(OPEN)
    return shut[place % len(shut)], opened[(place + place // len(opened)) % len(opened)]


@every_door
def test_rules_shut_and_open_every_door(
    name: str, method: str, capability: str, world: World, sipho: Hired
) -> None:
    """One kind that shuts and one that does not at each door: a door asks `decide`, and nothing but it knows kinds."""
    address, _data = door(name, world)
    client = sipho.client()
    shuts, opens = told_apart(name, method)
    rule(world, SHUT[shuts], sipho.person, sipho.role, capability)
    reply = visit(client, method, address)
    assert reply.status_code == 403, shuts
    assert "The rule" in reply.content.decode(), shuts
    rule(world, OPEN[opens], sipho.person, sipho.role, capability)
    reply = visit(client, "OPTIONS" if method != "GET" else "GET", address)
    assert reply.status_code != 403, opens
    close_file(reply)


@pytest.mark.parametrize("title", [*SHUT, *OPEN])
def test_every_kind_of_rule_decides_every_action(title: str, world: World, sipho: Hired) -> None:
    """What each door asks, before the deed is known, for all kinds of rule and all actions: as the request asks it."""
    for action in sorted({str(each.values[2]) for each in DOORS}):
        rule(world, (SHUT | OPEN)[title], sipho.person, sipho.role, action)
        member = selectors.membership(sipho.person.user, world.cast.umoja.slug)
        assert member is not None
        actor = actors.of_member(member, sipho.person.user)
        others = [code for code in actor.capabilities if not actor.can(code)]
        assert others == ([action] if title in SHUT else []), title


@pytest.mark.parametrize(
    ("name", "method", "capability"), [each for each in DOORS if str(each.values[0]).startswith("api:")]
)
def test_key_opens_exactly_its_scopes(name: str, method: str, capability: str, world: World) -> None:
    address, data = door(name, world)
    secret = key_text.make()
    key: ApiKey = ApiKeyFactory(  # type: ignore[assignment]
        organisation=world.cast.umoja, responsible=world.cast.thandi.user, secret=secret,
        scopes=sorted(set(api_keys.offered()) - {capability}),
    )  # fmt: skip
    client = Client(headers={"Authorization": f"Bearer {secret.text}"})
    assert visit(client, method, address).status_code == 403
    if capability in api_keys.PERSONS_ALONE:
        return
    ApiKey.objects.filter(pk=key.pk).update(scopes=api_keys.offered())
    reply = visit(client, method, address, data)
    assert is_let_in(reply, address) or _is_of_the_verb(reply), (reply.status_code, reply.content[:400])
    close_file(reply)
    foreign = address.replace("/o/umoja-foods/", "/o/karoo-cycles/")
    assert visit(client, method, foreign).status_code == 404


def _given_by(name: str) -> set[str]:
    """What a verb gives away, beside its own capability."""
    gives = {"key-take-over": "accounts.member.view", "role": "accounts.member.view"}
    return {gives[part] for part in gives if name.endswith(part)}


def _looked_at(name: str) -> set[str]:
    """A form that changes what a page shows stands on that page."""
    seen = expectation(name).methods.get("GET")  # type: ignore[union-attr]
    return {seen} if seen else set()


def _is_of_the_verb(reply: Any) -> bool:
    """A refusal of the deed, not of the door: who gives what they lack, touches who may do more, or is no person."""
    text = reply.content.decode()
    return reply.status_code == 403 and (
        "than you may do yourself" in text or "may do more than you" in text or "person_only" in text
    )
