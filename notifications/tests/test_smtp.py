"""E-mail through the pipeline to a real SMTP server: what it gets, what a mail parser makes of it, and a mailbox that is gone."""

import re
import socket
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from notifications import carriers
from notifications.channels.email.smtp import Smtp
from notifications.channels.protocol import Channel
from notifications.models import Delivery, DeliveryState
from notifications.services import delivering, messages, suppression
from notifications.tests.kinds import NOON, STOCK, VALUES
from notifications.tests.providers import carrier
from synthai.core.testing.cast import Cast


class Server:
    """Keeps the bytes it gets; knows everybody but "gone"."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.senders: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(envelope.content)
        self.senders.append(envelope.mail_from)
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    handler = Server()
    with socket.create_server(("127.0.0.1", 0)) as probe:  # the controller cannot choose a port itself
        port = probe.getsockname()[1]
    running = Controller(handler, hostname="127.0.0.1", port=port)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    running.stop()


@pytest.mark.django_db
def test_a_mail_program_finds_its_button_and_both_parts(cast: Cast, server: Server, client: Any) -> None:
    with carriers.only(carrier(Smtp())):  # type: ignore[arg-type]  # a real one
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON, url="/organisations/")
        delivering.deliver(Delivery.objects.get(channel="email").pk, now=NOON)
    mail: Any = BytesParser(policy=policy.default).parsebytes(server.got[0])
    assert mail["To"] == cast.thandi.user.email
    assert mail["Subject"] == "Brown bread: 1 204 left"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<https?://[^/]+(/notifications/stop/[\w-]+/)>", mail["List-Unsubscribe"].strip())
    assert found, mail["List-Unsubscribe"]
    assert client.post(found[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert mail.get_body(("plain",)).get_content().count("http") >= 2
    assert "<h1>" in mail.get_body(("html",)).get_content()


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_gets_nothing_more(cast: Cast, server: Server) -> None:
    type(cast.thandi.user).objects.filter(pk=cast.thandi.user.pk).update(email="gone@example.com")
    with carriers.only(carrier(Smtp())):  # type: ignore[arg-type]  # a real one
        for key in ("a", "b"):
            messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key=key, now=NOON)
        for row in Delivery.objects.filter(channel="email").order_by("pk"):
            delivering.deliver(row.pk, now=NOON)
    states = Delivery.objects.filter(channel="email").order_by("pk").values_list("state", flat=True)
    assert list(states) == [DeliveryState.FAILED, DeliveryState.SUPPRESSED]
    assert suppression.is_suppressed(Channel.EMAIL, "Gone@example.com")
