"""Imports as pages and the API show them."""

from dataclasses import dataclass
from typing import Any

from pricing.imports.answers import Options
from pricing.imports.mapping import questions_left
from pricing.imports.presets import get as preset_named
from pricing.imports.problem_kinds import KINDS
from pricing.models import Import, ImportState, Product
from synthai.core.errors import NotFound

_HEAVY = ("facts", "mapping", "options", "findings")
_TONES = {
    ImportState.LOADED: "success",
    ImportState.FAILED: "danger",
    ImportState.MAPPING: "warning",
    ImportState.READING: "info",
    ImportState.UPLOADED: "info",
    ImportState.WAITING: "info",
}


@dataclass(frozen=True)
class Finding:
    """One kind of problem in one column, in words."""

    code: str
    severity: str
    column: str
    count: int
    wrong: str
    mend: str
    examples: list[dict[str, Any]]


def imports() -> Any:
    """Every import of the organisation, without what only its own page needs."""
    return Import.objects.defer(*_HEAVY)


def get_import(public_id: str) -> Import:
    """One import with its organisation. Raises NotFound."""
    found = Import.objects.select_related("organisation").filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def findings_of(found: Import) -> list[Finding]:
    """What was found in the file, worst first; kinds that no longer exist are left out."""
    return [
        Finding(
            code=entry["code"],
            severity=entry["severity"],
            column=entry["column"],
            count=entry["count"],
            wrong=str(KINDS[entry["code"]].wrong),
            mend=str(KINDS[entry["code"]].mend),
            examples=entry["examples"],
        )
        for entry in found.findings
        if entry["code"] in KINDS
    ]


def open_questions(found: Import) -> list[str]:
    """What a person must answer before the file can be read, besides what columns mean."""
    return questions_left(found.facts.get("asks", []), Options.from_json(found.options))


def program_of(found: Import) -> str:
    """The name of the program whose export this is, or nothing."""
    preset = preset_named(found.preset) if found.preset else None
    return str(preset.label) if preset else ""


def tone_of(state: str) -> str:
    """The colour of a state's pill."""
    return _TONES.get(ImportState(state), "neutral")


def has_samples() -> bool:
    """Whether the organisation still has sample data."""
    return Product.objects.samples().exists()
