"""Large files for the library, sent in pieces (synthai.core.media.uploads): begun, gone on with, taken over."""

from datetime import datetime
from typing import Final

from media import permissions
from media.models import Asset
from media.refusals import AssetRefused
from media.services import adding, replacing
from synthai.core.access import Actor, require
from synthai.core.media import judging, uploads
from synthai.core.media.uploads import Done, Named, Wish
from synthai.core.models import Upload

PURPOSE: Final = "media.asset"
NEW: Final = "new"  # the target of what is added; of what replaces a file its public id


def begin(file: Named, *, by: Actor, now: datetime, replaces: Asset | None = None) -> Upload:
    """Make room for a file of the library, or for one that takes the place of another. Not in a transaction.

    What it replaces goes, so only what it is larger by needs room. Raises NotAllowed, UploadTooLarge, AssetRefused, LimitReached.
    """
    require(by, permissions.ASSET_CHANGE if replaces else permissions.ASSET_ADD)
    judging.refuse_large(file.name, file.size, refused=AssetRefused)
    adding.refuse_full(max(0, file.size - (replaces.total_size if replaces else 0)), by=by)
    wish = Wish(
        purpose=PURPOSE,
        target=replaces.public_id if replaces else NEW,
        folder=adding.folder_of(by.organisation_id or 0),
        name=file.name,
        size=file.size,
    )
    return uploads.begin(wish, by=by, now=now)


def end(upload: Upload, *, by: Actor, now: datetime, replaces: Asset | None = None) -> str:
    """Take the whole file into the library, or put it in the place of another; its public id. Idempotent. Not in a transaction.

    Raises NotAllowed, AssetRefused, AssetPutAway, LimitReached, NotWhole.
    """
    require(by, permissions.ASSET_CHANGE if replaces else permissions.ASSET_ADD)

    def taken(whole: Upload, done: Done) -> None:
        def then(asset: Asset) -> None:
            done(str(asset.public_id))

        if replaces is None:
            adding.take_stored(whole, by=by, now=now, then=then)
        else:
            replacing.replace_stored(replaces, whole, by=by, now=now, then=then)

    return uploads.taken(upload, taken, now=now)
