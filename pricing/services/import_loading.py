"""What the reading process left in a folder, brought into the organisation's tables in one transaction."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from pricing import events, features, locks
from pricing.imports import loading, shelving
from pricing.imports.catalogue import ProductFacts
from pricing.imports.columns import day_number
from pricing.imports.plan import Plan
from pricing.imports.presets import get as preset_named
from pricing.imports.reading import PRODUCTS
from pricing.models import Import, ImportState
from pricing.selectors import found as search
from pricing.selectors import products as product_selectors
from pricing.services import imports, live
from pricing.terms import ImportKind
from synthai.core import entitlements
from synthai.core.events import publish


def plan_of(found: Import, path: Path) -> Plan:
    """How the file of an import is to be read, once its columns are known."""
    preset = preset_named(found.preset) if found.preset else None
    return Plan(
        path=str(path),
        kind=found.kind,
        layout=found.facts["layout"],
        mapping=found.mapping,
        rules=preset.rules if preset else (),
        options=found.options,
        today=timezone.localdate(found.uploaded_at).isoformat(),
    )


def note_counts(found: Import, facts: dict[str, Any], report: str) -> None:
    """Take over what reading counted and found. Assumes the lock; the caller saves."""
    found.row_count = facts.get("rows", 0)
    found.refused_count, found.skipped_count = facts.get("refused", 0), facts.get("skipped", 0)
    found.warning_count, found.findings = facts.get("warnings", 0), facts.get("findings", [])
    found.report_path = report


@dataclass(frozen=True)
class _Outcome:
    added: int
    changed: int
    unchanged: int
    products: int
    new_products: int


@transaction.atomic(durable=True)
def load(import_id: int, facts: dict[str, Any], folder: Path, *, report: str, token: str) -> Import:
    """Bring what was read into the organisation's tables: all of it, or nothing.

    Raises LeaseLost when another worker took over, CountedTwice when weeks meet days, LimitReached when the plan has no
    room for the new products.
    """
    found = locks.lock_import(import_id)
    imports.check_lease(found, token)
    locks.lock_sales_of_organisation(found.tenant_id)
    note_counts(found, facts, report)
    is_list = found.kind == ImportKind.CATALOGUE
    outcome = _load_catalogue(found, folder) if is_list else _load_sales(found, facts, folder)
    _finish(found, facts, outcome)
    return found


def _finish(found: Import, facts: dict[str, Any], outcome: _Outcome) -> None:
    now = timezone.now()
    found.added_count, found.changed_count = outcome.added, outcome.changed
    found.unchanged_count = outcome.unchanged
    found.product_count, found.new_product_count = outcome.products, outcome.new_products
    found.data_from = date.fromisoformat(facts["data_from"]) if "data_from" in facts else None
    found.data_until = date.fromisoformat(facts["data_until"]) if "data_until" in facts else None
    found.mark_ended(ImportState.LOADED, at=now)
    found.version += 1
    found.save()
    publish(
        events.ImportFinished(
            import_id=found.pk,
            public_id=found.public_id,
            uploaded_by_id=found.uploaded_by_id,
            file_name=found.file_name,
            kind=found.kind,
            added=outcome.added,
            changed=outcome.changed,
            unchanged=outcome.unchanged,
            refused=found.refused_count,
            products=outcome.products,
        )
    )
    live.hint_on_commit(found)
    live.products_on_commit(found.tenant_id)


def _shelve(found: Import, folder: Path, *, overrides: bool) -> tuple[list[ProductFacts], shelving.Shelving]:
    products = [ProductFacts(*entry) for entry in json.loads((folder / PRODUCTS).read_text())]
    shelved = shelving.shelve(
        products,
        organisation_id=found.tenant_id,
        import_id=found.pk,
        overrides=overrides,
        is_sample=found.is_sample,
        today=timezone.localdate(found.uploaded_at),
    )
    if shelved.added and not found.is_sample:
        require_room(found.tenant_id, shelved.added)
    search.many_changed(shelved.changed | shelved.new_ids)
    return products, shelved


def require_room(organisation_id: int, added: int) -> None:
    """Pass when the plan has room for products that were just added; else what was written is rolled back.

    Needs the lock on the organisation's sales. Raises LimitReached, with which the import ends.
    """
    if entitlements.limit(organisation_id, features.PRODUCTS) is None:
        return
    used = product_selectors.counted(organisation_id) - added
    entitlements.room_for(organisation_id, features.PRODUCTS, adding=added, used=used)


def _load_catalogue(found: Import, folder: Path) -> _Outcome:
    products, shelved = _shelve(found, folder, overrides=True)
    day = day_number(timezone.localdate(found.uploaded_at))
    costs = [(place, day, facts.cost) for place, facts in enumerate(products) if facts.cost is not None]
    shelving.note_costs(costs, shelved, organisation_id=found.tenant_id, import_id=found.pk)
    changed = len(shelved.changed - shelved.new_ids)
    return _Outcome(
        added=shelved.added,
        changed=changed,
        unchanged=len(products) - shelved.added - changed,
        products=len(products),
        new_products=shelved.added,
    )


def _load_sales(found: Import, facts: dict[str, Any], folder: Path) -> _Outcome:
    products, shelved = _shelve(found, folder, overrides=False)
    if "costs" in facts.get("arrays", ()):
        costs = np.load(folder / "costs.npy").tolist()
        shelving.note_costs(costs, shelved, organisation_id=found.tenant_id, import_id=found.pk)
    rows = loading.rows_from(folder, facts, grain=plan_of(found, folder).grain)
    merged = loading.Merged()
    if rows is not None:
        columns = loading.stage(rows, shelved.ids)
        merged = loading.merge(rows, columns, organisation_id=found.tenant_id, import_id=found.pk)
    return _Outcome(
        added=merged.added,
        changed=merged.changed,
        unchanged=merged.unchanged,
        products=len(products),
        new_products=shelved.added,
    )
