"""Rows of everything about search, for the sweeps."""

from typing import Any

from django.utils import timezone

from synthai.core.models import SearchCommon, SearchDay, SearchHit, SearchMiss, SearchRead
from synthai.core.search import index, writing
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import tenant


def store(organisation: Any) -> dict[str, str]:
    """Stores a row of every kind: an entry with its audience, words and vector, a change that waits, a word that many have, a kind that was read, a search in vain, one that led
    to something, and the sums of the day."""
    now = timezone.now()
    piece = SearchPiece(
        key="prices",
        title=f"Prices of {organisation.name}",
        text="Ask more.",
        path="/",
        readers=("home",),
        changed_at=now,
    )
    with tenant(organisation):
        written = writing.write(
            organisation.pk, "sweep.piece", {"prices": piece}, {"prices": ["Ask more."]}, now=now
        )
        vector = "[" + ",".join(["0.05"] * 384) + "]"
        writing.put_chunks(organisation.pk, written, {"prices": [("mark", vector)]}, is_opened=False)
        index.changed("sweep.piece", "waiting")
        SearchCommon.objects.create(lexeme="price", held=300)
        SearchRead.objects.create(kind="sweep.piece", edition=1, at=now)
        SearchMiss.objects.create(words="asked in vain", first_at=now, last_at=now)
        theirs = f"asked in vain at {organisation.slug}"
        SearchMiss.objects.create(words=theirs, first_at=now, last_at=now)
        SearchHit.objects.create(kind="sweep.piece", key="prices", words="found", first_at=now, last_at=now)
        SearchDay.objects.create(day=timezone.localdate(now), searches=1)
    return {"searched_in_vain": theirs}
