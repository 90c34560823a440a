"""What the API says and takes about the sign-in of the mobile app."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.models import TokenFamily


class CodeIn(serializers.Serializer[Any]):
    """What an app brings back from the browser, and what it kept to itself meanwhile."""

    code = serializers.CharField(max_length=200)
    code_verifier = serializers.RegexField(
        r"^[A-Za-z0-9._~-]{43,128}\Z",
        trim_whitespace=False,
        help_text="Whose S256 digest was the code_challenge.",
    )
    client_id = serializers.CharField(max_length=100)
    redirect_uri = serializers.CharField(max_length=600, help_text="The same as at the browser.")
    device = serializers.CharField(
        max_length=200,
        required=False,
        default="",
        allow_blank=True,
        help_text="Name of the device, unless it was sent to the browser already.",
    )


class SecondFactorIn(serializers.Serializer[Any]):
    """The second step: the challenge, and a code or what a passkey signed."""

    challenge = serializers.CharField(max_length=4000)
    code = serializers.CharField(max_length=40, required=False, help_text="Of the app, or a recovery code.")
    credential = serializers.DictField(
        required=False,
        help_text="What navigator.credentials.get() or its like gave for passkey_options, as JSON.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two."""
        if ("code" in attrs) == ("credential" in attrs):
            raise serializers.ValidationError({"code": "Send either a code or a credential."})
        return attrs


class ProofIn(serializers.Serializer[Any]):
    """Once more that it is the person: the password or a code."""

    password = serializers.CharField(trim_whitespace=False, max_length=1000, required=False)
    code = serializers.CharField(max_length=40, required=False, help_text="Of the app, or a recovery code.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two."""
        if ("password" in attrs) == ("code" in attrs):
            raise serializers.ValidationError({"password": "Send either the password or a code."})
        return attrs


class DeviceOut(serializers.ModelSerializer[TokenFamily]):
    """An app that is signed in."""

    id = serializers.CharField(source="public_id", read_only=True)
    is_this = serializers.SerializerMethodField(help_text="Whether the request was made with it.")

    class Meta:
        model = TokenFamily
        fields: ClassVar = [
            "id",
            "device",
            "created_at",
            "used_at",
            "expires_at",
            "used_second_factor",
            "is_this",
        ]
        read_only_fields: ClassVar = fields

    def get_is_this(self, family: TokenFamily) -> bool:
        """Whose token asks."""
        return bool(family.public_id == self.context.get("family"))
