"""Proof of an e-mail domain, against a DNS server on this machine."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import ProvenDomain, SsoDomain
from accounts.services import sso_domains
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing import dns_peer
from synthai.core.testing.cast import Cast, Person
from synthai.core.testing.dns_peer import Zone

pytestmark = pytest.mark.django_db
PAGE = "/o/umoja-foods/settings/sign-in/"


@pytest.fixture
def zone(settings: Any) -> Iterator[Zone]:
    with dns_peer.running() as made:
        settings.DNS_SERVERS = [made.address]
        yield made


def claimed(person: Person, domain: str) -> SsoDomain:
    with tenant(person.organisation):
        return sso_domains.add(domain, by=person.actor, now=timezone.now())


def check(person: Person, claim: SsoDomain) -> SsoDomain:
    with tenant(person.organisation):
        return sso_domains.prove(claim.public_id, by=person.actor, now=timezone.now())


def test_an_administrator_proves_a_domain_on_the_page(cast: Cast, zone: Zone) -> None:
    client = cast.thandi.client()
    client.post(f"{PAGE}domains/", {"domain": " @Umoja.Example "})
    with tenant(cast.umoja):
        claim = SsoDomain.objects.get()
    page = client.get(PAGE).content.decode()
    assert "_synthai.umoja.example" in page
    assert f"synthai-domain={claim.token}" in page
    zone.texts["_synthai.umoja.example"] = ["v=spf1 -all", claim.record_text]
    reply = client.post(f"{PAGE}domains/{claim.public_id}/check/", follow=True)
    assert "umoja.example is proven to be yours." in reply.content.decode()
    proven = ProvenDomain.objects.get()
    assert (proven.domain, proven.organisation) == ("umoja.example", cast.umoja)
    with tenant(cast.umoja):
        assert AuditEntry.objects.filter(code="accounts.sso.domain_proven").count() == 1


@pytest.mark.parametrize("texts", [None, [], ["synthai-domain=of-somebody-else"]])
def test_a_missing_or_wrong_record_proves_nothing(cast: Cast, zone: Zone, texts: list[str] | None) -> None:
    claim = claimed(cast.thandi, "umoja.example")
    if texts is not None:
        zone.texts["_synthai.umoja.example"] = texts
    with pytest.raises(sso_domains.RecordMissing) as refused:
        check(cast.thandi, claim)
    assert claim.record_text in str(refused.value)
    assert all(text in str(refused.value) for text in texts or [])
    assert not ProvenDomain.objects.exists()
    with tenant(cast.umoja):
        assert SsoDomain.objects.get().checked_at is not None


def test_a_name_server_that_is_silent_is_no_no(cast: Cast, settings: Any) -> None:
    settings.DNS_SERVERS = ["127.0.0.1:1"]
    claim = claimed(cast.thandi, "umoja.example")
    with pytest.raises(sso_domains.DnsDoesNotAnswer):
        check(cast.thandi, claim)


def test_a_domain_has_one_organisation(cast: Cast, zone: Zone) -> None:
    first, second = claimed(cast.thandi, "umoja.example"), claimed(cast.charlize, "umoja.example")
    zone.texts["_synthai.umoja.example"] = [first.record_text, second.record_text]
    check(cast.thandi, first)
    with pytest.raises(sso_domains.DomainOfAnother):
        check(cast.charlize, second)
    assert ProvenDomain.objects.get().organisation == cast.umoja


def test_the_record_of_another_organisation_proves_nothing(cast: Cast, zone: Zone) -> None:
    theirs = claimed(cast.charlize, "umoja.example")
    zone.texts["_synthai.umoja.example"] = [theirs.record_text]
    with pytest.raises(sso_domains.RecordMissing):
        check(cast.thandi, claimed(cast.thandi, "umoja.example"))


def test_giving_a_domain_up_frees_it(cast: Cast, zone: Zone) -> None:
    claim = claimed(cast.thandi, "umoja.example")
    zone.texts["_synthai.umoja.example"] = [claim.record_text]
    check(cast.thandi, claim)
    with tenant(cast.umoja):
        sso_domains.remove(claim.public_id, by=cast.thandi.actor)
    assert not ProvenDomain.objects.exists()


@pytest.mark.parametrize(
    "typed", ["", "umoja", "http://umoja.example", "umoja_foods.example", "a b.example", "-x.example"]
)
def test_refuses_what_is_no_domain(cast: Cast, typed: str) -> None:
    with pytest.raises(sso_domains.DomainMalformed):
        claimed(cast.thandi, typed)


def test_refuses_domains_that_are_everybodys(cast: Cast) -> None:
    with pytest.raises(sso_domains.DomainIsPublic):
        claimed(cast.thandi, "Gmail.com")


def test_a_member_may_not(cast: Cast) -> None:
    assert cast.bongani.client().get(PAGE).status_code == 403
    assert cast.bongani.client().post(f"{PAGE}domains/", {"domain": "umoja.example"}).status_code == 403
