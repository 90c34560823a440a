"""Where signatures are laid on the pages that were signed."""

from datetime import timedelta

import pytest

from content.models import Signer
from content.selectors import blueprints
from content.services import locking
from content.services.signing import asking, papers
from content.services.signing.asking import Terms, Wanted
from content.tests import signing_scene as scene
from content.tests.signing_scene import NOW
from synthai.core.documents.blueprints import examples
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


def test_of_several_who_sign_for_the_same_each_has_a_place(cast: Cast) -> None:
    """A resolution has a place for each who decided, all of one role: whoever is asked first signs beside the own name."""
    ref = "library:directors-resolution:1"
    version = scene.sent(cast.thandi, ref, **examples.answers(blueprints.get(ref)))
    second, first = (
        Wanted(
            name=name, email=f"{place}@umoja.example", label="For Umoja Foods", role="decider", place=place
        )
        for place, name in enumerate(("Bongani Nkosi", "Thandi Mokoena"), start=1)
    )
    with tenant(cast.umoja):
        request = asking.begin(version, (second, first), Terms(expires_at=NOW + timedelta(hours=1)), by=cast.thandi.actor, now=NOW)  # fmt: skip
        signers = list(Signer.objects.filter(request=request).order_by("place"))
        for each in signers:
            each.signed_name, each.ended_at = each.name, NOW
        his_hand, his_day, her_hand, her_day = papers.marks(request, locking.pdf_of(version), signers)
    assert her_hand.page == his_hand.page
    assert (her_hand.x, her_hand.y) < (his_hand.x, his_hand.y), (
        "she decided first and he second, as the paper has them"
    )
    assert (her_hand.x, her_hand.y) != (her_day.x, her_day.y)
    assert (his_day.x, his_day.y) != (her_day.x, her_day.y)
