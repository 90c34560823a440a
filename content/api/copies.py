"""Marketing texts over the API."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from content import copy_terms, permissions
from content.engine.copywriting import judging
from content.engine.copywriting.channels import CHANNELS, LENGTHS, TONES
from content.models import CopyRequest, MachineState, WrittenBy
from content.selectors import copies as selectors
from content.services import copies
from content.services.copies import Wish
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class VariantOut(serializers.Serializer[Any]):
    """One way to say it. `is_unchecked`: in a language in which only figures, days and addresses were compared with the facts."""

    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField()
    subject = serializers.CharField()
    text = serializers.CharField()
    by = serializers.ChoiceField(choices=WrittenBy.choices)
    is_unchecked = serializers.BooleanField()
    is_favourite = serializers.BooleanField()
    used_at = serializers.DateTimeField(allow_null=True)


class CopyOut(serializers.Serializer[Any]):
    """A marketing text as a list shows it."""

    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=list(CHANNELS))
    title = serializers.CharField()
    tone = serializers.ChoiceField(choices=list(TONES))
    length = serializers.ChoiceField(choices=list(LENGTHS))
    language = serializers.CharField()
    machine_state = serializers.ChoiceField(choices=MachineState.choices)
    machine_reason = serializers.CharField()
    created_at = serializers.DateTimeField()


class CopyDetailOut(CopyOut):
    """With its variants."""

    variants = VariantOut(many=True)


class CopyIn(serializers.Serializer[Any]):
    """What is to be written. Nothing is said that is not given here."""

    kind = serializers.ChoiceField(choices=list(CHANNELS))
    tone = serializers.ChoiceField(choices=list(TONES), default="friendly")
    length = serializers.ChoiceField(choices=list(LENGTHS), default="medium")
    language = serializers.ChoiceField(choices=list(copy_terms.LANGUAGES), default="en")
    variants = serializers.IntegerField(min_value=1, max_value=copy_terms.MOST_VARIANTS, default=3)
    name = serializers.CharField(max_length=120)
    what = serializers.CharField(max_length=300, required=False, allow_blank=True)
    benefits = serializers.ListField(
        child=serializers.CharField(max_length=120), max_length=copy_terms.MOST_BENEFITS, required=False
    )
    price = serializers.DecimalField(max_digits=11, decimal_places=2, min_value=0, required=False)
    before = serializers.DecimalField(max_digits=11, decimal_places=2, min_value=0, required=False)
    until = serializers.DateField(required=False)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    contact = serializers.CharField(max_length=120, required=False, allow_blank=True)
    banned = serializers.ListField(child=serializers.CharField(max_length=80), max_length=30, required=False)
    with_model = serializers.BooleanField(default=False)


class JudgeIn(serializers.Serializer[Any]):
    """A text, and where it is to go."""

    kind = serializers.ChoiceField(choices=list(CHANNELS))
    text = serializers.CharField(max_length=20_000)


class JudgedOut(serializers.Serializer[Any]):
    """All nought, empty and false: it may go out."""

    letters = serializers.IntegerField()
    over = serializers.IntegerField()
    tags_over = serializers.IntegerField()
    banned = serializers.ListField(child=serializers.CharField())
    lacks_stop = serializers.BooleanField()


class VariantIn(serializers.Serializer[Any]):
    """What changes about a variant; what is left out stays."""

    text = serializers.CharField(max_length=20_000, required=False)
    subject = serializers.CharField(max_length=200, required=False, allow_blank=True)
    is_favourite = serializers.BooleanField(required=False)
    is_used = serializers.BooleanField(required=False)


class CopiesView(TenantListView):
    """Marketing texts."""

    capabilities: ClassVar = {"GET": permissions.COPY_USE, "POST": permissions.COPY_USE}
    serializer_class = CopyOut
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> Any:
        """Every one of the organisation."""
        return selectors.copies()

    @extend_schema(request=CopyIn, responses={201: CopyDetailOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Write variants by rule at once; with `with_model` a language model adds more: poll it."""
        row = copies.write(_wish(validated(CopyIn, request)), by=self.actor, now=timezone.now())
        return Response(detail(row), status=status.HTTP_201_CREATED)


class CopyView(TenantAPIView):
    """One marketing text."""

    capabilities: ClassVar = {"GET": permissions.COPY_USE, "DELETE": permissions.COPY_USE}

    @extend_schema(responses=CopyDetailOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """With its variants."""
        return Response(detail(selectors.get_copy(public_id)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, public_id: str) -> Response:
        """Remove it from the list; for a day POST to its return/ puts it back."""
        copies.remove(selectors.get_copy(public_id).pk, by=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class VariantView(TenantAPIView):
    """One variant."""

    capability = permissions.COPY_USE

    @extend_schema(request=VariantIn, responses=VariantOut)
    def patch(self, request: Request, organisation: str, variant: str) -> Response:
        """Change its words, keep it as a favourite, mark it as used."""
        given, row = validated(VariantIn, request), selectors.get_variant(variant)
        if "text" in given or "subject" in given:
            words = {"text": row.text, "subject": row.subject} | given
            row = copies.change(row.pk, text=words["text"].strip(), subject=words["subject"], by=self.actor)
        if "is_favourite" in given:
            row = copies.favour(row.pk, is_favourite=given["is_favourite"], by=self.actor)
        if "is_used" in given:
            row = copies.use(row.pk, is_used=given["is_used"], by=self.actor, now=timezone.now())
        return Response(VariantOut(row).data)


class JudgeView(TenantAPIView):
    """Whether a text fits."""

    capability = permissions.COPY_USE

    @extend_schema(request=JudgeIn, responses=JudgedOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Length, hashtags, words that are never used, and how to stop. Nothing is kept."""
        given = validated(JudgeIn, request)
        verdict = judging.judge(given["text"], CHANNELS[given["kind"]], copies.all_banned())
        return Response(JudgedOut(verdict).data)


def _wish(given: dict[str, Any]) -> Wish:
    answers = {key: given[key] for key in ("name", "what", "benefits", "place", "contact") if given.get(key)}
    answers |= {key: f"{given[key]:.2f}" for key in ("price", "before") if given.get(key)}
    if given.get("until"):
        answers["until"] = given["until"].isoformat()
    return Wish(
        kind=given["kind"],
        tone=given["tone"],
        length=given["length"],
        language=given["language"],
        number=given["variants"],
        banned=tuple(given.get("banned", ())),
        with_model=given["with_model"],
        answers=answers,
    )


def detail(row: CopyRequest) -> Any:
    """One marketing text as the API tells of it."""
    told = dict(CopyOut(row).data)
    return {**told, "variants": VariantOut(selectors.variants_of(row), many=True).data}
