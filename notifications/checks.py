"""What `check` and `migrate` say before a site starts: a key that is none stops it there, not the first message."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from notifications.channels import registry
from notifications.channels.protocol import Channel


def providers_can_be_made(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Every provider whose credentials are set can be made of them."""
    del app_configs
    try:
        registry.active(Channel.EMAIL)  # makes all of them
    except ImproperlyConfigured as error:
        return [Error(str(error), id="notifications.E001")]
    return []
