"""Own senders by SendGrid and SES: their records, their word, and that one organisation's proof is not another's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from notifications import carriers
from notifications.carriers import Carrier
from notifications.channels.email import sendgrid, ses
from notifications.channels.protocol import DnsRecord, Misconfigured, Parcel, Provider, Signing, TakesSenders
from notifications.models import Sender
from notifications.services import senders
from synthai.core.tenancy import tenant
from synthai.core.testing import dns_peer
from synthai.core.testing.cast import Cast
from synthai.core.testing.dns_peer import Zone
from synthai.embedded.sandbox.gateway import SandboxGateway
from synthai.embedded.sandbox.messages_sendgrid import KEY
from synthai.embedded.sandbox.messages_sendgrid import SendGrid as PlayedSendGrid
from synthai.embedded.sandbox.messages_ses import ACCESS, SECRET
from synthai.embedded.sandbox.messages_ses import Ses as PlayedSes

pytestmark = pytest.mark.django_db
DOMAIN = "umoja.example"
FORM = {"name": "Umoja Foods", "address": f"hello@{DOMAIN}", "reply_to": ""}
SIGNING = Signing(domain=DOMAIN, selector="s", key="")


@pytest.fixture(params=["sendgrid", "ses"])
def played(request: pytest.FixtureRequest) -> PlayedSendGrid | PlayedSes:
    return PlayedSendGrid() if request.param == "sendgrid" else PlayedSes()


@pytest.fixture
def provider(played: PlayedSendGrid | PlayedSes, serve: Callable[[SandboxGateway], str]) -> Any:
    root = serve(played)
    if isinstance(played, PlayedSendGrid):
        return sendgrid.from_settings({"api_key": KEY, "api": f"{root}/sendgrid/v3/"})
    config = {"access_key": ACCESS, "secret_key": SECRET, "region": "af-south-1", "api": f"{root}/ses"}
    return ses.from_settings(config)


@pytest.fixture
def zone(settings: Any, provider: Provider) -> Iterator[Zone]:
    cache.clear()
    with dns_peer.running() as made, carriers.only(Carrier(provider=provider)):
        settings.DNS_SERVERS = [made.address]
        made.mail_hosts[DOMAIN] = ["mx.umoja.example"]
        made.texts["amazonses.com"] = ["v=spf1 ip4:192.0.2.5 -all"]
        yield made


def put(zone: Zone, record: DnsRecord) -> None:
    if record.kind == "CNAME":
        zone.aliases[record.name] = record.value
    elif record.kind == "MX":
        zone.mail_hosts[record.name] = [record.value.split()[1]]
    else:
        zone.texts[record.name] = [record.value]


def of(organisation: Any) -> Sender:
    with tenant(organisation):
        return Sender.objects.get()


def test_what_each_wants_is_asked_for_once(provider: TakesSenders, played: Any) -> None:
    first = provider.claim(DOMAIN, signing=SIGNING)
    assert provider.claim(DOMAIN, signing=SIGNING) == first
    assert [each.kind for each in first if each.purpose == "dkim"] in (["CNAME"] * 2, ["CNAME"] * 3)
    assert [each.purpose for each in first].count("return_path") == 1
    assert all(each.name.endswith(f".{DOMAIN}") and each.value for each in first)
    played.unfound.add(DOMAIN)
    assert provider.confirms(DOMAIN) is False
    assert provider.confirms("never.example") is False
    played.unfound.clear()
    assert provider.confirms(DOMAIN) is True


def test_a_wrong_key_is_staffs_to_mend(played: PlayedSendGrid | PlayedSes, provider: TakesSenders) -> None:
    name = "key" if isinstance(played, PlayedSendGrid) else "secret"
    setattr(played, name, "another")
    with pytest.raises(Misconfigured):
        provider.claim(DOMAIN, signing=SIGNING)


def test_proven_it_sends_in_that_name_and_a_stranger_with_the_same_domain_does_not(
    cast: Cast, zone: Zone, played: Any, provider: Any
) -> None:
    ours, theirs = (f"/o/{each.slug}/notifications/sender/" for each in (cast.umoja, cast.karoo))
    thandi, stranger = cast.thandi.client(), cast.charlize.client()
    thandi.post(ours, FORM)
    played.unfound.add(DOMAIN)
    for record in of(cast.umoja).records:
        put(zone, DnsRecord(**record))
    zone.texts[f"_dmarc.{DOMAIN}"] = ["v=DMARC1; p=quarantine"]
    thandi.post(f"{ours}check/")
    assert "has not accepted umoja.example yet" in thandi.get(ours).content.decode()
    played.unfound.clear()
    thandi.post(f"{ours}check/")
    assert of(cast.umoja).is_proven
    stranger.post(theirs, {**FORM, "name": "Umoja Foods!"})
    assert not of(cast.karoo).is_proven, "the provider's records are there, but not the stranger's proof"
    assert "is not the one that proves the domain yours" in stranger.get(theirs).content.decode()
    parcel = Parcel(key="k", channel=provider.channel, to="a@b.example", text="T", subject="S")
    carrier = Carrier(provider=provider)
    dressed = senders.dressed(parcel, cast.umoja.pk, carrier)
    assert (dressed.sender, dressed.signing) == ('"Umoja Foods" <hello@umoja.example>', None)
    provider.send(dressed)
    taken = played.taken[-1]
    said = taken.fields.get("from") or next(h for h in taken.fields["headers"] if h["name"] == "From")
    assert "hello@umoja.example" in str(said)
    assert "via SynthAI" in senders.dressed(parcel, cast.karoo.pk, carrier).sender
