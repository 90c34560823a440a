"""How far a signer and a sender can make us mail others."""

from datetime import timedelta

import pytest

from content import sending_refusals as refusals
from content.models import Signer
from content.services.signing import ending, giving
from content.tests import signing_scene as scene
from content.tests.signing_scene import NOW, THEM, VISIT
from notifications.models import Mail
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


def prove(signer: Signer) -> None:
    """Ask for the code and type it."""
    giving.send_code(signer.pk, visit=VISIT, now=NOW)
    giving.confirm(signer.pk, scene.code_in_mail(signer.email), visit=VISIT, now=NOW)


def test_a_place_goes_through_some_hands_only_and_a_reminder_is_pressed_once(cast: Cast) -> None:
    request = scene.asked(cast.thandi, THEM)
    with scene.followed(), tenant(cast.umoja):
        here = scene.signer(request, THEM)
        for hand in range(3):
            prove(here)
            here = giving.delegate(here.pk, f"Hand {hand}", f"hand{hand}@kasi.example", visit=VISIT, now=NOW)
        prove(here)
        with pytest.raises(refusals.PassedOnEnough, match="3 times"):
            giving.delegate(here.pk, "One more", "victim@example.org", visit=VISIT, now=NOW)
        ending.remind_now(here.pk, by=cast.thandi.actor, now=NOW)
        with pytest.raises(refusals.RemindedJustNow):
            ending.remind_now(here.pk, by=cast.thandi.actor, now=NOW + timedelta(minutes=9))
        ending.remind_now(here.pk, by=cast.thandi.actor, now=NOW + timedelta(minutes=11))
    assert not Mail.objects.filter(recipient="victim@example.org").exists()
