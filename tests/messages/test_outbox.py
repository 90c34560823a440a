"""The outbox of development: every channel lands there through the real pipeline and the played carriers; never in production."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications import outbox
from notifications.channels.protocol import Channel
from notifications.models import Address, Delivery
from notifications.services import delivering
from synthai.core.testing.cast import Cast
from synthai.embedded import push_keys
from synthai.embedded.places import Places
from synthai.embedded.sandbox.registry import carriers
from synthai.settings import messages
from tests.gateways.sandbox import running

pytestmark = pytest.mark.django_db
PAGE = "/dev/outbox/"


@pytest.fixture
def laptop(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """As `make run` sets it up: keys of its own, and the sandbox."""
    places = Places(tmp_path)
    for name, value in push_keys.environment(places, "http://127.0.0.1:1").items():
        monkeypatch.setenv(name, value)
    with running(*carriers()) as root:
        monkeypatch.setenv("FCM_SERVICE_ACCOUNT", push_keys.environment(places, root)["FCM_SERVICE_ACCOUNT"])
        settings.VAR_DIR, settings.OUTBOX_SANDBOX_URL = tmp_path, root
        settings.EMAIL_BACKEND = "notifications.mail.DevelopmentMailBackend"
        settings.NOTIFICATION_PROVIDERS = messages.providers(root)
        yield root


def test_one_of_everything_lands_there_as_a_reader_sees_it(cast: Cast, laptop: str, client: Client) -> None:
    client.force_login(cast.thandi.user)
    client.post(f"{PAGE}try/")
    for row in Delivery.objects.exclude(channel="in_app").order_by("pk"):
        delivering.deliver(row.pk, now=timezone.now())
        row.refresh_from_db()
        assert row.state == "sent", (row.channel, row.answer)
    assert {each.channel for each in outbox.shown()} == set(Channel) - {Channel.IN_APP}
    page = client.get(PAGE).content.decode()
    assert page.count("Brown bread: 14 left") >= 5
    assert "1 SMS · " in page
    token = Address.objects.get(channel="push").value
    assert token not in page
    only = client.get(PAGE, {"channel": "sms"}, headers={"HX-Request": "true"}).content.decode()
    assert "outbox-sms" in only
    assert "outbox-push" not in only
    newest = outbox.shown()[0].id
    assert client.get(PAGE, {"newest": newest}, headers={"HX-Request": "true"}).status_code == 204
    mail = outbox.shown("email")[0]
    shown = client.get(f"{PAGE}mail/{mail.id}/")
    assert b"Brown bread" in shown.content
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'none'" in shown["Content-Security-Policy"]


def test_keys_of_the_laptop_are_made_once_and_kept_private(tmp_path: Path) -> None:
    places = Places(tmp_path)
    first, second = (push_keys.environment(places, "http://localhost:8002") for _ in range(2))
    assert first == second
    assert json.loads(first["FCM_SERVICE_ACCOUNT"])["token_uri"] == "http://localhost:8002/fcm/token"
    assert places.push_keys.stat().st_mode & 0o077 == 0


def test_production_keeps_nothing(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR, settings.OUTBOX_SANDBOX_URL, settings.DEVELOPMENT = (
        tmp_path,
        "http://127.0.0.1:1",
        False,
    )
    assert not outbox.is_on()
    source = Path("synthai/settings/production.py").read_text(encoding="utf-8")
    assert 'DEVELOPMENT = False\nOUTBOX_SANDBOX_URL = ""\n' in source
