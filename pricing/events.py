"""Facts of pricing. Only ever extended."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RunRequested(Event):
    """Somebody asked for new prices."""

    run_id: int


@dataclass(frozen=True, kw_only=True)
class RunFinished(Event):
    """New recommendations are there."""

    run_id: int
    products: int
    changes: int


@dataclass(frozen=True, kw_only=True)
class RunFailed(Event):
    """A run ended without recommendations; `error` is the sentence for the customer."""

    run_id: int
    error: str


@dataclass(frozen=True, kw_only=True)
class RecommendationsDecided(Event):
    """Prices were accepted, rejected, or a decision undone; at most 50 ids, `count` is all.

    `starts_on` is the accepted prices' first day ("2026-12-01"), empty for the other verbs.
    """

    verb: str
    count: int
    public_ids: tuple[str, ...]
    starts_on: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportUploaded(Event):
    """A file arrived and wants to be looked at."""

    import_id: int


@dataclass(frozen=True, kw_only=True)
class ImportQueued(Event):
    """What its columns mean is known: a worker is to read it."""

    import_id: int


@dataclass(frozen=True, kw_only=True)
class ImportNeedsAnswer(Event):
    """A person must say what columns mean, or how dates or VAT are to be read."""

    import_id: int
    public_id: str
    uploaded_by_id: int | None
    file_name: str


@dataclass(frozen=True, kw_only=True)
class ImportFinished(Event):
    """Its rows are in."""

    import_id: int
    public_id: str
    uploaded_by_id: int | None
    file_name: str
    kind: str
    added: int
    changed: int
    unchanged: int
    refused: int
    products: int


@dataclass(frozen=True, kw_only=True)
class ImportFailed(Event):
    """Nothing of it is in; `error` is the sentence for the customer, `code` the dotted reason."""

    import_id: int
    public_id: str
    uploaded_by_id: int | None
    file_name: str
    code: str
    error: str


@dataclass(frozen=True, kw_only=True)
class ImportUndone(Event):
    """What it added is gone, what it changed is as it was."""

    import_id: int
    public_id: str
    removed_rows: int
    restored_rows: int
    removed_products: int


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    """A person or the API changed a product's cost, price or limits."""

    product_id: int
    public_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SampleRemoved(Event):
    """The sample data is gone."""

    products: int
    rows: int
