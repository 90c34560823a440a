from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.membership import Role
from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet

PROVIDER_PREFIX = "sso"  # of allauth's provider ids: sso-<organisation>-<provider>, both public ids
CHECK_AFTER = timedelta(days=7)
CHECK_AFTER_MISSING = timedelta(days=1)
MISSED_BEFORE_TOLD = 2  # in a row: one miss may be somebody's work on their DNS
GRACE = timedelta(days=14)


class SsoProviderQuerySet(TenantQuerySet["SsoProvider"]):
    def enabled(self) -> "SsoProviderQuerySet":
        return self.filter(is_enabled=True)

    def to_look_after(self, *, now: datetime) -> "SsoProviderQuerySet":
        """Those whose certificates and addresses are looked after every day: all of them."""
        return self.all()


class SsoProvider(TenantModel):
    """An organisation's own identity provider, OpenID Connect or SAML 2.0.

    Tenant table: before sign-in it is found through its organisation, which a proven domain or the address names
    (docs/decisions/0009). Erasure: goes with the organisation; holds no personal data.
    """

    class Protocol(models.TextChoices):
        OIDC = "oidc", _("OpenID Connect")
        SAML = "saml", _("SAML 2.0")

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=40)
    protocol = models.CharField(max_length=4, choices=Protocol.choices, editable=False)
    is_enabled = models.BooleanField(_("in use"), default=False)
    # OpenID Connect
    discovery_url = models.URLField(_("discovery address"), max_length=500, blank=True)
    client_id = models.CharField(_("client ID"), max_length=191, blank=True)
    sealed_secret = models.TextField(blank=True, editable=False)  # synthai.core.crypto
    # SAML: what the metadata said
    metadata_url = models.URLField(_("metadata address"), max_length=500, blank=True)
    entity_id = models.CharField(max_length=1024, blank=True)
    sign_in_url = models.URLField(max_length=1024, blank=True)
    certificates = models.JSONField(default=list, blank=True)  # base64 DER, the newest metadata's first
    wants_signed_requests = models.BooleanField(default=False, editable=False)
    signs_requests = models.BooleanField(_("sign our requests"), default=False)
    our_keys = models.JSONField(
        default=list, editable=False
    )  # certificate and sealed key; the signing one first
    # Where people are sent to end their session there (both protocols), and where SAML wants our answers, if elsewhere
    sign_out_url = models.CharField(max_length=1024, blank=True)
    sign_out_answer_url = models.CharField(max_length=1024, blank=True)
    # Whom it lets in, and as what
    email_attribute = models.CharField(_("attribute of the e-mail address"), max_length=200, blank=True)
    name_attribute = models.CharField(_("attribute of the name"), max_length=200, blank=True)
    groups_attribute = models.CharField(_("attribute of the groups"), max_length=200, blank=True)
    adds_members = models.BooleanField(_("adds people to the team at their first sign-in"), default=True)
    # Codes of roles: one of the five without owner, or the public id of an own one, which may be gone by now.
    default_role = models.CharField(_("role of new people"), max_length=16, default=Role.VIEWER)
    group_roles = models.JSONField(default=dict, blank=True)  # {group: role}
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    tested_at = models.DateTimeField(null=True, blank=True, editable=False)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[SsoProviderQuerySet] = SsoProviderQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("identity provider")
        verbose_name_plural = _("identity providers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="accounts_ssoprovider_name_once"),
            models.CheckConstraint(
                condition=~models.Q(default_role=Role.OWNER), name="accounts_ssoprovider_role_not_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.protocol})"

    @property
    def is_saml(self) -> bool:
        return self.protocol == self.Protocol.SAML

    @property
    def asks_signed(self) -> bool:
        """Whether our requests are signed: the provider says that it wants it, or the administrator does."""
        return self.wants_signed_requests or self.signs_requests

    def take(self, details: dict[str, Any]) -> dict[str, list[Any]]:
        """Set the given fields; returns {"field": [old, new]} of those that changed."""
        changes = {
            field: [getattr(self, field), value]
            for field, value in details.items()
            if getattr(self, field) != value
        }
        for field, (_old, value) in changes.items():
            setattr(self, field, value)
        if changes:
            self.version += 1
        return changes


class SsoVisit(models.Model):
    """A browser's sign-in through an organisation's provider: as whom, so that the provider can end it.

    Global table, like the browser's session it goes with: it is looked for by the provider's own message, which carries no
    cookie. Erasure: goes with the session, the person, and the provider (services.sso_providers).
    """

    session = models.OneToOneField("usersessions.UserSession", on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=200)  # allauth's id of it, as in SocialAccount
    subject = models.CharField(max_length=1024)  # NameID, or the claim `sub`
    subject_format = models.CharField(max_length=200, blank=True)
    session_index = models.CharField(max_length=512, blank=True)  # SessionIndex, or the claim `sid`
    sealed_token = models.TextField(blank=True)  # the ID token, for signing out there; synthai.core.crypto

    class Meta:
        verbose_name = _("sign-in through a provider")
        verbose_name_plural = _("sign-ins through providers")
        indexes: ClassVar = [
            models.Index(fields=["provider", "subject"], name="accounts_ssovisit_subject"),
            models.Index(fields=["provider", "session_index"], name="accounts_ssovisit_index"),
        ]

    def __str__(self) -> str:
        return f"through {self.provider}"


class SsoDomainQuerySet(TenantQuerySet["SsoDomain"]):
    def to_check_again(self, *, now: datetime) -> "SsoDomainQuerySet":
        """Proven ones that were last seen a week ago, or missed yesterday."""
        calm = models.Q(missed=0, checked_at__lte=now - CHECK_AFTER)
        worried = models.Q(missed__gt=0, checked_at__lte=now - CHECK_AFTER_MISSING)
        return self.filter(calm | worried | models.Q(checked_at__isnull=True), proven_at__isnull=False)


class SsoDomain(TenantModel):
    """An e-mail domain that an organisation says is its own, with the text that proves it in the DNS.

    Tenant table; once proven, `ProvenDomain` says so to everybody. `missed` counts checks in a row that did not find the
    text, `lapses_at` is when it stops being proven unless the text is back. Erasure: goes with the organisation.
    """

    public_id = PublicIdField()
    domain = models.CharField(_("e-mail domain"), max_length=253)
    token = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    proven_at = models.DateTimeField(null=True, blank=True, editable=False)
    missed = models.PositiveSmallIntegerField(default=0, editable=False)
    lapses_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[SsoDomainQuerySet] = SsoDomainQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "domain"], name="accounts_ssodomain_once")
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def record_name(self) -> str:
        """Where the TXT record stands."""
        return f"_synthai.{self.domain}"

    @property
    def record_text(self) -> str:
        """What the TXT record says."""
        return f"synthai-domain={self.token}"

    def mark_checked(self, *, at: datetime, is_proven: bool) -> None:
        self.checked_at = at
        if is_proven:
            self.proven_at, self.missed, self.lapses_at = at, 0, None

    def mark_missed(self, *, at: datetime) -> bool:
        """Checked again and not found; True when that begins the days of grace."""
        self.checked_at = at
        self.missed = min(self.missed + 1, 1000)
        is_second = self.missed >= MISSED_BEFORE_TOLD and self.lapses_at is None
        if is_second:
            self.lapses_at = at + GRACE
        return is_second

    def lapse(self) -> None:
        self.proven_at, self.missed, self.lapses_at = None, 0, None


class ProvenDomain(models.Model):
    """Whose an e-mail domain is: one organisation's.

    Global table: it says which organisation's identity provider a person is sent to, before anybody has signed in, so it
    is read while no tenant is active. Written when `SsoDomain` is proven. Erasure: goes with the organisation.
    """

    domain = models.CharField(max_length=253, unique=True)
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    proven_at = models.DateTimeField()
    # Code of the role with which people of the domain may join by themselves; empty when they may not.
    join_role = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        verbose_name = _("proven domain")
        verbose_name_plural = _("proven domains")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(join_role="owner"), name="accounts_provendomain_not_owner"
            )
        ]

    def __str__(self) -> str:
        return self.domain
