"""Loads the articles and resources of our own writing onto the platform's shelf, which is made when it is not there."""

from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actors
from accounts import selectors as people
from accounts.services import platform_organisation
from publishing.services import library
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

NAME: Final = "SynthAI"
OWNER: Final = "staff@example.com"  # whom seed_demo adds


class Command(BaseCommand):
    """`manage.py seed_library [--owner EMAIL]`; pieces that are there already stay as their editors have them."""

    help = "Publishes the library's articles and resources in the organisation of PLATFORM_ORGANISATION."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--owner",
            default=OWNER,
            help="The e-mail address of who owns the organisation, if it must be made.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        slug, now = settings.PLATFORM_ORGANISATION, timezone.now()
        try:
            organisation = platform_organisation.have(
                slug=slug, name=NAME, owner_email=options["owner"], now=now
            )
        except NotFound as error:
            msg = f"Nobody here has the address {options['owner']}. Name somebody with --owner EMAIL, or run seed_demo first."
            raise CommandError(msg) from error
        owner = people.owner_of(organisation.pk)
        membership = people.membership(owner, slug)
        if membership is None:
            raise CommandError("Its owner is not a member.")
        with tenant(organisation):
            made = library.load(by=actors.of_member(membership, owner), now=now)
        shown = sum(piece.live_id is not None for piece in made)
        self.stdout.write(f"{shown} pieces were published in {organisation.name}.")
        if shown < len(made):
            left = len(made) - shown
            self.stdout.write(
                f"{left} are drafts: somebody else has to approve them before they are published."
            )
