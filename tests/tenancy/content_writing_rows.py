"""Rows of machine writing, for the sweeps."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from content.models import AiSettings, Document, ModelCall, ModelSpend, RunSection, WritingRun


def store(document: Document, owner: Any) -> dict[str, str]:
    """Stores a row of every kind, in the tenant. Returns what addresses call them."""
    now = timezone.now()
    run = WritingRun.objects.create(document=document, requested_by=owner, requested_at=now, state="finished")
    RunSection.objects.create(
        run=run,
        position=0,
        key="opening",
        title="Opening",
        state="written",
        text="Dear customer.",
        by="template",
    )
    call = ModelCall.objects.create(
        key=f"call-{document.public_id}", run=run, section="opening", purpose="content.section", prompt_version="1", provider="openai", model="m",
        outcome="answered", prompt=f"For {document.title}", at=now, kept_until=(now + timedelta(days=90)).date(),
    )  # fmt: skip
    ModelSpend.objects.create(month=now.date().replace(day=1), provider="openai", model="m", calls=1)
    AiSettings.objects.create(changed_at=now, changed_by=owner)
    return {"writing_run": run.public_id, "model_call": call.public_id}
