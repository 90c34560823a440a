"""An agreement that went out and two people who are to sign it, with the steps a signer takes in a browser."""

import base64
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from content.models import Document, DocumentVersion, Signer, SigningRequest
from content.selectors import blueprints
from content.services import documents, secrets, sending
from content.services.signing import asking
from content.services.signing.asking import Terms, Wanted
from content.services.visits import Visit
from notifications.models import Mail
from synthai.core import outbox
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person
from synthai.core.testing.tasks import tasks_at_once

NOW: Final = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
REF: Final = "library:nda:1"
PHONE: Final = "Mozilla/5.0 (Linux; Android 13; SM-A047F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
VISIT: Final = Visit(ip="196.25.1.9", agent="Chrome on Android")
US: Final = Wanted(
    name="Thandi Mokoena", email="thandi@umoja.example", label="For Umoja Foods", role="us", place=1
)
THEM: Final = Wanted(
    name="Lindiwe Nkosi", email="lindiwe@kasi.example", label="For Kasi Café", role="them", place=2
)
_CODE: Final = re.compile(r"^(\d{6})$", re.MULTILINE)


def draft(by: Person, ref: str = REF, **answers: Any) -> Document:
    """An agreement with the examples of its template as answers, read by its writer. Its day is today's."""
    with tenant(by.organisation):
        blueprint = blueprints.get(ref)
        said = {
            field.key: json.loads(field.example) if field.kind == "list" else field.example
            for field in blueprint.fields
            if field.example not in ("", None)
        }
        document = documents.begin(ref, by=by.actor, now=NOW, answers={**said, **answers})
        return documents.confirm(document.pk, by=by.actor, now=NOW)


def sent(by: Person, ref: str = REF, **answers: Any) -> DocumentVersion:
    """One that went out."""
    document = draft(by, ref, **answers)
    with tenant(by.organisation):
        return sending.locked(document, by=by.actor, now=NOW)


def asked(by: Person, *signers: Wanted, now: datetime = NOW, **how: Any) -> SigningRequest:
    """One whose signers were asked."""
    version = sent(by)
    agreed = Terms(**{"expires_at": now + timedelta(days=30), **how})
    with tenant(by.organisation):
        return asking.begin(version, signers or (US, THEM), agreed, by=by.actor, now=now)


def signer(request: SigningRequest, wanted: Wanted) -> Signer:
    """The signer with this address, as stored now. Needs the tenant."""
    return Signer.objects.get(request=request, email=wanted.email)


@contextmanager
def followed() -> Iterator[None]:
    """What the block commits is followed at once. A test's own transaction never commits, so what it noted to do then is forgotten."""
    connection.run_on_commit.clear()
    with tasks_at_once():
        yield
    for _round in range(2):  # what followed may have said something itself
        connection.run_on_commit.clear()
        with tasks_at_once():
            outbox.relay_waiting()


def code_in_mail(to: str) -> str:
    """The six digits of the newest mail to somebody."""
    mail = Mail.objects.filter(recipient=to, kind="content/code").order_by("-pk").first()
    assert mail is not None, f"no code went to {to}"
    found = _CODE.search(mail.text)
    assert found is not None, mail.text
    return found[1]


def drawn() -> bytes:
    """A signature as a browser's canvas gives it."""
    picture = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line(
        [(20, 150), (120, 30), (200, 170), (380, 60), (560, 130)], fill=(0, 0, 0, 255), width=7
    )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def data_url(content: bytes) -> str:
    """As a form posts it."""
    return "data:image/png;base64," + base64.b64encode(content).decode()


@dataclass
class Browser:
    """A browser without account at a signer's own address."""

    owner: str
    token: str
    client: Client

    @classmethod
    def of(cls, found: Signer) -> "Browser":
        """At the link of the mail."""
        client = Client(headers={"User-Agent": PHONE})
        return cls(found.organisation.public_id, secrets.token_of(found), client)

    def at(self, name: str, *more: Any) -> str:
        """An address below the signer's own."""
        return reverse(f"content-public:{name}", args=[self.owner, self.token, *more])

    def get(self, name: str = "sign", *more: Any) -> Any:
        """Open it."""
        return self.client.get(self.at(name, *more))

    def post(self, page: str = "sign", /, **data: Any) -> Any:
        """Send a form."""
        return self.client.post(self.at(page), data)

    def prove(self, email: str) -> Any:
        """Ask for the code and type it."""
        self.post("sign-code")
        return self.post("sign-confirm", code=code_in_mail(email))
