"""Links, signatures and dates as pages and the API find them. Each needs its tenant."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from content.models import Document, Obligation, ShareLink, ShareView, Signer, SignerState, SigningRequest
from content.selectors import confidential
from synthai.core.access import Actor
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A request with its signers in their order."""

    request: SigningRequest
    signers: list[Signer]

    @property
    def signed(self) -> int:
        """How many signed."""
        return sum(signer.state == SignerState.SIGNED for signer in self.signers)

    @property
    def wanted(self) -> int:
        """How many are to sign."""
        return sum(signer.state != SignerState.DELEGATED for signer in self.signers)


def links(document: Document) -> Any:
    """Its links, newest first, with how often each was opened and downloaded. One query."""
    seen = ShareView.objects.filter(link_id=OuterRef("pk"))
    return (
        ShareLink.objects.filter(document_id=document.pk)
        .annotate(
            looks=_counted(seen.filter(kind=ShareView.Kind.VIEWED)),
            downloads=_counted(seen.filter(kind=ShareView.Kind.DOWNLOADED)),
            last_at=Subquery(seen.order_by("-at").values("at")[:1]),
        )
        .order_by("-id")
    )


def _counted(rows: Any) -> Coalesce:
    counts = rows.order_by().values("link_id").annotate(number=Sum("times")).values("number")
    return Coalesce(Subquery(counts), 0)


def get_link(document: Document, public_id: str) -> ShareLink:
    """One link of a document. Raises NotFound."""
    return _one(ShareLink.objects.filter(document_id=document.pk, public_id=public_id))  # type: ignore[no-any-return]


def views(link: ShareLink, *, most: int = 100) -> list[ShareView]:
    """Who looked last, newest first."""
    return list(ShareView.objects.filter(link=link).order_by("-at", "-id")[:most])


def requests(document: Document) -> Any:
    """Requests for signatures on a document, newest first."""
    return SigningRequest.objects.filter(document_id=document.pk).select_related("shown").order_by("-id")


def get_request(document: Document, public_id: str) -> SigningRequest:
    """One request of a document. Raises NotFound."""
    return _one(requests(document).filter(public_id=public_id))  # type: ignore[no-any-return]


def standing(request: SigningRequest) -> Standing:
    """Who signs, in which order, and where each stands. One query."""
    rows = Signer.objects.filter(request=request).defer("drawing").order_by("place", "id")
    return Standing(request=request, signers=list(rows))


def newest(document: Document) -> Standing | None:
    """The newest request of a document; None when signatures were never asked for."""
    found = requests(document).first()
    return standing(found) if found is not None else None


def get_signer(request: SigningRequest, public_id: str) -> Signer:
    """One signer of a request. Raises NotFound."""
    return _one(Signer.objects.filter(request=request, public_id=public_id))  # type: ignore[no-any-return]


def obligations(*, by: Actor, is_done: bool = False) -> Any:
    """Dates of all documents that they may see and that were not put away, with document and who is told."""
    rows = Obligation.objects.filter(document__removed_at__isnull=True, done_at__isnull=not is_done)
    return rows.filter(confidential.visible(by, "document__")).select_related("document", "tells")


def obligations_of(document: Document) -> list[Obligation]:
    """Dates of one document, the next first."""
    rows = Obligation.objects.filter(document_id=document.pk).select_related("tells")
    return list(rows.order_by("due_on", "id"))


def get_obligation(public_id: str, *, by: Actor) -> Obligation:
    """One date. Raises NotFound."""
    rows = Obligation.objects.filter(confidential.visible(by, "document__"), public_id=public_id)
    return _one(rows.select_related("document"))  # type: ignore[no-any-return]


def coming(*, by: Actor, most: int = 500) -> list[Obligation]:
    """Open dates, for a calendar."""
    return list(obligations(by=by).order_by("due_on", "id")[:most])


def _one(rows: Any) -> Any:
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found
