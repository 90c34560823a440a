"""Templates that an organisation writes itself, and the clauses they share."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.terms import CLAUSE_LENGTH, REF_LENGTH, SLUG_LENGTH, TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

CLAUSE_NAME = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z", _("Use small letters, digits and hyphens, like payment-terms.")
)


class TemplateQuerySet(TenantQuerySet["Template"]):
    """Filters of templates."""

    def kept(self) -> "TemplateQuerySet":
        """Those not put away."""
        return self.filter(removed_at__isnull=True)

    def away(self) -> "TemplateQuerySet":
        """Those put away."""
        return self.filter(removed_at__isnull=False)


class Template(TenantModel):
    """A template of an organisation's own. `body` is its draft (a blueprint's plain data), `number` its newest published version, 0 without one.

    `version` counts every change of the draft, and `published_version` says which of them was published last. `undo` holds the draft as it was before
    something was taken out of it. Erasure rule: deleted with the organisation; links to people are cleared with them.
    """

    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    origin = models.CharField(max_length=REF_LENGTH, blank=True, db_collation="C")
    body = models.JSONField(default=dict)
    undo = models.JSONField(null=True, blank=True)
    number = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    published_version = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[TemplateQuerySet] = TemplateQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_template_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_template_public_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "title", "id"], name="content_template_by_title"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def ref(self) -> str:
        """What a document made of it is said to be of; empty before it was published."""
        return f"own:{self.public_id}:{self.number}" if self.number else ""

    @property
    def is_changed(self) -> bool:
        """Whether the draft says more than what was published."""
        return self.version != self.published_version

    @property
    def can_undo(self) -> bool:
        """Whether what was taken out last can come back: nothing was changed since."""
        return self.undo is not None and self.undo.get("version") == self.version


class TemplateVersion(TenantModel):
    """A template as it was published. Never changed. Erasure rule: deleted with the organisation; the link to who published it is cleared with
    the person."""

    template = TenantForeignKey(Template, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    body = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField()

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("version of a template")
        verbose_name_plural = _("versions of templates")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "template", "number"], name="content_template_version_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.number}"


class ClauseQuerySet(TenantQuerySet["Clause"]):
    """Filters of clauses."""

    def kept(self) -> "ClauseQuerySet":
        """Those not put away."""
        return self.filter(removed_at__isnull=True)

    def away(self) -> "ClauseQuerySet":
        """Those put away."""
        return self.filter(removed_at__isnull=False)

    def to_review(self, *, now: datetime) -> "ClauseQuerySet":
        """Those whose review is due and whose owner was not told of that day yet."""
        due = self.kept().filter(review_on__lte=timezone.localdate(now), owner__isnull=False)
        return due.exclude(reminded_for=F("review_on"))


class Clause(TenantModel):
    """A clause that templates share, by its `slug`. `text` is its draft, `number` its newest approved version, 0 without one.

    `fallback` is what one may offer instead, and what stands in for a clause that was put away. `review_on` is when its owner looks at it again;
    `reminded_for` the day they were told of. Erasure rule: deleted with the organisation; links to people are cleared with them.
    """

    public_id = PublicIdField()
    slug = models.CharField(
        _("name in templates"), max_length=SLUG_LENGTH, db_collation="C", validators=[CLAUSE_NAME]
    )
    title = models.CharField(_("heading"), max_length=TITLE_LENGTH)
    text = models.TextField(_("text"), max_length=CLAUSE_LENGTH)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    reminded_for = models.DateField(null=True, blank=True, editable=False)
    fallback = TenantForeignKey(
        "content.Clause", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    number = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    approved_version = models.PositiveIntegerField(default=0, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ClauseQuerySet] = ClauseQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_clause_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_clause_public_id"),
            models.UniqueConstraint(
                fields=["organisation", "slug"],
                name="content_clause_slug",
                violation_error_message=_("Another clause has this name in templates. Choose another one."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "title", "id"], name="content_clause_by_title"),
            models.Index(fields=["organisation", "review_on"], name="content_clause_review"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_changed(self) -> bool:
        """Whether its draft was not approved yet."""
        return self.version != self.approved_version


class ClauseVersion(TenantModel):
    """A clause as it was approved. Never changed. Erasure rule: deleted with the organisation; the link to who approved it is cleared with the
    person."""

    clause = TenantForeignKey(Clause, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(max_length=CLAUSE_LENGTH)
    note = models.CharField(max_length=200, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField()

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("version of a clause")
        verbose_name_plural = _("versions of clauses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "clause", "number"], name="content_clause_version_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.number}"
