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


LOCKED = (DocumentState.SENT, DocumentState.SIGNED, DocumentState.DECLINED)


class DocumentQuerySet(TenantQuerySet["Document"]):
    """Filters of documents."""

    def kept(self) -> "DocumentQuerySet":
        """Those that were not put away."""
        return self.filter(removed_at__isnull=True)

    def away(self) -> "DocumentQuerySet":
        """Those that were."""
        return self.filter(removed_at__isnull=False)

    def matching(self, words: str) -> "DocumentQuerySet":
        """Those whose title holds the words, capitals ignored."""
        return self.filter(title__icontains=words.strip()) if words.strip() else self


class Document(TenantModel):
    """One document: which template, what was answered, what stands in it now.

    `ref` names the template and its version (`library:quotation:1`). `answers` are the values as typed, by field key; `texts` the sections that a person
    or a machine wrote, by key: {"body", "by", "because", "uses", "at"}; `facts` what was gathered when it was written last, so that the same
    document can be drawn again. `version` counts every change and is what two editors are compared by; `touched` says at which version each part
    ("text:scope", "answer:customer.name") was changed last, so that only those who change the same part are in each other's way. `is_confidential`: seen only by who began it
    and who may see such documents (selectors.confidential). Erasure rule:
    deleted with the organisation; links to people are cleared with them.
    """

    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    ref = models.CharField(max_length=REF_LENGTH, db_collation="C")
    language = models.CharField(_("language"), max_length=10, default="en")
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.DRAFT)
    answers = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    touched = models.JSONField(default=dict)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    copied_from = TenantForeignKey(
        "content.Document", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_tenant_manager()
    is_veiled = False  # no column: this copy of the row is for a reader who may not see private details (selectors.veils)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_document_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_document_public_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-changed_at", "-id"], name="content_document_newest"),
            models.Index(fields=["organisation", "copied_from"], name="content_document_copies"),
        ]

    def __str__(self) -> str:
        return self.public_id  # what it is called is the customer's, and perhaps confidential

    @property
    def is_of_word(self) -> bool:
        """Whether it is made of a Word file of the organisation's own: then there is no PDF of it."""
        return self.ref.startswith("file:")

    @property
    def is_locked(self) -> bool:
        """Whether it went out: nothing of it may change any more."""
        return self.state in LOCKED

    @property
    def is_confirmed(self) -> bool:
        """Whether a person said that they had read it as it stands."""
        return self.confirmed_at is not None

    def was_touched_after(self, part: str, version: int) -> bool:
        """Whether somebody changed this part after that version."""
        return int(self.touched.get(part, 0)) > version


class VersionKind(models.TextChoices):
    """Why a version was kept."""

    SAVED = "saved", _("Saved")
    GENERATED = "generated", _("Written")
    RESTORED = "restored", _("Restored")
    CONFIRMED = "confirmed", _("Confirmed")
    SENT = "sent", _("Sent")


class DocumentVersion(TenantModel):
    """A document as it stood. Never changed. `of_version` is the document's count of changes then. `sha256` is of the PDF that went out, for versions that were sent. Erasure rule: deleted with the
    organisation; the link to who made it is cleared with the person."""

    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    of_version = models.PositiveIntegerField(default=0)
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
    is_veiled = False  # no column, as for the document

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
        return f"{self.document_id} {self.number}"
