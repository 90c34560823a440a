"""People who join by their e-mail domain: the switch, the offer, the button, and everybody who may not."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actors
from accounts.models import Membership, Organisation, ProvenDomain, SsoDomain, User
from accounts.services import deletion, joining, memberships, sso_domains
from accounts.services.giving import MoreThanYouHold, RoleUnknown
from accounts.services.joining import DomainNotProvenYet, NothingToJoin
from accounts.tests.factories import CustomRoleFactory, UserFactory
from accounts.tests.sso_rows import own
from notifications.models import Notification
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person, actor_of
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
SSO = "/o/umoja-foods/settings/sign-in/"
DOMAIN = "umoja.example"
OFFER = "Join Umoja Foods"


@pytest.fixture
def claim(cast: Cast) -> SsoDomain:
    """A proven domain of Umoja Foods."""
    own(cast.umoja, DOMAIN)
    with tenant(cast.umoja):
        made: SsoDomain = SsoDomain.objects.create(domain=DOMAIN, token="0" * 32, proven_at=timezone.now())
    return made


@pytest.fixture
def lerato(db: None) -> User:
    """Somebody with a confirmed address there, in no team."""
    return person(f"lerato@{DOMAIN}")


def person(email: str, **fields: Any) -> User:
    """Somebody with that address."""
    made: Any = UserFactory(email=email, **fields)
    return User.objects.get(pk=made.pk)


def allow(cast: Cast, claim: SsoDomain, role: str = "viewer", by: Person | None = None) -> None:
    with tenant(cast.umoja):
        joining.allow(claim.public_id, role=role, by=(by or cast.thandi).actor)


def join(organisation: Organisation, user: User) -> Membership:
    return joining.join(organisation.public_id, by=actors.of_person(user), now=timezone.now())


def browser(client: Any, user: User) -> Any:
    client.force_login(user)
    return client


def test_from_the_switch_to_the_team(cast: Cast, claim: SsoDomain, lerato: User, client: Any) -> None:
    admin = cast.hire("administrator", name="Zanele")
    newcomer = browser(client, lerato)
    assert OFFER not in newcomer.get("/start/").content.decode()
    reply = cast.thandi.client().post(
        f"{SSO}domains/{claim.public_id}/joining/", {"role": "member"}, follow=True
    )
    assert "may join by themselves now." in reply.content.decode()
    assert '<option value="member" selected>' in reply.content.decode()
    for page in ("/start/", "/organisations/"):
        shown = newcomer.get(page).content.decode()
        assert OFFER in shown
        assert (
            f"With your address {lerato.email} you may join by yourself. Your role will be: Member." in shown
        )
    reply = newcomer.post("/organisations/join/", {"organisation": cast.umoja.public_id})
    assert reply.headers["Location"] == "/o/umoja-foods/"
    assert newcomer.get("/o/umoja-foods/").status_code == 200
    assert Membership.objects.get(user=lerato).role == "member"
    assert OFFER not in newcomer.get("/organisations/").content.decode()
    told = Notification.objects.filter(kind="accounts.joined_by_domain").values_list("user_id", flat=True)
    assert set(told) == {cast.thandi.user.pk, admin.user.pk}
    with tenant(cast.umoja):
        entry = AuditEntry.objects.get(code="accounts.member.joined_by_domain")
        assert entry.changes["domain"] == [None, DOMAIN]
        switched = AuditEntry.objects.get(code="accounts.sso.domain_joining_changed")
        assert switched.changes["role"] == [None, "member"]
        assert OutboxEvent.objects.filter(name__endswith="MemberJoined").count() == 1


def test_pressed_twice_it_joins_once(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    allow(cast, claim)
    assert join(cast.umoja, lerato).pk == join(cast.umoja, lerato).pk
    assert Notification.objects.filter(kind="accounts.joined_by_domain").count() == 1


def test_a_role_of_ones_own(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    with tenant(cast.umoja):
        role: Any = CustomRoleFactory(organisation=cast.umoja, name="Clerk")
    cast.umoja.refresh_from_db()
    allow(cast, claim, role.public_id)
    assert joining.offers_to(lerato)[0].role_label == "Clerk"
    assert join(cast.umoja, lerato).custom_role_id == role.pk


def test_off_by_default_and_off_again(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    refused(cast, lerato)
    allow(cast, claim)
    allow(cast, claim, "")
    refused(cast, lerato)


def refused(cast: Cast, user: User) -> None:
    """No offer, and the same answer as for an organisation that does not exist."""
    assert joining.offers_to(user) == []
    with pytest.raises(NothingToJoin) as here:
        join(cast.umoja, user)
    with pytest.raises(NothingToJoin) as nowhere:
        join(Organisation(public_id="a" * 16), user)
    assert str(here.value) == str(nowhere.value)
    assert not Membership.objects.filter(user=user, organisation=cast.umoja).exists()


@pytest.mark.parametrize("email", ["x@other.example", "x@sub.umoja.example", "x@notumoja.example"])
def test_addresses_of_other_domains(cast: Cast, claim: SsoDomain, email: str) -> None:
    allow(cast, claim)
    refused(cast, person(email))


def test_an_address_that_was_never_confirmed(cast: Cast, claim: SsoDomain) -> None:
    allow(cast, claim)
    refused(cast, person(f"thief@{DOMAIN}", confirmed=False))


def test_a_second_address_counts_once_confirmed(cast: Cast, claim: SsoDomain) -> None:
    allow(cast, claim)
    user = person("lerato@home.example")
    row = EmailAddress.objects.create(user=user, email=f"lerato@{DOMAIN}", verified=False)
    refused(cast, user)
    EmailAddress.objects.filter(pk=row.pk).update(verified=True)
    assert joining.offers_to(user)[0].email == row.email
    assert join(cast.umoja, user).role == "viewer"


def test_where_single_sign_on_is_the_only_way_in(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    allow(cast, claim)
    Organisation.objects.filter(pk=cast.umoja.pk).update(requires_sso=True)
    refused(cast, lerato)


def test_while_the_organisation_is_being_deleted(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    allow(cast, claim)
    with tenant(cast.umoja):
        deletion.request(by=cast.thandi.actor, now=timezone.now())
    refused(cast, lerato)


def test_whom_the_team_removed_comes_by_invitation(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    allow(cast, claim)
    member = join(cast.umoja, lerato)
    with tenant(cast.umoja):
        memberships.remove(member.public_id, by=cast.thandi.actor)
    refused(cast, lerato)


def test_who_left_may_come_back(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    allow(cast, claim)
    join(cast.umoja, lerato)
    with tenant(cast.umoja):
        memberships.leave(by=actor_of(lerato, cast.umoja, "viewer"))
    assert join(cast.umoja, lerato).role == "viewer"


def test_a_domain_given_up_opens_nothing(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    allow(cast, claim)
    with tenant(cast.umoja):
        sso_domains.remove(claim.public_id, by=cast.thandi.actor)
    refused(cast, lerato)


def test_the_switch_gives_no_more_than_one_holds(cast: Cast, claim: SsoDomain) -> None:
    with pytest.raises(RoleUnknown):
        allow(cast, claim, "owner")
    with tenant(cast.umoja):
        clerk: Any = CustomRoleFactory(
            organisation=cast.umoja, name="IT", capabilities=["accounts.sso.change", "accounts.member.view"]
        )
    cast.umoja.refresh_from_db()
    zola = cast.hire("viewer", name="Zola")
    Membership.objects.filter(pk=zola.membership.pk).update(role=clerk.public_id, custom_role=clerk)
    row = Membership.objects.select_related("organisation").get(pk=zola.membership.pk)
    with tenant(cast.umoja), pytest.raises(MoreThanYouHold):
        joining.allow(claim.public_id, role="administrator", by=actors.of_member(row, zola.user))
    with pytest.raises(NotAllowed):
        allow(cast, claim, "viewer", by=cast.bongani)
    with tenant(cast.umoja):
        open_claim = SsoDomain.objects.create(domain="else.example", token="1" * 32)
    with pytest.raises(DomainNotProvenYet):
        allow(cast, open_claim)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProvenDomain.objects.update(join_role="owner")


def test_the_button_tells_nobody_who_is_a_customer(cast: Cast, claim: SsoDomain, client: Any) -> None:
    allow(cast, claim)
    stranger = browser(client, person("stranger@elsewhere.example"))
    replies = [
        stranger.post("/organisations/join/", {"organisation": name})
        for name in (cast.umoja.public_id, "a" * 16, "")
    ]
    assert {reply.status_code for reply in replies} == {replies[0].status_code}
    assert "Umoja" not in "".join(reply.content.decode() for reply in replies)


def test_offers_cost_a_constant_number_of_queries(cast: Cast, claim: SsoDomain, lerato: User) -> None:
    allow(cast, claim)
    for number in range(5):
        EmailAddress.objects.create(user=lerato, email=f"x{number}@other{number}.example", verified=True)
    with assert_max_queries(5):
        assert len(joining.offers_to(lerato)) == 1
