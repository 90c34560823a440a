"""What is suggested to who writes: a summary, tags, words for a picture. And whether a language model may be asked for it."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.help_terms import HelpPart, HelpState, SuggestedBy
from publishing.models.pieces import Piece
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

WAITED: Final = timedelta(minutes=3)  # for a model; then its worker is gone


class SuggestionQuerySet(TenantQuerySet["Suggestion"]):
    """Filters of suggestions."""

    def lost(self, *, now: datetime) -> "SuggestionQuerySet":
        """Those whose worker is gone."""
        gone = models.Q(lease_until__lt=now) | models.Q(lease_until__isnull=True, asked_at__lt=now - WAITED)
        return self.filter(gone, state=HelpState.ASKED)


class Suggestion(TenantModel):
    """What was suggested last for one part of a piece: a summary, or tags by name. Nothing of it stands in the piece until a person uses it.

    `of_version` is the draft it was made of. Erasure rule: deleted with the organisation; the link to who asked is cleared with
    the person.
    """

    public_id = PublicIdField()
    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=10, choices=HelpPart)
    state = models.CharField(max_length=10, choices=HelpState, default=HelpState.ASKED)
    made_by = models.CharField(max_length=10, choices=SuggestedBy, default=SuggestedBy.EXTRACT)
    values = models.JSONField(default=list, blank=True)
    why = models.CharField(max_length=300, blank=True)
    of_version = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)

    objects: ClassVar[SuggestionQuerySet] = SuggestionQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "public_id"], name="publishing_suggestion_id"),
            models.UniqueConstraint(
                fields=["organisation", "piece", "part"], name="publishing_suggestion_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_part_display()


class HelpChoice(TenantModel):
    """Whether a language model may read drafts of this organisation to suggest something. No row: it may not.

    Erasure rule: deleted with the organisation; the link to who chose is cleared with the person.
    """

    uses_models = models.BooleanField(_("a language model may read drafts for suggestions"), default=False)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("choice about suggestions")
        verbose_name_plural = _("choices about suggestions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="publishing_helpchoice_one"),
        ]

    def __str__(self) -> str:
        return str(self.uses_models)
