"""What is said in films and sounds: captions put in and taken out, one language each. They show at once, wherever it plays."""

import io
from datetime import datetime
from typing import IO, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from media import permissions
from media.models import Asset, AssetCaption, AssetRendition
from media.refusals import AssetRefused
from media.selectors.shown import VTT
from media.services import adding, assets
from media.terms import AssetKind
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.files import StoredFile
from synthai.core.media import captions as reading
from synthai.core.media.drawing import removed_on_failure
from synthai.core.media.languages import LANGUAGES

_TYPE: Final = "text/vtt"


def put(file: IO[bytes], *, asset: Asset, language: str, by: Actor, now: datetime) -> AssetCaption:
    """Captions out of a WebVTT or SRT file, instead of those there were in that language.

    Not one transaction: what the player loads is stored first. Raises NotAllowed, AssetPutAway, AssetRefused.
    """
    require(by, permissions.ASSET_ADD)
    if asset.kind not in {AssetKind.VIDEO, AssetKind.AUDIO}:
        raise AssetRefused(_("Only videos and sounds have captions."))
    if language not in dict(LANGUAGES):
        raise AssetRefused(_("Choose a language of the list."), field="language")
    cues = reading.read_file(file, refused=AssetRefused)
    written = io.BytesIO(reading.written(cues).encode())
    stored = files.save_stream(written, folder=adding.folder_of(by.organisation_id or 0), name="captions.vtt")
    with removed_on_failure([stored.path]):
        return _put(asset, language, cues, stored, by=by, now=now)


@transaction.atomic
def remove(asset: Asset, *, language: str, by: Actor) -> None:
    """Take the captions of one language out. Idempotent. Raises NotAllowed, AssetPutAway."""
    row = assets.changeable(asset.pk, permissions.ASSET_ADD, by=by)
    if _dropped(row, language):
        audit(row, "media.asset.captions_removed", by=by, changes={"language": [language, None]})


@transaction.atomic
def _put(
    asset: Asset,
    language: str,
    cues: list[list[object]],
    stored: StoredFile,
    *,
    by: Actor,
    now: datetime,
) -> AssetCaption:
    row = assets.changeable(asset.pk, permissions.ASSET_ADD, by=by)
    _dropped(row, language)
    caption: AssetCaption = AssetCaption.objects.create(asset=row, language=language, cues=cues, added_at=now)
    AssetRendition.objects.create(
        asset=row, label=f"{VTT}{language}", content_type=_TYPE, path=stored.path, size=stored.size
    )
    _weigh(row, stored.size)
    audit(row, "media.asset.captions_put", by=by, changes={"language": [None, language]})
    return caption


def _dropped(row: Asset, language: str) -> bool:
    made = AssetRendition.objects.filter(asset_id=row.pk, label=f"{VTT}{language}")
    sizes = dict(made.values_list("path", "size"))
    assets.forget(sizes)
    made.delete()
    _weigh(row, -sum(sizes.values()))
    return bool(AssetCaption.objects.filter(asset_id=row.pk, language=language).delete()[0])


def _weigh(row: Asset, size: int) -> None:
    if size:
        Asset.objects.filter(pk=row.pk).update(total_size=F("total_size") + size)
