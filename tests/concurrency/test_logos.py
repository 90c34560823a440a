"""A logo put up by several at once: one is the present one, and the organisation's row says the same."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import Logo, Organisation
from accounts.services import logos
from accounts.tests import pictures
from synthai.core.errors import PreconditionFailed
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values
from synthai.core.versions import version_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.mark.parametrize("names_version", [False, True])
def test_one_is_the_present_one(names_version: bool, settings: Any, tmp_path: Any) -> None:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    cast = build_cast()
    version = version_of(Organisation.objects.get(pk=cast.umoja.pk)) if names_version else None

    def put(colour: str) -> str:
        content = io.BytesIO(pictures.png(colour))
        with tenant(cast.umoja):
            return logos.replace(content, by=cast.thandi.actor, now=timezone.now(), version=version).after

    outcomes = run_together(lambda: put("red"), lambda: put("blue"), lambda: put("green"))
    made = 1 if names_version else 3
    assert len(values(outcomes)) == made
    assert [type(error) for error in errors(outcomes)] == [PreconditionFailed] * (3 - made)
    organisation = Organisation.objects.get(pk=cast.umoja.pk)
    with tenant(cast.umoja):
        assert Logo.objects.current().get().summary == organisation.logo
        assert Logo.objects.count() == made
    folder = f"logos/{organisation.public_id}"
    assert len(default_storage.listdir(folder)[1]) == 4 * made, "losers leave no files"
