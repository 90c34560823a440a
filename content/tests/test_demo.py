"""The documents of the demo organisation are made by the verbs that people use."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from content.models import Document, DocumentVersion
from content.selectors import compositions
from content.services import demo
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


def test_samples_are_whole_but_for_the_one_that_is_still_asked(cast: Cast) -> None:
    with tenant(cast.umoja):
        made = demo.load(by=cast.thandi.actor, now=NOW)
        assert len(made) == len(demo.SAMPLES)
        whole = [not compositions.missing(document) for document in made]
        assert whole == [not sample.is_open for sample in demo.SAMPLES]
        assert Document.objects.filter(confirmed_at__isnull=False).count() == 2
        assert DocumentVersion.objects.count() == 4
        assert demo.load(by=cast.thandi.actor, now=NOW) == []


def test_the_command_makes_them_once(cast: Cast) -> None:
    call_command("seed_documents", organisation="umoja-foods")
    call_command("seed_documents", organisation="umoja-foods")
    with tenant(cast.umoja):
        assert Document.objects.count() == len(demo.SAMPLES)
