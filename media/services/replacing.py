"""Another file in the place of one of the library: wherever it is shown, readers get the old one or the new one, never none."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import transaction

from media import events, permissions
from media.models import Asset, AssetRendition
from media.refusals import AssetPutAway, AssetRefused
from media.selectors.shown import VTT
from media.services import adding, assets
from media.terms import AssetKind
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.files import StoredFile
from synthai.core.media import judging, links
from synthai.core.media.drawing import Drawn, removed_on_failure
from synthai.core.models import Upload

Then = Callable[[Asset], None]


def replace(asset: Asset, file: IO[bytes], *, name: str, by: Actor, now: datetime) -> Asset:
    """Take a file of the same kind that came with a form. Its words, its focus and its captions stay.

    Not one transaction: the new file is stored first; the old one is deleted when the rows stand. Raises NotAllowed, AssetPutAway,
    AssetRefused, LimitReached, FileTooLarge.
    """
    _may(asset, by=by)
    told = judging.told(file, name, refused=AssetRefused, wanted=(asset.kind,))
    fresh = _fresh(asset, adding.begun(told, name, by=by, now=now))
    if told.picture:
        return adding.pictured(
            file, told, fresh, lambda made: _put(asset, fresh, adding.largest(made), made, by=by, now=now)
        )
    fresh.seconds = adding.seconds_of(file, told)
    most = judging.FILE_BYTES if told.kind == AssetKind.FILE else settings.UPLOAD_MAX_BYTES
    stored = files.save_stream(
        file, folder=adding.folder_of(by.organisation_id or 0), name=name, max_bytes=most
    )
    with removed_on_failure([stored.path]):
        return _put(asset, fresh, stored, (), by=by, now=now)


def replace_stored(asset: Asset, upload: Upload, *, by: Actor, now: datetime, then: Then) -> Asset:
    """The same for an upload that is whole. `then` runs in the transaction that writes the row."""
    _may(asset, by=by)
    head = links.first_bytes(upload.path, judging.HEAD)
    told = judging.judged(head, upload.name, refused=AssetRefused, wanted=(asset.kind,))
    fresh = _fresh(asset, adding.begun(told, upload.name, by=by, now=now))
    if told.picture:
        with files.open_file(upload.path) as file:
            put = adding.pictured(
                file,
                told,
                fresh,
                lambda made: _put(asset, fresh, adding.largest(made), made, by=by, now=now, then=then),
            )
        files.delete(upload.path)
        return put
    return _put(asset, fresh, adding.whole(upload, told, fresh), (), by=by, now=now, then=then)


def _may(asset: Asset, *, by: Actor) -> None:
    require(by, permissions.ASSET_CHANGE)
    if asset.removed_at is not None:
        raise AssetPutAway


def _fresh(asset: Asset, begun: Asset) -> Asset:
    """A row that is never saved: what the new file is, with the old one's focus."""
    begun.focus_x, begun.focus_y = asset.focus_x, asset.focus_y
    return begun


@transaction.atomic
def _put(
    asset: Asset,
    fresh: Asset,
    stored: StoredFile,
    made: Collection[Drawn],
    *,
    by: Actor,
    now: datetime,
    then: Then | None = None,
) -> Asset:
    row = assets.changeable(asset.pk, permissions.ASSET_CHANGE, by=by)
    old = AssetRendition.objects.filter(asset_id=row.pk).exclude(label__startswith=VTT)
    assets.forget({row.path, *old.values_list("path", flat=True)})
    before, before_size = row.sha256, row.total_size
    old.delete()
    for name in ("content_type", "state", "queued_at", "width", "height", "seconds"):
        setattr(row, name, getattr(fresh, name))
    row.trouble, row.progress, row.attempts = "", 0, 0
    row.lease_until, row.lease_token = None, ""  # a worker that is at the old one finds that it lost it
    adding.put(row, stored, made)
    AssetRendition.objects.bulk_create(adding.rows_of(row, made))
    row.total_size = assets.weigh(row)
    if row.total_size > before_size:
        adding.room_for(row.total_size - before_size, by=by)
    row.edition += 1
    assets.changed(row, now=now)
    audit(row, "media.asset.replaced", by=by, changes={"sha256": [before, row.sha256]})
    publish(
        events.AssetReplaced(asset_id=row.pk, public_id=row.public_id, kind=row.kind, edition=row.edition)
    )
    if then is not None:
        then(row)
    return row
