from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:

    class _ForeignKey(models.ForeignKey[_Set, _Get]):
        pass

else:

    class _ForeignKey(models.ForeignKey):
        def __class_getitem__(cls, _: Any) -> Any:
            return cls


class TenantForeignKey(_ForeignKey[_Set, _Get]):
    """A foreign key from one tenant table to another.

    Its constraint is the migration's `TenantReference`, over (organisation, id), so that no row can name
    another organisation's; its index is one of the model's own, which starts with the organisation.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        kwargs.pop("db_index", None)
        return name, "synthai.core.models.TenantForeignKey", args, kwargs
