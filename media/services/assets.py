"""A file of the library: described, cropped, put away, brought back, deleted for good."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import ProtectedError, Sum

from media import events, locks, permissions
from media.models import Asset, AssetRendition
from media.refusals import AssetInUse, AssetKept, AssetPutAway, AssetRefused, NoPicture
from media.selectors import uses
from media.services import adding
from media.terms import AssetKind
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.media import drawing
from synthai.core.media.drawing import removed_on_failure
from synthai.core.media.pictures import SHAPES
from synthai.core.versions import check_version

UNCHANGED: Final = object()
MOST_TAGS: Final = 20
_AT_ONCE: Final = 200


@dataclass(frozen=True, kw_only=True)
class Description:
    """What is said of a file; UNCHANGED leaves a value as it is."""

    name: Any = UNCHANGED
    alt: Any = UNCHANGED
    is_decorative: Any = UNCHANGED
    credit: Any = UNCHANGED
    tags: Any = UNCHANGED


@transaction.atomic
def describe(
    asset_id: int, said: Description, *, by: Actor, now: datetime, version: str | None = None
) -> Asset:
    """Say what a file is and shows. `version` is what the person saw. What it says goes live at once, wherever it is shown.

    Raises NotAllowed, AssetPutAway, PreconditionFailed, ValidationError.
    """
    asset = changeable(asset_id, permissions.ASSET_ADD, by=by)
    check_version(asset, version)
    told: dict[str, list[Any]] = {}
    for each in fields(said):
        value = getattr(said, each.name)
        if value is UNCHANGED:
            continue
        value = plain_tags(value) if each.name == "tags" else value
        if value != getattr(asset, each.name):
            told[each.name] = [getattr(asset, each.name), value]
            setattr(asset, each.name, value)
    if told:
        changed(asset, now=now)
        audit(asset, "media.asset.described", by=by, changes=told)
    return asset


def crop(asset_id: int, focus: tuple[int, int], *, by: Actor, now: datetime) -> Asset:
    """Say what of a picture stays in sight (thousandths from the left and the top), and cut it anew.

    Not one transaction: cut first, and what was cut before is deleted when the new rows stand. Raises NotAllowed, NotFound,
    AssetPutAway, NoPicture, AssetRefused.
    """
    require(by, permissions.ASSET_ADD)
    asset = _to_crop(asset_id)
    with files.open_file(asset.path) as file:
        cut = drawing.crops(
            file, "WEBP", focus, folder=adding.folder_of(by.organisation_id or 0), refused=AssetRefused
        )
    with removed_on_failure([each.stored.path for each in cut]):
        return _cropped(asset, focus, cut, by=by, now=now)


@transaction.atomic
def put_away(asset_id: int, *, by: Actor, now: datetime) -> Asset:
    """Take a file out of the library's lists. `bring_back` undoes it. Idempotent. Raises NotAllowed, AssetInUse."""
    asset = locks.lock_asset(asset_id)
    require(by, permissions.ASSET_CHANGE)
    if asset.removed_at is None:
        _refuse_shown(asset)
        asset.removed_at = now
        changed(asset, now=now)
        audit(asset, "media.asset.put_away", by=by)
    return asset


@transaction.atomic
def bring_back(asset_id: int, *, by: Actor, now: datetime) -> Asset:
    """Undo `put_away`. Idempotent. Raises NotAllowed."""
    asset = locks.lock_asset(asset_id)
    require(by, permissions.ASSET_CHANGE)
    if asset.removed_at is not None:
        asset.removed_at = None
        changed(asset, now=now)
        audit(asset, "media.asset.brought_back", by=by)
    return asset


@transaction.atomic
def delete(asset_id: int, *, by: Actor) -> None:
    """Delete what was put away, with its files, for good. Raises NotAllowed, NotFound, AssetKept, AssetInUse."""
    asset = locks.lock_asset(asset_id)
    require(by, permissions.ASSET_CHANGE)
    if asset.removed_at is None:
        raise AssetKept
    _refuse_shown(asset)
    audit(asset, "media.asset.deleted", by=by, changes={"name": [asset.name, ""]})
    try:
        with transaction.atomic():
            gone([asset])
    except ProtectedError as error:  # the cover of a piece or of one of its revisions
        raise AssetInUse(count=len(error.protected_objects)) from error


@transaction.atomic
def clean(*, now: datetime) -> int:
    """Delete what was put away for long and is shown nowhere. Needs the tenant. Idempotent."""
    # Locked: nobody brings one back, or shows it, between the look and the deletion.
    rows = locks.lock_forgotten(now=now, most=_AT_ONCE)
    shown = uses.counts(row.pk for row in rows)
    for row in [each for each in rows if each.pk not in shown]:
        try:
            with transaction.atomic():
                gone([row])
        except ProtectedError:  # the cover of a revision
            continue
    return len(rows)


def gone(assets: Collection[Asset]) -> None:
    """Delete rows now and their files after the commit. Part of a transaction; nothing may show them."""
    keys = [asset.pk for asset in assets]
    made = AssetRendition.objects.filter(asset_id__in=keys).values_list("path", flat=True)
    forget({asset.path for asset in assets} | set(made))
    for asset in assets:
        publish(events.AssetDeleted(public_id=asset.public_id))
    Asset.objects.filter(pk__in=keys).delete()


def forget(paths: Iterable[str]) -> None:
    """Delete stored files after the commit."""
    for path in paths:
        after_commit(files.delete, path)


def changeable(asset_id: int, capability: str, *, by: Actor) -> Asset:
    """The file, locked, for a change. Part of a transaction. Raises NotFound, NotAllowed, AssetPutAway."""
    asset = locks.lock_asset(asset_id)
    require(by, capability)
    if asset.removed_at is not None:
        raise AssetPutAway
    return asset


def plain_tags(tags: Iterable[str]) -> list[str]:
    """Each once, without spaces around, in their order; at most MOST_TAGS."""
    return list(dict.fromkeys(tag for each in tags if (tag := " ".join(str(each).split())[:40])))[:MOST_TAGS]


def weigh(asset: Asset) -> int:
    """How much room a file takes with everything made of it. One query."""
    made = AssetRendition.objects.filter(asset_id=asset.pk)
    own = 0 if made.filter(path=asset.path).exists() else asset.size
    return own + int(made.aggregate(total=Sum("size"))["total"] or 0)


def _to_crop(asset_id: int) -> Asset:
    with transaction.atomic():
        asset = locks.lock_asset(asset_id)
    if asset.kind != AssetKind.IMAGE:
        raise NoPicture
    if asset.removed_at is not None:
        raise AssetPutAway
    return asset


@transaction.atomic
def _cropped(
    seen: Asset, focus: tuple[int, int], cut: Collection[drawing.Drawn], *, by: Actor, now: datetime
) -> Asset:
    asset = changeable(seen.pk, permissions.ASSET_ADD, by=by)
    if asset.edition != seen.edition:
        raise AssetRefused  # replaced meanwhile: this was cut out of another picture
    old = AssetRendition.objects.filter(asset_id=asset.pk, label__in=list(SHAPES))
    forget(old.values_list("path", flat=True))
    old.delete()
    AssetRendition.objects.bulk_create(adding.rows_of(asset, cut))
    before = [asset.focus_x, asset.focus_y]
    asset.focus_x, asset.focus_y = focus
    asset.total_size = weigh(asset)
    changed(asset, now=now)
    audit(asset, "media.asset.cropped", by=by, changes={"focus": [before, list(focus)]})
    return asset


def _refuse_shown(asset: Asset) -> None:
    if count := uses.count_of(asset):
        raise AssetInUse(count=count)


def changed(asset: Asset, *, now: datetime) -> None:
    """Count the change and store the row. Needs its lock. Raises ValidationError."""
    asset.version += 1
    asset.changed_at = now
    asset.full_clean()
    asset.save()
