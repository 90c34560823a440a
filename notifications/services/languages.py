"""In which language a person is written to: her own word, else her organisation's, else the house's.

Whatever makes sentences reads the active language; tasks and fan-outs enter it here, for whoever caused a fact may speak another.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.utils import translation

from notifications.engine import locales
from notifications.models import Personal


def of(user_ids: Collection[int], organisation_id: int | None) -> dict[int, str]:
    """The language of each person. Two queries, however many they are."""
    own = {user_id: said for user_id, said in _words_of(pk__in=user_ids) if said}
    usual = _of_organisation(organisation_id) if len(own) < len(user_ids) else ""
    return {user_id: own.get(user_id, usual) for user_id in user_ids}


def active() -> str:
    """The language that sentences are made in now."""
    return (translation.get_language() or settings.LANGUAGE_CODE).lower()


@contextmanager
def spoken_by(user_id: int, organisation: Any | None) -> Iterator[None]:
    """Sentences of this block are for this person, told about this organisation (its row). One query."""
    own = next((said for _pk, said in _words_of(pk=user_id)), "")
    with translation.override(own or _offered(organisation.locale if organisation else "")):
        yield


@contextmanager
def spoken_at(address: str, organisation_id: int | None) -> Iterator[None]:
    """Sentences of this block are for whoever has this mail address; for a stranger in the language of the page that writes."""
    own = next((said for _pk, said in _words_of(email=address.strip().lower())), "")
    usual = active() if organisation_id is None else ""
    with translation.override(own or usual or _of_organisation(organisation_id)):
        yield


def _words_of(**which: Any) -> list[tuple[int, str]]:
    """What each of these people chose: for her messages, else for her pages, else "". One query."""
    said = Personal.objects.filter(user=OuterRef("pk")).order_by("pk").values("language")[:1]
    found = get_user_model().objects.filter(**which).annotate(for_messages=Subquery(said))
    rows = found.order_by("pk").values_list("pk", "for_messages", "language")
    offered = dict(settings.LANGUAGES)
    return [(pk, messages or (pages if pages in offered else "")) for pk, messages, pages in rows]


def _of_organisation(organisation_id: int | None) -> str:
    if organisation_id is None:
        return settings.LANGUAGE_CODE
    organisations = apps.get_model(settings.ORGANISATION_MODEL).objects
    return _offered(organisations.filter(pk=organisation_id).values_list("locale", flat=True).first() or "")


def _offered(locale: str) -> str:
    """The nearest language that messages are written in."""
    offered = (tag for tag in locales.chain(locale) if tag in locales.LANGUAGES)
    return next(offered, settings.LANGUAGE_CODE)
