"""Whether documents need somebody's approval before they go out, and what approvers said."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models.documents import Document
from content.terms import WORDS_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class Verdict(models.TextChoices):
    """What became of it."""

    WAITING = "", _("Waits")
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")
    VOID = "void", _("Void: the document was changed")
    WITHDRAWN = "withdrawn", _("Taken back")


class ApprovalQuerySet(TenantQuerySet["Approval"]):
    """Filters of approvals."""

    def in_force(self) -> "ApprovalQuerySet":
        """Those that wait, and those that hold: of a document there is one at most."""
        return self.filter(verdict__in=[Verdict.WAITING, Verdict.APPROVED])


class Approval(TenantModel):
    """Somebody asked for approval of a document as it stood at `of_version`, and what came of it. A change of the document makes it void.

    Erasure rule: deleted with the organisation; links to people are cleared with them.
    """

    public_id = PublicIdField()
    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    of_version = models.PositiveIntegerField()
    note = models.CharField(_("what approvers should know"), max_length=WORDS_LENGTH, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.WAITING, blank=True)
    words = models.CharField(_("what the approver said"), max_length=WORDS_LENGTH, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApprovalQuerySet] = ApprovalQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_approval_public_id"),
            models.UniqueConstraint(
                fields=["organisation", "document"],
                condition=Q(verdict__in=["", "approved"]),
                name="content_approval_one_in_force",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "document", "-asked_at"], name="content_approval_of_document"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.document_id})"


class DocumentSettings(TenantModel):
    """How an organisation deals with its documents; no row means the defaults. Erasure rule: deleted with the organisation."""

    needs_approval = models.BooleanField(_("somebody approves a document before it goes out"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("settings of documents")
        verbose_name_plural = _("settings of documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="content_settings_once")
        ]

    def __str__(self) -> str:
        return "Documents need approval" if self.needs_approval else "Documents need no approval"
