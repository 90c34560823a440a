"""Loads the demo organisation: a grocer whose sales come from our own simulator, marked as sample data."""

import io
import secrets
import time
from argparse import ArgumentParser
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actors
from accounts import selectors as people_of
from accounts.services import organisations, people
from billing.services import demo_catalogue
from notifications.services import whatsapp
from pricing.engine.simulate_shop import last_full_week, simulate_shop
from pricing.models import Import, ImportState, Run
from pricing.services import importing, runs, training, uploads
from synthai.core.access import Actor
from synthai.core.tenancy import tenant

EMAIL: Final = "thandi@example.com"
STAFF: Final = "staff@example.com"
ORGANISATION: Final = "Umoja Foods (demo)"
FILE: Final = "umoja-till-export.csv"
_PATIENCE: Final = 180


class Command(BaseCommand):
    """`manage.py seed_demo [--if-empty]`; its last line says how to sign in. Goes on where an interrupted one stopped."""

    help = "Loads the demo organisation with sample sales and a finished price run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing when anybody has signed up.")
        parser.add_argument("--products", type=int, default=120)
        parser.add_argument("--weeks", type=int, default=78)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--no-run", action="store_true", help="Load the sales, work out no prices.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and get_user_model().objects.exists():
            self.stdout.write("Somebody has signed up already, so no demo organisation was loaded.")
            return
        password = secrets.token_urlsafe(9)
        demo_catalogue.load(now=timezone.now())
        whatsapp.have_all_approved()
        actor = _owner()
        with tenant(_organisation_of(actor)):
            if _is_complete(run_too=not options["no_run"]):
                self.stdout.write(f"The demo organisation is here already; sign in as {EMAIL}.")
                return
            people.set_demo_password([EMAIL, STAFF], password)
            demo_catalogue.start_trial(actor, now=timezone.now())
            if not Import.objects.filter(state=ImportState.LOADED).exists():
                _bring_in(_sales(options["products"], options["weeks"], options["seed"]), actor)
            if not options["no_run"]:
                _work_out_prices(actor, options["seed"])
        self.stdout.write(
            f"Sign in as {EMAIL}, or as staff ({STAFF}, at /admin/), with the password {password}"
        )


def _owner() -> Actor:
    """Thandi as owner of the demo organisation, and somebody of our staff; found again after an interruption."""
    people.add_confirmed(STAFF, name="Support", password=secrets.token_urlsafe(24), is_staff=True)
    user = people.add_confirmed(EMAIL, name="Thandi Mokoena", password=secrets.token_urlsafe(24))
    here = next((found for found in people_of.organisations_of(user) if found.name == ORGANISATION), None)
    slug = here.slug if here else None
    if slug is None:
        slug = organisations.create(name=ORGANISATION, by=actors.of_person(user), now=timezone.now()).slug
    membership = people_of.membership(user, slug)
    if membership is None:
        raise CommandError("The demo organisation could not be made.")
    return actors.of_member(membership, user)


def _is_complete(*, run_too: bool) -> bool:
    """Whether an earlier start got to the end."""
    if run_too:
        return bool(Run.objects.finished().exists())
    return bool(Import.objects.filter(state=ImportState.LOADED).exists())


def _work_out_prices(actor: Actor, seed: int) -> None:
    """Train here; a run that an interrupted start left behind is taken up again."""
    left = Run.objects.active().order_by("pk").first()
    run = left or runs.start(by=actor, now=timezone.now(), seed=seed)
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        training.train(run.pk)
        run.refresh_from_db()
        if not run.is_active:
            return
        time.sleep(1)  # a worker holds it, or held it until a moment ago


def _organisation_of(actor: Actor) -> int:
    if actor.organisation_id is None:
        raise CommandError("The demo person is in no organisation.")
    return actor.organisation_id


def _sales(products: int, weeks: int, seed: int) -> bytes:
    """Daily sales up to last Sunday as a CSV file in our own layout."""
    shop = simulate_shop(products=products, weeks=weeks, seed=seed, end=last_full_week(timezone.localdate()))
    return shop.daily.to_csv(index=False).encode()


def _bring_in(content: bytes, actor: Actor) -> None:
    """Upload and load the file here; where workers run, one of them may be quicker, which is as good."""
    found = uploads.upload(io.BytesIO(content), name=FILE, by=actor, now=timezone.now(), is_sample=True)
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            importing.inspect(found.pk)
            importing.run(found.pk)
        except importing.ImportBusy:
            time.sleep(0.5)
        found = Import.objects.order_by("pk").get(pk=found.pk)
        if found.state == ImportState.LOADED:
            return
        if found.is_finished or found.state == ImportState.MAPPING:
            break
    raise CommandError(f"The sample sales could not be loaded: {found.error or found.get_state_display()}")
