"""Signatures on a document: the request, who signs, what happened, and the sealed file."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content import signing_terms as terms
from content.models.documents import Document, DocumentVersion
from content.models.sharing import HasCode
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class RequestState(models.TextChoices):
    """Where a request for signatures stands."""

    OPEN = "open", _("Being signed")
    COMPLETED = "completed", _("Signed by everybody")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class SealState(models.TextChoices):
    """Where the sealed file stands."""

    NONE = "", _("Not yet")
    WAITING = "waiting", _("About to be sealed")
    RUNNING = "running", _("Being sealed")
    DONE = "done", _("Sealed")
    FAILED = "failed", _("Could not be sealed")


UNSEALED = (SealState.WAITING, SealState.RUNNING)


class SigningRequestQuerySet(TenantQuerySet["SigningRequest"]):
    """Filters of requests."""

    def open(self) -> "SigningRequestQuerySet":
        """Those that wait for somebody."""
        return self.filter(state=RequestState.OPEN)

    def due(self, *, now: datetime) -> "SigningRequestQuerySet":
        """Open ones whose time is over, or whose signers are to be reminded."""
        return self.open().filter(Q(expires_at__lte=now) | Q(remind_at__lte=now))

    def unsealed(self, *, now: datetime) -> "SigningRequestQuerySet":
        """Signed by everybody, and no live worker seals them."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.filter(free, seal_state__in=UNSEALED)


class SigningRequest(TenantModel):
    """One version of a document, and the people who are to sign it. At most one is open for a document.

    `in_turn`: each is asked when those before have signed. Erasure rule: deleted with the organisation, its files too; the link to who
    asked is cleared with the person.
    """

    public_id = PublicIdField()
    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    shown = TenantForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    in_turn = models.BooleanField(_("one after the other"), default=True)
    message = models.TextField(_("message"), max_length=terms.MESSAGE_LENGTH, blank=True)
    expires_at = models.DateTimeField(_("open until"))
    remind_after = models.JSONField(default=list, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    request_key = models.CharField(max_length=64, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(max_length=terms.REASON_LENGTH, blank=True)
    seal_state = models.CharField(max_length=10, choices=SealState, default=SealState.NONE, blank=True)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    trouble = models.CharField(max_length=200, blank=True, editable=False)
    sealed_path = models.CharField(max_length=200, blank=True, editable=False)
    sealed_sha256 = models.CharField(max_length=terms.HASH_LENGTH, blank=True, editable=False)
    sealed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[SigningRequestQuerySet] = SigningRequestQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("request for signatures")
        verbose_name_plural = _("requests for signatures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_signing_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation", "request_key"],
                condition=~Q(request_key=""),
                name="content_signing_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "document"],
                condition=Q(state="open"),
                name="content_signing_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "document", "-id"], name="content_signing_of_document"),
            models.Index(
                fields=["organisation", "sealed_sha256"],
                condition=~Q(sealed_sha256=""),
                name="content_signing_seal",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        """Whether anybody may still sign."""
        return self.state == RequestState.OPEN

    @property
    def is_sealed(self) -> bool:
        """Whether the sealed file is there."""
        return self.seal_state == SealState.DONE


class SignerState(models.TextChoices):
    """Where one signer stands."""

    WAITING = "waiting", _("Not asked yet")
    ASKED = "asked", _("Asked")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")
    DELEGATED = "delegated", _("Passed on")


class SignerQuerySet(TenantQuerySet["Signer"]):
    """Filters of signers."""

    def standing(self) -> "SignerQuerySet":
        """Those whose signature counts: who passed it on is no longer asked."""
        return self.exclude(state=SignerState.DELEGATED)


class Signer(TenantModel, HasCode):
    """One person who is to sign, in one place of the paper (`role`). Only the fingerprint of the link's secret is kept.

    `drawing` is the hand-drawn signature, a small PNG drawn anew by us; empty when the name was typed. Erasure rule: deleted with the
    organisation.
    """

    public_id = PublicIdField()
    request = TenantForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=terms.LABEL_LENGTH)
    capacity = models.CharField(max_length=terms.LABEL_LENGTH, blank=True)
    place = models.PositiveSmallIntegerField(_("order"), default=1)
    name = models.CharField(_("name"), max_length=terms.NAME_LENGTH)
    email = models.EmailField(_("e-mail address"), max_length=terms.EMAIL_LENGTH)
    phone = models.CharField(_("phone"), max_length=terms.PHONE_LENGTH, blank=True)
    token_hash = models.CharField(max_length=terms.HASH_LENGTH, editable=False)
    state = models.CharField(max_length=10, choices=SignerState, default=SignerState.WAITING)
    instead_of = TenantForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    proved_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    told_event = models.CharField(max_length=40, blank=True, editable=False)
    signed_name = models.CharField(max_length=terms.NAME_LENGTH, blank=True)
    consent = models.TextField(blank=True)
    drawing = models.BinaryField(default=b"", blank=True)
    reason = models.CharField(max_length=terms.REASON_LENGTH, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=terms.AGENT_LENGTH, blank=True)

    objects: ClassVar[SignerQuerySet] = SignerQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("signer")
        verbose_name_plural = _("signers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_signer_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "token_hash"], name="content_signer_token"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "request", "place", "id"], name="content_signer_of_request"),
        ]

    def __str__(self) -> str:
        return self.public_id


class SigningEvent(TenantModel):
    """One thing that happened to a request, chained to the one before by its hash: what is changed or left out breaks the chain.

    Never changed: the database refuses. Erasure rule: deleted with the organisation.
    """

    request = TenantForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="+")
    signer = TenantForeignKey(Signer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=terms.LABEL_LENGTH)
    details = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=terms.AGENT_LENGTH, blank=True)
    at = models.DateTimeField()
    before = models.CharField(max_length=terms.HASH_LENGTH)
    sha256 = models.CharField(max_length=terms.HASH_LENGTH)

    class Meta:
        verbose_name = _("event of a signing")
        verbose_name_plural = _("events of signings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "request", "number"], name="content_signing_event_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
