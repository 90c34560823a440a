"""An organisation's logo: taken in, replaced, removed, brought back. What it looked like is decided by `logo_images`.

A stranger's file is decoded in a limited child process, before any transaction; only pictures drawn anew are kept.
Files of a logo that was replaced go when it can no longer be brought back, and never before their row is gone.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from django.db import transaction

from accounts import events, logo_images, permissions
from accounts.models import Logo, Organisation
from accounts.services import gate
from accounts.services.logo_refusals import (
    LogoBroken,
    LogoEmpty,
    LogoGone,
    LogoInvisible,
    LogoTooBig,
    LogoTooHeavy,
    LogoTooManyPixels,
    LogoTooSmall,
    NotALogo,
)
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.documents.sheets import Logo as PaperLogo
from synthai.core.events import publish
from synthai.core.limits import LimitExceeded, run_limited
from synthai.core.media import pictures
from synthai.core.versions import check_version

BYTES_AT_MOST: Final = 10 * 1024 * 1024  # a photo of a phone's camera fits
_MEMORY_MB: Final = 1200
_SECONDS: Final = 20
_HEAD: Final = 32
_ENDINGS: Final = {logo_images.DOCUMENT: ".png"}


@dataclass(frozen=True, kw_only=True)
class LogoChange:
    """What a verb did: ids of the logo before and after, "" for none."""

    organisation: Organisation
    before: str
    after: str


def replace(file: IO[bytes], *, by: Actor, now: datetime, version: str | None = None) -> LogoChange:
    """Take a picture as the organisation's logo. The same picture again changes nothing. Needs the tenant.

    Not one transaction: the pictures are drawn and stored first, and removed again when their row cannot be written.
    Raises NotAllowed, PreconditionFailed, and what `logo_refusals` declares.
    """
    require(by, permissions.ORGANISATION_CHANGE)
    kind = _kind_of(file)
    with tempfile.TemporaryDirectory() as folder:
        drawn = _draw(file, kind, folder)
        stored = _store(Path(folder), owner=by.organisation_public_id or "")
    try:
        change = _register(drawn, stored, by=by, now=now, version=version)
    except BaseException:
        _drop(stored)
        raise
    if change.before == change.after:
        _drop(stored)
    return change


def on_paper() -> PaperLogo | None:
    """The active organisation's logo for its documents; None when it has none, or its file is gone. Needs the tenant."""
    found = Logo.objects.current().select_related("organisation").order_by("-pk").first()
    if found is None or logo_images.DOCUMENT not in found.files:
        return None
    try:
        with files.open_file(found.files[logo_images.DOCUMENT]) as stored:
            return PaperLogo(content=stored.read(), alt=found.organisation.name, ground=found.ground)
    except FileNotFoundError:
        return None


def for_documents(file: IO[bytes]) -> bytes:
    """A picture drawn anew as documents take it (PNG), for who is no organisation. Not in a transaction.

    Raises what `logo_refusals` declares.
    """
    kind = _kind_of(file)
    with tempfile.TemporaryDirectory() as folder:
        _draw(file, kind, folder)
        return (Path(folder) / logo_images.DOCUMENT).read_bytes()


@transaction.atomic
def remove(*, by: Actor, now: datetime, version: str | None = None) -> LogoChange:
    """Take the logo away; `restore` undoes it. Without one nothing happens. Raises PreconditionFailed."""
    organisation = gate.enter(by, permissions.ORGANISATION_CHANGE)
    if organisation.logo:  # without one a repeated request has what it wants
        check_version(organisation, version)
    return _set(organisation, None, "accounts.organisation.logo_removed", by=by, now=now)


@transaction.atomic
def restore(public_id: str, *, present: str, by: Actor, now: datetime) -> LogoChange:
    """Undo: the logo `public_id` again ("" for none), where `present` is the one now. Raises LogoGone."""
    organisation = gate.enter(by, permissions.ORGANISATION_CHANGE)
    wanted = Logo.objects.filter(public_id=public_id).first() if public_id else None
    if organisation.logo.get("id", "") != present or (public_id and wanted is None):
        raise LogoGone
    return _set(organisation, wanted, "accounts.organisation.logo_restored", by=by, now=now)


@transaction.atomic
def forget_replaced(*, now: datetime) -> int:
    """Delete logos of the active tenant that nobody can bring back, and their files after the commit. Idempotent."""
    return _forget(Logo.objects.outdated(now=now))


def forget_all() -> int:
    """Part of the organisation's erasure, in its transaction and tenant: rows now, files after the commit."""
    return _forget(Logo.objects.all())


def _forget(rows: Any) -> int:
    found = list(rows.order_by("pk"))
    for row in found:
        after_commit(_drop, row.files)
    Logo.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def _kind_of(file: IO[bytes]) -> str:
    """Pillow's name of the format, by the first bytes; what the file is called counts nothing."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not size:
        raise LogoEmpty
    if size > BYTES_AT_MOST:
        raise LogoTooBig(limit=BYTES_AT_MOST >> 20)
    kind = pictures.kind_of(head)
    if not kind:
        raise NotALogo.of(head)
    return kind


def _draw(file: IO[bytes], kind: str, folder: str) -> dict[str, Any]:
    source = Path(folder) / "upload"
    source.write_bytes(file.read())
    try:
        drawn: dict[str, Any] = run_limited(
            "accounts.logo_images.make", (str(source), kind, folder), memory_mb=_MEMORY_MB, seconds=_SECONDS
        )
    except LimitExceeded as error:
        raise LogoTooHeavy from error
    refusal = drawn.get("refusal")
    if refusal == "too_many_pixels":
        limit = logo_images.PIXELS_AT_MOST // 1_000_000
        raise LogoTooManyPixels(width=drawn["width"], height=drawn["height"], limit=limit)
    if refusal == "too_small":
        raise LogoTooSmall(width=drawn["width"], height=drawn["height"], least=logo_images.SIDE_AT_LEAST)
    if refusal:
        raise LogoInvisible if refusal == "invisible" else LogoBroken
    return drawn


def _store(folder: Path, *, owner: str) -> dict[str, str]:
    stored: dict[str, str] = {}
    try:
        for name in logo_images.names():
            with (folder / name).open("rb") as picture:
                ending = _ENDINGS.get(name, ".webp")
                stored[name] = files.save_stream(picture, folder=f"logos/{owner}", name=f"logo{ending}").path
    except BaseException:
        _drop(stored)
        raise
    return stored


def _drop(stored: dict[str, str]) -> None:
    for path in stored.values():
        files.delete(path)


@transaction.atomic
def _register(
    drawn: dict[str, Any], stored: dict[str, str], *, by: Actor, now: datetime, version: str | None
) -> LogoChange:
    organisation = gate.enter(by, permissions.ORGANISATION_CHANGE)
    present = organisation.logo.get("id", "")
    if organisation.logo.get("digest") == drawn["digest"]:  # a repeated request has what it wants
        return LogoChange(organisation=organisation, before=present, after=present)
    check_version(organisation, version)
    logo = Logo(organisation=organisation, files=stored, created_at=now, replaced_at=now, **drawn)
    logo.save()
    return _set(organisation, logo, "accounts.organisation.logo_set", by=by, now=now)


def _set(organisation: Organisation, logo: Logo | None, code: str, *, by: Actor, now: datetime) -> LogoChange:
    """Make this the present logo. The organisation's lock is held, so two such changes never overlap."""
    before = organisation.logo
    after = logo.summary if logo else {}
    change = LogoChange(
        organisation=organisation, before=before.get("id", ""), after=str(after.get("id", ""))
    )
    if change.before == change.after:
        return change
    Logo.objects.current().update(replaced_at=now)
    if logo:
        Logo.objects.filter(pk=logo.pk).update(replaced_at=None)
    organisation.logo = after
    organisation.version += 1
    organisation.save(update_fields=["logo", "version", "updated_at"])
    changes = {"logo": [before.get("digest"), after.get("digest")]}
    audit(organisation, code, by=by, changes=changes, organisation_id=organisation.pk)
    publish(events.OrganisationChanged(organisation_id=organisation.pk, fields=["logo"]))
    return change
