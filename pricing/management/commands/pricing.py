"""`python manage.py pricing forecast|recommend|whatif|backtest|simulate`: prices without a database.

The edge only: words in, one call, exit code out. docs/terminal.md has examples.
"""

import signal
import sys
from argparse import Namespace
from datetime import datetime
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pricing.terminal import arguments, verbs
from pricing.terminal.failures import Exit, Failure
from pricing.terminal.streams import Streams


class Command(BaseCommand):
    """Prices from a shop's own sales history."""

    help = "Forecasts, prices, what-if answers, backtests and simulated shops from CSV files. No database needed."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's own declaration
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the verbs."""
        arguments.add_verbs(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        """Run one verb; every ending has its exit code (pricing.terminal.failures.Exit)."""
        signal.signal(signal.SIGTERM, _stop)
        today = datetime.now(ZoneInfo("Africa/Johannesburg")).date()
        try:
            verbs.run(Namespace(**options), Streams.standard(), today)
        except Failure as failure:
            raise CommandError(failure.message, returncode=failure.code) from failure
        except MemoryError as error:
            message = "There is not enough memory for this table. Try fewer weeks or products."
            raise CommandError(message, returncode=Exit.OTHER) from error
        except KeyboardInterrupt:
            sys.stderr.write("\nInterrupted; nothing was written.\n")
            sys.exit(Exit.INTERRUPTED)


def _stop(number: int, frame: FrameType | None) -> None:
    """A terminated command cleans up as an interrupted one does."""
    raise KeyboardInterrupt
