"""Files come into the library: told by their first bytes, pictures drawn anew, the rest kept as it came.

Nothing here is one transaction: a file is stored first, and removed when its row cannot be written.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import IO, Final

from django.conf import settings
from django.db import transaction

from media import events, features, locks, permissions
from media.models import Asset, AssetRendition
from media.refusals import AssetRefused
from media.selectors import figures
from media.terms import AssetKind
from synthai.core import entitlements, files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.files import StoredFile
from synthai.core.media import drawing, judging, links
from synthai.core.media.drawing import Drawn, removed_on_failure
from synthai.core.media.filetypes import Told
from synthai.core.media.mp4 import seconds_of_mp4
from synthai.core.media.states import MediaState
from synthai.core.models import Upload

Then = Callable[[Asset], None]
_PLAYING: Final = (AssetKind.VIDEO, AssetKind.AUDIO)


def folder_of(organisation_id: int) -> str:
    """Where files of an organisation's library lie in storage."""
    return f"media/{organisation_id}"


def most_bytes(kind: str) -> int:
    """How large a file of this kind may be."""
    known = {AssetKind.IMAGE: judging.PICTURE_BYTES, AssetKind.FILE: judging.FILE_BYTES}
    return known.get(AssetKind(kind), settings.MEDIA_MAX_BYTES)


def take(file: IO[bytes], *, name: str, by: Actor, now: datetime) -> Asset:
    """Keep a file that came with a form. Raises NotAllowed, AssetRefused, LimitReached, and FileTooLarge from core.files."""
    require(by, permissions.ASSET_ADD)
    told = judging.told(file, name, refused=AssetRefused)
    asset = begun(told, name, by=by, now=now)
    if told.picture:
        return pictured(file, told, asset, lambda sizes: kept(asset, largest(sizes), by=by, made=sizes))
    asset.seconds = seconds_of(file, told)
    most = judging.FILE_BYTES if told.kind == AssetKind.FILE else settings.UPLOAD_MAX_BYTES
    stored = files.save_stream(
        file, folder=folder_of(by.organisation_id or 0), name=asset.name, max_bytes=most
    )
    with removed_on_failure([stored.path]):
        return kept(asset, stored, by=by)


def take_stored(upload: Upload, *, by: Actor, now: datetime, then: Then) -> Asset:
    """The same for an upload that is whole: it stays where it is, or is removed when pictures were drawn of it.

    `then` runs in the transaction that writes the row. What is refused is the caller's to remove. Raises as `take`.
    """
    require(by, permissions.ASSET_ADD)
    told = judging.judged(links.first_bytes(upload.path, judging.HEAD), upload.name, refused=AssetRefused)
    asset = begun(told, upload.name, by=by, now=now)
    if told.picture:
        with files.open_file(upload.path) as file:
            made = pictured(
                file, told, asset, lambda sizes: kept(asset, largest(sizes), by=by, made=sizes, then=then)
            )
        files.delete(upload.path)
        return made
    stored = whole(upload, told, asset)
    return kept(asset, stored, by=by, then=then)


def begun(told: Told, name: str, *, by: Actor, now: datetime) -> Asset:
    """The row of a file, not saved yet."""
    plays = told.kind in _PLAYING
    return Asset(
        organisation_id=by.organisation_id,
        kind=told.kind,
        name=files.shown_name(name),
        content_type=told.content_type,
        state=MediaState.WAITING if plays else MediaState.READY,
        queued_at=now if plays else None,
        added_by_id=by.user_id,
        added_at=now,
        changed_at=now,
    )


def whole(upload: Upload, told: Told, asset: Asset) -> StoredFile:
    """What an upload that is no picture is stored as; its length is noted on the row. Raises AssetRefused."""
    if told.kind == AssetKind.FILE and upload.size > judging.FILE_BYTES:
        raise AssetRefused(judging.LARGE_FILE)
    sha256 = ""
    if not links.is_remote():  # at S3 a worker tells: reading it here would fetch all of it
        with files.open_file(upload.path) as file:
            asset.seconds = seconds_of(file, told)
        with files.local_copy(upload.path) as path:
            sha256 = files.sha256_of(path) if told.kind == AssetKind.FILE else ""
    return StoredFile(upload.path, upload.size, sha256)


def pictured(file: IO[bytes], told: Told, asset: Asset, then: Callable[[Collection[Drawn]], Asset]) -> Asset:
    """Draw a picture in every size, and its crops around what must stay in sight; `then` writes its rows."""
    folder = folder_of(asset.organisation_id or 0)
    sizes = drawing.in_all_sizes(file, told.picture, folder=folder, refused=AssetRefused)
    with removed_on_failure([each.stored.path for each in sizes]):
        focus = (asset.focus_x, asset.focus_y)
        cut = drawing.crops(file, told.picture, focus, folder=folder, refused=AssetRefused)
    with removed_on_failure([each.stored.path for each in [*sizes, *cut]]):
        large = next(each for each in reversed(sizes) if each.content_type == "image/webp")
        asset.width, asset.height = large.width, large.height
        return then([*sizes, *cut])


@transaction.atomic
def kept(
    asset: Asset, stored: StoredFile, *, by: Actor, made: Collection[Drawn] = (), then: Then | None = None
) -> Asset:
    """Write a new file's rows. Raises LimitReached, ValidationError, and what `then` raises."""
    put(asset, stored, made)
    room_for(asset.total_size, by=by)
    asset.full_clean()
    asset.save()
    AssetRendition.objects.bulk_create(rows_of(asset, made))
    audit(asset, "media.asset.added", by=by, changes={"name": ["", asset.name]})
    publish(events.AssetAdded(asset_id=asset.pk, public_id=asset.public_id, kind=asset.kind))
    if then is not None:
        then(asset)
    return asset


def put(asset: Asset, stored: StoredFile, made: Collection[Drawn]) -> None:
    """Note on the row where its file lies, and how much room it takes."""
    asset.path, asset.size, asset.sha256 = stored.path, stored.size, stored.sha256
    asset.total_size = sum(each.stored.size for each in made) or stored.size


def refuse_full(size: int, *, by: Actor) -> None:
    """Say early that the plan has no room for so many bytes. Raises LimitReached, NotInPlan."""
    with transaction.atomic():
        room_for(size, by=by)


def room_for(size: int, *, by: Actor) -> None:
    """Pass when the plan has room for so many bytes more. Part of a transaction. Raises LimitReached, NotInPlan."""
    organisation_id = by.organisation_id or 0
    locks.lock_room(organisation_id)
    entitlements.room_for(organisation_id, features.STORAGE, adding=figures.megabytes(size))


def rows_of(asset: Asset, made: Collection[Drawn]) -> list[AssetRendition]:
    """Rows of what was drawn, not saved yet."""
    return [
        AssetRendition(
            organisation_id=asset.organisation_id,
            asset=asset,
            label=each.label,
            content_type=each.content_type,
            path=each.stored.path,
            size=each.stored.size,
            width=each.width,
            height=each.height,
        )
        for each in made
    ]


def seconds_of(file: IO[bytes], told: Told) -> int:
    """By its header, until a worker has measured it."""
    return seconds_of_mp4(file) if told.content_type in {"video/mp4", "audio/mp4"} else 0


def largest(made: Collection[Drawn]) -> StoredFile:
    """The largest WebP of the whole picture."""
    whole_ones = [each for each in made if each.label.startswith("w") and each.label[1:].isdigit()]
    return next(each for each in reversed(whole_ones) if each.content_type == "image/webp").stored
