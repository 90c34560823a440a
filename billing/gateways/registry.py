"""The gateways that are set up here, by code."""

from importlib import import_module
from typing import TYPE_CHECKING

from django.core.signals import setting_changed
from django.utils.translation import gettext_lazy as _

from billing.gateways.protocol import Gateway
from synthai.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

# In the order customers are offered them: cheapest and least reversible first. Each module has `from_settings()`.
_MODULES: tuple[str, ...] = (
    "billing.gateways.payfast",
    "billing.gateways.paystack",
    "billing.gateways.stripe",
    "billing.gateways.eft",
)
_built: dict[str, Gateway] | None = None


class GatewayUnknown(NotFound):
    """No gateway of this name is set up."""

    code = "billing.gateway.unknown"
    title = _("There is no such way to pay")
    message = _("This way to pay is not set up here. Choose another.")
    remedy = _("Choose one of the ways that the page offers.")


def active() -> dict[str, Gateway]:
    """Every gateway with its credentials set, in the order they are offered."""
    global _built  # noqa: PLW0603 - built once for the process, anew when a test changes settings
    if _built is None:
        made = (_from_settings(module) for module in _MODULES)
        _built = {gateway.code: gateway for gateway in made if gateway is not None}
    return _built


def get(code: str) -> Gateway:
    """The gateway of this code. Raises GatewayUnknown."""
    found = active().get(code)
    if found is None:
        raise GatewayUnknown
    return found


def use(gateways: dict[str, Gateway] | None) -> None:
    """Take these instead of what the settings say; None: the settings again. For tests."""
    global _built  # noqa: PLW0603 - as above
    _built = gateways


def _from_settings(module: str) -> Gateway | None:
    make: Callable[[], Gateway | None] = import_module(module).from_settings
    return make()


def _forget(*, setting: str, **_kwargs: object) -> None:
    if setting in {"PAYFAST", "PAYSTACK", "STRIPE", "EFT"}:
        use(None)


setting_changed.connect(_forget)
