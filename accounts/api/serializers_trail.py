"""The audit trail over the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from synthai.core import audit_checks, audit_reading, audit_words
from synthai.core.audit_reading import TrailFilter
from synthai.core.models import AuditCheck, AuditEntry


class TrailIn(serializers.Serializer[Any]):
    """What to list. Days are cut in Africa/Johannesburg; `until` is included."""

    actor = serializers.CharField(max_length=16, required=False, help_text="A person's id.")
    actor_kind = serializers.ChoiceField(choices=sorted(audit_words.KINDS), required=False)
    noun = serializers.RegexField(r"^[a-z_.]{1,90}$", required=False, help_text="As accounts.member.")
    code = serializers.RegexField(
        r"^[a-z_.]{1,100}$", required=False, help_text="As accounts.member.removed."
    )
    object_type = serializers.RegexField(r"^[a-z_.]{1,100}$", required=False, help_text="As pricing.product.")
    object_id = serializers.CharField(max_length=64, required=False)
    request_id = serializers.CharField(max_length=64, required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)

    def wanted(self, actor_user_id: int | None) -> TrailFilter:
        """The filter; the actor's id must have been looked up."""
        given = {name: value for name, value in self.validated_data.items() if name != "actor"}
        return TrailFilter(actor_user_id=actor_user_id, **given)


class EntryOut(serializers.ModelSerializer[AuditEntry]):
    """One entry. `number` and the hashes chain it to the entry before; `changes` is {"field": [old, new]}, and left out (`is_veiled`) where
    they are about something that who asks may not see."""

    number = serializers.IntegerField(source="seq", allow_null=True)
    actor = serializers.CharField(source="actor_user.public_id", default=None, allow_null=True)
    sentence = serializers.SerializerMethodField()
    is_veiled = serializers.SerializerMethodField()
    previous_hash = serializers.SerializerMethodField()
    hash = serializers.SerializerMethodField()

    class Meta:
        model = AuditEntry
        fields: ClassVar = [
            "number",
            "at",
            "actor_kind",
            "actor",
            "actor_label",
            "code",
            "sentence",
            "object_type",
            "object_id",
            "changes",
            "is_veiled",
            "request_id",
            "ip",
            "previous_hash",
            "hash",
        ]
        read_only_fields: ClassVar = fields

    def get_sentence(self, entry: AuditEntry) -> str:
        """The code in words, to stand after the actor's label."""
        return audit_words.sentence(entry.code)

    def get_is_veiled(self, entry: AuditEntry) -> bool:
        """Whether its values are left out."""
        return audit_reading.is_veiled(entry, self.context.get("veiled", ()))

    def to_representation(self, instance: AuditEntry) -> Any:
        """Without what is not for who asks."""
        told = super().to_representation(instance)
        return {**told, "changes": {}} if told["is_veiled"] else told

    def get_previous_hash(self, entry: AuditEntry) -> str:
        """64 hexadecimal digits; zeros for the first entry."""
        return bytes(entry.previous_hash or b"").hex()

    def get_hash(self, entry: AuditEntry) -> str:
        """64 hexadecimal digits."""
        return bytes(entry.hash or b"").hex()


class CheckOut(serializers.ModelSerializer[AuditCheck]):
    """A check of the chain: how far it is, and what it found."""

    id = serializers.CharField(source="public_id", read_only=True)
    percent = serializers.IntegerField()
    entries = serializers.IntegerField(source="checked")
    broken_entry = serializers.IntegerField(source="broken_seq", allow_null=True)
    detail = serializers.SerializerMethodField()

    class Meta:
        model = AuditCheck
        fields: ClassVar = [
            "id",
            "state",
            "percent",
            "entries",
            "anchors",
            "requested_at",
            "finished_at",
            "broken_entry",
            "fault",
            "detail",
        ]
        read_only_fields: ClassVar = fields

    def get_detail(self, check: AuditCheck) -> str:
        """The fault in words; empty for an unbroken chain."""
        return audit_checks.outcome(check)
