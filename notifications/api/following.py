"""What a person follows in an organisation, over the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.services import followed, following
from synthai.core.api.kinds import KeyNotHere
from synthai.core.api.views import TenantAPIView, validated


class TopicIn(serializers.Serializer[Any]):
    """A thing by its kind and its public name, as its own address has it."""

    topic = serializers.CharField(max_length=40, help_text='The kind of thing: "pricing.product".')
    subject = serializers.CharField(max_length=80, help_text="The thing's id.")


class FollowedOut(serializers.Serializer[Any]):
    """One thing that somebody follows; `name` is empty when it is gone, `url` a path of the web site."""

    topic = serializers.CharField()
    subject = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    by_team = serializers.BooleanField(help_text="Her team follows it, not she herself.")
    since = serializers.DateTimeField()


class FollowingView(TenantAPIView):
    """What I follow here. People only: a key has no inbox."""

    capability = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises KeyNotHere for a key."""
        super().initial(request, *args, **kwargs)
        if self.actor.kind != "person":
            raise KeyNotHere

    @extend_schema(responses=FollowedOut(many=True))
    def get(self, request: Request, organisation: str) -> Response:
        """All of it, newest first."""
        return Response(FollowedOut(followed.followed(by=self.actor), many=True).data)

    @extend_schema(request=TopicIn, responses={204: None})
    def post(self, request: Request, organisation: str) -> Response:
        """Follow a thing; twice is once."""
        asked = validated(TopicIn, request)
        following.subscribe(asked["topic"], asked["subject"], by=self.actor, now=timezone.now())
        return Response(status=204)


class FollowedView(FollowingView):
    """One thing."""

    http_method_names = ["delete", "options"]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, topic: str, subject: str) -> Response:
        """Stop following it; what is not followed stays so."""
        following.unsubscribe(topic, subject, by=self.actor, now=timezone.now())
        return Response(status=204)
