"""Marketing texts by a language model: nothing but the facts, within limits, or left out."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from content.models import CopyRequest, CopyVariant, MachineState, WrittenBy
from content.selectors import copies as selectors
from content.services import copies, copy_machine
from content.services.copies import Wish
from synthai.core.leases import LEASE
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "Rooibos hamper",
    "what": "Six teas in a box from Clanwilliam",
    "benefits": ["No caffeine", "Wrapped as a gift"],
    "price": "249.00",
    "before": "299.00",
    "until": "2026-12-24",
    "contact": "082 555 0134",
}


@pytest.fixture
def model(played: Callable[..., Any]) -> Callable[..., Any]:
    """A provider that checks what it is asked and says what the test wants: `model(says=…)`."""

    def start(**faults: Any) -> Any:
        (service,) = played("compatible")
        for name, value in faults.items():
            setattr(service.faults, name, value)
        return service

    return start


def asked(cast: Cast, **changes: Any) -> CopyRequest:
    values = {"kind": "facebook", "answers": ANSWERS, **changes}
    with tenant(cast.umoja):
        return copies.write(Wish(**values), by=cast.thandi.actor, now=timezone.now())


def variants_of(row: CopyRequest) -> list[CopyVariant]:
    with tenant(row.tenant_id):
        return selectors.variants_of(row)


def by_model(cast: Cast, row: CopyRequest) -> CopyRequest:
    with tenant(cast.umoja):
        copy_machine.write(row.pk)
        return CopyRequest.objects.get(pk=row.pk)


def said(*texts: str) -> str:
    return json.dumps({"variants": [{"subject": "", "text": text} for text in texts]})


def test_a_model_adds_variants_that_say_only_the_facts(cast: Cast, model: Any) -> None:
    good = "Six teas in a box: Rooibos hamper, R 249.00 until 24 December 2026. Order: 082 555 0134"
    service = model(says=said(good))
    row = by_model(cast, asked(cast, with_model=True, number=2))
    assert row.machine_state == MachineState.WRITTEN
    last = variants_of(row)[-1]
    assert (last.text, last.by, last.is_unchecked) == (good, WrittenBy.MACHINE, False)
    told = json.dumps(service.asked[0], ensure_ascii=False)
    assert "R\\u00a0249.00" in told or "249.00" in told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Rooibos hamper, now 30% off at R 174.30!", "30%"),
        ("Rooibos hamper by Royal Tea Traders, R 249.00.", "Traders"),
        ("Cheapest Rooibos hamper, R 249.00.", "Never used: Cheapest"),
        ("Rooibos hamper. " * 30, "Too long"),
    ],
)
def test_a_model_that_says_more_is_sent_back_once_and_then_left_out(
    cast: Cast, model: Any, text: str, why: str
) -> None:
    service = model(says=said(text))
    row = by_model(cast, asked(cast, kind="x", with_model=True, banned=("cheap",), number=2))
    assert row.machine_state == MachineState.REFUSED
    assert "left out" in row.machine_reason
    assert len(service.asked) == 2
    assert why in json.dumps(service.asked[1]["messages"][-1]["content"], ensure_ascii=False)
    assert {each.by for each in variants_of(row)} == {WrittenBy.TEMPLATE}


def test_what_was_sound_stays_when_no_second_answer_comes(cast: Cast, model: Any) -> None:
    service = model()
    good = "Rooibos hamper, R 249.00."

    def once(_schema: object) -> str:
        service.faults.busy = "3600"
        return said(good, "Rooibos hamper, R 99.00.")

    service.said = once
    row = by_model(cast, asked(cast, with_model=True, number=3))
    assert (row.machine_state, row.machine_reason) == (MachineState.WRITTEN, "")
    assert [each.text for each in variants_of(row) if each.by == WrittenBy.MACHINE] == [good]
    assert len(service.asked) == 1


@pytest.mark.parametrize("faults", [{"is_down": True}, {"says": "garbage"}, {"declines_to_write": True}])
def test_a_model_that_is_away_costs_nothing(cast: Cast, model: Any, faults: dict[str, Any]) -> None:
    model(**faults)
    row = by_model(cast, asked(cast, with_model=True))
    assert row.machine_state == MachineState.REFUSED
    assert len(variants_of(row)) == 3


def test_a_second_message_and_a_killed_worker_cost_no_second_call(
    cast: Cast, model: Any, killed: Callable[..., None]
) -> None:
    service = model(says=said("Rooibos hamper, R 249.00."))
    row = asked(cast, with_model=True)
    with tenant(cast.umoja):
        killed(lambda: copy_machine.write(row.pk))
        copy_machine.write(row.pk)  # the message comes back from the dead worker
        assert len(service.asked) == 1
        assert copy_machine.give_up(now=timezone.now()) == 0, "its lease still holds"
        assert copy_machine.give_up(now=timezone.now() + LEASE + timedelta(seconds=1)) == 1
        row.refresh_from_db()
    assert row.machine_state == MachineState.REFUSED
    assert "did not answer in time" in row.machine_reason
    assert {each.by for each in variants_of(row)} == {WrittenBy.TEMPLATE}


def test_other_languages_are_marked_unchecked(cast: Cast, model: Any) -> None:
    model(says=said("Thenga i-Rooibos hamper nge-R 249.00 kuphela."))
    row = by_model(cast, asked(cast, language="zu", number=2))
    assert [(each.by, each.is_unchecked) for each in variants_of(row)] == [(WrittenBy.MACHINE, True)]


def test_messages_to_people_say_how_to_stop(cast: Cast, model: Any) -> None:
    model(says=said("Rooibos hamper for R 249.00 until 24 December 2026."))
    row = by_model(cast, asked(cast, kind="whatsapp", with_model=True))
    assert all("STOP" in each.text and "Umoja Foods" in each.text for each in variants_of(row))


def test_own_text_is_written_anew_and_nothing_is_added(cast: Cast, model: Any) -> None:
    own = "We sell the Rooibos hamper for R 249.00 at our shop in Worcester until Friday. Please do come by and have a look."
    with tenant(cast.umoja), pytest.raises(copies.NeedsModel):
        copies.rewrite(
            own, how="shorter", kind="facebook", language="en", by=cast.thandi.actor, now=timezone.now()
        )
    service = model(says=said("Rooibos hamper, R 249.00, in Worcester until Friday."))
    with tenant(cast.umoja):
        row = copies.rewrite(
            own, how="shorter", kind="facebook", language="en", by=cast.thandi.actor, now=timezone.now()
        )
    row = by_model(cast, row)
    assert [each.by for each in variants_of(row)] == [WrittenBy.PERSON, WrittenBy.MACHINE]
    service.faults.says = said("Rooibos hamper, R 199.00, in Cape Town.")
    with tenant(cast.umoja):
        again = copies.rewrite(
            own, how="shorter", kind="facebook", language="en", by=cast.thandi.actor, now=timezone.now()
        )
    assert by_model(cast, again).machine_state == MachineState.REFUSED
