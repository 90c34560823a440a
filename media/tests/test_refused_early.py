"""What is refused before a byte of it was sent, and what a file that takes the place of another needs of the plan."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from media import features
from media.refusals import AssetRefused
from media.services import adding, uploads
from media.tests import shelf
from synthai.core import entitlements
from synthai.core.entitlements import Grant, Grants, LimitReached
from synthai.core.media.uploads import Named
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


@pytest.mark.parametrize(
    ("name", "size"), [("shelf.JPG", 50 * MB), ("shelf.png", 20 * MB + 1), ("price list.pdf", 51 * MB)]
)
def test_a_file_that_would_be_refused_is_not_even_begun(cast: Cast, name: str, size: int) -> None:
    by = cast.thandi
    with tenant(by.organisation), pytest.raises(AssetRefused, match=r"larger than (20|50) MB"):
        uploads.begin(Named(name=name, size=size), by=by.actor, now=timezone.now())


def test_only_what_a_file_is_larger_by_needs_room(
    cast: Cast, files_in_tmp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = cast.thandi
    old = shelf.add(by, shelf.large())
    with tenant(by.organisation):
        old.total_size = 3 * MB
        old.save(update_fields=["total_size"])
        source = _Plan(4)
        monkeypatch.setattr(entitlements, "_source", source)
        entitlements.forget_all()
        with pytest.raises(LimitReached):
            adding.refuse_full(MB, by=by.actor)
        begun = uploads.begin(
            Named(name="other.jpg", size=3 * MB), by=by.actor, now=timezone.now(), replaces=old
        )
        assert begun.target == old.public_id
        with pytest.raises(LimitReached):
            uploads.begin(Named(name="other.jpg", size=5 * MB), by=by.actor, now=timezone.now(), replaces=old)


class _Plan:
    """A plan with room for so many megabytes."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes

    def grants(self, organisation_id: int) -> Grants:
        return Grants(by_feature={features.STORAGE: Grant(Decimal(self.megabytes))}, plan="Free")

    def where_to_upgrade(self, organisation_id: int) -> str:
        return ""
