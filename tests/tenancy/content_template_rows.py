"""Rows of templates and clauses, for the sweeps."""

from typing import Any

from django.utils import timezone

from content.services import clauses, template_languages, templates
from content.services.clauses import ClauseSettings
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person) -> dict[str, str]:
    """Stores a row of every kind. Returns what addresses call them."""
    by, now = owner.actor, timezone.now()
    with tenant(organisation):
        clause = clauses.create(
            ClauseSettings(slug="payment", title=f"Payment to {organisation.name}", text="Within 30 days."),
            by=by,
            now=now,
        )
        clauses.approve(clause.pk, by=by, now=now)
        template = templates.create(f"Letter of {organisation.name}", by=by, now=now)
        block = templates.add_block(template.pk, "heading", by=by, now=now)
        templates.add_field(
            template.pk, {"key": "due", "kind": "date", "label": "Due?", "due": True}, by=by, now=now
        )
        templates.publish(template.pk, by=by, now=now)
        template_languages.add(template.pk, "af", by=by, now=now)
    return {
        "content_template": template.public_id,
        "content_block": block,
        "content_clause": clause.public_id,
        "content_ref": f"own:{template.public_id}:1",
    }
