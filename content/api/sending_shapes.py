"""Shapes of the API of sharing, signing and dates. An address with its secret is given to who may send documents alone."""

from typing import Any

from rest_framework import serializers

from content import signing_terms as terms
from content.models import Obligation, RequestState, ShareLink, SignerState
from content.services import sharing


class LinkIn(serializers.Serializer[Any]):
    """Whom a link is for, and what it lets them do."""

    name = serializers.CharField(max_length=terms.NAME_LENGTH)
    email = serializers.EmailField(max_length=terms.EMAIL_LENGTH, required=False)
    days = serializers.IntegerField(min_value=1, max_value=terms.MOST_DAYS, default=terms.LINK_DAYS)
    is_mailed = serializers.BooleanField(default=False)
    message = serializers.CharField(max_length=terms.MESSAGE_LENGTH, default="", allow_blank=True)
    may_download = serializers.BooleanField(default=True)
    has_watermark = serializers.BooleanField(default=False)
    asks_code = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An address where one is needed."""
        if (attrs["asks_code"] or attrs["is_mailed"]) and not attrs.get("email"):
            raise serializers.ValidationError(
                {"email": "Give the address to which the code or the link goes."}
            )
        return attrs


class LinkOut(serializers.Serializer[ShareLink]):
    """A link, and how often it was used."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    email = serializers.CharField()
    asks_code = serializers.BooleanField()
    has_watermark = serializers.BooleanField()
    may_download = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(source="revoked_at", allow_null=True)
    first_viewed_at = serializers.DateTimeField(allow_null=True)
    views = serializers.IntegerField(source="looks", default=0)
    downloads = serializers.IntegerField(default=0)
    url = serializers.SerializerMethodField()

    def get_url(self, link: ShareLink) -> str:
        """The whole address."""
        return sharing.address_of(link)


class SignerIn(serializers.Serializer[Any]):
    """One signer. `role` is that of a place of the paper; `order` counts where they sign one after the other."""

    name = serializers.CharField(max_length=terms.NAME_LENGTH)
    email = serializers.EmailField(max_length=terms.EMAIL_LENGTH)
    role = serializers.CharField(max_length=60, default="", allow_blank=True)
    signs_as = serializers.CharField(max_length=terms.LABEL_LENGTH, default="", allow_blank=True)
    order = serializers.IntegerField(min_value=1, max_value=terms.MOST_SIGNERS, default=1)


class SigningIn(serializers.Serializer[Any]):
    """Who signs, and how it goes."""

    signers = SignerIn(many=True, allow_empty=False)
    in_turn = serializers.BooleanField(default=True)
    days = serializers.IntegerField(min_value=1, max_value=terms.MOST_DAYS, default=terms.SIGNING_DAYS)
    message = serializers.CharField(max_length=terms.MESSAGE_LENGTH, default="", allow_blank=True)
    remind_after = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=terms.MOST_DAYS),
        max_length=terms.MOST_REMINDERS,
        default=list(terms.REMIND_AFTER),
    )


class SignerOut(serializers.Serializer[Any]):
    """Where a signer stands."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.CharField()
    signs_as = serializers.CharField(source="label")
    order = serializers.IntegerField(source="place")
    state = serializers.ChoiceField(choices=SignerState.choices)
    asked_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class SigningOut(serializers.Serializer[Any]):
    """A request for signatures. `sealed_sha256` is of the sealed file, once it is there."""

    id = serializers.CharField(source="request.public_id")
    state = serializers.ChoiceField(source="request.state", choices=RequestState.choices)
    in_turn = serializers.BooleanField(source="request.in_turn")
    created_at = serializers.DateTimeField(source="request.created_at")
    expires_at = serializers.DateTimeField(source="request.expires_at")
    ended_at = serializers.DateTimeField(source="request.ended_at", allow_null=True)
    reason = serializers.CharField(source="request.reason")
    sha256 = serializers.CharField(source="request.shown.sha256")
    is_sealed = serializers.BooleanField(source="request.is_sealed")
    sealed_sha256 = serializers.CharField(source="request.sealed_sha256")
    signers = SignerOut(many=True)


class ReasonIn(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=terms.REASON_LENGTH, default="", allow_blank=True)


class DateIn(serializers.Serializer[Any]):
    """A date in a document."""

    what = serializers.CharField(max_length=terms.LABEL_LENGTH)
    due_on = serializers.DateField()
    lead_days = serializers.IntegerField(min_value=0, max_value=terms.MOST_DAYS, default=terms.LEAD_DAYS)


class DateChangeIn(serializers.Serializer[Any]):
    """Another day, other words, or done."""

    what = serializers.CharField(max_length=terms.LABEL_LENGTH, required=False)
    due_on = serializers.DateField(required=False)
    lead_days = serializers.IntegerField(min_value=0, max_value=terms.MOST_DAYS, required=False)
    is_done = serializers.BooleanField(required=False)


class DateOut(serializers.Serializer[Obligation]):
    """A date in a document; who is told hears of it on `tell_on`."""

    id = serializers.CharField(source="public_id")
    document = serializers.CharField(source="document.public_id")
    what = serializers.CharField()
    due_on = serializers.DateField()
    lead_days = serializers.IntegerField()
    tell_on = serializers.DateField()
    done_at = serializers.DateTimeField(allow_null=True)
