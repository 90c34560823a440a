"""What the panel of suggestions shows."""

from typing import Any

from django.utils.translation import gettext as _

from publishing import permissions
from publishing.help_terms import HelpPart, HelpState, SuggestedBy
from publishing.models import Piece
from publishing.selectors import helping
from synthai.core.access import TenantRequest
from synthai.core.ai import calling


def panel(request: TenantRequest, found: Piece) -> dict[str, Any]:
    """Suggestions by part with where they are from. Two queries."""
    rows = helping.suggestions(found)
    uses = helping.wants_models()
    return {
        "piece": found,
        "parts": [
            {
                "name": part.value,
                "verb": _("Suggest a summary") if part == HelpPart.SUMMARY else _("Suggest tags"),
                "row": rows.get(part),
                "is_asked": part in rows and rows[part].state == HelpState.ASKED,
                "is_model": part in rows and rows[part].made_by == SuggestedBy.MODEL,
                "is_older": part in rows and rows[part].of_version < found.version,
            }
            for part in HelpPart
        ],
        "is_open": any(row.of_version == found.version for row in rows.values()),
        "is_waiting": any(row.state == HelpState.ASKED for row in rows.values()),
        "uses_models": uses,
        "has_model": calling.is_there(),
        "may_choose": request.actor.can(permissions.HELP_CHOOSE),
    }
