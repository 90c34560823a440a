"""Signatures at the same moment: a double click, two tabs, two signers, two workers that seal. On real parallel transactions."""

from typing import Any

import pytest
from django.utils import timezone

from content import sending_refusals as refusals
from content.models import RequestState, SealState, SigningEvent, SigningRequest
from content.services.signing import chain, ending, giving, sealing
from content.services.signing.giving import Given
from content.tests import signing_scene as scene
from content.tests.signing_scene import THEM, US, VISIT
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing import seals
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def proved(cast: Any, request: SigningRequest, *wanted: Any) -> list[int]:
    """Keys of signers who typed their code."""
    found, now = [], timezone.now()
    with tenant(cast.umoja):
        for each in wanted:
            signer = scene.signer(request, each)
            giving.send_code(signer.pk, visit=VISIT, now=now)
            giving.confirm(signer.pk, scene.code_in_mail(each.email), visit=VISIT, now=now)
            found.append(signer.pk)
    return found


def press(cast: Any, signer: int) -> Any:
    """The button in one tab: signed, or what it was told."""
    with tenant(cast.umoja):
        try:
            giving.sign(signer, Given(name="Thandi", agrees=True), visit=VISIT, now=timezone.now())
        except (refusals.SignedAlready, refusals.SigningOver) as refusal:
            return type(refusal).__name__
        return "signed"


def test_pressed_three_times_at_once_is_signed_once() -> None:
    cast = build_cast()
    request = scene.asked(cast.thandi, US, THEM, in_turn=False, now=timezone.now())
    (us,) = proved(cast, request, US)
    said = values(run_together(*[lambda: press(cast, us)] * 3))
    assert sorted(said) == ["SignedAlready", "SignedAlready", "signed"]
    with tenant(cast.umoja):
        assert SigningEvent.objects.filter(request=request, kind="signed").count() == 1
        assert chain.first_broken(request, chain.entries(request)) is None


def test_two_signers_at_the_same_moment_complete_it_once() -> None:
    cast = build_cast()
    request = scene.asked(cast.thandi, US, THEM, in_turn=False, now=timezone.now())
    us, them = proved(cast, request, US, THEM)
    assert values(run_together(lambda: press(cast, us), lambda: press(cast, them))) == ["signed", "signed"]
    with tenant(cast.umoja):
        request.refresh_from_db()
        assert request.state == RequestState.COMPLETED
        assert OutboxEvent.objects.filter(name="content.SigningCompleted").count() == 1
        assert [entry.number for entry in chain.entries(request)] == list(range(1, 11))


def test_withdrawn_while_somebody_signs_is_one_or_the_other() -> None:
    cast = build_cast()
    request = scene.asked(cast.thandi, US, now=timezone.now())
    (us,) = proved(cast, request, US)

    def withdraw() -> str:
        with tenant(cast.umoja):
            try:
                ending.withdraw(request.pk, "", by=cast.thandi.actor, now=timezone.now())
            except refusals.SigningOver:
                return "too late"
            return "withdrawn"

    said = tuple(values(run_together(lambda: press(cast, us), withdraw)))
    assert said in {("signed", "too late"), ("SigningOver", "withdrawn")}


def test_two_workers_seal_and_one_file_counts() -> None:
    cast = build_cast()
    request = scene.asked(cast.thandi, US, now=timezone.now())
    press(cast, *proved(cast, request, US))

    def seal() -> None:
        with tenant(cast.umoja):
            sealing.seal(request.pk)

    values(run_together(seal, seal))
    with tenant(cast.umoja):
        request.refresh_from_db()
        assert (request.seal_state, request.attempts) == (SealState.DONE, 1)
        assert OutboxEvent.objects.filter(name="content.SigningSealed").count() == 1
        seals.check(sealing.sealed_file(request))
