"""Whoever deletes a person, her tables go with her by the database; what only her address ties to her goes here."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import pre_delete

from notifications.services import mail


def connect() -> None:
    """Listen to people being deleted."""
    pre_delete.connect(_forget, sender=get_user_model(), dispatch_uid="notifications.erasing")


def _forget(sender: Any, **kwargs: Any) -> None:
    del sender
    mail.forget_address(kwargs["instance"].email)
