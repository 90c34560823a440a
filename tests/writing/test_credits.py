"""Credits: asked for before each try, counted after it, capped, told of, and run out in the middle of a document."""

import traceback
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.utils import timezone

from billing.models import UsageEvent, UsageTotal
from billing.services import demo_catalogue, usage_left
from content import features
from content.engine import crediting
from content.models import Document, ModelCall, ModelSpend
from content.services import ai_credits, ai_settings, calls
from content.services.ai_credits import CreditsUsedUp, Standing
from synthai.core import entitlements, observability
from synthai.core.ai import calling, metering
from synthai.core.ai.metering import Planned
from synthai.core.ai.protocol import Origin, Usage
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast, build_cast
from tests.ai.conftest import ORIGIN, prompt
from tests.writing.scene import GOOD, says, sections, start, write

NOW = timezone.now()


@pytest.mark.parametrize(
    ("tokens", "rand", "expected"),
    [
        (0, None, 0),
        (0, "1.00", 0),
        (1, None, 1),
        (1000, None, 1),
        (1001, None, 2),
        (500_000, "0.0001", 1),
        (10, "0.05", 1),
        (10, "0.0501", 2),
        (10, "3.20", 64),
        (10, "0", 1),
    ],
)
def test_the_rule(tokens: int, rand: str | None, expected: int) -> None:
    assert crediting.of_call(tokens=tokens, rand=None if rand is None else Decimal(rand)) == expected


@pytest.mark.django_db
def test_used_up_in_the_middle_the_template_writes_the_rest(
    cast: Cast, document: Document, played: Any
) -> None:
    [service] = played("openai")
    says(service, *GOOD.values())
    with tenant(cast.umoja):
        ai_settings.cap(Decimal(3), by=cast.thandi.actor, now=NOW)
    run = write(cast, start(cast, document))
    found = sections(cast, run)
    assert [(each.by, each.because) for each in found] == [("machine", ""), ("template", "capped")]
    assert len(service.asked) == 1
    with tenant(cast.umoja):
        assert UsageTotal.objects.get(metric=features.AI_CREDITS).quantity == found[0].credits
        told = OutboxEvent.objects.filter(name="billing.UsageThresholdReached")
        assert not told.exists()  # a third of the cap
        ai_settings.cap(Decimal(1), by=cast.thandi.actor, now=NOW)
        assert ai_credits.standing(cast.umoja.pk, now=NOW) is Standing.USED_UP
    shown = cast.thandi.client().get(f"/o/umoja-foods/documents/runs/{run.public_id}/").content.decode()
    assert "The AI credits ran out on the way" in shown
    assert "The AI credits were used up" in shown


@pytest.mark.django_db
def test_people_are_told_at_80_and_100_per_cent(cast: Cast, document: Document, played: Any) -> None:
    [service] = played("openai")
    says(service, *GOOD.values())
    with tenant(cast.umoja):
        ai_settings.cap(Decimal(10), by=cast.thandi.actor, now=NOW)
        for key in range(7):
            entitlements.consume(cast.umoja.pk, features.AI_CREDITS, event_id=f"use-{key}", at=NOW)
    write(cast, start(cast, document, keys=["team"]))
    with tenant(cast.umoja):
        rows = OutboxEvent.objects.filter(name="billing.UsageThresholdReached").order_by("pk")
        told = [(row.payload["metric"], row.payload["percent"]) for row in rows.all()]
        assert told == [(features.AI_CREDITS, 50), (features.AI_CREDITS, 80)]
        left = usage_left.left(cast.umoja.pk, features.AI_CREDITS, now=NOW)
        entitlements.consume(
            cast.umoja.pk, features.AI_CREDITS, quantity=int(left or 0), event_id="last", at=NOW
        )
        assert [row.payload["percent"] for row in rows.all()] == [50, 80, 100]


@pytest.mark.django_db
def test_a_plan_without_credits_asks_no_model(cast: Cast, document: Document, played: Any) -> None:
    [service] = played("openai")
    demo_catalogue.load(now=NOW)
    entitlements.forget_all()
    run = write(cast, start(cast, document))
    assert {each.because for each in sections(cast, run)} == {"not_in_plan"}
    assert service.asked == []


@pytest.mark.django_db
def test_what_no_longer_fits_is_counted_all_the_same(cast: Cast) -> None:
    """Two at a time may pass the question before either is counted."""
    with tenant(cast.umoja):
        ai_settings.cap(Decimal(2), by=cast.thandi.actor, now=NOW)
        meter = ai_credits.CreditMeter()
        for key in ("one", "two", "two"):
            meter.spent(_spent(key, tokens=1500))
        assert UsageTotal.objects.get(metric=features.AI_CREDITS).quantity == 4
        assert UsageEvent.objects.count() == 2
        assert usage_left.left(cast.umoja.pk, features.AI_CREDITS, now=NOW) == 0
        with pytest.raises(CreditsUsedUp, match="3 AI credits and 0 are left"):
            meter.may(_planned(2500))


@pytest.mark.django_db
def test_work_of_no_organisation_is_neither_metered_nor_kept() -> None:
    ai_credits.CreditMeter().may(_planned(50_000))
    ai_credits.CreditMeter().spent(_spent("k", tokens=10))
    with all_tenants(reason="test"):
        assert not UsageEvent.objects.exists()
        assert not UsageTotal.objects.exists()


@pytest.mark.django_db
def test_calls_go_on_their_day_and_the_sums_stay(cast: Cast, document: Document, played: Any) -> None:
    [service] = played("openai")
    says(service, *GOOD.values())
    write(cast, start(cast, document))
    with tenant(cast.umoja):
        last = ModelCall.objects.newest_first().first()
        assert last is not None
        day_before = NOW + timedelta(days=89)
        assert calls.purge(now=day_before) == 0
        assert (last.kept_until - timezone.localdate(last.at)).days == 90
        assert calls.purge(now=NOW + timedelta(days=90)) == 2
        assert not ModelCall.objects.exists()
        assert ModelSpend.objects.get().calls == 2


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_stays_on_record_when_the_work_is_rolled_back(played: Any) -> None:
    cast = build_cast()
    [service] = played("openai")
    service.faults.says = "Good morning."
    with tenant(cast.umoja):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            ai_settings.switch(is_off=False, by=cast.thandi.actor, now=NOW)
            calling.generate(prompt(), origin=ORIGIN, now=NOW)
            raise ZeroDivisionError
        assert ModelCall.objects.get().answer == "Good morning."
        assert UsageTotal.objects.get(metric=features.AI_CREDITS).quantity == 1


@pytest.mark.django_db
def test_a_call_that_the_database_refuses_costs_nobody_his_answer_and_is_not_logged_in_words(
    cast: Cast, played: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    [service] = played("openai")
    service.faults.says = "Good\x00 morning."
    monkeypatch.setattr(ai_credits, "of", lambda *_: -1)
    with tenant(cast.umoja):
        assert "morning" in calling.generate(prompt("The secret recipe."), origin=ORIGIN, now=NOW).text
        assert not ModelCall.objects.exists()
    assert "was not kept: IntegrityError" in caplog.text
    assert "secret recipe" not in caplog.text
    assert "morning" not in caplog.text


@pytest.mark.django_db
def test_what_the_database_says_of_a_value_is_not_logged() -> None:
    """It repeats what it was given, with the line of SQL. (A trace shows lines of code: there the value is in small letters.)"""
    value = '{"recipe": "seven herbs'.upper()
    with (
        pytest.raises(DataError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT %s::jsonb", [value])
    trace = "".join(traceback.format_exception(refused.value))
    assert "SEVEN" in trace
    for told in (trace, repr(refused.value)):
        shown = observability.mask(told)
        assert "invalid input syntax for type json" in shown
        assert "SEVEN" not in shown
    assert "The above exception was the direct cause" in observability.mask(trace)


def _planned(tokens: int) -> Planned:
    return Planned(provider="openai", model="m", origin=Origin(purpose="x"), most_tokens=tokens, most=None)


def _spent(key: str, *, tokens: int) -> metering.Spent:
    return metering.Spent(
        key=key,
        provider="openai",
        model="m",
        origin=Origin(purpose="x"),
        usage=Usage(input=tokens),
        cost=None,
        at=NOW,
    )
