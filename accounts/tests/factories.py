"""Makes people and organisations for tests of every app."""

from datetime import timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Invitation, Membership, Organisation, User

PASSWORD = "umoja-ngumuntu-7"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Somebody with a confirmed address and PASSWORD; `confirmed=False` leaves the address open."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.co.za")
    name = factory.Sequence(lambda number: f"Person {number}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        password = kwargs.pop("password", PASSWORD)
        return model_class.objects.create_user(*args, password=password, **kwargs)

    @factory.post_generation
    def confirmed(self, create: bool, extracted: bool | None, **_: Any) -> None:  # noqa: FBT001
        EmailAddress.objects.create(
            user=self, email=self.email, verified=extracted is not False, primary=True
        )


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    """An organisation without people."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"Shop {number}")
    slug = factory.Sequence(lambda number: f"shop-{number}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A member; viewer unless told otherwise."""

    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = "viewer"


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """An open invitation. Needs the organisation's tenant."""

    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda number: f"invited{number}@example.co.za")
    role = "viewer"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
