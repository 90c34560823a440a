"""The rule switched by two at once, and a piece that is changed while it is published: nothing unread gets out between."""

import pytest
from django.utils import timezone

from publishing.models import LibraryRule, Piece
from publishing.refusals import NotReady
from publishing.services import live, parts, pieces, review_rules, reviews
from publishing.services.parts import Content
from publishing.tests import shelf
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.parallel import errors, run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def demand(cast: Cast) -> None:
    with tenant(cast.umoja):
        review_rules.demand_review(is_demanded=True, by=cast.thandi.actor, now=timezone.now())


def test_two_switches_are_one_rule_and_one_deed() -> None:
    cast = build_cast()
    cast.hire("manager", name="Naledi")
    assert not errors(run_together(*[lambda: demand(cast)] * 3))
    with tenant(cast.umoja):
        assert LibraryRule.objects.get().demands_review
        assert AuditEntry.objects.filter(code="publishing.rules.changed").count() == 1


def test_what_is_changed_while_it_is_published_is_not_seen_unread() -> None:
    cast = build_cast()
    cast.hire("manager", name="Naledi")
    demand(cast)
    for number in range(4):
        with tenant(cast.umoja):
            made = shelf.whole(
                pieces.begin(title=f"Stock {number}", by=cast.bongani.actor, now=timezone.now())
            )
            block, read = made.blocks[0]["id"], made.blocks[0]["text"]
            reviews.ask(made.pk, by=cast.bongani.actor, now=timezone.now())
            reviews.approve(made.pk, by=cast.thandi.actor, now=timezone.now())

        def publish(key: int = made.pk) -> None:
            with tenant(cast.umoja):
                live.publish(key, by=cast.thandi.actor, now=timezone.now())

        def change(key: int = made.pk, block: str = block) -> None:
            content = Content(text="Nobody read this.", data={})
            with tenant(cast.umoja):
                parts.write_block(key, block, content, by=cast.bongani.actor, now=timezone.now())

        assert {type(error) for error in errors(run_together(publish, change))} <= {NotReady}
        with tenant(cast.umoja):
            shown = Piece.objects.select_related("live").get(pk=made.pk).live
            assert shown is None or shown.blocks[0]["text"] == read
