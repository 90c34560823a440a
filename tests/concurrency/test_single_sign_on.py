"""First sign-ins and proofs of one domain, really at once."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from accounts import actors
from accounts.models import Membership, ProvenDomain, User
from accounts.services import joining, sso_admission, sso_domains, sso_providers
from accounts.services.sso_providers import LastDoor
from accounts.sso.identity import Identity
from accounts.tests.factories import UserFactory
from accounts.tests.sso_rows import own, saml_row
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing import dns_peer
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

LERATO = Identity(
    subject="u-7",
    email="lerato@umoja.example",
    name="Lerato",
    groups=(),
    has_groups=False,
    is_email_doubted=False,
    sent=(),
)


def test_one_person_signs_in_twice_at_once_for_the_first_time() -> None:
    umoja = build_cast().umoja
    own(umoja, "umoja.example")
    row = saml_row(umoja, entity_id="x")

    def arrive() -> Any:
        return sso_admission.admit(row, LERATO, now=timezone.now(), ip=None, request_id=None)

    outcomes = run_together(arrive, arrive, arrive)
    assert errors(outcomes) == []
    assert len({user.pk for user in values(outcomes)}) == 1
    assert User.objects.filter(email=LERATO.email).count() == 1
    assert SocialAccount.objects.count() == 1
    assert Membership.objects.filter(user__email=LERATO.email).count() == 1
    with tenant(umoja):
        assert AuditEntry.objects.filter(code="accounts.member.joined_by_sso").count() == 1


def test_one_person_joins_by_their_domain_three_times_at_once() -> None:
    cast = build_cast()
    own(cast.umoja, "umoja.example")
    ProvenDomain.objects.update(join_role="viewer")
    lerato: Any = UserFactory(email=LERATO.email)
    by = actors.of_person(lerato)

    def press() -> Any:
        return joining.join(cast.umoja.public_id, by=by, now=timezone.now()).pk

    outcomes = run_together(press, press, press)
    assert errors(outcomes) == []
    assert len(set(values(outcomes))) == 1
    with tenant(cast.umoja):
        assert AuditEntry.objects.filter(code="accounts.member.joined_by_domain").count() == 1


def test_two_organisations_prove_one_domain_at_once(settings: Any) -> None:
    cast = build_cast()
    people = (cast.thandi, cast.charlize)
    claims = []
    for person in people:
        with tenant(person.organisation):
            claims.append(sso_domains.add("shared.example", by=person.actor, now=timezone.now()))

    def prove(place: int) -> Any:
        with tenant(people[place].organisation):
            return sso_domains.prove(claims[place].public_id, by=people[place].actor, now=timezone.now())

    with dns_peer.running() as zone:
        settings.DNS_SERVERS = [zone.address]
        zone.texts["_synthai.shared.example"] = [claim.record_text for claim in claims]
        outcomes = run_together(lambda: prove(0), lambda: prove(1))
    assert [type(error) for error in errors(outcomes)] == [sso_domains.DomainOfAnother]
    assert ProvenDomain.objects.count() == 1


def test_two_administrators_close_two_doors_of_the_only_way_in_at_once() -> None:
    cast = build_cast()
    own(cast.umoja, "umoja.example")
    cast.umoja.requires_sso = True
    cast.umoja.save()
    rows = [saml_row(cast.umoja, name=name, entity_id="x") for name in ("One", "Two")]

    def close(place: int) -> Any:
        with tenant(cast.umoja):
            return sso_providers.switch(
                rows[place].public_id, is_enabled=False, by=cast.thandi.actor, now=timezone.now()
            )

    outcomes = run_together(lambda: close(0), lambda: close(1))
    assert [type(error) for error in errors(outcomes)] == [LastDoor]
