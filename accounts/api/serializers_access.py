"""What the API says and takes about roles, rules and keys."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.models import Branch


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
    branch = serializers.CharField(
        max_length=16,
        allow_blank=True,
        default="",
        help_text="As somebody of this branch would; none without.",
    )


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


class FindingOut(serializers.Serializer[Any]):
    """What the linter says. An error keeps a rule from being saved, a warning does not."""

    level = serializers.CharField()
    code = serializers.CharField()
    pointer = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()


class RuleOut(serializers.Serializer[Any]):
    """A rule as data, and in words."""

    id = serializers.CharField(source="rule.public_id")
    name = serializers.CharField(source="rule.name")
    is_active = serializers.BooleanField(source="rule.is_active")
    definition = serializers.JSONField(source="rule.definition")
    sentence = serializers.CharField()
    findings = FindingOut(many=True)


class RuleIn(serializers.Serializer[Any]):
    """A rule, whole. `definition` has effect, subject, actions, and when."""

    name = serializers.CharField(max_length=80)
    definition = serializers.JSONField()
    is_active = serializers.BooleanField(default=True)


class RuleLintIn(serializers.Serializer[Any]):
    """A rule to be read, not saved; `rule` is the id of the one it would replace."""

    definition = serializers.JSONField()
    rule = serializers.CharField(max_length=16, allow_blank=True, default="")


class WhyIn(serializers.Serializer[Any]):
    """Who wants to do what. Without member and key: oneself. What is left out is not known."""

    member = serializers.CharField(max_length=16, required=False)
    key = serializers.CharField(max_length=16, required=False)
    capability = serializers.CharField(max_length=100)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)
    percent = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)
    category = serializers.CharField(max_length=120, required=False)
    branch = serializers.CharField(
        max_length=16,
        required=False,
        help_text="Id of the branch the deed concerns; without one those of who acts decide.",
    )
    at = serializers.DateTimeField(required=False)


class RuleAskedOut(serializers.Serializer[Any]):
    """A rule that speaks of it. `matches` is null where the deed does not say enough."""

    name = serializers.CharField()
    effect = serializers.CharField()
    sentence = serializers.CharField()
    matches = serializers.BooleanField(allow_null=True)
    decided = serializers.BooleanField()


class WhyOut(serializers.Serializer[Any]):
    """The answer, and which rule decided."""

    is_allowed = serializers.BooleanField(source="verdict.is_allowed")
    reason = serializers.CharField(source="verdict.reason")
    sentence = serializers.CharField()
    who = serializers.CharField()
    role = serializers.CharField()
    branches = serializers.ListField(child=serializers.CharField(), help_text="Names; empty is all.")
    capability = serializers.CharField()
    rules = RuleAskedOut(many=True)


class BranchOut(serializers.ModelSerializer[Branch]):
    """A branch. Members, invitations and rules name it by `id`."""

    id = serializers.CharField(source="public_id", read_only=True)

    class Meta:
        model = Branch
        fields: ClassVar = ["id", "name", "code", "city", "is_active"]
        read_only_fields: ClassVar = fields


class BranchIn(serializers.Serializer[Any]):
    """A branch, whole. `code` is kept in capitals."""

    name = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=12)
    city = serializers.CharField(max_length=60, allow_blank=True, default="")


class KeyOut(serializers.Serializer[Any]):
    """An API key. Its secret is in the answer that made it, and nowhere else."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    addresses = serializers.ListField(child=serializers.CharField())
    responsible = serializers.CharField(source="responsible.label", allow_null=True, default=None)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class KeyWithSecretOut(KeyOut):
    """With the secret: keep it now, it is not shown again."""

    secret = serializers.CharField()


class KeyIn(serializers.Serializer[Any]):
    """A key, whole."""

    name = serializers.CharField(max_length=60)
    scopes = serializers.ListField(child=serializers.CharField(max_length=100), max_length=200)
    expires_at = serializers.DateTimeField()
    addresses = serializers.ListField(
        child=serializers.CharField(max_length=50),
        max_length=50,
        default=list,
        help_text="CIDR; empty is anywhere.",
    )


class KeyRotateIn(serializers.Serializer[Any]):
    """How long the old secret works still."""

    overlap_hours = serializers.IntegerField(default=24, min_value=0, max_value=168)
