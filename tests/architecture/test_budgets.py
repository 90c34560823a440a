"""Sizes: the tail is what makes code painful, so the tail has a limit. Aim at half of each."""

import ast

from tests.architecture.sources import CHECKOUT, Function, body_lines, decorators, sources

FILE, FUNCTION, VIEW_BODY, TASK_BODY, TEMPLATE, SCRIPT = 400, 50, 15, 10, 150, 100
TASK_DECORATORS = {"tenant_task", "system_task", "shared_task", "task"}
HTTP_VERBS = {"get", "post", "put", "patch", "delete"}


def test_no_file_is_over_400_lines() -> None:
    found = {
        source.name: lines
        for source in sources()
        if not source.is_migration and (lines := len(source.text.splitlines())) > FILE
    }
    assert found == {}, "split them by noun"


def test_no_function_is_over_50_lines() -> None:
    found = {
        f"{source.name}:{function.lineno} {function.name}": lines
        for source in sources()
        if not source.is_migration
        for function in source.functions()
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION
    }
    assert found == {}


def test_no_view_is_over_15_lines() -> None:
    found = {
        f"{source.name}:{function.lineno} {function.name}": lines
        for source in sources()
        if source.is_view
        for function in source.functions()
        if _is_view(function) and (lines := body_lines(function)) > VIEW_BODY
    }
    assert found == {}, "a view parses, makes one call and renders"


def test_no_task_is_over_10_lines() -> None:
    found = {
        f"{source.name}:{function.lineno} {function.name}": lines
        for source in sources()
        if not source.is_test
        for function in source.functions()
        if decorators(function) & TASK_DECORATORS and (lines := body_lines(function)) > TASK_BODY
    }
    assert found == {}, "a task fetches and makes one call"


def test_no_template_is_over_150_lines() -> None:
    assert _long("templates", "*.html", TEMPLATE) == {}
    assert _long("templates", "*.txt", TEMPLATE) == {}


def test_no_script_of_ours_is_over_100_lines() -> None:
    assert _long("static/js", "*.js", SCRIPT) == {}


def _long(folder: str, pattern: str, budget: int) -> dict[str, int]:
    found = {}
    for path in (CHECKOUT / folder).rglob(pattern):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > budget:
            found[path.relative_to(CHECKOUT).as_posix()] = lines
    return found


def _is_view(function: Function) -> bool:
    """A public function of a request, or a verb of an API view."""
    arguments = [argument.arg for argument in function.args.args]
    if function.name in HTTP_VERBS and arguments[:2] == ["self", "request"]:
        return True
    is_public = not function.name.startswith("_")
    returns_response = "Response" in ast.unparse(function.returns) if function.returns else True
    return is_public and arguments[:1] == ["request"] and returns_response
