"""`manage.py search rebuild` has everything read into the index again; `manage.py search lag` says how far behind it is."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from synthai.core.search import index, kinds


class Command(BaseCommand):
    """Needed after a backup without the index's tables; searching goes on meanwhile. New kinds the worker reads by itself."""

    help = "Reads everything into the search index again, or says how far behind it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """A verb, and for `rebuild` one organisation or some kinds."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        again = verbs.add_parser("rebuild", help="read everything again, behind what people change meanwhile")
        again.add_argument("--organisation", metavar="SLUG", help="only this one; all without")
        again.add_argument("--kind", action="append", default=[], help="only this kind; may be said again")
        verbs.add_parser("lag", help="how long the oldest change waits")

    def handle(
        self,
        *args: Any,
        verb: str,
        organisation: str | None = None,
        kind: list[str] | None = None,
        **options: Any,
    ) -> None:
        """Run the verb. Raises CommandError for an unknown organisation or kind."""
        if verb == "lag":
            self.stdout.write(
                f"The oldest change waits for {index.lag(now=timezone.now()).total_seconds():.0f} s."
            )
            return
        if unknown := set(kind or ()) - set(kinds.kinds()):
            raise CommandError(
                f"No such kind: {', '.join(sorted(unknown))}. There are: {', '.join(kinds.kinds())}."
            )
        found: Any = apps.get_model(settings.ORGANISATION_MODEL)
        chosen = found.objects.filter(slug=organisation) if organisation else found.objects.order_by("pk")
        keys = list(chosen.values_list("pk", flat=True))
        if not keys:
            raise CommandError(
                f"There is no organisation {organisation}."
                if organisation
                else "There is no organisation yet."
            )
        total = sum(index.rebuild(key, only=kind or ()) for key in keys)
        self.stdout.write(f"{total} entries of {len(keys)} organisations wait to be read again.")
