"""Consents over the API: what a person may agree to, and her word."""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.channels.protocol import Channel
from notifications.services import consents
from notifications.services.choices import Way
from synthai.core.access import signed_in_id
from synthai.core.api.views import PersonAPIView, validated


class ConsentOut(serializers.Serializer[Any]):
    """One purpose and channel, and the words that must stand beside the box."""

    category = serializers.CharField()
    channel = serializers.CharField()
    wording = serializers.CharField()
    is_given = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)


class ConsentIn(serializers.Serializer[Any]):
    """A person's word. `wording` is what the app showed: it must be ours, so that the proof is true."""

    category = serializers.CharField(max_length=40)
    channel = serializers.ChoiceField(choices=[each.value for each in Channel])
    is_given = serializers.BooleanField()
    wording = serializers.CharField(max_length=1000)


class ConsentsView(PersonAPIView):
    """What a person agreed to. Everything is off until she says yes."""

    @extend_schema(responses=ConsentOut(many=True))
    def get(self, request: Request) -> Response:
        """All there is to agree to."""
        return Response(ConsentOut(consents.of_person(signed_in_id(request)), many=True).data)

    @extend_schema(request=ConsentIn, responses=ConsentOut(many=True))
    def post(self, request: Request) -> Response:
        """Give one or take it back; the same again changes nothing."""
        user_id, given = signed_in_id(request), validated(ConsentIn, request)
        program = request.headers.get("user-agent", "")[:200]
        consents.decide(
            user_id,
            given["category"],
            Channel(given["channel"]),
            is_given=given["is_given"],
            way=Way("api", get_client_ip(request), {"program": program}),
            shown=given["wording"],
            now=timezone.now(),
        )
        return Response(ConsentOut(consents.of_person(user_id), many=True).data)
