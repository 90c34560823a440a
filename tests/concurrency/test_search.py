"""Many search, and open what they find, at the same moment: every one counts, and none waits for ever."""

from functools import partial

import pytest
from django.utils import timezone

from synthai.core.models import SearchDay, SearchHit, SearchMiss
from synthai.core.search import counting, misses
from synthai.core.search.results import Results
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_search_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    umoja, now = build_cast().umoja, timezone.now()
    monkeypatch.setattr(misses, "MOST", 3)
    ids = {"looked_in": umoja.pk, "belongs_to": umoja.pk, "now": now}
    searched = partial(counting.searched, Results(), organisation_id=umoja.pk, where="page", now=now)
    opened = partial(counting.opened, "bread", "tests.note", "bread", 1, **ids)
    vain = [
        partial(misses.note, f"words {number}", organisation_id=umoja.pk, language="en", now=now)
        for number in range(6)
    ]
    same = partial(misses.note, "the same words", organisation_id=umoja.pk, language="en", now=now)
    outcomes = run_together(*[searched] * 4, *[opened] * 4, *vain, *[same] * 4)
    assert [outcome.error for outcome in outcomes if not outcome.succeeded] == []
    with tenant(umoja):
        day = SearchDay.objects.get()
        assert (day.searches, day.in_vain, day.opened) == (4, 4, 4)
        assert SearchHit.objects.get().times == 4
        assert SearchMiss.objects.count() <= 3 + 6  # whoever comes last makes room for what it sees
        assert SearchMiss.objects.filter(words="the same words").get().times == 4
