"""Mails that came back to our return path, read as delivery status notifications (RFC 3464).

What is said about a mail counts only when its own Message-ID comes back with it: nobody can guess it who did not get the mail.
"""

from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Any, Final

from notifications.channels import http
from notifications.channels.protocol import News, Verdict

_RETURNED: Final = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
# Address or domain does not exist, moved, closed for good; the rest of 5.x may pass another time.
_GONE: Final = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


def read(body: bytes, *, at: datetime) -> list[News]:
    """What a returned mail says; nothing for one that is no such report, or an automatic answer."""
    try:
        mail = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(body)
        if mail.get_content_type() != "multipart/report" or not _is_about_delivery(mail):
            return []
        message_id = _returned_id(mail)
        reports = list(_reports(mail)) if message_id else []
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return []  # a mail may hold anything
    return [_news(report, verdict, message_id, at) for report, verdict in reports]


def _is_about_delivery(mail: Message) -> bool:
    return str(mail.get_param("report-type", "", unquote=True)).lower() == "delivery-status"


def _returned_id(mail: Message) -> str:
    """The Message-ID of what was sent, as it came back."""
    for part in mail.walk():
        if part.get_content_type() not in _RETURNED:
            continue
        inside: Any = part.get_payload()
        if isinstance(inside, list) and inside:
            found = inside[0]
        else:
            found = BytesParser(policy=policy.compat32).parsebytes(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
        if found["Message-ID"]:
            return "".join(str(found["Message-ID"]).split())[:200]
    return ""


def _reports(mail: Message) -> Iterator[tuple[Message, Verdict]]:
    for part in mail.walk():
        if part.get_content_type() not in {"message/delivery-status", "message/global-delivery-status"}:
            continue
        groups: Any = part.get_payload()
        for group in groups if isinstance(groups, list) else ():
            verdict = _verdict(group)
            if verdict is not None:
                yield group, verdict


def _verdict(group: Message) -> Verdict | None:
    """A recipient's fields; "delayed" says nothing yet, and the first group is about the mail as a whole."""
    action, status = (str(group.get(name, "")).strip().lower() for name in ("Action", "Status"))
    if action == "failed":
        code = status.split()[0] if status else ""
        return Verdict.BOUNCED if code in _GONE else Verdict.FAILED
    return Verdict.SENT if action in {"delivered", "relayed"} else None


def _news(group: Message, verdict: Verdict, message_id: str, at: datetime) -> News:
    words = str(group.get("Diagnostic-Code", "")).partition(";")[2]
    said = http.told(
        str(group.get("Action", "")), str(group.get("Status", "")), " ".join(words.split())[:400]
    )
    return News(provider_id=message_id, verdict=verdict, at=at, answer=said)
