"""The lean way forwards: the same picture of the models as Django's, with fewer of them drawn anew."""

from collections.abc import Sequence
from typing import Any
from unittest import mock

from django.core.management import call_command, get_commands
from django.core.management.commands import migrate
from django.db import models
from django.db.migrations import operations as ops
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps

from synthai.core.migrating import LeanExecutor, LeanState

RENDER = vars(StateApps)["render_multiple"]


def own(**others: Any) -> list[tuple[str, Any]]:
    return [("id", models.BigAutoField(primary_key=True)), *others.items()]


def key(to: str, **options: Any) -> Any:
    return models.ForeignKey(to, on_delete=models.CASCADE, **options)


PARENT: Any = models.OneToOneField(
    "bakery.loaf",
    on_delete=models.CASCADE,
    auto_created=True,
    parent_link=True,
    primary_key=True,
    serialize=False,
)
FIRST: list[Operation] = [
    ops.CreateModel("town", own(name=models.CharField(max_length=9))),
    ops.CreateModel("shop", own(town=key("bakery.town"), above=key("self", null=True))),
    ops.CreateModel("loaf", own(shop=key("bakery.shop"))),
    ops.CreateModel("crumb", own(loaf=key("bakery.loaf"))),
    ops.CreateModel("tart", [("loaf_ptr", PARENT)], bases=("bakery.loaf",)),
    ops.CreateModel("baker", own(shops=models.ManyToManyField("bakery.shop", related_name="bakers"))),
]
NEXT: list[Operation] = [
    ops.CreateModel("oven", own(shop=key("bakery.shop", related_name="ovens"))),
    ops.AddField("loaf", "oven", key("bakery.oven", null=True)),
    ops.AddField("shop", "name", models.CharField(max_length=9, default="")),
    ops.AddIndex("shop", models.Index(fields=["name"], name="shop_by_name")),
    ops.AddConstraint("loaf", models.UniqueConstraint(fields=["shop", "oven"], name="loaf_once")),
    ops.AlterField("loaf", "oven", key("bakery.oven")),
    ops.RenameField("shop", "name", "called"),
    ops.AlterField("town", "name", models.CharField(max_length=20)),
    ops.AddField("baker", "town", key("bakery.town", null=True, related_name="bakers")),
    ops.RemoveField("crumb", "loaf"),
    ops.RenameModel("oven", "stove"),
    ops.AddField("crumb", "stove", key("bakery.stove", related_name="crumbs")),
    ops.DeleteModel("tart"),
]  # fmt: skip


def grown(state: ProjectState, operations: Sequence[Operation]) -> list[list[str]]:
    """What each of these had drawn, from a state that was drawn."""
    for operation in FIRST:
        operation.state_forwards("bakery", state)
    assert state.apps.get_model("bakery", "loaf")
    drawn = []
    for operation in operations:
        with mock.patch.object(StateApps, "render_multiple", autospec=True, side_effect=RENDER) as drawing:
            before = state.clone()
            operation.state_forwards("bakery", state)
        assert before.models.keys()  # what Django keeps for the database's part
        drawn.append(sorted(each.name for call in drawing.call_args_list for each in call.args[1]))
    return drawn


def picture(state: ProjectState) -> dict[str, Any]:
    """What the drawn models are: fields both ways, indexes, constraints, and to which models their keys lead."""
    found = {}
    for model in state.apps.get_models(include_auto_created=True):
        fields = [
            (field.name, type(field).__name__, field.related_model and field.related_model.__name__)
            for field in model._meta.get_fields(include_hidden=True)
        ]
        rules = [each.name for each in (*model._meta.indexes, *model._meta.constraints)]
        found[model.__name__.lower()] = (sorted(fields), rules, [base.__name__ for base in model.__bases__])
    return found


def refers_to_gone(state: ProjectState) -> list[str]:
    """Keys that lead to a class that is not the drawn model of its name any more."""
    return [
        f"{model.__name__}.{field.name}"
        for model in state.apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if field.related_model
        and state.apps.get_model("bakery", field.related_model.__name__) is not field.related_model
    ]


def test_after_each_operation_the_picture_is_djangos() -> None:
    for upto in range(1, len(NEXT) + 1):
        usual, lean = ProjectState(), LeanState()
        grown(usual, NEXT[:upto])
        grown(lean, NEXT[:upto])
        told = NEXT[upto - 1].describe()
        assert lean == usual, told
        assert picture(lean) == picture(LeanState(models=lean.models)) == picture(usual), told
        assert refers_to_gone(lean) == [], told


def test_a_new_table_draws_itself_only_and_a_changed_one_what_leads_to_it() -> None:
    usual, lean = grown(ProjectState(), NEXT[:4]), grown(LeanState(), NEXT[:4])
    assert lean == [
        ["oven"],
        ["crumb", "loaf", "tart"],
        *[["baker", "crumb", "loaf", "oven", "shop", "tart"]] * 2,
    ]
    assert [len(all_related) for all_related in usual[:2]] == [7, 7]


def test_a_data_move_has_all_models_drawn_for_itself() -> None:
    state = LeanState()
    grown(state, NEXT[:1])
    handed = state.clone()
    assert type(handed) is ProjectState  # so that going back is Django's own way
    stale = handed.apps
    handed.clear_delayed_apps_cache()
    assert handed.apps is not stale


def test_migrate_is_lean_and_leaves_djangos_own_as_it_was(db: None) -> None:
    assert get_commands()["migrate"] == "synthai.core"
    with mock.patch.object(LeanExecutor, "migrate", autospec=True, side_effect=LeanExecutor.migrate) as ran:
        call_command("migrate", "--plan", verbosity=0, interactive=False, skip_checks=True)
        assert ran.call_count == 0
        call_command("migrate", "core", verbosity=0, interactive=False, skip_checks=True)
    assert ran.call_count == 1
    djangos: Any = migrate
    assert djangos.MigrationExecutor is MigrationExecutor
