"""Answers in a shape: a JSON Schema goes out with the question, and what comes back is read and checked here, whoever answered."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from synthai.core.ai.protocol import Answer, Garbled, Schema

_FENCED = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n\s*```\s*\Z", re.DOTALL)
_NAME = re.compile(r"[\w-]{1,64}\Z", re.ASCII)
_LARGEST = 500_000


class Misshapen(Garbled):
    """The answer is text of the model's, but not in the shape that was asked for. Says nothing against its provider."""


def check(schema: Schema) -> None:
    """What every provider takes: objects that list all their properties as required and allow no others. Raises ValueError: a mistake
    of whoever wrote the schema."""
    if not _NAME.match(schema.name):
        raise ValueError(f"{schema.name!r} is no name for a schema: letters, digits, _ and - only.")
    from jsonschema.validators import Draft202012Validator  # noqa: PLC0415 - as in read()

    Draft202012Validator.check_schema(schema.schema)
    if schema.schema.get("type") != "object":
        raise ValueError(f"{schema.name}: the answer must be an object.")
    _check_objects(schema.schema, schema.name)


def read(answer: Answer, schema: Schema) -> dict[str, Any]:
    """The answer as an object of this shape. Raises Misshapen."""
    import jsonschema  # noqa: PLC0415 - it takes every process a while, and only workers ask models
    from jsonschema.validators import Draft202012Validator  # noqa: PLC0415

    text = answer.text
    if len(text) > _LARGEST:
        raise Misshapen("the answer is longer than any that was asked for", usage=answer.usage)
    fenced = _FENCED.match(text)
    try:
        found = json.loads(fenced[1] if fenced else text, parse_constant=_refuse)
        jsonschema.validate(found, schema.schema, cls=Draft202012Validator)
        _refuse_no_letters(found)
    except jsonschema.ValidationError as error:
        where = error.json_path
        raise Misshapen(f"{where} breaks the rule {error.validator}", usage=answer.usage) from error
    except (ValueError, RecursionError) as error:
        raise Misshapen("the answer is no JSON", usage=answer.usage) from error
    return dict(found)


def _check_objects(node: Any, where: str) -> None:
    if isinstance(node, list):
        for each in node:
            _check_objects(each, where)
    if not isinstance(node, Mapping):
        return
    properties = node.get("properties")
    if node.get("type") == "object":
        if not isinstance(properties, Mapping) or set(node.get("required", ())) != set(properties):
            raise ValueError(f"{where}: every property must be listed as required.")
        if node.get("additionalProperties") is not False:
            raise ValueError(f"{where}: additionalProperties must be false.")
    for name, each in node.items():
        _check_objects(each, f"{where}.{name}")


def _refuse_no_letters(found: Any) -> None:
    """Raises ValueError for escapes that are no letter: a zero, half of a pair. No database takes them."""
    written = json.dumps(found, ensure_ascii=False)
    written.encode()  # half of a pair is a UnicodeEncodeError, which is one
    if "\\u0000" in written:
        raise ValueError("a zero is no letter")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
