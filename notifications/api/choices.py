"""What reaches a person, over the API: how often by category and channel, and her hours. Consent to marketing is apart (consents.py)."""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications import matrix, selectors
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.engine.locales import LANGUAGES
from notifications.models.person import FREQUENCIES
from notifications.services import choices, escalating
from notifications.services.choices import Way
from synthai.core.access import signed_in_id
from synthai.core.api.views import PersonAPIView, validated
from synthai.core.errors import DomainError


class NothingToChoose(DomainError):
    """There is no such place in the matrix, or all of it is critical."""

    code = "notifications.nothing_to_choose"
    title = _("There is nothing to choose")
    status = 422
    message = _(
        "%(category)s by %(channel)s cannot be set to %(frequency)s. The list says what can be chosen; consent to news and offers "
        "has an address of its own."
    )


class HoursSerializer(serializers.Serializer[Any]):
    """Quiet hours and digests, by the person's own clock. A language "" is the organisation's."""

    zone = serializers.CharField(max_length=60, required=False)
    quiet_from = serializers.TimeField(required=False, allow_null=True)
    quiet_until = serializers.TimeField(required=False, allow_null=True)
    digest_hour = serializers.IntegerField(min_value=0, max_value=23, required=False)
    digest_weekday = serializers.IntegerField(min_value=0, max_value=6, required=False)
    language = serializers.ChoiceField(choices=["", *LANGUAGES], required=False, allow_blank=True)


class OptionOut(serializers.Serializer[Any]):
    """A frequency that may be chosen; "" takes the choice back to the default."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name that the app reads
    is_chosen = serializers.BooleanField()


class WayOut(serializers.Serializer[Any]):
    """A category on one channel. Locked: all of it always comes."""

    channel = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name that the app reads
    is_locked = serializers.BooleanField()
    has_critical = serializers.BooleanField()
    options = OptionOut(many=True)


class CategoryOut(serializers.Serializer[Any]):
    """What people choose about."""

    code = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    ways = WayOut(many=True, source="cells")


class ChoicesOut(serializers.Serializer[Any]):
    """All that a person may choose, and what she chose."""

    categories = CategoryOut(many=True)
    hours = HoursSerializer()


class ChoiceIn(serializers.Serializer[Any]):
    """How often a category may come by a channel; null or "" for the default."""

    category = serializers.CharField(max_length=40)
    channel = serializers.ChoiceField(choices=[each.value for each in Channel])
    frequency = serializers.ChoiceField(
        choices=["", *(value for value, _label in FREQUENCIES)], allow_null=True, allow_blank=True
    )


class ChoicesIn(serializers.Serializer[Any]):
    """Only what changes."""

    choices = serializers.ListField(child=ChoiceIn(), required=False, max_length=200)
    hours = HoursSerializer(required=False)


class TakenOut(serializers.Serializer[Any]):
    """Whether this press took the matter; false when it was taken or had resolved itself."""

    is_taken_now = serializers.BooleanField()


class ChoicesView(PersonAPIView):
    """What reaches me."""

    @extend_schema(responses=ChoicesOut)
    def get(self, request: Request) -> Response:
        """Every category by channel, with what may be chosen there."""
        return Response(ChoicesOut(_all_of(signed_in_id(request))).data)

    @extend_schema(request=ChoicesIn, responses=ChoicesOut)
    def patch(self, request: Request) -> Response:
        """Change some of it, all or nothing; the same again changes nothing. Each change is kept as proof."""
        user_id, given = signed_in_id(request), validated(ChoicesIn, request)
        way = Way("api", get_client_ip(request), {"program": request.headers.get("user-agent", "")[:200]})
        wanted = _wanted(given.get("choices", []))
        choices.change(user_id, wanted, given.get("hours"), way=way, now=timezone.now())
        return Response(ChoicesOut(_all_of(user_id)).data)


class TakeView(PersonAPIView):
    """“I have it”."""

    @extend_schema(request=None, responses=TakenOut)
    def post(self, request: Request, public_id: str) -> Response:
        """Take the matter that a line is about, so that nobody else is asked. Harmless when it is pressed again."""
        user_id = signed_in_id(request)
        line = selectors.get_line(user_id, public_id)
        taken = escalating.take(line.key, user_id, way="app", now=timezone.now())
        return Response({"is_taken_now": taken})


def _all_of(user_id: int) -> dict[str, Any]:
    rows = matrix.rows(selectors.choices_of(user_id), {}, with_marketing=False)
    return {"categories": rows, "hours": choices.hours_of(user_id)}


def _wanted(given: list[dict[str, Any]]) -> dict[matrix.Place, Frequency | None]:
    """What is asked for. Raises NothingToChoose for what no cell offers."""
    offered = {
        (row.code, cell.channel): {option.value for option in cell.options}
        for row in matrix.rows({}, {}, with_marketing=False)
        for cell in row.cells
        if not cell.is_locked
    }
    wanted: dict[matrix.Place, Frequency | None] = {}
    for each in given:
        place, often = (each["category"], Channel(each["channel"])), each["frequency"] or ""
        if often not in offered.get(place, set()):
            raise NothingToChoose(category=place[0], channel=place[1].value, frequency=often or "default")
        wanted[place] = Frequency(often) if often else None
    return wanted
