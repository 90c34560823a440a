"""What the API says and takes about roles, rules and keys."""

from typing import Any

from rest_framework import serializers


class RoleOut(serializers.Serializer[Any]):
    """A role and what it may do. `role` is what members and invitations name it by."""

    role = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    is_custom = serializers.BooleanField()
    capabilities = serializers.ListField(child=serializers.CharField())


class RoleEditIn(serializers.Serializer[Any]):
    """A role of the organisation's own, whole."""

    name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=200, allow_blank=True, default="")
    capabilities = serializers.ListField(child=serializers.CharField(max_length=100), max_length=200)


class RoleSeeIn(serializers.Serializer[Any]):
    """Capabilities to try, saved or not; `role` adds the rules that speak of that role."""

    capabilities = serializers.ListField(child=serializers.CharField(max_length=100), max_length=200)
    role = serializers.CharField(max_length=16, allow_blank=True, default="")


class DoorOut(serializers.Serializer[Any]):
    """A page or a method of the API, as somebody would find it."""

    kind = serializers.CharField(source="door.kind")
    method = serializers.CharField(source="door.method", allow_blank=True)
    address = serializers.CharField(source="door.address")
    summary = serializers.CharField(source="door.summary")
    capability = serializers.CharField(source="door.capability", allow_null=True)
    is_open = serializers.BooleanField()


class SightOut(serializers.Serializer[Any]):
    """What somebody would see: the menu, and every door."""

    menu = serializers.ListField(child=serializers.CharField())
    doors = DoorOut(many=True)
