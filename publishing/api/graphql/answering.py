"""A question in GraphQL answered: read, held against the schema, weighed, carried out. Errors carry the codes of the house."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from graphql.pyutils import camel_to_snake

from publishing.api.graphql.limits import COST, DEPTH, LETTERS, TOKENS, Scales, Weight
from publishing.api.graphql.refusals import QueryInvalid, QueryTooCostly, QueryTooDeep, QueryUnreadable
from publishing.api.graphql.root import Root
from synthai.core.api import problems
from synthai.core.api.kinds import Fault
from synthai.core.errors import DomainError

_MOST_ERRORS = 10
logger = logging.getLogger("synthai.api")
Answer = tuple[int, dict[str, Any]]  # status and body


@cache
def schema() -> GraphQLSchema:
    """The schema, read once."""
    found = build_schema((Path(__file__).parent / "library.graphql").read_text(encoding="utf-8"))
    moment: Any = found.type_map["DateTime"]
    moment.serialize = _moment
    return found


def answer(root: Root, query: str, variables: Mapping[str, Any], operation: str | None) -> Answer:
    """200 with data, and with errors where parts could not be told; 400 for what cannot be carried out."""
    try:
        _refuse_halves(variables)
        document = _read(query)
        weight = _weighed(document, variables, operation)
    except _Refused as refused:
        return 400, {"errors": [_told(each, refused.kind) for each in refused.errors]}
    result = execute_sync(
        schema(),
        document,
        root_value=root,
        variable_values=dict(variables),
        operation_name=operation,
        field_resolver=_resolve,
    )
    return _answered(result, weight)


class _Refused(Exception):
    """Not carried out at all."""

    def __init__(self, kind: DomainError, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.kind, self.errors = kind, errors


def _read(query: str) -> DocumentNode:
    if len(query) > LETTERS:
        why = f"{len(query)} > {LETTERS}"
        raise _Refused(QueryUnreadable(why=why), [GraphQLError(str(QueryUnreadable(why=why)))])
    try:
        document = parse(query, max_tokens=TOKENS)
    except GraphQLError as error:
        raise _Refused(QueryUnreadable(why=error.message), [error]) from error
    except RecursionError as error:
        refusal = QueryTooDeep(depth=">100", most=DEPTH)
        raise _Refused(refusal, [GraphQLError(str(refusal))]) from error
    errors = validate(schema(), document, max_errors=_MOST_ERRORS)
    if errors:
        raise _Refused(QueryInvalid(), errors)
    return document


def _refuse_halves(variables: Mapping[str, Any]) -> None:
    """Half signs of JSON (a lone "\\ud800") are no text: no database takes them."""
    try:
        json.dumps(variables, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        refusal = QueryUnreadable(why=error.reason)
        raise _Refused(refusal, [GraphQLError(str(refusal))]) from error


def _weighed(document: DocumentNode, variables: Mapping[str, Any], operation: str | None) -> Weight:
    weight = Scales(document, variables).weigh(operation)
    refusal: DomainError | None = None
    if weight.depth > DEPTH:
        refusal = QueryTooDeep(depth=weight.depth, most=DEPTH)
    elif weight.cost > COST:
        refusal = QueryTooCostly(cost=weight.cost, most=COST)
    if refusal is not None:
        raise _Refused(refusal, [GraphQLError(str(refusal))])
    return weight


def _answered(result: ExecutionResult, weight: Weight) -> Answer:
    body: dict[str, Any] = {"data": result.data} if result.data is not None or result.errors is None else {}
    if result.errors:
        body["errors"] = [_failed(each) for each in result.errors]
        body.setdefault("data", None)
    body["extensions"] = {"cost": weight.cost, "most": COST}
    started = result.data is not None or any(each.path for each in result.errors or ())
    return (200 if started else 400), body


def _failed(error: GraphQLError) -> dict[str, Any]:
    """What a resolver refused, by its code; a fault of ours says nothing of its cause."""
    if error.original_error is None:
        return _told(error, QueryInvalid())
    problem, _errors = problems.as_problem(error.original_error)
    if isinstance(problem, Fault):
        logger.error("A field failed: %s", type(error.original_error).__name__, exc_info=error.original_error)
    return {**_told(error, problem), "message": str(problem)}


def _told(error: GraphQLError, kind: DomainError) -> dict[str, Any]:
    told: dict[str, Any] = {"message": error.message}
    if error.locations:
        told["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        told["path"] = error.path
    return {**told, "extensions": {"code": kind.code, "type": problems.type_uri(kind.code)}}


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    """A key, an attribute, or a verb of the root, by the schema's name in the house's spelling."""
    name = camel_to_snake(info.field_name)
    value = source.get(name) if isinstance(source, Mapping) else getattr(source, name)
    return value(info, **arguments) if callable(value) else value


def _moment(value: datetime) -> str:
    return value.isoformat()
