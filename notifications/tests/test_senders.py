"""An organisation's own sender: set up on its page, proven by a DNS on this machine, used while it is proven."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from typing import Any

import dkim as independent
import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from fast_mail_parser import parse_email

from notifications import carriers
from notifications.channels.email import dkim
from notifications.channels.email.smtp import Smtp
from notifications.channels.protocol import Channel
from notifications.models import Delivery, Notification, Sender
from notifications.services import delivering, mail, messages, sender_setting
from notifications.tests.kinds import NOON, STOCK, VALUES
from notifications.tests.providers import Book, carrier
from notifications.tests.test_smtp import Server, server
from synthai.core import dns
from synthai.core.events import receivers_of
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing import dns_peer
from synthai.core.testing.cast import Cast
from synthai.core.testing.dns_peer import Zone

__all__ = ["server"]  # a fixture
pytestmark = pytest.mark.django_db
DOMAIN, PAGE = "umoja.example", "/o/umoja-foods/notifications/sender/"
FORM = {"name": "Umoja Foods", "address": f"hello@{DOMAIN}", "reply_to": "shop@umoja.co.za"}
SPF = "spf.synthai.example"


@pytest.fixture
def zone(settings: Any) -> Iterator[Zone]:
    with dns_peer.running() as made, carriers.only(carrier(Smtp({"spf": SPF}))):  # type: ignore[arg-type]
        settings.DNS_SERVERS = [made.address]
        yield made


def stored(cast: Cast) -> Sender:
    with tenant(cast.umoja):
        return Sender.objects.get()


def right(zone: Zone, cast: Cast) -> None:
    """Set every record as the page says."""
    for record in stored(cast).records:
        zone.texts[record["name"]] = [record["value"]]
    zone.texts[SPF] = ["v=spf1 ip4:192.0.2.1 -all"]
    zone.texts[f"_dmarc.{DOMAIN}"] = ["v=DMARC1; p=reject"]
    zone.mail_hosts[DOMAIN] = ["mx.umoja.example"]


@pytest.fixture
def proven(cast: Cast, zone: Zone) -> Sender:
    client = cast.thandi.client()
    client.post(PAGE, FORM)
    right(zone, cast)
    client.post(f"{PAGE}check/")
    made = stored(cast)
    assert made.is_proven
    return made


def signed_for(raw: bytes, zone: Zone) -> bool:
    """Whether somebody else's library finds the signature good, with the key from the DNS on this machine."""

    def text(name: bytes, **_: Any) -> bytes:
        return zone.texts[name.decode().rstrip(".")][0].encode()

    return bool(independent.verify(raw, dnsfunc=text))


def test_the_page_shows_the_records_says_what_is_wrong_and_then_that_all_is_right(
    cast: Cast, zone: Zone
) -> None:
    client = cast.thandi.client()
    assert client.post(PAGE, FORM).status_code == 302
    page = client.get(PAGE).content.decode()
    sender = stored(cast)
    for wanted in (
        f"{sender.selector}._domainkey.{DOMAIN}",
        f"v=spf1 include:{SPF} ~all",
        "v=DMARC1; p=none",
        f"{DOMAIN} has no SPF record.",
        "There is no DMARC record",
        "Mails do not come from hello@umoja.example yet",
    ):
        assert wanted in page, wanted
    assert "BEGIN" not in sender.key
    right(zone, cast)
    zone.texts[DOMAIN].append("v=spf1 mx -all")
    client.post(f"{PAGE}check/")
    page = client.get(PAGE).content.decode()
    assert "has 2 SPF records" in page
    assert f"v=spf1 include:{SPF} mx ~all" in page
    zone.texts[DOMAIN].pop()
    client.post(f"{PAGE}check/")
    assert "Mails come from hello@umoja.example" in client.get(PAGE).content.decode()
    with tenant(cast.umoja):
        codes = AuditEntry.objects.filter(code__startswith="notifications.sender").order_by("pk")
        assert [each.code for each in codes] == [
            "notifications.sender.changed",
            "notifications.sender.proven",
        ]
        assert OutboxEvent.objects.filter(name="notifications.SenderProven").count() == 1


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("shop@gmail.com", "gmail.com is a mail service for everybody"),
        ("not an address", "Enter a valid email address"),
        ("shop@localhost", "is not an e-mail address of a domain"),
    ],
)
def test_an_address_that_cannot_be_proven_is_refused_in_a_sentence(
    cast: Cast, zone: Zone, address: str, sentence: str
) -> None:
    page = cast.thandi.client().post(PAGE, {**FORM, "address": address})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    with tenant(cast.umoja):
        assert not Sender.objects.exists()


def test_a_provider_that_sends_in_no_other_name_says_so(cast: Cast) -> None:
    with carriers.only(carrier(Book("post", Channel.EMAIL))):
        client = cast.thandi.client()
        assert "sends from our own address only" in client.get(PAGE).content.decode()
        assert client.post(PAGE, FORM).status_code == 422
        assert client.post(PAGE, {**FORM, "address": ""}).status_code == 302


def test_proven_its_mails_are_its_own_signed_and_with_a_button_that_is_signed_too(
    cast: Cast, zone: Zone, proven: Sender, server: Server, client: Any
) -> None:
    messages.tell(
        STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON, organisation_id=cast.umoja.pk
    )
    delivering.deliver(Delivery.objects.get(channel="email").pk, now=NOON)
    raw = server.got[0]
    seen: Any = parse_email(raw.decode())
    headers = {name.lower(): "|".join(values) for name, values in seen.headers.items()}
    assert headers["from"] == '"Umoja Foods" <hello@umoja.example>'
    assert headers["reply-to"] == "shop@umoja.co.za"
    assert server.senders == ["hello@umoja.example"]
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert headers["list-unsubscribe"].startswith("<http")
    assert signed_for(raw, zone)
    folded = raw.replace(b"List-Unsubscribe: <", b"List-Unsubscribe:\r\n <")
    assert folded != raw
    assert signed_for(folded, zone), "a server on the way may fold a line"
    assert (
        "".join(parse_email(folded.decode()).headers["List-Unsubscribe"]).strip()
        == headers["list-unsubscribe"]
    )
    link = headers["list-unsubscribe"].encode()
    for spoiled in (raw.replace(link, b"<https://evil.example/>"), b"List-Unsubscribe: <x:y>\r\n" + raw):
        assert spoiled != raw
        assert not signed_for(spoiled, zone)


def test_an_apps_own_mail_in_the_organisations_name_and_one_that_stays_ours(
    cast: Cast, zone: Zone, proven: Sender, server: Server, client: Any
) -> None:
    context = {
        "title": "Stock",
        "body": "Low",
        "url": "https://x.example/",
        "organisation": "Umoja",
        "rows": [],
    }
    written = mail.send(
        "billing/fact", cast.thandi.user.email, context, organisation_id=cast.umoja.pk, kind=STOCK
    )
    assert written is not None
    long_link = f"<https://synthai.example/notifications/stop/{'a1-_' * 120}/>"
    stop = {"List-Unsubscribe": long_link, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    theirs = mail.queue(
        "accounts/invitation",
        "piet@example.com",
        subject="Môre, Piet: jou uitnodiging na Umoja Foods is hier en dit is ’n lang onderwerp",
        text="Môre. " * 300 + "\n.\n..ends with dots \t \n\n\n",
        html="<p>Môre</p>",
        headers=stop,
        organisation_id=cast.umoja.pk,
        in_their_name=True,
    )
    ours = mail.queue(
        "billing/document", "piet@example.com", subject="S", text="T", organisation_id=cast.umoja.pk
    )
    now = timezone.now()
    assert mail.deliver(theirs.pk, now=now)
    assert mail.deliver(ours.pk, now=now)
    assert mail.deliver(written.pk, now=now)
    raw, plain, optional = server.got
    button = parse_email(optional.decode()).headers
    assert "".join(button["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    path = "".join(button["List-Unsubscribe"]).strip("<>").partition("/notifications")[2]
    assert client.post(f"/notifications{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert mail.send("billing/fact", cast.thandi.user.email, context, kind=STOCK) is None, "it was stopped"
    assert signed_for(optional, zone)
    seen: Any = parse_email(raw.decode())
    headers = {name.lower(): "|".join(values) for name, values in seen.headers.items()}
    assert headers["from"] == '"Umoja Foods" <hello@umoja.example>'
    assert headers["list-unsubscribe"] == long_link
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert seen.subject.startswith("Môre, Piet")
    assert raw.isascii(), "servers that know ASCII only write nothing anew"
    assert signed_for(raw, zone)
    assert b"DKIM-Signature" not in plain
    assert b"hello@synthai.example" in plain


def test_not_proven_it_is_ours_with_its_name_and_answers_go_to_it(
    cast: Cast, zone: Zone, server: Server
) -> None:
    cast.thandi.client().post(PAGE, {**FORM, "reply_to": ""})
    messages.tell(
        STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON, organisation_id=cast.umoja.pk
    )
    delivering.deliver(Delivery.objects.get(channel="email").pk, now=NOON)
    seen: Any = BytesParser(policy=policy.default).parsebytes(server.got[0])
    assert seen["From"].addresses[0].display_name == "Umoja Foods via SynthAI"
    assert seen["From"].addresses[0].addr_spec == "hello@synthai.example"
    assert seen["Reply-To"] == "hello@umoja.example"
    assert "DKIM-Signature" not in seen


def test_our_own_address_is_signed_too_when_the_settings_give_a_key(
    cast: Cast, zone: Zone, server: Server
) -> None:
    key = dkim.new_key()
    zone.texts["s1._domainkey.synthai.example"] = [dkim.public_text(key)]
    with carriers.only(carrier(Smtp({"dkim_key": key, "dkim_selector": "s1"}))):  # type: ignore[arg-type]
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON)
        delivering.deliver(Delivery.objects.get(channel="email").pk, now=NOON)
    raw = server.got[0]
    assert signed_for(raw, zone)
    assert b"list-unsubscribe:list-unsubscribe-post" in raw.split(b"DKIM-Signature")[1]
    with pytest.raises(ImproperlyConfigured, match="SMTP_DKIM_SELECTOR"):
        Smtp({"dkim_key": key})
    with pytest.raises(ImproperlyConfigured, match="private RSA key"):
        Smtp({"dkim_key": "nonsense", "dkim_selector": "s1"})


def test_by_another_provider_than_the_proven_one_it_is_ours(cast: Cast, zone: Zone, proven: Sender) -> None:
    post = Book("post", Channel.EMAIL)
    with carriers.only(carrier(post)):
        row = mail.queue(
            "accounts/test",
            "a@b.example",
            subject="S",
            text="T",
            organisation_id=cast.umoja.pk,
            in_their_name=True,
        )
        assert mail.deliver(row.pk, now=timezone.now())
    assert "via SynthAI" in post.taken[0].sender
    assert post.taken[0].signing is None


def looked_at(cast: Cast, now: datetime) -> bool:
    """What beat does then; whether there was anything to do."""
    if cast.umoja.pk not in due(now):
        return False
    with tenant(cast.umoja):
        sender_setting.check_again(cast.umoja.pk, now=now)
    return True


def due(now: datetime) -> list[int]:
    with time_machine.travel(now, tick=True):
        return organisations_with_abandoned("notifications.Sender", "to_check_again")


def test_looked_for_again_every_day_and_given_up_when_missed_twice(
    cast: Cast, zone: Zone, proven: Sender, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    assert not looked_at(cast, now + timedelta(hours=23))
    kept = zone.texts.pop(f"{proven.selector}._domainkey.{DOMAIN}")
    assert looked_at(cast, now + timedelta(hours=25))
    assert stored(cast).is_proven, "once may be somebody's work on their DNS"
    assert looked_at(cast, now + timedelta(hours=27))
    assert not stored(cast).is_proven
    with tenant(cast.umoja):
        fact = OutboxEvent.objects.get(name="notifications.SenderLapsed")
        for receiver in receivers_of(fact.name):
            receiver(
                event_id=str(fact.public_id),
                name=fact.name,
                payload=fact.payload,
                organisation_id=cast.umoja.pk,
            )
    (line,) = Notification.objects.filter(user=cast.thandi.user)
    assert line.title == "Your mails no longer come from umoja.example"
    assert line.url == PAGE
    address, settings.DNS_SERVERS = settings.DNS_SERVERS, ["127.0.0.1:1"]
    with monkeypatch.context() as impatient:
        impatient.setattr(dns, "LIFETIME", 0.1)
        assert looked_at(cast, now + timedelta(hours=28))
    assert stored(cast).missed == 2, "silence is no no"
    settings.DNS_SERVERS = address
    zone.texts[f"{proven.selector}._domainkey.{DOMAIN}"] = kept
    assert looked_at(cast, now + timedelta(hours=29))
    assert stored(cast).is_proven


def test_another_domain_needs_a_new_key_and_a_new_name_does_not(
    cast: Cast, zone: Zone, proven: Sender
) -> None:
    client = cast.thandi.client()
    client.post(PAGE, {**FORM, "name": "Umoja"})
    assert (stored(cast).selector, stored(cast).is_proven) == (proven.selector, True)
    client.post(PAGE, {**FORM, "address": "hello@umoja2.example"})
    changed = stored(cast)
    assert not changed.is_proven
    assert (changed.selector != proven.selector, changed.key != proven.key) == (True, True)


def test_removed_it_can_be_brought_back_for_ten_minutes_and_is_gone_then(
    cast: Cast, zone: Zone, proven: Sender
) -> None:
    client = cast.thandi.client()
    assert client.post(f"{PAGE}remove/").status_code == 302
    page = client.get(PAGE).content.decode()
    assert "The sender was removed" in page
    assert "Mails come from hello@" not in page
    client.post(f"{PAGE}restore/")
    assert "Mails come from hello@umoja.example" in client.get(PAGE).content.decode()
    assert (stored(cast).selector, stored(cast).is_proven) == (proven.selector, True)
    client.post(f"{PAGE}remove/")
    now = timezone.now()
    assert not looked_at(cast, now + timedelta(minutes=9))
    assert looked_at(cast, now + timedelta(minutes=11))
    with tenant(cast.umoja):
        assert not Sender.objects.exists()
    page = client.post(f"{PAGE}restore/", follow=True).content.decode()
    assert "There is no own sender" in page
