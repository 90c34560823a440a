"""Links, views, signatures and dates of a document, for the sweeps."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from content.models import Document, DocumentVersion, ShareView, Signer, VersionKind
from content.services import obligations, sharing
from content.services.obligations import Due
from content.services.sharing import Wish
from content.services.signing import asking
from content.services.signing.asking import Terms, Wanted
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, document: Document) -> dict[str, str]:
    """Stores a row of every kind, of a version that went out. Returns what addresses call them."""
    by, now = owner.actor, timezone.now()
    later = now + timedelta(days=9)
    with tenant(organisation):
        version = DocumentVersion.objects.create(
            document=document,
            number=2,
            kind=VersionKind.SENT,
            title=document.title,
            ref=document.ref,
            language="en",
            made_at=now,
            pdf="tests/none.pdf",
            sha256="0" * 64,
        )
        name = f"Customer of {organisation.slug}"
        made = sharing.share(version, Wish(name=name, expires_at=later), by=by, now=now)
        ShareView.objects.create(link=made.link, kind="viewed", at=now, ip="196.25.1.9")
        wanted = Wanted(name=name, email=f"signer@{organisation.slug}.example", label="Customer")
        request = asking.begin(version, [wanted], Terms(expires_at=later), by=by, now=now)
        due = Due(what=f"Renewal of {organisation.slug}", due_on=timezone.localdate(later))
        date = obligations.add(document, due, by=by, now=now)
        return {
            "content_link": made.link.public_id,
            "content_signing": request.public_id,
            "content_signer": Signer.objects.get(request=request).public_id,
            "content_obligation": date.public_id,
        }
