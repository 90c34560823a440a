"""`python manage.py pricing forecast|recommend|whatif|backtest|simulate`: prices without a database.

The edge only: words in, one call, exit code out. docs/terminal.md has examples.
"""

import signal
import sys
import traceback
from argparse import Namespace
from datetime import datetime
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandParser

from pricing.terminal import arguments
from pricing.terminal.failures import Exit, Failure
from pricing.terminal.streams import Streams


class Command(BaseCommand):
    """Prices from a shop's own sales history."""

    help = "Forecasts, prices, what-if answers, backtests and simulated shops from CSV files. No database needed."
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's own declaration
    requires_migrations_checks = False
    # Django's own options still work; they would only crowd the help.
    suppressed_base_arguments = {  # noqa: RUF012
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    }  # fmt: skip

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the verbs."""
        arguments.add_verbs(parser)

    def handle(self, *_: Any, **options: Any) -> None:
        """Run one verb; every ending has its exit code (pricing.terminal.failures.Exit)."""
        streams = Streams.standard()
        today = datetime.now(ZoneInfo("Africa/Johannesburg")).date()
        before = signal.signal(signal.SIGTERM, _stop)
        try:
            # Loaded here, since it takes seconds and an interrupt must find the handlers below.
            import_module("pricing.terminal.verbs").run(Namespace(**options), streams, today)
        except Failure as failure:
            _end(streams, failure.code, failure.message)
        except MemoryError:
            _end(
                streams, Exit.OTHER, "There is not enough memory for this table. Try fewer weeks or products."
            )
        except KeyboardInterrupt:
            _end(streams, Exit.INTERRUPTED, "Interrupted; nothing was written.")
        except Exception as error:  # noqa: BLE001  # a fault of ours still ends with a documented code
            traceback.print_exc(file=streams.words)
            _end(
                streams,
                Exit.OTHER,
                f"This should not happen ({type(error).__name__}). Please report the lines above.",
            )
        finally:
            signal.signal(signal.SIGTERM, before)


def _end(streams: Streams, code: Exit, message: str) -> NoReturn:
    streams.say(message)
    sys.exit(code)


def _stop(number: int, frame: FrameType | None) -> None:
    """A terminated command cleans up as an interrupted one does."""
    raise KeyboardInterrupt
