"""Pages of machine writing that every browser check visits."""

from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from content.models import ModelCall, ModelSpend, RunSection, WritingRun
from content.services import live_text
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.content_pages import a_document

GOOD: Final = "Umoja Foods thanks you for asking, and is glad to offer what follows."


def address(view: str, *ids: Any) -> str:
    """A page of Umoja Foods."""
    return reverse(f"content:{view}", args=["umoja-foods", *ids])


def asked(cast: Cast) -> str:
    return address("write", a_document(cast).public_id)


def a_run(cast: Cast) -> WritingRun:
    """One that has ended: a machine, the template, and one that was not written."""
    document, now = a_document(cast), timezone.now()
    with tenant(cast.umoja):
        run = WritingRun.objects.create(
            document=document, requested_by=cast.thandi.user, requested_at=now, state="finished", finished_at=now, attempts=1,
            totals={"machine": 1, "template": 1, "failed": 1, "calls": 3, "tokens": 4210, "credits": 6, "cost": "0.283100", "unpriced": 0},
        )  # fmt: skip
        rows: list[dict[str, Any]] = [
            {"key": "opening", "title": "Opening", "state": "written", "text": GOOD, "by": "machine", "model": "gpt-sandbox", "prompt_version": 1,
             "uses": [{"start": 0, "end": 11, "key": "organisation.name"}], "calls": 1},
            {"key": "offer", "title": "What we offer", "state": "written", "text": "We offer:\n\n- bread\n- milk", "by": "template",
             "because": "unsupported", "findings": ["R450 000", "Nedbank"], "calls": 2},
            {"key": "terms", "title": "Terms", "state": "failed", "error": "“How long does it hold?” has no answer yet."},
        ]  # fmt: skip
        for position, row in enumerate(rows):
            RunSection.objects.create(run=run, position=position, finished_at=now, **row)
    return run


def ended(cast: Cast) -> str:
    return address("run", a_run(cast).public_id)


def going_on(cast: Cast) -> str:
    run, now = a_run(cast), timezone.now()
    with tenant(cast.umoja):
        held = now + timedelta(days=1)
        WritingRun.objects.filter(pk=run.pk).update(
            state="running", finished_at=None, totals={}, lease_until=held
        )
        RunSection.objects.of_run(run).filter(position=1).update(
            state="writing", text="", by="", because="", findings=[]
        )
        RunSection.objects.of_run(run).filter(position=2).update(state="waiting", error="")
    live_text.LiveText("content.run.none-none", run.public_id, 1).keep(
        "We offer you bread that is baked every"
    )
    return address("run", run.public_id)


def used(cast: Cast) -> str:
    a_call(cast)
    return address("ai")


def a_call(cast: Cast) -> ModelCall:
    run, now = a_run(cast), timezone.now()
    with tenant(cast.umoja):
        for number, outcome in enumerate(("answered", "garbled", "answered")):
            call = ModelCall.objects.create(
                key=f"call-{number}", run=run, section="opening", purpose="content.section", prompt_version="1", provider="openai",
                model="gpt-sandbox", outcome=outcome, prompt="[system]\nYou write business documents.\n[user]\nMail [e-mail 1].", answer=GOOD,
                tokens_in=1204, tokens_out=160, credits=2, cost="0.094100", at=now, took_ms=2310, kept_until=now.date().replace(day=28),
            )  # fmt: skip
        this = now.date().replace(day=1)
        for month, count in ((this, 3), (this.replace(year=this.year - 1, month=12), 40)):
            ModelSpend.objects.create(
                month=month, provider="openai", model="gpt-sandbox", calls=count, failed=1, tokens_in=3612, tokens_out=480, cost="0.282300", credits=6, unpriced=1,
            )  # fmt: skip
    return call


def sent(cast: Cast) -> str:
    a_call(cast)
    return address("ai-calls")


def one_sent(cast: Cast) -> str:
    return address("ai-call", a_call(cast).public_id)


LISTED: Final[list[dict[str, Any]]] = [
    {"name": "document-write", "who": "thandi", "prepare": asked},
    {"name": "writing-run", "who": "thandi", "prepare": ended},
    {"name": "writing-run-live", "who": "thandi", "prepare": going_on},
    {"name": "machine-writing-empty", "who": "thandi", "path": lambda: address("ai")},
    {"name": "machine-writing", "who": "thandi", "prepare": used},
    {"name": "machine-writing-calls", "who": "thandi", "prepare": sent},
    {"name": "machine-writing-call", "who": "thandi", "prepare": one_sent},
]
