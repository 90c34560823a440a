"""A run from start to end: who wrote what and why, what went into the document, what it cost."""

from typing import Any

import pytest
from django.utils import timezone

from content.models import Document, ModelCall, ModelSpend, RunSection, SectionState, WritingState
from content.services import ai_settings, runs
from synthai.core.errors import NotAllowed
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.writing.scene import GOOD, reread, sections, start, write

pytestmark = pytest.mark.django_db


def test_without_a_provider_the_template_writes_everything_at_once(cast: Cast, document: Document) -> None:
    run = write(cast, start(cast, document))
    assert run.state == WritingState.FINISHED
    assert [(each.key, each.by, each.because) for each in sections(cast, run)] == [
        ("funding", "template", "no_model"),
        ("team", "template", "no_model"),
    ]
    document = reread(cast, document)
    assert document.texts["funding"]["body"] == "Thandi Mokoena asks for R\u00a0350\u00a0000.00 over 36\u00a0months."
    assert "terms" not in document.texts
    with tenant(cast.umoja):
        assert not ModelCall.objects.exists()
        told = OutboxEvent.objects.get(name="content.WritingFinished").payload
    assert (told["machine"], told["template"], told["failed"]) == (0, 2, 0)


def test_a_machine_writes_and_each_call_is_kept_masked(cast: Cast, document: Document, played: Any) -> None:
    [service] = played("openai")
    said = iter([GOOD["funding"], GOOD["team"]])
    service.said = lambda schema: next(said)
    run = write(cast, start(cast, document, notes="Mail me at thandi@umoja.example, and be brief."))
    found = sections(cast, run)
    assert [(each.by, each.because, each.prompt_version) for each in found] == [("machine", "", 1)] * 2
    assert {use["key"] for use in found[0].uses} >= {"funding.amount", "funding.term", "organisation.owner"}
    assert found[0].calls == 1 and found[0].tokens > 100 and found[0].credits >= 1
    with tenant(cast.umoja):
        calls = list(ModelCall.objects.order_by("pk"))
        assert [(c.outcome, c.section, c.run_id, c.purpose) for c in calls] == [
            ("answered", "funding", run.pk, "content.section"),
            ("answered", "team", run.pk, "content.section"),
        ]
        assert "thandi@umoja.example" not in calls[0].prompt
        assert "[e-mail 1]" in calls[0].prompt
        assert calls[0].cost is None
        spend = ModelSpend.objects.get()
        assert (spend.calls, spend.failed, spend.unpriced) == (2, 0, 2)
        assert spend.tokens_in + spend.tokens_out == sum(each.tokens for each in found)
    assert run.totals["machine"] == 2
    assert run.facts == []
