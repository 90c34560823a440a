"""A document and its versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.terms import REF_LENGTH, TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class DocumentState(models.TextChoices):
    """Where a document stands. Only a draft changes; what was sent is locked for ever."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("Sent")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")


class DocumentQuerySet(TenantQuerySet["Document"]):
    """Filters of documents."""

    def kept(self) -> "DocumentQuerySet":
        """Those that were not put away."""
        return self.filter(removed_at__isnull=True)


class Document(TenantModel):
    """One document: which template, what was answered, what stands in it now.

    `ref` names the template and its version (`library:quotation:1`). `answers` are the values as typed, by field key; `texts` the sections that a person
    or a machine wrote, by key: {"body", "by", "because", "uses", "at"}; `facts` what was gathered when it was written last, so that the same
    document can be drawn again. `version` counts every change and is what two editors are compared by. Erasure rule: deleted with the
    organisation; the link to who began it is cleared with the person.
    """

    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    ref = models.CharField(max_length=REF_LENGTH, db_collation="C")
    language = models.CharField(_("language"), max_length=10, default="en")
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.DRAFT)
    answers = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_document_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_document_public_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-changed_at", "-id"], name="content_document_newest"),
        ]

    def __str__(self) -> str:
        return self.title


class VersionKind(models.TextChoices):
    """Why a version was kept."""

    SAVED = "saved", _("Saved")
    GENERATED = "generated", _("Written")
    RESTORED = "restored", _("Restored")
    SENT = "sent", _("Sent")


class DocumentVersion(TenantModel):
    """A document as it stood. Never changed. `sha256` is of the PDF that went out, for versions that were sent. Erasure rule: deleted with the
    organisation; the link to who made it is cleared with the person."""

    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=VersionKind, default=VersionKind.SAVED)
    title = models.CharField(max_length=TITLE_LENGTH)
    ref = models.CharField(max_length=REF_LENGTH, db_collation="C")
    language = models.CharField(max_length=10)
    answers = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    pdf = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_version_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation", "document", "number"], name="content_version_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
