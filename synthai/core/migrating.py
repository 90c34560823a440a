"""Running migrations forwards without Django drawing nearly all models anew after each operation.

Every table refers to its organisation, so for Django all models are related: adding one table had it draw all tables' models
again, which was four fifths of the time an empty database took. Here a change draws what it must: the changed model, and those
whose keys lead to it, however far. Going back, and whatever alters, renames or removes, stays Django's own way.
"""

from collections.abc import Iterable
from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState, StateApps

Key = tuple[str, str]


class LeanState(ProjectState):
    """A picture of the models that is drawn anew only where a change can be seen."""

    @classmethod
    def of(cls, state: ProjectState) -> "LeanState":
        """The same picture; the one given is not used any more."""
        lean = cls(models=state.models, real_apps=state.real_apps)
        lean.is_delayed = state.is_delayed
        if "apps" in state.__dict__:
            lean.__dict__["apps"] = state.__dict__["apps"]
        return lean

    def add_model(self, model_state: ModelState) -> None:
        drawn = self._laid_aside()
        super().add_model(model_state)
        self._draw(drawn, [(model_state.app_label, model_state.name_lower)])

    def add_field(
        self, app_label: str, model_name: str, name: str, field: Any, preserve_default: Any
    ) -> None:
        drawn = self._laid_aside()
        super().add_field(app_label, model_name, name, field, preserve_default)
        self._draw(drawn, [(app_label, model_name)])

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """With `delay` Django tells that no relation changed."""
        if delay:
            self._draw(self._laid_aside(), [(app_label, model_name)])
        else:
            super().reload_model(app_label, model_name, delay)

    def reload_models(self, models: Iterable[Key], delay: bool = True) -> None:
        self._draw(self._laid_aside(), models)

    def _laid_aside(self) -> StateApps | None:
        """The drawn models, so that Django does not draw; None when nothing is drawn yet."""
        drawn: StateApps | None = self.__dict__.pop("apps", None)
        return drawn

    def _draw(self, drawn: StateApps | None, changed: Iterable[Key]) -> None:
        if drawn is None:
            return
        self.__dict__["apps"] = drawn
        self.is_delayed = True  # a data move has all models drawn for itself
        keys = self._leading_to(changed)
        with drawn.bulk_update():
            for key in keys:
                drawn.unregister_model(*key)
        drawn.render_multiple([self.models[key] for key in keys])

    def _leading_to(self, changed: Iterable[Key]) -> list[Key]:
        """These models and all whose keys or bases lead to one of them: no drawn model refers to one that has gone."""
        found = dict.fromkeys(changed)
        waiting = list(found)
        while waiting:
            key = waiting.pop()
            heirs = [each for each, state in self.models.items() if ".".join(key) in _names(state.bases)]
            new = [
                each for each in (*self.relations[key], *heirs) if each in self.models and each not in found
            ]
            found.update(dict.fromkeys(new))
            waiting += new
        return list(found)


class LeanExecutor(MigrationExecutor):
    """Django's, with a lean picture on the way forwards."""

    def migrate(
        self,
        targets: Any,
        plan: Any = None,
        state: ProjectState | None = None,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        lean = None if state is None else LeanState.of(state)
        return super().migrate(targets, plan, lean, fake, fake_initial)


def _names(bases: Iterable[Any]) -> set[str]:
    return {base.lower() for base in bases if isinstance(base, str)}
