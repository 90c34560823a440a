"""Proven domains are asked for again, and stop counting when their text record stays away. Against a DNS on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import ProvenDomain, SsoDomain
from accounts.services import sso_domain_checks, sso_domains
from accounts.tests.sso_rows import saml_row
from accounts.tests.test_sso_sessions import came_through, is_signed_in
from notifications.models import Notification
from synthai.core import dns
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing import dns_peer
from synthai.core.testing.cast import Cast
from synthai.core.testing.dns_peer import Zone

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
NAME = "_synthai.umoja.example"


@pytest.fixture
def zone(settings: Any) -> Iterator[Zone]:
    with dns_peer.running() as made:
        settings.DNS_SERVERS = [made.address]
        yield made


@pytest.fixture
def claim(cast: Cast, zone: Zone) -> SsoDomain:
    """Proven on day 0."""
    with time_machine.travel(START, tick=False), tenant(cast.umoja):
        made = sso_domains.add("umoja.example", by=cast.thandi.actor, now=START)
        zone.texts[NAME] = [made.record_text]
        return sso_domains.prove(made.public_id, by=cast.thandi.actor, now=START)


def on_day(cast: Cast, day: float) -> None:
    """What beat and worker do that day."""
    now = START + timedelta(days=day)
    with time_machine.travel(now, tick=True):  # a resolver waits by the clock
        if cast.umoja.pk in organisations_with_abandoned("accounts.SsoDomain", "to_check_again"):
            with tenant(cast.umoja):
                sso_domain_checks.check_again(cast.umoja.pk, now=now)


def codes(cast: Cast) -> list[str]:
    with tenant(cast.umoja):
        found = AuditEntry.objects.filter(code__startswith="accounts.sso.domain_").order_by("pk")
        return [entry.code.rpartition("_")[2] for entry in found]


def state(cast: Cast) -> tuple[int, bool, bool]:
    """Missed in a row, in its days of grace, proven."""
    with tenant(cast.umoja):
        row = SsoDomain.objects.get()
    assert (row.proven_at is not None) == ProvenDomain.objects.exists()
    return row.missed, row.lapses_at is not None, row.proven_at is not None


def test_is_asked_once_a_week_while_it_is_there(cast: Cast, claim: SsoDomain, zone: Zone) -> None:
    on_day(cast, 6)
    with tenant(cast.umoja):
        assert SsoDomain.objects.get().checked_at == START
    on_day(cast, 7)
    with tenant(cast.umoja):
        row = SsoDomain.objects.get()
    assert row.checked_at == START + timedelta(days=7)
    assert row.proven_at == START, "since when it is theirs"
    assert codes(cast) == ["added", "proven"]


def test_missed_twice_is_told_and_lapses_after_fourteen_days(
    cast: Cast, claim: SsoDomain, zone: Zone
) -> None:
    client = came_through(saml_row(cast.umoja), cast.bongani)
    administrator = cast.hire("administrator")
    zone.texts.clear()
    on_day(cast, 7)
    assert state(cast) == (1, False, True)
    assert not Notification.objects.exists(), "once may be somebody's work on their DNS"
    on_day(cast, 7.5)
    assert state(cast) == (1, False, True), "asked again a day later, not sooner"
    on_day(cast, 8)
    assert state(cast) == (2, True, True)
    told = Notification.objects.filter(kind="accounts.sso_domain_missed")
    assert {row.user_id for row in told} == {cast.thandi.user.pk, administrator.user.pk}
    assert "22 November 2026" not in told[0].body
    assert "24 November 2026" in told[0].body
    assert claim.record_text in told[0].body
    on_day(cast, 21.9)
    assert state(cast)[2], "still in the days of grace"
    assert told.count() == 2, "told once"
    assert is_signed_in(client)
    on_day(cast, 23)
    assert state(cast) == (0, False, False)
    assert not is_signed_in(client)
    assert Notification.objects.filter(kind="accounts.sso_domain_lapsed").count() == 2
    assert codes(cast) == ["added", "proven", "missed", "lapsed"]
    on_day(cast, 40)
    assert codes(cast)[-1] == "lapsed", "what is not proven is not asked for"


def test_back_in_the_days_of_grace_all_is_as_before(cast: Cast, claim: SsoDomain, zone: Zone) -> None:
    kept, zone.texts[NAME] = zone.texts[NAME], ["v=spf1 -all"]
    on_day(cast, 7)
    on_day(cast, 8)
    assert state(cast) == (2, True, True)
    zone.texts[NAME] = kept
    on_day(cast, 9)
    assert state(cast) == (0, False, True)
    assert codes(cast)[-1] == "again"
    on_day(cast, 30)
    assert state(cast) == (0, False, True)


def test_one_miss_alone_is_forgotten(cast: Cast, claim: SsoDomain, zone: Zone) -> None:
    kept = zone.texts.pop(NAME)
    on_day(cast, 7)
    zone.texts[NAME] = kept
    on_day(cast, 8)
    zone.texts.clear()
    on_day(cast, 15)
    assert state(cast) == (1, False, True), "not two in a row"


def test_a_silent_dns_changes_nothing(
    cast: Cast, claim: SsoDomain, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns, "LIFETIME", 0.2)
    settings.DNS_SERVERS = ["127.0.0.1:1"]
    for day in (7, 8, 9, 30):
        on_day(cast, day)
    assert state(cast) == (0, False, True)
    with tenant(cast.umoja):
        assert SsoDomain.objects.get().checked_at == START, "so it is asked again as soon as the DNS answers"


def test_the_page_names_the_day_and_looks_at_once(cast: Cast, claim: SsoDomain, zone: Zone) -> None:
    kept = zone.texts.pop(NAME)
    on_day(cast, 7)
    on_day(cast, 8)
    client = cast.thandi.client()
    page = client.get("/o/umoja-foods/settings/sign-in/").content.decode()
    assert "Record missing" in page
    assert claim.record_text in page
    zone.texts[NAME] = kept
    client.post(f"/o/umoja-foods/settings/sign-in/domains/{claim.public_id}/check/")
    assert state(cast) == (0, False, True)


def test_the_last_domain_of_the_only_way_in_lapses_too_and_the_owner_comes_in(
    cast: Cast, claim: SsoDomain, zone: Zone
) -> None:
    """Whoever owns the domain now reads its mail, and with it every new password: other ways stay shut."""
    saml_row(cast.umoja)
    cast.umoja.requires_sso = True
    cast.umoja.save()
    zone.texts.clear()
    for day in (7, 8, 23):
        on_day(cast, day)
    assert state(cast) == (0, False, False)
    cast.umoja.refresh_from_db()
    assert cast.umoja.requires_sso
    assert cast.bongani.client().get("/o/umoja-foods/").status_code == 403
    assert cast.thandi.client().get("/o/umoja-foods/").status_code == 200
