"""`Together`: the same models as one operation after the other, drawn anew once."""

from collections.abc import Sequence
from typing import Any
from unittest import mock

from django.db import models
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from synthai.core.together import Together

DRAW = vars(ProjectState)["_reload"]
ADDED: list[AddField | AddIndex | AddConstraint] = [
    AddField("loaf", "shop", models.ForeignKey("bakery.shop", on_delete=models.CASCADE)),
    AddField("loaf", "name", models.CharField(max_length=20, default="")),
    AddIndex("loaf", models.Index(fields=["name"], name="loaf_by_name")),
    AddConstraint("loaf", models.UniqueConstraint(fields=["shop", "name"], name="loaf_once")),
    AddIndex("shop", models.Index(fields=["town"], name="shop_by_town")),
]


def grown(operations: Sequence[Operation]) -> tuple[ProjectState, int]:
    """The state after these, and how often models were drawn anew, from one that was drawn."""
    state = ProjectState()
    for name in ("shop", "loaf"):
        fields: list[tuple[str, models.Field[Any, Any]]] = [
            ("id", models.BigAutoField(primary_key=True)),
            ("town", models.CharField(max_length=9)),
        ]
        CreateModel(name, fields).state_forwards("bakery", state)
    assert state.apps.get_model("bakery", "loaf")
    with mock.patch(
        "django.db.migrations.state.ProjectState._reload", autospec=True, side_effect=DRAW
    ) as drawing:
        for operation in operations:
            operation.state_forwards("bakery", state)
    return state, drawing.call_count


def test_models_are_the_same_and_drawn_once() -> None:
    one_by_one, often = grown(ADDED)
    together, once = grown([Together(ADDED)])
    assert (often, once) == (len(ADDED), 1)
    assert together == one_by_one
    for name in ("shop", "loaf"):
        drawn, expected = (state.apps.get_model("bakery", name)._meta for state in (together, one_by_one))
        assert [field.name for field in drawn.get_fields()] == [field.name for field in expected.get_fields()]
        assert [index.name for index in drawn.indexes] == [index.name for index in expected.indexes]
        assert [each.name for each in drawn.constraints] == [each.name for each in expected.constraints]
    shop = together.apps.get_model("bakery", "shop")
    assert together.apps.get_model("bakery", "loaf")._meta.get_field("shop").related_model is shop


def test_a_state_that_was_not_drawn_stays_so() -> None:
    state = ProjectState()
    CreateModel("loaf", [("id", models.BigAutoField(primary_key=True))]).state_forwards("bakery", state)
    Together([AddField("loaf", "name", models.CharField(max_length=20))]).state_forwards("bakery", state)
    assert "apps" not in vars(state)
    assert "name" in state.models["bakery", "loaf"].fields
