"""Loads the courses of our own writing into an organisation, the demo one unless another is named."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actors
from accounts import selectors as people
from accounts.services import demo_team
from accounts.services.demo_team import Colleague
from courses.services import demo, demo_learners, demo_shop
from synthai.core.access import Actor
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

DEMO: Final = "umoja-foods-demo"
TEAM: Final = (
    Colleague(email="lerato@example.com", name="Lerato Khumalo", role="manager"),
    Colleague(email="bongani@example.com", name="Bongani Dube", role="member"),
    Colleague(email="ayanda@example.com", name="Ayanda Zulu", role="member"),
    Colleague(email="pieter@example.com", name="Pieter Botha", role="member"),
)


class Command(BaseCommand):
    """`manage.py seed_courses [--organisation SLUG]`; courses that are there already stay as they are.

    In the demo organisation a sample team takes them as well, and where the sandbox plays the gateways one of them is on sale.
    """

    help = "Loads the sample courses, published, into the demo organisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", default=DEMO, help="The organisation's name in addresses.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisation = people.organisation_by_slug(options["organisation"])
        except NotFound as error:
            raise CommandError(f"There is no organisation {options['organisation']!r}.") from error
        owner = people.owner_of(organisation.pk)
        membership = people.membership(owner, organisation.slug)
        if membership is None:
            raise CommandError("Its owner is not a member.")
        actor, now = actors.of_member(membership, owner), timezone.now()
        with tenant(organisation):
            is_demo = organisation.slug == DEMO
            made = demo.load(by=actor, now=now - demo_learners.SINCE if is_demo else now)
            if is_demo:
                _enliven(actor, now)
                demo_shop.open_shop(by=actor, now=now)
        self.stdout.write(f"{len(made)} courses were loaded into {organisation.name}.")


def _enliven(owner: Actor, now: datetime) -> None:
    """Colleagues, and what all of them learned."""
    members = demo_team.join(TEAM, by=owner, now=now - demo_learners.SINCE)
    colleagues = [actors.of_member(member, member.user) for member in members]
    demo_learners.enliven(demo_learners.courses_of(), owner, colleagues, now=now)
