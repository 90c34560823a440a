"""What the API says about notifications."""

from typing import Any, ClassVar

from rest_framework import serializers

from notifications.models import Notification


class NotificationOut(serializers.ModelSerializer[Notification]):
    """One line of the inbox; `url` is a path of the web site."""

    id = serializers.CharField(source="public_id", read_only=True)
    organisation = serializers.CharField(
        source="organisation.public_id", read_only=True, default=None, allow_null=True
    )

    organisation_name = serializers.CharField(
        source="organisation.name", read_only=True, default=None, allow_null=True
    )

    class Meta:
        model = Notification
        fields: ClassVar = [
            "id",
            "organisation",
            "organisation_name",
            "kind",
            "title",
            "body",
            "url",
            "thread",
            "created_at",
            "seen_at",
            "read_at",
            "archived_at",
            "snoozed_until",
        ]
        read_only_fields: ClassVar = fields


class LineIn(serializers.Serializer[Any]):
    """What to do with a line; what is not said stays. `snoozed_until` null brings it back now."""

    read = serializers.BooleanField(required=False)
    archived = serializers.BooleanField(required=False)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)


class UnreadOut(serializers.Serializer[Any]):
    """The number on the bell."""

    unread = serializers.IntegerField()


class ChangesOut(serializers.Serializer[Any]):
    """What was missed. `is_whole` false: read the whole list anew, and go on from this cursor."""

    cursor = serializers.CharField(help_text="Ask with it next time: ?after=. Opaque, good for 14 days.")
    unread = serializers.IntegerField(help_text="The number on the bell and on the app's icon.")
    is_whole = serializers.BooleanField()
    results = NotificationOut(source="lines", many=True)
