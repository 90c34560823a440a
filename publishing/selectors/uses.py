"""Pieces as the media library tells where a file is shown."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from media.selectors.uses import Place
from publishing.models import Piece
from publishing.terms import Audience

LABEL: Final = gettext_lazy("Library")


def places(organisation: str, keys: Iterable[str]) -> dict[str, Place]:
    """The pieces with these public ids, with the page where they are written; one for managers is not named, since everybody who
    writes looks through the media library. One query. Needs the tenant."""
    rows = Piece.objects.filter(public_id__in=list(keys)).only("public_id", "title", "slug", "audience")
    return {
        row.public_id: Place(
            title=_title(row), url=reverse("publishing:write-piece", args=[organisation, row.public_id])
        )
        for row in rows
    }


def _title(row: Piece) -> str:
    return gettext("A piece for managers") if row.audience == Audience.LEADERS else str(row)
