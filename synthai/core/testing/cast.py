"""The people of the tests. Thandi owns Umoja Foods and Bongani works there; Charlize owns Karoo Cycles.

So every test has an owner, a colleague with fewer rights and a stranger, and everybody knows who is who.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest
from django.test import Client

from synthai.core.access import Actor, capabilities_of_role

PASSWORD = "umoja-ngumuntu-7"


@dataclass(frozen=True)
class Person:
    """Somebody with a confirmed address and one membership."""

    user: Any
    organisation: Any
    membership: Any
    actor: Actor

    def client(self) -> Client:
        """A browser this person is signed in with: as `force_login` does it, without the session that it makes and drops first."""
        client, request = Client(), HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore()
        login(request, self.user, settings.AUTHENTICATION_BACKENDS[0])
        request.session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
        return client


@dataclass(frozen=True)
class Cast:
    """Two organisations, so that a leak between them shows."""

    umoja: Any
    karoo: Any
    thandi: Person
    bongani: Person
    charlize: Person

    def hire(self, role: str, *, name: str | None = None, organisation: Any = None) -> Person:
        """One more person, in Umoja Foods unless said otherwise."""
        name = name or role.capitalize()
        return _person(name, f"{name.lower()}.{role}@umoja.example", organisation or self.umoja, role)


def build_cast() -> Cast:
    """Stores the cast: in `setUpTestData`, or through the `cast` fixture."""
    organisations = apps.get_model(settings.ORGANISATION_MODEL).objects
    umoja = organisations.create(slug="umoja-foods", name="Umoja Foods")
    karoo = organisations.create(slug="karoo-cycles", name="Karoo Cycles")
    return Cast(
        umoja=umoja,
        karoo=karoo,
        thandi=_person("Thandi Mokoena", "thandi@umoja.example", umoja, "owner"),
        bongani=_person("Bongani Dlamini", "bongani@umoja.example", umoja, "member"),
        charlize=_person("Charlize van Wyk", "charlize@karoo.example", karoo, "owner"),
    )


def _person(name: str, email: str, organisation: Any, role: str) -> Person:
    user = get_user_model().objects.create_user(email=email, password=PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    membership = organisation.memberships.create(user=user, role=role)
    return Person(user, organisation, membership, actor_of(user, organisation, role))


def actor_of(user: Any, organisation: Any, role: str) -> Actor:
    """The actor a request of this person would carry."""
    return Actor(
        kind="person",
        label=user.name or user.email,
        user_id=user.pk,
        user_public_id=user.public_id,
        organisation_id=organisation.pk,
        organisation_public_id=organisation.public_id,
        organisation_slug=organisation.slug,
        capabilities=capabilities_of_role(role),
        request_id="test-request",
    )
