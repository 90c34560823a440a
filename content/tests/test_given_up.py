"""A worker that dies while a model writes leaves nothing that says "writing" for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import CopyRequest, MachineState, ReadDocument, ReadState, SummaryState
from content.reading_tasks import copies_give_up, summaries_give_up
from content.services import reads
from synthai.core.ai import registry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
AGO = NOW - timedelta(minutes=40)


def _read(cast: Cast) -> ReadDocument:
    return ReadDocument.objects.create(
        organisation=cast.umoja, file_name="letter.txt", sha256="0" * 64, uploaded_at=AGO, queued_at=AGO, read_at=AGO,
        keep_until=NOW.date() + timedelta(days=30), state=ReadState.READ, summary_state=SummaryState.ASKED,
    )  # fmt: skip


def test_a_summary_that_never_came_may_be_asked_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with tenant(cast.umoja):
        found = _read(cast)
        assert list(ReadDocument.objects.unsummed(now=NOW)) == [found]
        summaries_give_up(organisation_id=cast.umoja.pk)
        found.refresh_from_db()
        assert found.summary_state == SummaryState.REFUSED
        assert "did not answer in time" in found.summary_reason
        monkeypatch.setattr(registry, "is_there", lambda: True)
        reads.ask_summary(found.pk, by=cast.thandi.actor, now=NOW)
        found.refresh_from_db()
        assert found.summary_state == SummaryState.ASKED
        assert not ReadDocument.objects.unsummed(now=NOW + timedelta(minutes=5)).exists()


def test_a_marketing_text_that_never_came(cast: Cast) -> None:
    with tenant(cast.umoja):
        row = CopyRequest.objects.create(
            kind="facebook",
            title="Hamper",
            tone="friendly",
            length="short",
            created_at=AGO,
            machine_state="asked",
        )
        copies_give_up(organisation_id=cast.umoja.pk)
        row.refresh_from_db()
        assert row.machine_state == MachineState.REFUSED
        assert "did not answer in time" in row.machine_reason
