"""Pieces as search finds them: what stands in the live revision, and the tokens of who may read all of it."""

from collections.abc import Iterable
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from publishing import features, permissions
from publishing.engine import access, words
from publishing.models import Piece
from publishing.selectors.platform import platform_id
from publishing.selectors.readers import OWN
from publishing.terms import Audience
from synthai.core.access import Actor
from synthai.core.search import readers
from synthai.core.search.kinds import SearchKind
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id

NAME: Final = "publishing.piece"


def load(keys: Iterable[str]) -> list[SearchPiece]:
    """The live pieces with these ids. A constant number of queries. Runs inside the tenant."""
    organisation_id = active_organisation_id() or 0
    is_platform, slug = organisation_id == platform_id(), people.slug_of(organisation_id)
    rows = Piece.objects.live(now=timezone.now()).select_related("live")
    return [_piece(row, slug, is_platform=is_platform) for row in rows.filter(public_id__in=list(keys))]


def keys() -> list[str]:
    """Those of all live pieces."""
    rows = Piece.objects.live(now=timezone.now())
    return list(rows.order_by("pk").values_list("public_id", flat=True))


def tokens(audience: str, *, is_platform: bool) -> tuple[str, ...]:
    """Who finds it. What is no audience of an organisation's own shelf is found by its people alone, as on its pages."""
    if not is_platform and audience in {Audience.MEMBERS, Audience.PLAN}:
        return (access.HOME,)
    return access.tokens_of(audience)


def held(actor: Actor) -> tuple[str, ...]:
    """The token of the organisation's own shelf, for who may read it there: no guest, no support, no key without that scope. No query."""
    is_ours = not actor.is_guest and not actor.support_public_id
    return (access.HOME,) if is_ours and readers.holds(actor, permissions.LIBRARY_READ) else ()


def withheld(actor: Actor) -> tuple[str, ...]:
    """What opens no piece to whoever may not read the library, as on its pages: the plan, and the right to read what is for managers."""
    if readers.holds(actor, permissions.LIBRARY_READ):
        return ()
    return (f"feature:{features.MEMBERS_LIBRARY}", f"cap:{permissions.LEADERS_READ}")


def path_of(piece: Piece, slug: str, *, is_platform: bool) -> str:
    """The page: public where everybody may walk up to it."""
    if is_platform and piece.audience in {Audience.PUBLIC, Audience.MEMBERS, Audience.PLAN}:
        return f"/read/{piece.language}/{piece.slug}/"
    return f"/o/{slug}/library/read/{OWN}/{piece.public_id}/"


def _piece(row: Piece, slug: str, *, is_platform: bool) -> SearchPiece:
    live = row.live
    facts = dict(live.facts or {}) if live else {}
    return SearchPiece(
        key=row.public_id,
        title=live.title if live else row.title,
        summary=live.summary if live else "",
        text=words.plain(live.blocks) if live else "",
        path=path_of(row, slug, is_platform=is_platform),
        readers=tokens(row.audience, is_platform=is_platform),
        changed_at=row.live_at or row.changed_at,
        language=row.language,
        facets={"format": (row.kind,), "topic": tuple(tag for tag, _name in facts.get("tags", []))},
    )


KIND: Final = SearchKind(name=NAME, label=_("Library"), icon="journal-text", load=load, keys=keys)
