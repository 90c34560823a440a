"""In which language a person is written to: her own word, else her organisation's, else the house's.

Whatever makes sentences reads the active language; tasks and fan-outs enter it here, for whoever caused a fact may speak another.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import translation

from notifications.engine import locales
from notifications.models import Personal


def of(user_ids: Collection[int], organisation_id: int | None) -> dict[int, str]:
    """The language of each person. Two queries, however many they are."""
    said = Personal.objects.filter(user_id__in=user_ids).exclude(language="")
    own = dict(said.values_list("user_id", "language"))
    usual = _of_organisation(organisation_id) if len(own) < len(user_ids) else ""
    return {user_id: own.get(user_id, usual) for user_id in user_ids}


def active() -> str:
    """The language that sentences are made in now."""
    return (translation.get_language() or settings.LANGUAGE_CODE).lower()


@contextmanager
def spoken_by(user_id: int, organisation: Any | None) -> Iterator[None]:
    """Sentences of this block are for this person, told about this organisation (its row). One query."""
    said = Personal.objects.filter(user_id=user_id).exclude(language="").order_by("pk")
    with translation.override(
        said.values_list("language", flat=True).first()
        or _offered(organisation.locale if organisation else "")
    ):
        yield


@contextmanager
def spoken_at(address: str, organisation_id: int | None) -> Iterator[None]:
    """Sentences of this block are for whoever has this mail address."""
    said = Personal.objects.filter(user__email=address.strip().lower()).exclude(language="")
    found = said.order_by("pk").values_list("language", flat=True).first()
    with translation.override(found or _of_organisation(organisation_id)):
        yield


def _of_organisation(organisation_id: int | None) -> str:
    if organisation_id is None:
        return settings.LANGUAGE_CODE
    organisations = apps.get_model(settings.ORGANISATION_MODEL).objects
    return _offered(organisations.filter(pk=organisation_id).values_list("locale", flat=True).first() or "")


def _offered(locale: str) -> str:
    """The nearest language that messages are written in."""
    offered = (tag for tag in locales.chain(locale) if tag in locales.LANGUAGES)
    return next(offered, settings.LANGUAGE_CODE)
