"""Rows of documents that were read in and of marketing texts, for the sweeps."""

import io
from datetime import timedelta
from typing import Any

from django.utils import timezone

from content.models import BannedWord, CopyRequest, CopyVariant, ReadDocument, ReadPage
from synthai.core import files
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person) -> dict[str, str]:
    """Stores a row of every kind; its tenant is active. Returns what addresses call them."""
    now = timezone.now()
    kept = files.save_stream(io.BytesIO(b"Dear supplier"), folder="tests", name="letter.txt")
    read = ReadDocument.objects.create(
        state="read",
        file_name=f"letter of {organisation.name}.txt",
        path=kept.path,
        sha256=kept.sha256,
        kind="text",
        pages=1,
        pages_read=1,
        knowledge={"language": {"code": "", "guesses": []}, "words": 2, "keywords": []},
        uploaded_by=owner.user,
        uploaded_at=now,
        queued_at=now,
        keep_until=timezone.localdate(now) + timedelta(days=90),
    )
    words = f"Dear {organisation.name}"
    ReadPage.objects.create(
        document=read, number=1, text=words, blocks=[{"kind": "text", "text": words, "level": 0, "rows": []}]
    )
    copy = CopyRequest.objects.create(
        kind="facebook",
        title=f"Offer of {organisation.name}",
        tone="plain",
        length="short",
        created_by=owner.user,
        created_at=now,
    )
    variant = CopyVariant.objects.create(
        request=copy, number=1, text=f"{organisation.name} bakes.", created_at=now
    )
    word = BannedWord.objects.create(word=f"cheap {organisation.slug}", added_at=now)
    return {
        "content_read": read.public_id,
        "content_copy": copy.public_id,
        "content_variant": variant.public_id,
        "content_word": word.public_id,
    }
