"""What a template may hold: places, conditions, loops over records, a few filters. Everything else is refused before anything runs.

Jinja's sandbox keeps a template from our objects; this list keeps it from Jinja: no calls, no macros, no includes or imports, no assignments, no
arithmetic (figures are reckoned by us, not by a template), no loops in loops beyond two.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from synthai.core.errors import DomainError

LONGEST = 50_000
MOST_NODES = 5_000
DEEPEST_LOOP = 2
FILTERS = frozenset({"whole", "month", "year", "words", "all_of", "upper"})
TESTS = frozenset({"known"})
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Filter, nodes.Test,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Const,
)  # fmt: skip
_WORDS = {
    "Call": _("a call"), "Macro": _("a macro"), "Include": _("include"), "Import": _("import"), "FromImport": _("import"),
    "Extends": _("extends"), "Assign": _("set"), "AssignBlock": _("set"), "Getitem": _("square brackets"), "Block": _("block"),
    "CallBlock": _("call"), "FilterBlock": _("a filter block"), "With": _("with"), "Dict": _("a dictionary"), "List": _("a list"),
    "Tuple": _("a tuple"), "CondExpr": _("an inline if"), "ScopedEvalContextModifier": _("autoescape"), "Concat": _("joining with ~"),
}  # fmt: skip


class TemplateRefused(DomainError):
    """A template that cannot be read, or holds what it may not."""

    code = "facts.template_refused"
    title = _("The template cannot be used")
    message = _("Line %(line)s: %(what)s.")
    remedy = _(
        "A template may hold places, if, for over records, and the filters that the help lists. Mend the line that is named."
    )
    status = 422


def parsed(environment: ImmutableSandboxedEnvironment, text: str) -> nodes.Template:
    """The template's tree, once nothing in it is forbidden. Raises TemplateRefused."""
    if len(text) > LONGEST:
        raise TemplateRefused(line=1, what=_("the template is longer than 50 000 letters"))
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        raise TemplateRefused(
            line=error.lineno, what=_("this cannot be read: %s") % (error.message or "")
        ) from error
    except (RecursionError, MemoryError) as error:
        raise TemplateRefused(line=1, what=_("it is nested too deeply")) from error
    for number, node in enumerate(_walk(tree)):
        if number > MOST_NODES:
            raise TemplateRefused(line=node.lineno, what=_("the template has too many parts"))
        _check(node)
    _check_loops(tree, 0)
    return tree


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(here.iter_child_nodes())


def _check(node: nodes.Node) -> None:
    kind = type(node).__name__
    if not isinstance(node, _ALLOWED):
        raise TemplateRefused(line=node.lineno, what=_("%s may not be used") % _WORDS.get(kind, kind))
    if isinstance(node, nodes.Filter):
        _check_named(node, node.name, FILTERS, str(_("there is no filter %s")))
    elif isinstance(node, nodes.Test):
        _check_named(node, node.name, TESTS, str(_("there is no test %s")))
    elif (
        isinstance(node, nodes.Getattr)
        and node.attr.startswith("_")
        or isinstance(node, nodes.Name)
        and node.name.startswith("_")
    ):
        raise TemplateRefused(line=node.lineno, what=_("a name may not begin with _"))
    elif isinstance(node, nodes.For):
        _check_for(node)


def _check_named(node: nodes.Filter | nodes.Test, name: str, known: frozenset[str], words: str) -> None:
    if name not in known:
        raise TemplateRefused(line=node.lineno, what=words % name)
    arguments = node.args or []
    if (
        node.kwargs
        or node.dyn_args
        or node.dyn_kwargs
        or not all(isinstance(each, nodes.Const) for each in arguments)
    ):
        raise TemplateRefused(line=node.lineno, what=_("%s takes plain words only") % name)


def _check_for(node: nodes.For) -> None:
    if not isinstance(node.target, nodes.Name) or not isinstance(node.iter, nodes.Name | nodes.Getattr):
        raise TemplateRefused(
            line=node.lineno, what=_("for goes over the records of a fact, one name at a time")
        )
    if node.recursive or node.test is not None:
        raise TemplateRefused(line=node.lineno, what=_("for takes no condition here"))


def _check_loops(node: nodes.Node, depth: int) -> None:
    if isinstance(node, nodes.For):
        depth += 1
        if depth > DEEPEST_LOOP:
            raise TemplateRefused(line=node.lineno, what=_("loops may be two deep"))
    for child in node.iter_child_nodes():
        _check_loops(child, depth)
