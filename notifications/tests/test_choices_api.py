"""What reaches a person, read and changed by the mobile app."""

from datetime import time
from typing import TYPE_CHECKING, Any

import pytest

from notifications.channels.protocol import Channel
from notifications.models import Choice, ChoiceChange, Personal
from notifications.tests.kinds import CATEGORY

if TYPE_CHECKING:
    from django.test import Client

    from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
URL = "/api/v1/notifications/choices/"


def patch(client: "Client", **given: Any) -> Any:
    return client.patch(URL, given, content_type="application/json")


def test_the_app_reads_and_changes_what_reaches_her(cast: "Cast", django_assert_max_num_queries: Any) -> None:
    client = cast.thandi.client()
    with django_assert_max_num_queries(6):
        before = client.get(URL).json()
    ways = {
        way["channel"]: way for row in before["categories"] if row["code"] == CATEGORY for way in row["ways"]
    }
    assert ways["email"]["options"][0] == {
        **ways["email"]["options"][0],
        "value": "",
        "is_chosen": True,
    }
    change = {"category": CATEGORY, "channel": "email", "frequency": "weekly"}
    hours = {"quiet_from": "21:00", "quiet_until": "06:30", "digest_hour": 8}
    after = patch(client, choices=[change], hours=hours).json()
    assert after["hours"]["quiet_from"] == "21:00:00"
    chosen = Choice.objects.get(user=cast.thandi.user, category=CATEGORY, channel=Channel.EMAIL.value)
    assert chosen.frequency == "weekly"
    assert Personal.objects.get(user=cast.thandi.user).quiet_until == time(6, 30)
    proof = ChoiceChange.objects.filter(user=cast.thandi.user).order_by("pk")
    assert {each.way for each in proof} == {"api"}
    count = proof.count()
    patch(client, choices=[change], hours=hours)
    assert proof.count() == count, "the same again is no change"
    patch(client, choices=[{**change, "frequency": None}])
    assert not Choice.objects.filter(user=cast.thandi.user, category=CATEGORY).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"category": "nonsense", "channel": "email", "frequency": "now"},
        {"category": "security", "channel": "email", "frequency": "off"},
        {"category": CATEGORY, "channel": "in_app", "frequency": "weekly"},
        {"category": "offers", "channel": "email", "frequency": "now"},
    ],
)
def test_what_cannot_be_chosen_is_said_and_changes_nothing(cast: "Cast", change: dict[str, str]) -> None:
    fine = {"category": CATEGORY, "channel": "email", "frequency": "off"}
    answer = patch(cast.thandi.client(), choices=[fine, change])
    assert answer.status_code == 422
    assert change["category"] in answer.json()["detail"]
    assert not Choice.objects.filter(user=cast.thandi.user).exists()


def test_half_a_quiet_time_changes_nothing(cast: "Cast") -> None:
    fine = {"category": CATEGORY, "channel": "email", "frequency": "off"}
    answer = patch(cast.thandi.client(), choices=[fine], hours={"quiet_from": "21:00", "quiet_until": None})
    assert answer.status_code == 422
    assert not Choice.objects.filter(user=cast.thandi.user).exists()
