"""The outbox of development: what went out on every channel, kept under var for /dev/outbox/. In production nothing is kept."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from notifications import mail
from notifications.channels.protocol import Channel, Parcel
from notifications.engine import segments

KEPT = 200


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One thing that went out, as the page shows it. `to` of a push is only its end: tokens are long."""

    id: str
    at: datetime
    channel: str
    to: str
    title: str
    text: str
    url: str = ""
    by: str = ""
    template: str = ""
    values: Sequence[str] = ()
    has_html: bool = False
    cost: segments.Segments | None = field(default=None)


def is_on() -> bool:
    """Whether anything is kept: on a laptop whose carriers are played."""
    return bool(settings.DEVELOPMENT and settings.OUTBOX_SANDBOX_URL)


def folder() -> Path:
    """Where it lies. Mails lie in a folder of their own: notifications.mail."""
    return Path(settings.VAR_DIR) / "outbox"


def keep(parcel: Parcel, *, by: str) -> None:
    """Keep a parcel that a carrier took; mails are kept by their own backend."""
    if not is_on() or parcel.channel is Channel.EMAIL:
        return
    now, place = timezone.now(), folder()
    place.mkdir(parents=True, exist_ok=True)
    name = f"{now:%Y%m%d%H%M%S%f}-{uuid4().hex[:8]}"
    kept = Kept(
        id=name,
        at=now,
        channel=parcel.channel.value,
        to=_shortened(parcel),
        title=parcel.subject,
        text=parcel.text,
        url=parcel.url,
        by=by,
        template=parcel.template,
        values=list(parcel.template_values),
    )
    partial = place / f"{name}.part"
    partial.write_text(json.dumps({**asdict(kept), "at": now.isoformat(), "cost": None}), encoding="utf-8")
    partial.rename(place / f"{name}.json")
    for old in sorted(place.glob("*.json"))[:-KEPT]:
        old.unlink(missing_ok=True)


def shown(channel: str = "") -> list[Kept]:
    """What went out on one channel or on all, newest first."""
    found = [] if channel == Channel.EMAIL else [_read(file) for file in folder().glob("*.json")]
    if channel in {"", Channel.EMAIL}:
        found += [_of_mail(each) for each in mail.stored()]
    wanted = [each for each in found if channel in {"", each.channel}]
    return sorted(wanted, key=lambda each: each.at, reverse=True)[:KEPT]


def html_of(mail_id: str) -> str:
    """The HTML of a mail; empty when there is none."""
    return next((each["html"] for each in mail.stored() if each["id"] == mail_id), "")


def _shortened(parcel: Parcel) -> str:
    """A number as it is; of a browser its push service, of a phone the end of its token."""
    if parcel.channel is Channel.WEB_PUSH:
        return urlsplit(str(json.loads(parcel.to).get("endpoint", ""))).netloc
    return parcel.to if parcel.channel is not Channel.PUSH else f"…{parcel.to[-12:]}"


def _read(file: Path) -> Kept:
    found = json.loads(file.read_text(encoding="utf-8"))
    cost = segments.count(found["text"]) if found["channel"] == Channel.SMS else None
    return Kept(**{**found, "at": datetime.fromisoformat(found["at"]), "cost": cost})


def _of_mail(found: mail.DevelopmentMail) -> Kept:
    return Kept(
        id=found["id"],
        at=datetime.fromisoformat(found["at"]),
        channel=Channel.EMAIL.value,
        to=", ".join(found["to"]),
        title=found["subject"],
        text=found["text"],
        has_html=bool(found["html"]),
    )
