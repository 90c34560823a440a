"""Makes people and organisations for tests of every app."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.declarations import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from accounts import key_text
from accounts.models import AccessRule, ApiKey, Branch, CustomRole, Invitation, Membership, Organisation, User
from accounts.services import policy

PASSWORD = "umoja-ngumuntu-7"


class UserFactory(DjangoModelFactory[User]):
    """Somebody with a confirmed address and PASSWORD; `confirmed=False` leaves the address open."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = Sequence(lambda number: f"person{number}@example.co.za")
    name = Sequence(lambda number: f"Person {number}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        password = kwargs.pop("password", PASSWORD)
        return model_class.objects.create_user(password=password, **kwargs)

    @post_generation
    def confirmed(self, create: bool, extracted: bool | None, **_: Any) -> None:  # noqa: FBT001
        EmailAddress.objects.create(
            user=self, email=self.email, verified=extracted is not False, primary=True
        )


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """An organisation without people."""

    class Meta:
        model = Organisation

    name = Sequence(lambda number: f"Shop {number}")
    slug = Sequence(lambda number: f"shop-{number}")


class MembershipFactory(DjangoModelFactory[Membership]):
    """A member; viewer unless told otherwise."""

    class Meta:
        model = Membership

    organisation = SubFactory(OrganisationFactory)
    user = SubFactory(UserFactory)
    role = "viewer"


class CustomRoleFactory(DjangoModelFactory[CustomRole]):
    """A role of an organisation's own. Needs the organisation's tenant."""

    class Meta:
        model = CustomRole
        skip_postgeneration_save = True

    organisation = SubFactory(OrganisationFactory)
    name = Sequence(lambda number: f"Clerk {number}")
    capabilities = LazyFunction(lambda: ["accounts.member.view"])

    @post_generation
    def kept(self, create: bool, extracted: Any, **_: Any) -> None:  # noqa: FBT001
        role: Any = self
        policy.rebuild(role.organisation)


class BranchFactory(DjangoModelFactory[Branch]):
    """An open branch. Needs the organisation's tenant."""

    class Meta:
        model = Branch

    organisation = SubFactory(OrganisationFactory)
    name = Sequence(lambda number: f"Branch {number}")
    code = Sequence(lambda number: f"B-{number}")


class AccessRuleFactory(DjangoModelFactory[AccessRule]):
    """A rule, past the linter. Needs the organisation's tenant."""

    class Meta:
        model = AccessRule
        skip_postgeneration_save = True

    organisation = SubFactory(OrganisationFactory)
    name = Sequence(lambda number: f"Rule {number}")
    definition = LazyFunction(
        lambda: {
            "effect": "deny",
            "subject": {"kind": "everybody"},
            "actions": ["accounts.member.view"],
            "when": {},
        }
    )

    @post_generation
    def kept(self, create: bool, extracted: Any, **_: Any) -> None:  # noqa: FBT001
        rule: Any = self
        policy.rebuild(rule.organisation)


class ApiKeyFactory(DjangoModelFactory[ApiKey]):
    """A key that may see the team; `secret` (of `key_text.make`) replaces its random one."""

    class Meta:
        model = ApiKey

    class Params:
        secret = LazyFunction(key_text.make)

    organisation = SubFactory(OrganisationFactory)
    responsible = SubFactory(UserFactory)
    name = Sequence(lambda number: f"Till {number}")
    scopes = LazyFunction(lambda: ["accounts.member.view"])
    prefix = LazyAttribute(lambda made: made.secret.prefix)
    secret_hash = LazyAttribute(lambda made: made.secret.digest)
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=90))


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An open invitation. Needs the organisation's tenant."""

    class Meta:
        model = Invitation

    organisation = SubFactory(OrganisationFactory)
    email = Sequence(lambda number: f"invited{number}@example.co.za")
    role = "viewer"
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=7))
