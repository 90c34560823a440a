"""The documents of the demo organisation are made by the verbs that people use."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from content.models import (
    Clause,
    CopyVariant,
    Document,
    DocumentVersion,
    ReadDocument,
    ShareLink,
    SigningRequest,
    Template,
)
from content.selectors import compositions
from content.selectors import documents as selectors
from content.services import demo
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


def test_samples_are_whole_but_for_the_one_that_is_still_asked(cast: Cast) -> None:
    with tenant(cast.umoja):
        made = demo.load(by=cast.thandi.actor, now=NOW)
        assert len(made) == len(demo.SAMPLES) + 1
        whole = [not compositions.missing(document) for document in made]
        assert whole.count(False) == sum(sample.is_open for sample in demo.SAMPLES)
        states = sorted(Document.objects.values_list("state", flat=True))
        assert states == ["draft", "draft", "draft", "draft", "sent", "sent"]
        assert DocumentVersion.objects.filter(kind="sent").count() == 2
        after = Document.objects.get(copied_from__isnull=False)
        assert selectors.sent_before(after, by=cast.thandi.actor) is not None
        assert demo.load(by=cast.thandi.actor, now=NOW) == []
        assert (
            SigningRequest.objects.count() == ShareLink.objects.count() == ReadDocument.objects.count() == 1
        )
        assert Template.objects.get().number == Clause.objects.get().number == 1
        assert CopyVariant.objects.filter(is_favourite=True).count() == 1


def test_the_command_makes_them_once(cast: Cast) -> None:
    call_command("seed_documents", organisation="umoja-foods")
    call_command("seed_documents", organisation="umoja-foods")
    with tenant(cast.umoja):
        assert Document.objects.count() == len(demo.SAMPLES) + 1
