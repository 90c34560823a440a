import base64
import secrets
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _TextField = models.CharField[str, str]
else:
    _TextField = models.CharField

PUBLIC_ID_LENGTH = 16


def new_public_id() -> str:
    """80 random bits as 16 lower-case base32 characters (a-z, 2-7)."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


class PublicIdField(_TextField):
    """The name of a row in addresses, the API and events; primary keys are never shown.

    Collation "C" keeps comparisons bytewise and spares the second index that Django adds for LIKE.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", "id")
        kwargs["max_length"] = PUBLIC_ID_LENGTH
        kwargs["unique"] = True
        kwargs["editable"] = False
        kwargs["default"] = new_public_id
        kwargs["db_collation"] = "C"
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("verbose_name", "max_length", "unique", "editable", "default", "db_collation"):
            kwargs.pop(fixed, None)
        return name, "synthai.core.models.PublicIdField", args, kwargs
