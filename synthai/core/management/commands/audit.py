"""`manage.py audit verify` computes the audit chains again; `manage.py audit anchor` notes today's heads."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from synthai.core import audit_anchors
from synthai.core.audit_chain import verify


class Command(BaseCommand):
    """Ends with 1 when a chain is broken, so that a schedule of the operator's own can raise an alarm."""

    help = "Checks the audit trail's hash chains, or notes where they end today."

    def add_arguments(self, parser: CommandParser) -> None:
        """A verb, and for `verify` one organisation."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        checking = verbs.add_parser(
            "verify", help="compute every fingerprint again, name the first broken entry"
        )
        checking.add_argument("--organisation", metavar="SLUG", help="only this one; all chains without")
        verbs.add_parser("anchor", help="note where each chain ends today, as beat does once a day")

    def handle(self, *args: Any, verb: str, organisation: str | None = None, **options: Any) -> None:
        """Run the verb. Raises CommandError for a broken chain and for an unknown organisation."""
        if verb == "anchor":
            noted = audit_anchors.anchor_all(now=timezone.now())
            self.stdout.write(f"{noted} chains noted." if noted else "Today's notes were taken already.")
            return
        broken = [name for name, key in _chains(organisation) if not self._check(name, key)]
        if broken:
            raise CommandError(f"Broken: {', '.join(broken)}.")

    def _check(self, name: str, organisation_id: int | None) -> bool:
        verdict = verify(organisation_id, progress=self._show if self.stdout.isatty() else None)
        told = f"{verdict.checked} entries, {verdict.witnesses} earlier notes compared"
        self.stdout.write(f"{name}: {verdict.fault or 'unbroken'} ({told})")
        return verdict.fault is None

    def _show(self, done: int, total: int) -> None:
        self.stdout.write(f"{100 * done // max(total, 1)} %", ending="\r")


def _chains(slug: str | None) -> Iterator[tuple[str, int | None]]:
    model: Any = apps.get_model(settings.ORGANISATION_MODEL)
    organisations = model.objects.order_by("pk")
    if slug is None:
        yield from organisations.values_list("slug", "pk")
        yield "outside every organisation", None
        return
    found = organisations.filter(slug=slug).values_list("slug", "pk").first()
    if found is None:
        raise CommandError(f"There is no organisation with the address {slug}.")
    yield found
