"""Links by which people outside the organisation read a document, and who opened them."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content import signing_terms as terms
from content.models.documents import Document, DocumentVersion
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class HasCode(models.Model):
    """Something that a one-time code opens. The code itself is kept nowhere: only a keyed fingerprint, for ten minutes."""

    code_hash = models.CharField(max_length=terms.HASH_LENGTH, blank=True, editable=False)
    code_until = models.DateTimeField(null=True, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    codes_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    codes_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class ShareLinkQuerySet(TenantQuerySet["ShareLink"]):
    """Filters of links."""

    def open(self, *, now: datetime) -> "ShareLinkQuerySet":
        """Those that still open something."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class ShareLink(TenantModel, HasCode):
    """A secret address of one sent version. Only the fingerprint of its secret is kept, so nobody can read the address out of the database.

    `name` is who it is for; with `has_watermark` it stands across the pages. `asks_code`: a code by e-mail to `email` comes first.
    Erasure rule: deleted with the organisation; the link to who made it is cleared with the person.
    """

    public_id = PublicIdField()
    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    shown = TenantForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=terms.HASH_LENGTH, editable=False)
    name = models.CharField(_("who it is for"), max_length=terms.NAME_LENGTH)
    email = models.EmailField(_("their e-mail address"), max_length=terms.EMAIL_LENGTH, blank=True)
    asks_code = models.BooleanField(_("ask for a code by e-mail"), default=False)
    has_watermark = models.BooleanField(_("print their name across each page"), default=False)
    may_download = models.BooleanField(_("they may download it"), default=True)
    expires_at = models.DateTimeField(_("open until"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    request_key = models.CharField(max_length=64, blank=True, editable=False)
    first_viewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ShareLinkQuerySet] = ShareLinkQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("link to a document")
        verbose_name_plural = _("links to documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_link_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "token_hash"], name="content_link_token"),
            models.UniqueConstraint(
                fields=["organisation", "request_key"],
                condition=~Q(request_key=""),
                name="content_link_once",
            ),
            models.CheckConstraint(
                condition=Q(asks_code=False) | ~Q(email=""), name="content_link_code_needs_mail"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "document", "-id"], name="content_link_of_document"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def is_open(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and now < self.expires_at


class ShareViewQuerySet(TenantQuerySet["ShareView"]):
    """Filters of views."""

    def to_forget(self, *, now: datetime) -> "ShareViewQuerySet":
        """Those kept long enough, and those whose network address is."""
        old = Q(at__lt=now - terms.VIEWS_KEPT)
        return self.filter(old | Q(at__lt=now - terms.ADDRESSES_KEPT, ip__isnull=False))


class ShareView(TenantModel):
    """That a link was opened or its file downloaded: when, by which kind of browser; the network address only for two weeks.

    Erasure rule: deleted with the organisation, and by itself after 90 days.
    """

    class Kind(models.TextChoices):
        """What was done."""

        VIEWED = "viewed", _("Opened")
        DOWNLOADED = "downloaded", _("Downloaded")

    link = TenantForeignKey(ShareLink, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    agent = models.CharField(max_length=terms.AGENT_LENGTH, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)

    objects: ClassVar[ShareViewQuerySet] = ShareViewQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("view of a shared document")
        verbose_name_plural = _("views of shared documents")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "link", "-at"], name="content_view_of_link"),
            models.Index(fields=["organisation", "at"], name="content_view_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
