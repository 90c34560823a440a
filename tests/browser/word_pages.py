"""Pages of Word templates that every browser check visits, and a whole paper."""

import io
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from content.services import word_templates
from synthai.core.tenancy import tenant
from synthai.core.testing import word_files
from synthai.core.testing.cast import Cast


def _address(view: str, *ids: str) -> str:
    return reverse(f"content:{view}", args=["umoja-foods", *ids])


def _added(cast: Cast) -> str:
    with tenant(cast.umoja):
        file, by, now = io.BytesIO(word_files.letter()), cast.thandi.actor, timezone.now()
        made = word_templates.add(file, name="Letter of appointment.docx", by=by, now=now)
    return made.public_id


def listed(cast: Cast) -> str:
    _added(cast)
    return _address("word-templates")


def worded(cast: Cast) -> str:
    return _address("word-template", _added(cast))


LISTED: Final[list[dict[str, Any]]] = [
    {"name": "word-templates-empty", "who": "thandi", "path": lambda: _address("word-templates")},
    {"name": "word-templates", "who": "thandi", "prepare": listed},
    {"name": "word-template-new", "who": "thandi", "path": lambda: _address("word-template-new")},
    {"name": "word-template", "who": "thandi", "prepare": worded},
]
