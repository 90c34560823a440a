"""Two people at once: real parallel transactions. An organisation keeps its owner, a link works once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts import actors, invitation_links
from accounts.models import Invitation, Membership, Organisation, TokenFamily
from accounts.services import acceptance, deletion, erasure, invitations, memberships, organisations, tokens
from accounts.services.acceptance import LinkUsed
from accounts.services.gate import NoLongerMember
from accounts.services.memberships import MemberNotFound, OwnerStays
from accounts.services.tokens import RefreshRefused
from accounts.tests.factories import PASSWORD, UserFactory
from synthai.core.errors import NotAllowed
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person, build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

ROUNDS = 4


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


def within(organisation: Organisation, verb: Callable[[], Any]) -> Callable[[], Any]:
    def inside() -> Any:
        with tenant(organisation):
            return verb()

    return inside


def owners(organisation: Organisation) -> int:
    return Membership.objects.owners().filter(organisation=organisation).count()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_heir_leaves_while_the_organisation_is_handed_over(cast: Cast, _round: int) -> None:
    outcomes = run_together(
        within(
            cast.umoja,
            lambda: memberships.transfer_ownership(
                cast.bongani.membership.public_id, by=cast.thandi.actor, now=timezone.now()
            ),
        ),
        within(cast.umoja, lambda: memberships.leave(by=cast.bongani.actor)),
    )
    assert owners(cast.umoja) == 1
    assert len(errors(outcomes)) == 1
    assert isinstance(errors(outcomes)[0], OwnerStays | MemberNotFound)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_owner_hands_over_to_two_people_at_once(cast: Cast, _round: int) -> None:
    zanele = cast.hire("administrator")

    def hand_to(heir: Person) -> Callable[[], Any]:
        public_id = heir.membership.public_id
        return within(
            cast.umoja,
            lambda: memberships.transfer_ownership(public_id, by=cast.thandi.actor, now=timezone.now()),
        )

    outcomes = run_together(hand_to(cast.bongani), hand_to(zanele))
    assert owners(cast.umoja) == 1
    assert len(values(outcomes)) == 1
    assert isinstance(errors(outcomes)[0], NotAllowed)


def test_two_administrators_remove_each_other(cast: Cast) -> None:
    one, other = cast.hire("administrator", name="One"), cast.hire("administrator", name="Other")
    outcomes = run_together(
        within(cast.umoja, lambda: memberships.remove(other.membership.public_id, by=one.actor)),
        within(cast.umoja, lambda: memberships.remove(one.membership.public_id, by=other.actor)),
    )
    assert len(values(outcomes)) == 1
    assert isinstance(errors(outcomes)[0], NoLongerMember)
    assert owners(cast.umoja) == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_new_person_accepts_twice_at_once(cast: Cast, _round: int) -> None:
    token = invite(cast, "new@example.co.za")
    outcomes = run_together(
        *(
            lambda: acceptance.accept_as_new(token, name="New", password=PASSWORD, now=timezone.now())
            for _ in range(2)
        )
    )
    assert len(values(outcomes)) == 1
    assert isinstance(errors(outcomes)[0], LinkUsed)
    assert Membership.objects.filter(user__email="new@example.co.za").count() == 1


def test_known_person_accepts_twice_at_once(cast: Cast) -> None:
    guest = UserFactory.create(email="guest@example.co.za")
    token = invite(cast, guest.email)
    outcomes = run_together(
        *(lambda: acceptance.accept(token, by=actors.of_person(guest), now=timezone.now()) for _ in range(2))
    )
    assert len(values(outcomes)) == 1
    assert isinstance(errors(outcomes)[0], LinkUsed)
    assert Membership.objects.filter(user=guest).count() == 1


def test_withdrawn_while_accepted_is_one_or_the_other(cast: Cast) -> None:
    guest = UserFactory.create(email="guest@example.co.za")
    token = invite(cast, guest.email)
    with tenant(cast.umoja):
        public_id = Invitation.objects.get().public_id
    outcomes = run_together(
        lambda: acceptance.accept(token, by=actors.of_person(guest), now=timezone.now()),
        within(cast.umoja, lambda: invitations.revoke(public_id, by=cast.thandi.actor, now=timezone.now())),
    )
    with tenant(cast.umoja):
        status = Invitation.objects.get().status
    assert len(values(outcomes)) == 1
    assert Membership.objects.filter(user=guest).exists() == (status == "accepted")


def test_same_address_invited_twice_at_once_gets_one_invitation(cast: Cast) -> None:
    outcomes = run_together(
        *(
            within(
                cast.umoja,
                lambda: invitations.send(
                    "new@example.co.za", role="viewer", by=cast.thandi.actor, now=timezone.now()
                ),
            )
            for _ in range(2)
        )
    )
    assert len(values(outcomes)) == 1
    with tenant(cast.umoja):
        assert Invitation.objects.count() == 1


def test_two_shops_of_one_name_get_two_addresses(transactional_db: None) -> None:
    people = [UserFactory.create(), UserFactory.create()]
    outcomes = run_together(
        *(
            lambda by=person: organisations.create(
                name="Mama's Kitchen", by=actors.of_person(by), now=timezone.now()
            )
            for person in people
        )
    )
    assert {made.slug for made in values(outcomes)} == {"mama-s-kitchen", "mama-s-kitchen-2"}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_one_refresh_token_used_by_two_at_once_ends_the_family(transactional_db: None, _round: int) -> None:
    user = UserFactory.create()
    pair = tokens.start(user, device="", by=actors.of_person(user), now=timezone.now())
    outcomes = run_together(*(lambda: tokens.rotate(pair.refresh, now=timezone.now()) for _ in range(2)))
    assert len(values(outcomes)) == 1
    assert isinstance(errors(outcomes)[0], RefreshRefused)
    assert TokenFamily.objects.get().end_reason == "reused"


def test_purge_and_undo_at_once_are_one_or_the_other(cast: Cast) -> None:
    now = timezone.now()
    with tenant(cast.umoja):
        deletion.request(by=cast.thandi.actor, now=now)
    Organisation.objects.filter(pk=cast.umoja.pk).update(delete_after=now)
    outcomes = run_together(
        lambda: erasure.purge(cast.umoja.pk, now=now),
        within(cast.umoja, lambda: deletion.undo(by=cast.thandi.actor)),
    )
    left = Organisation.objects.filter(pk=cast.umoja.pk).first()
    if left is None:
        assert isinstance(errors(outcomes)[0], NoLongerMember)
    else:
        assert left.delete_after is None
        assert outcomes[0].value is False


def invite(cast: Cast, email: str) -> str:
    with tenant(cast.umoja):
        sent = invitations.send(email, role="viewer", by=cast.thandi.actor, now=timezone.now())
    return invitation_links.token_of(sent, cast.umoja)
