"""What the pages of translations show: contexts of templates, without rules and without writes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from publishing import permissions
from publishing.models import Piece
from publishing.selectors import beside, machine, translations
from publishing.selectors.beside import Row
from publishing.selectors.translations import InLanguage, MatrixFilter, Source
from publishing.selectors.writing import can_change
from publishing.services import translation_hints
from publishing.terms import HEADS, LANGUAGES
from publishing.translation_terms import TranslationState
from publishing.views import draft_drawing
from publishing.views import write_screens as screens
from synthai.core.access import TenantRequest
from synthai.core.keyset import Page

_SHOWN = tuple(TranslationState)


def matrix(request: TenantRequest, page: Page[Piece], chosen: MatrixFilter) -> dict[str, Any]:
    """Pieces by languages. Three queries, however many there are."""
    now, by = timezone.now(), request.actor
    found = translations.languages_of(page.rows, by=by, now=now)
    columns = [(code, name) for code, name in LANGUAGES if chosen.language in {"", code}]
    counted = translations.counts(by=by, now=now)
    return {
        "page": page,
        "is_plain": chosen.is_plain,
        "columns": columns,
        "lines": [{"piece": row, "cells": _cells(found[row.pk], columns)} for row in page.rows],
        "states": [(state.value, state.label) for state in _SHOWN],
        "counts": [
            {
                "code": code,
                "name": name,
                "numbers": [(state.value, state.label, counted[code][state]) for state in _SHOWN],
            }
            for code, name in LANGUAGES
        ],
        "is_editor": by.can(permissions.PIECE_EDIT),
    }


def _cells(found: list[InLanguage], columns: list[tuple[str, str]]) -> list[InLanguage]:
    by_code = {each.language: each for each in found}
    return [by_code[code] for code, _name in columns]


def languages(request: TenantRequest, original: Piece) -> dict[str, Any]:
    """A piece in its languages. One query more for who may change the original: none."""
    now, by = timezone.now(), request.actor
    found = translations.languages_of([original], by=by, now=now)[original.pk]
    is_own = can_change(original, by)
    frame = screens.piece(request, original, active="languages") if is_own else {"piece": original}
    missing = [each for each in found if each.state == TranslationState.MISSING and not each.is_away]
    return {
        **frame,
        "is_own": is_own,
        "found": found,
        "missing": [(each.language, each.label) for each in missing],
        "why_not": machine.why_not(),
    }


def editor(request: TenantRequest, found: Piece, source: Source | None) -> dict[str, Any]:
    """The translation beside its original."""
    frame = {**screens.piece(request, found, active="languages"), "source": source, "beside": True}
    if source is None:
        return frame
    both = beside.beside(found, source)
    offers = screens.offered(found.blocks, by=request.actor, found=found)
    drawn = _drawn(request, source)
    places = [block["id"] for block in found.blocks]
    return {
        **frame,
        "both": both,
        "heads": [
            {**_row(row, drawn), "part": _in_its_language(found, screens.head(found, row.key))}
            for row in both.heads
        ],
        "rows": [
            {
                **_row(row, drawn),
                "part": _in_its_language(found, screens.part(found, row.mine, offers)) if row.mine else None,
                "is_first": row.key in places[:1],
                "is_last": row.key in places[-1:],
            }
            for row in both.rows
        ],
        "is_behind": source.has_changed,
        **progress(request, found),
    }


def _drawn(request: TenantRequest, source: Source) -> dict[str, Mapping[str, Any]]:
    blocks = draft_drawing.blocks(
        source.now.blocks, request.organisation.slug, by=request.actor, now=timezone.now()
    )
    return {block["id"]: block for block in blocks}


def _in_its_language(found: Piece, part: dict[str, Any]) -> dict[str, Any]:
    """The part with fields that say in which language one writes in them: for spelling, and for who hears them."""
    for field in part["form"].fields.values():
        if isinstance(field, forms.CharField):
            field.widget.attrs["lang"] = found.language
    return part


def _row(row: Row, drawn: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "row": row,
        "label": "" if row.key in HEADS else screens.label_of(row.original or row.mine),
        "block": drawn.get(row.key),
        "words": row.original["text"] if row.original is not None and row.key in HEADS else "",
    }


def progress(request: TenantRequest, found: Piece) -> dict[str, Any]:
    """Where a machine's draft stands, and whether one may be asked for."""
    run = machine.last_run(found)
    return {
        "piece": found,
        "run": run,
        "topic": translation_hints.topic_of(run) if run is not None else "",
        "why_not": "" if run is not None and run.is_active else machine.why_not(),
        "undone": run is not None and not run.is_active and run.written > 0 and found.is_machine_draft,
        "language": found.get_language_display(),
    }
