from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Store a person; the address is kept in lower case, without a password sign-in is off."""
        if not email:
            message = "A person needs an e-mail address."
            raise ValueError(message)
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Store a member of staff who may do everything in the admin."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Addresses compare without case: `Thandi@Umoja.co.za` and `thandi@umoja.co.za` are one person."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person for sign-in, whatever the case typed."""
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Belongs to no organisation: memberships say where they work.

    Global table. Erasure (POPIA s24): memberships and token families go with the row, traces in audit
    keep the label written at the time.
    """

    public_id = PublicIdField()
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("Somebody already uses this e-mail address.")},
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May open the staff admin."))
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Of pages and messages; empty until she chose: then her organisation's, her browser's or English.
    language = models.CharField(_("language"), max_length=10, blank=True, default="", db_default="")
    # Part of what trusted browsers hold: a new one ends the trust of all of them (`services.trust`).
    trust_stamp = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="accounts_user_email_lower"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def label(self) -> str:
        """What others see of this person: the name, else the address."""
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.label

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

    def clean(self) -> None:
        super().clean()
        self.email = UserManager.normalize_email(self.email)
