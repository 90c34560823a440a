"""A Word template with its file, for the sweeps."""

import io
from typing import Any

from django.utils import timezone

from content.engine import word_fields
from content.models import WordTemplate, WordTemplateVersion
from synthai.core import files
from synthai.core.testing import word_files
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person) -> dict[str, str]:
    """Needs the organisation's tenant. Returns what addresses call it."""
    now = timezone.now()
    stored = files.save_stream(io.BytesIO(word_files.letter()), folder="content/word", name="letter.docx")
    template = WordTemplate.objects.create(
        title=f"Letter of {organisation.name}", created_by=owner.user, created_at=now, changed_at=now
    )
    WordTemplateVersion.objects.create(
        template=template, number=1, title=template.title, file_name="letter.docx", made_at=now,
        fields=word_fields.fields_of(["customer.name"], {}), path=stored.path, size=stored.size, sha256=stored.sha256,
    )  # fmt: skip
    return {"content_word_template": template.public_id}
