"""Word files of the organisation's own that documents are made of."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.terms import TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class WordTemplateQuerySet(TenantQuerySet["WordTemplate"]):
    """Filters of Word templates."""

    def kept(self) -> "WordTemplateQuerySet":
        """Those that were not put away."""
        return self.filter(removed_at__isnull=True)


class WordTemplate(TenantModel):
    """A Word file with places in it. `latest` is the number of its newest version, which new documents are made of. Erasure rule: deleted with the
    organisation, its files too; the link to who added it is cleared with the person."""

    public_id = PublicIdField()
    title = models.CharField(_("name of the template"), max_length=TITLE_LENGTH)
    latest = models.PositiveIntegerField(default=1, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    request_key = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[WordTemplateQuerySet] = WordTemplateQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_word_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_word_public_id"),
            models.UniqueConstraint(
                fields=["organisation", "request_key"],
                condition=~models.Q(request_key=""),
                name="content_word_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-changed_at", "-id"], name="content_word_newest")
        ]

    def __str__(self) -> str:
        return self.public_id


class WordTemplateVersion(TenantModel):
    """A Word template as it stood: its file, and how each place is asked for (`fields`, as a blueprint's). Never changed, so that a document can be
    made again. Several versions may share a file. Erasure rule: deleted with the organisation; the link to who made it is cleared with the person."""

    template = TenantForeignKey(WordTemplate, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    fields = models.JSONField(default=list)
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet["WordTemplateVersion"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("version of a Word template")
        verbose_name_plural = _("versions of Word templates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "template", "number"], name="content_word_number")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.number}"
