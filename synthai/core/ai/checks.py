"""System checks: a table of prices that cannot be read, or that misses what is used, is told at the start and not at the first call."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from synthai.core.ai import rates
from synthai.core.ai.protocol import Usage


@register()
def rates_can_be_read(**_: Any) -> list[CheckMessage]:
    """An error for a table that is wrong; a word for a provider that is on and whose calls will have no known cost."""
    try:
        table = rates.read(Path(settings.AI_RATES_FILE))
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="docs/ai.md shows the format.", id="core.E010")]
    today = timezone.localdate()
    return [
        Info(
            f"AI_RATES_FILE has no price or exchange rate for {code}'s model {config['model']}: its calls have no known cost.",
            hint="Add it with the day from which it holds and where you read it.",
            id="core.I010",
        )
        for code, config in settings.AI_PROVIDERS.items()
        if config["is_ready"]
        and table.cost(Usage(), provider=code, model=str(config["model"]), on=today) is None
    ]
