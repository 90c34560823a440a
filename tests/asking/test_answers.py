"""Answers: from what the person may read alone, each sentence with its source, or none at all; paid once."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from content.services import ai_settings
from publishing.models import Piece, Question
from publishing.refusals import AlreadyAsking, NothingAsked, OnlyPeopleAsk, QuestionTooLong, SourceGone
from publishing.services import answering, asking
from publishing.tests.test_side_doors import plans
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.leases import LEASE
from synthai.core.models import OutboxEvent, SearchMiss
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.asking import scene
from tests.asking.scene import Library, answered, ask, says, words_of, work_off

__all__ = ["plans"]
pytestmark = pytest.mark.django_db
Played = Callable[..., list[Any]]
Meanwhile = Callable[[Callable[[], object]], None]
GOOD = "You must register for VAT above R 2 300 000 of taxable sales in twelve months [1]."


def test_without_a_model_sentences_stand_word_for_word_with_their_source(library: Library) -> None:
    row = answered(library.cast.bongani, scene.VAT)
    assert (row.state, row.by, row.because) == ("answered", "extracts", "no_model")
    assert "above R 2 300 000" in words_of(row)
    assert all(each["text"] in scene.VAT_TEXT for each in row.answer)
    first = row.sources[0]
    assert (first["source"], first["anchor"]) == (f"shared/{library.vat.public_id}", "vatvatvat")
    assert "vat" in first["words"]


def test_nothing_is_made_up_where_nothing_answers(library: Library) -> None:
    row = answered(library.cast.bongani, scene.UNKNOWN)
    assert (row.state, row.by, row.answer, row.sources) == ("unanswered", "", [], [])
    with tenant(library.cast.umoja):
        miss = SearchMiss.objects.get()
    assert "parrot" in miss.words
    assert not hasattr(miss, "user_id")


def test_nobody_is_answered_from_what_they_may_not_read(library: Library, plans: Any) -> None:
    """Of managers alone, of a plan, and of another organisation."""
    cast = library.cast
    plans(cast.karoo.pk)
    assert "already had" in words_of(answered(cast.charlize, scene.STEPS))
    assert "12 percent" in words_of(answered(cast.thandi, scene.SECRET))
    assert "12 percent" not in json.dumps(_kept(answered(cast.bongani, scene.SECRET)))
    assert "already had" not in json.dumps(_kept(answered(cast.bongani, scene.STEPS)))
    assert "1 750" in words_of(answered(cast.bongani, scene.BONUS))
    assert "1 750" not in json.dumps(_kept(answered(cast.charlize, scene.BONUS)))


def test_an_index_that_lags_opens_nothing(library: Library) -> None:
    """The door of reading is asked again: what was closed a moment ago is no source, though search still finds it."""
    with tenant(library.cast.umoja):
        Piece.objects.filter(pk=library.bonus.pk).update(audience="leaders")
    assert "1 750" not in json.dumps(_kept(answered(library.cast.bongani, scene.BONUS)))
    with tenant(library.cast.umoja):
        Piece.objects.filter(pk=library.secret.pk).update(live=None)
    assert "12 percent" not in json.dumps(_kept(answered(library.cast.thandi, scene.SECRET)))


def test_a_model_answers_and_only_what_its_passage_bears_out_stands(library: Library, played: Played) -> None:
    [service] = played("openai")
    says(
        service,
        f"{GOOD} The line was R 1 000 000 until March. [1] Registering costs R 450 [1]. "
        "Exempt sales count as well [1]. Ask Dlamini Attorneys [1]. Everybody loves it. Exempt sales do not count. [1]",
    )
    row = answered(library.cast.bongani, scene.VAT)
    assert (row.state, row.by) == ("answered", "machine")
    assert [each["text"] for each in row.answer] == [
        GOOD.replace(" [1]", ""),
        "Exempt sales do not count.",
    ]
    assert row.left_out == 5
    assert {number for each in row.answer for number in each["cites"]} == {1}
    assert (row.model, row.prompt_version) == ("sandbox", 1)


def test_a_model_that_says_that_nothing_answers_is_believed(library: Library, played: Played) -> None:
    [service] = played("openai")
    says(service, "NO ANSWER")
    row = answered(library.cast.bongani, scene.VAT)
    assert (row.state, row.answer) == ("unanswered", [])
    assert row.nearest[0]["source"] == f"shared/{library.vat.public_id}"


def test_a_model_of_which_nothing_stands_gives_way_to_extracts(library: Library, played: Played) -> None:
    [service] = played("openai")
    says(service, "The line is R 5 000 000 [1]. Registering is free [9].")
    row = answered(library.cast.bongani, scene.VAT)
    assert (row.by, row.because) == ("extracts", "unsupported")
    assert "5 000 000" not in words_of(row)


def test_orders_in_a_piece_do_nothing(library: Library, played: Played) -> None:
    [service] = played("openai")
    says(
        service,
        "Bicycle tyres are pumped to 4 bar [1]. This shop is owned by Mallory [1]. Everybody gets a refund of R 9 999 [1].",
    )
    row = answered(library.cast.bongani, "To how many bar are bicycle tyres pumped?")
    assert words_of(row) == "Bicycle tyres are pumped to 4 bar."
    sent = json.dumps(service.asked[0])
    assert "Mallory" not in sent
    assert "9 999" not in sent
    row = answered(library.cast.thandi, "To how many bar are bicycle tyres pumped?")
    assert "Mallory" not in json.dumps(_kept(row))


@pytest.mark.parametrize(
    ("faults", "because"),
    [
        ({"is_down": True}, "unavailable"),
        ({"declines_to_write": True}, "declined"),
        ({"breaks_after": 3}, "unavailable"),
        ({"cuts_after": 3}, "unavailable"),
        ({"is_garbage": True}, "unavailable"),
    ],
)
def test_a_model_that_fails_costs_nobody_the_answer(
    library: Library, played: Played, faults: dict[str, Any], because: str
) -> None:
    [service] = played("openai")
    for name, value in faults.items():
        setattr(service.faults, name, value)
    row = answered(library.cast.bongani, scene.VAT)
    assert (row.state, row.by, row.because) == ("answered", "extracts", because)
    assert "2 300 000" in words_of(row)


def test_nothing_is_sent_where_machine_writing_is_off(library: Library, played: Played) -> None:
    [service] = played("openai")
    with tenant(library.cast.umoja):
        ai_settings.switch(is_off=True, by=library.cast.thandi.actor, now=timezone.now())
    row = answered(library.cast.bongani, scene.VAT)
    assert (row.by, row.because) == ("extracts", "refused")
    assert service.asked == []


def test_a_call_is_counted_and_its_words_are_not_kept(library: Library, played: Played) -> None:
    [service] = played("openai")
    says(service, GOOD)
    answered(library.cast.bongani, scene.VAT)
    with tenant(library.cast.umoja):
        call = apps.get_model("content.ModelCall").objects.get()
    assert (call.purpose, call.outcome) == ("publishing.answer", "answered")
    assert call.credits > 0
    assert "VAT" not in call.prompt + call.answer


def test_a_killed_worker_costs_no_second_call(
    library: Library, played: Played, killed: Callable[..., None]
) -> None:
    [service] = played("openai")
    says(service, GOOD)
    person = library.cast.bongani
    row = ask(person, scene.VAT)
    with tenant(library.cast.umoja):
        killed(lambda: answering.answer(row.pk))
        answering.answer(row.pk)  # the message comes back; its lease still holds
        assert asking.abandoned(now=timezone.now()) == []
        assert asking.abandoned(now=timezone.now() + LEASE + timedelta(seconds=1)) == [row.pk]
        Question.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    row = work_off(person, row)
    assert (row.state, row.by, row.because, row.attempts) == ("answered", "extracts", "lost", 2)
    assert len(service.asked) == 1


def test_a_worker_that_comes_back_late_stores_nothing(
    library: Library, played: Played, meanwhile: Meanwhile
) -> None:
    [service] = played("openai")
    row = ask(library.cast.bongani, scene.VAT)

    says(service, GOOD)
    meanwhile(lambda: Question.objects.filter(pk=row.pk).update(lease_token="another"))
    assert work_off(library.cast.bongani, row).state == "answering"


def test_the_same_form_twice_is_one_question(library: Library) -> None:
    first = ask(library.cast.bongani, scene.VAT, request_key="a")
    again = ask(library.cast.bongani, scene.VAT, request_key="a")
    assert first.pk == again.pk
    with tenant(library.cast.umoja):
        assert OutboxEvent.objects.filter(name="publishing.QuestionAsked").count() == 1
    with pytest.raises(AlreadyAsking):
        ask(library.cast.bongani, scene.BONUS, request_key="b")
    assert ask(library.cast.thandi, scene.VAT, request_key="a").pk != first.pk


def test_what_is_stopped_is_not_kept(library: Library, played: Played, meanwhile: Meanwhile) -> None:
    [service] = played("openai")
    person = library.cast.bongani
    row = ask(person, scene.VAT)

    says(service, GOOD)
    meanwhile(lambda: asking.cancel(row.public_id, by=person.actor, now=timezone.now()))
    found = work_off(person, row)
    assert (found.state, found.answer) == ("cancelled", [])


def test_a_question_is_its_persons_alone(library: Library) -> None:
    cast = library.cast
    row = answered(cast.bongani, scene.VAT)
    with tenant(cast.umoja):
        for verb in (
            lambda: asking.rate(row.public_id, is_helpful=True, by=cast.thandi.actor),
            lambda: asking.remove(row.public_id, by=cast.thandi.actor, now=timezone.now()),
            lambda: asking.cancel(row.public_id, by=cast.thandi.actor, now=timezone.now()),
            lambda: asking.put_back(row.public_id, by=cast.thandi.actor),
        ):
            with pytest.raises(NotFound):
                verb()


def test_what_is_no_question_is_refused_in_words(library: Library) -> None:
    with pytest.raises(NothingAsked):
        ask(library.cast.bongani, " ?! ")
    with pytest.raises(QuestionTooLong):
        ask(library.cast.bongani, "why " * 100)
    with pytest.raises(SourceGone):
        ask(library.cast.bongani, scene.VAT, within=f"own/{library.secret.public_id}")
    actor = library.cast.bongani.actor
    with tenant(library.cast.umoja):
        with pytest.raises(NotAllowed):
            asking.ask(scene.VAT, by=replace(actor, capabilities=frozenset()), now=timezone.now())
        with pytest.raises(OnlyPeopleAsk):
            asking.ask(scene.VAT, by=replace(actor, kind="api_key", user_id=None), now=timezone.now())


def test_a_question_within_a_piece_looks_nowhere_else(library: Library) -> None:
    source = f"own/{library.bonus.public_id}"
    assert answered(library.cast.bongani, scene.VAT, within=source).state == "unanswered"
    row = answered(library.cast.bongani, scene.BONUS, within=source)
    assert {each["source"] for each in row.sources} == {source}


def test_who_left_gets_no_answer(cast: Cast, library: Library) -> None:
    row = ask(cast.bongani, scene.VAT)
    cast.bongani.membership.delete()
    assert work_off(cast.bongani, row).state == "failed"


def test_questions_go_after_ninety_days_and_removed_ones_after_one(library: Library) -> None:
    row = answered(library.cast.bongani, scene.VAT)
    now = timezone.now()
    with tenant(library.cast.umoja):
        assert asking.purge(now=now + timedelta(days=89)) == 0
        asking.remove(row.public_id, by=library.cast.bongani.actor, now=now)
        assert asking.purge(now=now) == 0
        asking.put_back(row.public_id, by=library.cast.bongani.actor)
        assert asking.purge(now=now + timedelta(days=2)) == 0
        assert asking.purge(now=now + timedelta(days=91)) == 1


def _kept(row: Question) -> list[Any]:
    return [row.answer, row.sources, row.nearest]
