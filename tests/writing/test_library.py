"""Every document of the library that a machine may draft is written whole without one, from its example's answers."""

import pytest
from django.utils import timezone

from content.models import SectionState
from content.selectors import blueprints
from content.services import documents, runs
from synthai.core.documents.blueprints import composing, examples
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.writing.scene import sections, write

pytestmark = pytest.mark.django_db


def test_all_are_written_from_facts(cast: Cast) -> None:
    now, written = timezone.now(), 0
    with tenant(cast.umoja):
        choices = [each for each in blueprints.choices() if each.ref.startswith("library:")]
    for choice in choices:
        if not any(spec.draft for spec in composing.sections(choice.blueprint)):
            continue
        with tenant(cast.umoja):
            answers = examples.answers(choice.blueprint)
            document = documents.begin(choice.ref, by=cast.thandi.actor, now=now, answers=answers)
            run = runs.start(document.pk, by=cast.thandi.actor, now=now)
        write(cast, run)
        found = sections(cast, run)
        assert [(each.key, each.error) for each in found if each.state != SectionState.WRITTEN] == [], (
            choice.ref
        )
        assert {each.because for each in found} <= {"no_model", "private"}, choice.ref
        written += 1
    assert written >= 3
