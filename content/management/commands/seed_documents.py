"""Makes the sample documents in an organisation, the demo one unless another is named."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actors
from accounts import selectors as people
from content.services import demo
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

DEMO: Final = "umoja-foods-demo"


class Command(BaseCommand):
    """`manage.py seed_documents [--organisation SLUG]`; an organisation that has documents keeps those alone."""

    help = "Makes the sample documents in the demo organisation."

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
        with tenant(organisation):
            made = demo.load(by=actors.of_member(membership, owner), now=timezone.now())
        self.stdout.write(f"{len(made)} documents were made in {organisation.name}.")
