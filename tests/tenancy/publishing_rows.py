"""Rows of everything about pieces and the media library, for the sweeps."""

from typing import Any

from django.utils import timezone

from media.models import Asset, AssetCaption, AssetRendition, AssetUse
from media.services import uploads
from publishing.models import OldAddress, Piece, PieceAuthor, PieceTag, Revision, Series, Tag
from synthai.core.media.uploads import Named
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person
from tests.tenancy import (
    publishing_asking_rows,
    publishing_checks_rows,
    publishing_comment_rows,
    publishing_reading_rows,
    publishing_translation_rows,
    publishing_writing_rows,
)


def store(organisation: Any, owner: Person) -> dict[str, str]:
    """Stores a row of every kind. Returns what addresses call them."""
    now = timezone.now()
    with tenant(organisation):
        asset = _asset(owner)
        named = Named(name="shelf.png", size=9)
        upload = uploads.begin(named, by=owner.actor, now=now)
        replacement = uploads.begin(named, by=owner.actor, now=now, replaces=asset)
        series = Series.objects.create(title=f"Money of {organisation.name}", slug="money")
        piece = Piece.objects.create(
            title=f"Prices of {organisation.name}",
            slug="prices",
            blocks=[{"id": "shelfblock", "kind": "text", "text": "Ask more.", "data": {}}],
            cover=asset,
            series=series,
            created_by=owner.user,
            created_at=now,
            changed_at=now,
        )
        revision = Revision.objects.create(
            piece=piece,
            number=1,
            title=piece.title,
            blocks=piece.blocks,
            made_by=owner.user,
            made_at=now,
            cover=asset,
        )
        Piece.objects.filter(pk=piece.pk).update(live=revision, live_at=now, first_live_at=now)
        PieceAuthor.objects.create(piece=piece, user=owner.user, name=owner.user.name)
        PieceTag.objects.create(piece=piece, tag=Tag.objects.create(name="Prices", slug="prices"))
        OldAddress.objects.create(piece=piece, language="en", slug="old-prices", left_at=now)
        AssetUse.objects.create(asset=asset, place="publishing.piece", key=piece.public_id, is_live=True)
    publishing_reading_rows.store(organisation, owner, piece.public_id)
    return {
        **publishing_checks_rows.store(organisation, owner, piece.public_id),
        **publishing_writing_rows.store(organisation, owner, piece.public_id),
        **publishing_comment_rows.store(organisation, owner, piece.public_id),
        **publishing_asking_rows.store(organisation, owner, piece.public_id),
        **publishing_translation_rows.store(organisation, owner, piece.public_id),
        "library_piece": piece.public_id,
        "library_series": series.public_id,
        "media_asset": asset.public_id,
        "media_upload": upload.public_id,
        "media_replacement": replacement.public_id,
    }


def _asset(owner: Person) -> Asset:
    asset: Asset = Asset.objects.create(
        kind="image",
        name="shelf.webp",
        alt="A shelf",
        path="media/none/shelf",
        content_type="image/webp",
        size=10,
        added_by=owner.user,
    )
    AssetRendition.objects.create(
        asset=asset, label="w640", content_type="image/webp", path="media/none/shelf-640", size=5
    )
    AssetCaption.objects.create(asset=asset, language="en", cues=[[0, 1, "Good day"]])
    return asset
