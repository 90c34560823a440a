"""What the API says and takes about people and organisations. Fields are listed, never a model's all."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers_logo import LogoOut
from accounts.models import Invitation, Membership, Organisation, User

BRANCHES_HELP = "Ids of branches; an empty list is the whole organisation."
ROLE_HELP = "administrator, manager, member, viewer, or the id of a custom role of the organisation."


class TokenIn(serializers.Serializer[Any]):
    """Sign in on a device."""

    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False, max_length=1000)
    device = serializers.CharField(
        max_length=200,
        required=False,
        default="",
        allow_blank=True,
        help_text="Name of the device, shown to the person.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A misspelt name would be lost without a word, so what is no field is refused."""
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(
                dict.fromkeys(unknown, "There is no such field. Send email, password and device.")
            )
        return attrs


class TokenOut(serializers.Serializer[Any]):
    """An access token for the Authorization header, and the refresh token for the next pair."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField(help_text="Seconds the access token lives.")


class RefreshIn(serializers.Serializer[Any]):
    """A refresh token. Each works once: the answer holds its successor."""

    refresh = serializers.CharField(max_length=4000)


class MeOut(serializers.ModelSerializer[User]):
    """The signed-in person."""

    id = serializers.CharField(source="public_id", read_only=True)

    class Meta:
        model = User
        fields: ClassVar = ["id", "email", "name", "joined_at"]
        read_only_fields: ClassVar = fields


class MeIn(serializers.Serializer[Any]):
    """What a person changes about themselves."""

    name = serializers.CharField(max_length=120)


class OrganisationOut(serializers.ModelSerializer[Organisation]):
    """An organisation. `delete_after` is set while it waits for its deletion."""

    id = serializers.CharField(source="public_id", read_only=True)
    logo = serializers.SerializerMethodField()

    @extend_schema_field(LogoOut(allow_null=True))
    def get_logo(self, organisation: Organisation) -> Any:
        """The logo, or null."""
        return LogoOut(organisation).data if organisation.logo else None

    class Meta:
        model = Organisation
        fields: ClassVar = [
            "id",
            "slug",
            "name",
            "logo",
            "vat_number",
            "currency",
            "locale",
            "timezone",
            "created_at",
            "delete_after",
        ]
        read_only_fields: ClassVar = fields


class MyOrganisationOut(serializers.ModelSerializer[Membership]):
    """An organisation of the signed-in person, with their role there."""

    id = serializers.CharField(source="organisation.public_id", read_only=True)
    slug = serializers.CharField(source="organisation.slug", read_only=True)
    name = serializers.CharField(source="organisation.name", read_only=True)
    delete_after = serializers.DateTimeField(
        source="organisation.delete_after", read_only=True, allow_null=True
    )
    role_title = serializers.CharField(source="get_role_display", read_only=True)

    class Meta:
        model = Membership
        fields: ClassVar = ["id", "slug", "name", "role", "role_title", "joined_at", "delete_after"]
        read_only_fields: ClassVar = fields


class OrganisationIn(serializers.Serializer[Any]):
    """A new organisation. `vat_number_confirmed` keeps a VAT number that looks wrong."""

    name = serializers.CharField(max_length=120)
    vat_number = serializers.CharField(max_length=20, allow_blank=True, default="")
    vat_number_confirmed = serializers.BooleanField(source="is_vat_confirmed", default=False)


class OrganisationChangeIn(serializers.Serializer[Any]):
    """What changes; what is left out stays."""

    name = serializers.CharField(max_length=120, required=False)
    vat_number = serializers.CharField(max_length=20, allow_blank=True, required=False)
    vat_number_confirmed = serializers.BooleanField(source="is_vat_confirmed", default=False)


class PasswordIn(serializers.Serializer[Any]):
    """The signed-in person's password, asked again; may be left out after fresh proof (/api/v1/token/proof/)."""

    password = serializers.CharField(trim_whitespace=False, max_length=1000, required=False)


class MemberOut(serializers.ModelSerializer[Membership]):
    """A member of the team."""

    id = serializers.CharField(source="public_id", read_only=True)
    person = serializers.CharField(source="user.public_id", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    role_title = serializers.CharField(source="get_role_display", read_only=True)
    branches = serializers.ListField(
        source="branch_ids", child=serializers.CharField(), read_only=True, help_text=BRANCHES_HELP
    )

    class Meta:
        model = Membership
        fields: ClassVar = ["id", "person", "name", "email", "role", "role_title", "branches", "joined_at"]
        read_only_fields: ClassVar = fields


class MemberIn(serializers.Serializer[Any]):
    """Another role, other branches, or both; what is left out stays. Ownership changes by transfer."""

    role = serializers.CharField(max_length=16, required=False, help_text=ROLE_HELP)
    branches = serializers.ListField(
        child=serializers.CharField(max_length=16), max_length=200, required=False, help_text=BRANCHES_HELP
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An empty change is a mistyped one."""
        if not attrs:
            raise serializers.ValidationError({"role": _("Send a role, branches, or both.")})
        return attrs


class TransferIn(PasswordIn):
    """To whom the organisation is handed."""

    member = serializers.CharField(max_length=32, help_text="Id of a member, as in the list of members.")


class InvitationOut(serializers.ModelSerializer[Invitation]):
    """An invitation; its link is in the mail only."""

    id = serializers.CharField(source="public_id", read_only=True)
    invited_by = serializers.CharField(
        source="invited_by.label", read_only=True, allow_null=True, default=None
    )
    role_title = serializers.CharField(source="get_role_display", read_only=True)
    branches = serializers.ListField(
        source="branch_ids", child=serializers.CharField(), read_only=True, help_text=BRANCHES_HELP
    )

    class Meta:
        model = Invitation
        fields: ClassVar = [
            "id",
            "email",
            "role",
            "role_title",
            "branches",
            "status",
            "invited_by",
            "created_at",
            "sent_at",
            "expires_at",
            "closed_at",
        ]
        read_only_fields: ClassVar = fields


class InvitationIn(serializers.Serializer[Any]):
    """Whom to invite, and as what."""

    email = serializers.EmailField(max_length=254)
    role = serializers.CharField(max_length=16, help_text=ROLE_HELP)
    branches = serializers.ListField(
        child=serializers.CharField(max_length=16), max_length=200, default=list, help_text=BRANCHES_HELP
    )


class AcceptIn(serializers.Serializer[Any]):
    """The token at the end of the link in the invitation mail."""

    token = serializers.CharField(max_length=200)
