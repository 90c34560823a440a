"""Files of the library as search finds them: by name, by what they show, and by what is said in them."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from media import permissions
from media.models import Asset, AssetCaption
from synthai.core.search.kinds import SearchKind, itself
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id

NAME: Final = "media.asset"


def load(keys: Iterable[str]) -> list[SearchPiece]:
    """The files with these ids that were not put away. Three queries."""
    rows = list(Asset.objects.kept().filter(public_id__in=list(keys)))
    said: dict[int, list[str]] = {}
    for caption in AssetCaption.objects.filter(asset__in=rows).order_by("pk"):
        said.setdefault(caption.asset_id, []).extend(str(cue[2]) for cue in caption.cues if len(cue) > 2)
    slug = people.slug_of(active_organisation_id() or 0)
    return [_piece(row, slug, said.get(row.pk, [])) for row in rows]


def keys() -> list[str]:
    """Those of all files that were not put away."""
    return list(Asset.objects.kept().order_by("pk").values_list("public_id", flat=True))


def _piece(row: Asset, slug: str, said: list[str]) -> SearchPiece:
    return SearchPiece(
        key=row.public_id,
        title=row.name,
        summary=row.alt,
        text="\n".join([*row.tags, row.credit, *said]),
        path=f"/o/{slug}/media/{row.public_id}/",
        readers=(f"cap:{permissions.ASSET_VIEW}",),
        changed_at=row.changed_at,
        facets={"format": (row.kind,)},
    )


KIND: Final = SearchKind(
    name=NAME, label=_("File"), icon="image", load=load, keys=keys, follows={"media.asset": itself}
)
