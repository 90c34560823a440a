"""Translations under real parallel transactions: one a language, one worker a run."""

from typing import Any

import pytest
from django.utils import timezone

from publishing.models import Piece, TranslationRun
from publishing.services import translation_runs, translations
from publishing.tests.translated import begun, original
from publishing.translation_refusals import TranslationExists
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_two_who_begin_the_same_language_make_one_translation() -> None:
    cast = build_cast()
    piece = original(cast.thandi)

    def begin(who: Any) -> Any:
        with tenant(cast.umoja):
            return translations.begin(piece.pk, "af", by=who.actor, now=timezone.now()).pk

    outcomes = run_together(
        lambda: begin(cast.thandi), lambda: begin(cast.bongani), lambda: begin(cast.thandi)
    )
    assert len(values(outcomes)) == 1
    assert {type(error) for error in errors(outcomes)} == {TranslationExists}
    with tenant(cast.umoja):
        assert Piece.objects.filter(original=piece).count() == 1


def test_a_run_is_one_workers() -> None:
    cast = build_cast()
    made = begun(cast.thandi, original(cast.thandi))
    with tenant(cast.umoja):
        run = TranslationRun.objects.create(piece=made, source=1, requested_at=timezone.now())

    def claim() -> Any:
        with tenant(cast.umoja):
            return translation_runs.claim(run.pk, now=timezone.now())

    taken = [each for each in values(run_together(claim, claim, claim)) if each is not None]
    assert len(taken) == 1
    with tenant(cast.umoja):
        assert TranslationRun.objects.get(pk=run.pk).attempts == 1
