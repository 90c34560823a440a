"""Roles, rules and keys changed by two people at once: real parallel transactions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import actors, invitation_links, key_text, policy
from accounts.models import AccessRule, ApiKey, Branch, CustomRole, Membership, Organisation
from accounts.services import (
    acceptance,
    api_keys,
    branches,
    custom_roles,
    gate,
    invitations,
    memberships,
    rules,
)
from accounts.services.giving import RoleUnknown
from accounts.services.memberships import OwnerStays
from accounts.tests.factories import UserFactory
from synthai.core.errors import NotAllowed
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
ROUNDS = 4
VIEW = "pricing.product.view"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


def within(cast: Cast, verb: Callable[[], Any]) -> Callable[[], Any]:
    def inside() -> Any:
        with tenant(cast.umoja):
            return verb()

    return inside


def a_role(cast: Cast, name: str = "Clerk") -> CustomRole:
    with tenant(cast.umoja):
        return custom_roles.create(name=name, description="", wanted=[VIEW], by=cast.thandi.actor)


def role_of_bongani(cast: Cast) -> tuple[str, int | None]:
    row = Membership.objects.get(pk=cast.bongani.membership.pk)
    return row.role, row.custom_role_id


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_role_deleted_while_it_is_given_is_one_or_the_other(cast: Cast, _round: int) -> None:
    role, by = a_role(cast), cast.thandi.actor
    outcomes = run_together(
        within(
            cast,
            lambda: memberships.change_role(cast.bongani.membership.public_id, role=role.public_id, by=by),
        ),
        within(cast, lambda: custom_roles.delete(role.public_id, by=by)),
    )
    assert len(values(outcomes)) == 1
    refusal = errors(outcomes)[0]
    with tenant(cast.umoja):
        left = CustomRole.objects.count()
    if isinstance(refusal, custom_roles.RoleHeld):
        assert (role_of_bongani(cast), left) == ((role.public_id, role.pk), 1)
    else:
        assert isinstance(refusal, RoleUnknown)
        assert (role_of_bongani(cast), left) == (("member", None), 0)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_role_deleted_with_a_successor_while_an_invitation_to_it_is_accepted(cast: Cast, _round: int) -> None:
    role, by, now = a_role(cast), cast.thandi.actor, timezone.now()
    new: Any = UserFactory(email="new@example.co.za")
    with tenant(cast.umoja):
        sent = invitations.send("new@example.co.za", role=role.public_id, by=by, now=now)
    token = invitation_links.token_of(sent, cast.umoja)
    outcomes = run_together(
        lambda: acceptance.accept(token, by=actors.of_person(new), now=now),
        within(cast, lambda: custom_roles.delete(role.public_id, by=by, move_to="viewer")),
    )
    assert errors(outcomes) == []
    row = Membership.objects.get(user=new)
    assert (row.role, row.custom_role_id) == ("viewer", None)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_rule_for_a_role_that_is_deleted_meanwhile_never_stays(cast: Cast, _round: int) -> None:
    role, by = a_role(cast), cast.thandi.actor
    definition = {
        "effect": "deny",
        "subject": {"kind": "role", "id": role.public_id},
        "actions": [VIEW],
        "when": {"weekdays": ["sun"]},
    }
    outcomes = run_together(
        within(cast, lambda: rules.create(name="Sundays", definition=definition, by=by)),
        within(cast, lambda: custom_roles.delete(role.public_id, by=by)),
    )
    assert all(isinstance(error, rules.RuleWrong) for error in errors(outcomes))
    with tenant(cast.umoja):
        assert AccessRule.objects.count() == 0
    assert policy.of(Organisation.objects.get(pk=cast.umoja.pk)).rules == ()


def test_policy_holds_what_two_people_wrote_at_once(cast: Cast) -> None:
    outcomes = run_together(*(lambda name=name: a_role(cast, name) for name in ("One", "Two", "Three")))
    assert len(values(outcomes)) == 3
    kept = policy.of(Organisation.objects.get(pk=cast.umoja.pk)).roles.values()
    assert {role.name for role in kept} == {"One", "Two", "Three"}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_old_and_new_owner_leave_at_once_and_one_stays(cast: Cast, _round: int) -> None:
    with tenant(cast.umoja):
        memberships.transfer_ownership(
            cast.bongani.membership.public_id, by=cast.thandi.actor, now=timezone.now()
        )
    outcomes = run_together(
        within(cast, lambda: memberships.leave(by=cast.thandi.actor)),
        within(cast, lambda: memberships.leave(by=cast.bongani.actor)),
    )
    assert [type(error) for error in errors(outcomes)] == [OwnerStays]
    assert Membership.objects.owners().filter(organisation=cast.umoja).count() == 1


def test_who_loses_the_right_meanwhile_makes_no_role(cast: Cast) -> None:
    admin = cast.hire("administrator")
    demote = within(
        cast,
        lambda: memberships.change_role(admin.membership.public_id, role="viewer", by=cast.thandi.actor),
    )
    make = within(
        cast,
        lambda: custom_roles.create(name="Late", description="", wanted=[VIEW], by=admin.actor),
    )
    outcomes = run_together(demote, make)
    assert all(isinstance(error, NotAllowed) for error in errors(outcomes))
    with tenant(cast.umoja):
        assert CustomRole.objects.count() == len(values(outcomes)) - 1


def test_key_rotated_by_two_at_once_keeps_one_newest(cast: Cast) -> None:
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        made = api_keys.create(
            name="Till", scopes=[VIEW], expires_at=now + timedelta(days=9), addresses=[], by=by, now=now
        )
    turn = within(cast, lambda: api_keys.rotate(made.key.public_id, overlap_hours=1, by=by, now=now))
    outcomes = run_together(turn, turn)
    row = ApiKey.objects.get()
    secrets = {key_text.digest_of(value.secret) for value in values(outcomes)}
    assert secrets == {row.secret_hash, row.previous_hash}


def test_key_revoked_while_it_acts_is_one_or_the_other(cast: Cast) -> None:
    by, now = cast.thandi.actor, timezone.now()
    scopes = [code for code in api_keys.offered() if code in by.capabilities]
    with tenant(cast.umoja):
        made = api_keys.create(
            name="Till", scopes=scopes, expires_at=now + timedelta(days=9), addresses=[], by=by, now=now
        )
    key = ApiKey.objects.select_related("organisation", "responsible").get()
    acting = actors.of_key(key, role="owner")
    outcomes = run_together(
        within(cast, lambda: api_keys.revoke(made.key.public_id, by=by, now=now)),
        within(cast, lambda: memberships.remove(cast.bongani.membership.public_id, by=acting)),
    )
    assert all(isinstance(error, gate.NoLongerMember) for error in errors(outcomes))
    is_there = Membership.objects.filter(pk=cast.bongani.membership.pk).exists()
    assert is_there == bool(errors(outcomes))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_branch_closed_while_a_rule_comes_to_speak_of_it_is_one_or_the_other(cast: Cast, _round: int) -> None:
    by = cast.thandi.actor
    with tenant(cast.umoja):
        branch = branches.create(name="Soweto", code="SOW", by=by)
    definition = {
        "effect": "deny",
        "subject": {"kind": "role", "id": "manager"},
        "actions": [VIEW],
        "when": {"branch": [branch.public_id]},
    }
    outcomes = run_together(
        within(cast, lambda: rules.create(name="Not in Soweto", definition=definition, by=by)),
        within(cast, lambda: branches.close(branch.public_id, by=by)),
    )
    assert len(values(outcomes)) == 1
    assert isinstance(errors(outcomes)[0], rules.RuleWrong | branches.BranchRuled)
    with tenant(cast.umoja):
        assert Branch.objects.get().is_active == AccessRule.objects.exists()
