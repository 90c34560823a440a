"""Drafts and revisions read as they will read: by the templates of reading, with files nobody else has an address of."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from publishing.services import previews, revisions
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def block(kind: str, key: str, **data: Any) -> dict[str, Any]:
    return {"id": key, "kind": kind, "text": "", "data": data}


def test_a_draft_reads_as_it_will_read(cast: Cast, files_in_tmp: Path) -> None:
    asset = shelf.picture(cast.thandi)
    hidden = shelf.published(cast.thandi, "For managers", audience="leaders")
    beside = shelf.published(cast.thandi, "For the team", audience="team")
    film = "https://youtu.be/dQw4w9WgXcQ"
    made = [
        block("image", "picture2", asset=asset.public_id, alt="Full shelves"),
        block("image", "nothing2", asset="", alt=""),
        block("related", "related2", pieces=[hidden.public_id, beside.public_id]),
        block("embed", "embedded", url=film, title="Watch"),
    ]
    piece = shelf.published(cast.thandi, "Stock", audience="team", blocks=made)
    with tenant(cast.umoja):
        token = previews.token(piece, by=cast.thandi.actor, now=timezone.now())
        kept = revisions.keep(piece, by=cast.thandi.actor, now=timezone.now())
    here = f"/o/umoja-foods/library/write/{piece.public_id}"
    linked = f"/o/umoja-foods/library/preview/{token}/"
    pages = [
        (cast.thandi.client(), f"{here}/preview/", True),
        (cast.thandi.client(), f"{here}/revisions/{kept.number}/", True),
        (cast.bongani.client(), linked, False),
    ]
    for client, address, leads in pages:
        told = client.get(address).content.decode().partition("write-paper")[2]
        assert told.count("<picture>") == 1  # what nothing is chosen for is left out
        assert 'type="image/avif"' in told
        assert 'alt="Full shelves"' in told
        assert "For the team" in told
        assert ("For managers" in told) == leads
        assert "<iframe" not in told
        src = told.partition('<img src="')[2].partition('"')[0]
        reply: Any = client.get(src)
        assert b"".join(reply.streaming_content) == b"small webp"
    played = cast.bongani.client().get(f"{linked}?play=embedded")
    assert "youtube-nocookie.com/embed" in played.content.decode()
    assert "youtube-nocookie.com" in played["Content-Security-Policy"]
