"""Why a question in GraphQL is not answered: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Invalid


class QueryUnreadable(Invalid):
    """No GraphQL, or more of it than is read."""

    code = "publishing.graphql.unreadable"
    title = _("The query cannot be read")
    message = _("This is no GraphQL: %(why)s")
    remedy = _("Mend the query where the locations say; it has 20 000 characters at most.")


class QueryInvalid(Invalid):
    """It asks for what is not in the schema."""

    code = "publishing.graphql.invalid"
    title = _("The query does not fit the schema")
    message = _("The query does not fit the schema.")
    remedy = _("Ask for the schema by introspection and mend what each error names.")


class QueryTooDeep(Invalid):
    """Too many levels."""

    code = "publishing.graphql.too_deep"
    title = _("The query is too deep")
    message = _("The query is %(depth)s levels deep; %(most)s are answered.")
    remedy = _("Ask in two queries: first for ids, then for what stands below them.")


class QueryTooCostly(Invalid):
    """Too much at once."""

    code = "publishing.graphql.too_costly"
    title = _("The query asks for too much at once")
    message = _(
        "The query costs %(cost)s; %(most)s are answered. Ask for fewer with “first”, or in several queries."
    )
    remedy = _("Each object costs one, times how many may be answered: ask for fewer with “first”.")


class PageSizeInvalid(Invalid):
    """`first` or `last` that are no number of rows."""

    code = "publishing.graphql.page_size"
    title = _("The page cannot be made")
    message = _(
        "Ask for 1 to %(most)s with “first” (and “after”), or with “last” and “before”, not with both."
    )
    remedy = _("Send either first, or last together with before.")
