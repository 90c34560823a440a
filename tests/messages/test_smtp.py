"""Mail to a real SMTP server, read by a parser that is not Python's own (fast-mail-parser)."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from fast_mail_parser import parse_email

from notifications.channels import registry
from notifications.channels.email.smtp import Smtp
from notifications.channels.protocol import (
    AddressGone,
    Attachment,
    Busy,
    Channel,
    Misconfigured,
    Parcel,
    ProviderError,
    Refused,
    Unclear,
    Verdict,
)

Make = Callable[..., Parcel]
SUBJECT = "Voorraad is laag – môre bestel? Mielies, suiker, koffie, meel en nog veertien ander ware ênige tyd"
UNSUBSCRIBE = "https://synthai.example/n/stop/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0/?kind=pricing.stock_low&channel=email"


class Server:
    """Answers each step of a conversation as told; keeps what it took, as bytes."""

    def __init__(self) -> None:
        self.mail, self.rcpt, self.data = "250 OK", "250 OK", "250 OK: queued"
        self.hangs = 0.0
        self.hangs_up = False
        self.taken: list[bytes] = []
        self.senders: list[str] = []

    async def handle_MAIL(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.taken.append(envelope.content)
            self.senders.append(envelope.mail_from)
        if self.hangs_up:
            server.transport.close()
        await asyncio.sleep(self.hangs)
        return self.data


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    handler = Server()
    with socket.create_server(("127.0.0.1", 0)) as probe:  # the controller cannot choose a port itself
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.5
    yield handler
    controller.stop()


@pytest.fixture
def mail(parcel: Make) -> Make:
    def make(**changes: Any) -> Parcel:
        values: dict[str, Any] = {
            "key": "n-0001.email",
            "to": "thandi@umoja.example",
            "subject": SUBJECT,
            "text": "Mielies: 4 sakke oor. Ṱhogomelani.",
            "html": "<p>Mielies: 4 sakke oor. Ṱhogomelani.</p>",
            "headers": {
                "List-Unsubscribe": f"<{UNSUBSCRIBE}>, <mailto:stop@synthai.example?subject=stop>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "List-Id": "Stock is low <stock-low.synthai.example>",
            },
        }
        return parcel(Channel.EMAIL, **{**values, **changes})

    return make


def test_another_parser_finds_every_part_right(server: Server, mail: Make) -> None:
    receipt = Smtp().send(
        mail(
            sender="Umoja Foods <stock@umoja.example>",
            reply_to="help@umoja.example",
            attachments=[
                Attachment(name="prys lys é.pdf", media_type="application/pdf", content=b"%PDF-1.7")
            ],
        )
    )
    assert receipt.verdict == Verdict.ACCEPTED
    found = parse_email(server.taken[0])
    headers = {name.lower(): values for name, values in found.headers.items()}
    assert found.subject == SUBJECT
    assert headers["list-unsubscribe"] == [f"<{UNSUBSCRIBE}>, <mailto:stop@synthai.example?subject=stop>"]
    assert headers["list-unsubscribe-post"] == ["List-Unsubscribe=One-Click"]
    assert headers["list-id"] == ["Stock is low <stock-low.synthai.example>"]
    assert headers["message-id"] == [receipt.provider_id]
    assert [each.strip() for each in found.text_plain] == ["Mielies: 4 sakke oor. Ṱhogomelani."]
    assert [each.strip() for each in found.text_html] == ["<p>Mielies: 4 sakke oor. Ṱhogomelani.</p>"]
    assert found.from_ is not None
    assert (found.from_.address, found.from_.display_name) == ("stock@umoja.example", "Umoja Foods")
    assert [each.address for each in found.reply_to] == ["help@umoja.example"]
    (attachment,) = found.attachments
    assert (attachment.filename, attachment.mimetype, bytes(attachment.content)) == (
        "prys lys é.pdf",
        "application/pdf",
        b"%PDF-1.7",
    )


def test_the_one_click_address_is_whole_on_one_line(server: Server, mail: Make) -> None:
    """Mail programs take the address from the raw header; encoded words or a break inside it would kill the button."""
    Smtp().send(mail())
    raw = server.taken[0].split(b"\r\n\r\n")[0].decode("ascii")
    assert f"List-Unsubscribe: <{UNSUBSCRIBE}>, <mailto:stop@synthai.example?subject=stop>\r\n" in raw
    subject = raw[raw.index("Subject: ") :].split("\r\n")[0]
    assert len(subject) < 90, (
        "words with accents still fold: some programs read no longer encoded word (RFC 2047)"
    )


def test_the_same_parcel_has_the_same_message_id(server: Server, mail: Make) -> None:
    one, again, other = (Smtp().send(mail(key=key)) for key in ("a", "a", "b"))
    assert one.provider_id == again.provider_id != other.provider_id
    assert one.provider_id != "a"


@pytest.mark.parametrize(
    ("step", "answer", "kind"),
    [
        ("rcpt", "550 5.1.1 <thandi@umoja.example>: Recipient address rejected: User unknown", AddressGone),
        ("rcpt", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", AddressGone),
        ("rcpt", "550 No such user here", AddressGone),
        ("rcpt", "550 5.7.1 Message rejected due to our policy", Refused),
        ("rcpt", "552 5.2.2 Mailbox full", Refused),
        ("rcpt", "450 4.2.0 Greylisted, try again in 5 minutes", Busy),
        ("mail", "451 4.3.0 Come back later", Busy),
        ("mail", "553 5.7.1 Sender address rejected: not owned by user", Misconfigured),
        ("data", "554 5.7.1 Spam message rejected", Refused),
        ("data", "452 4.3.1 Insufficient system storage", Busy),
    ],
)
def test_what_the_server_says(
    server: Server, mail: Make, step: str, answer: str, kind: type[ProviderError]
) -> None:
    setattr(server, step, answer)
    with pytest.raises(kind) as caught:
        Smtp().send(mail())
    assert type(caught.value) is kind
    assert caught.value.answer.startswith(answer[:3])
    assert "thandi" not in caught.value.answer
    assert not server.taken


def test_a_line_that_breaks_after_the_mail_went_out_is_unclear(server: Server, mail: Make) -> None:
    server.hangs = 1.0
    with pytest.raises(Unclear):
        Smtp().send(mail())
    server.hangs, server.hangs_up = 0.0, True
    with pytest.raises(Unclear):
        Smtp().send(mail())
    assert len(server.taken) == 2


def test_no_server_took_nothing(settings: Any, mail: Make) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(Busy):
        Smtp().send(mail())


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Hi\r\nBcc: all@example.com"},
        {"headers": {"List-Id": "x\ny: z"}},
        {"to": "a@b\r\nBcc: c@d"},
    ],
)
def test_no_header_is_smuggled_in(server: Server, mail: Make, change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Smtp().send(mail(**change))
    assert not server.taken


def test_mail_goes_by_smtp_unless_the_settings_say_otherwise() -> None:
    assert [each.code for each in registry.active(Channel.EMAIL)] == ["smtp"]
    assert Channel.SMS not in registry.channels()
