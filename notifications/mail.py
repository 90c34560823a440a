"""The mail backend of development: mails become files under var/mail, shown on /dev/outbox/."""

import json
from collections.abc import Sequence
from email.message import Message
from email.utils import getaddresses
from pathlib import Path
from typing import TypedDict
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

KEPT = 200


class DevelopmentMail(TypedDict):
    """One mail as the page shows it."""

    id: str
    at: str
    to: list[str]
    subject: str
    text: str
    html: str


def folder() -> Path:
    """Where the mails lie."""
    return Path(settings.VAR_DIR) / "mail"


class DevelopmentMailBackend(BaseEmailBackend):
    """Writes each mail to a file, newest last by name; no mail server is needed."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the mails; returns how many."""
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._store(message)
        for old in sorted(folder().glob("*.json"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return len(email_messages)

    def _store(self, message: EmailMessage) -> None:
        parsed = message.message()
        now = timezone.now()
        mail: DevelopmentMail = {
            "id": f"{now:%Y%m%d%H%M%S%f}-{uuid4().hex[:8]}",
            "at": now.isoformat(),
            "to": [address for _, address in getaddresses(message.to)],
            "subject": str(message.subject),
            "text": _part(parsed, "text/plain"),
            "html": _part(parsed, "text/html"),
        }
        target = folder() / f"{mail['id']}.json"
        partial = target.with_suffix(".part")
        partial.write_text(json.dumps(mail), encoding="utf-8")
        partial.rename(target)


def _part(message: Message, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind:
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return ""


def stored() -> list[DevelopmentMail]:
    """The mails of this laptop, newest first."""
    files = sorted(folder().glob("*.json"), reverse=True)
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]
