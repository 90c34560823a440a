"""Lists by an OpenSearch server (2.11 or newer, with its k-NN plugin), for who outgrows PostgreSQL.

Written by the published API: `_bulk` with external versions, `_msearch`, nested k-NN with a filter. It was tried against a server of
our own that checks requests by that contract (synthai/core/search/tests/opensearch_server.py), never yet against OpenSearch itself.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import requests

from synthai.core.search import embeddings, synonyms
from synthai.core.search.asking import MOST_IN_A_LIST, Ask, Lists, Match
from synthai.core.search.backends import OutOfReach
from synthai.core.search.backends.postgres import NEAREST, WITHIN, highlighting
from synthai.core.search.entries import ids_of
from synthai.core.search.pieces import SearchPiece

DIMENSIONS: Final = 384
_SECONDS: Final = (1, 3)  # to connect, and for an answer: PostgreSQL can do it too
_FIELDS: Final = ["title^4", "summary^2", "text"]
_KEYWORD: Final = {"type": "keyword"}
INDEX: Final[dict[str, Any]] = {
    "settings": {"index": {"knn": True}},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            **dict.fromkeys(("kind", "key", "language", "readers", "facets"), _KEYWORD),
            "organisation": {"type": "long"},
            "boost": {"type": "float"},
            **{name: {"type": "text", "analyzer": "english"} for name in ("title", "summary", "text")},
            "chunks": {
                "type": "nested",
                "properties": {
                    "model": _KEYWORD,
                    "vector": {
                        "type": "knn_vector",
                        "dimension": DIMENSIONS,
                        "method": {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"},
                    },
                },
            },
        },
    },
}


class OpenSearch:
    """One index for all organisations; every question names one, and the reader's tokens."""

    def __init__(self, url: str, index: str) -> None:
        self._url = url
        self._index = index

    def lists(self, ask: Ask) -> Lists:
        """What matches, in one request. Raises OutOfReach."""
        wanted = [name for name in ("words", "meaning") if name in ask.ways and self._query(name, ask)]
        lines: list[dict[str, Any]] = []
        for name in wanted:
            asked = {"query": self._query(name, ask), "size": MOST_IN_A_LIST, "_source": ["kind", "key"]}
            lines += [{"index": self._index}, asked]
        answers = self._send("POST", "_msearch", lines)["responses"] if lines else []
        if any("error" in answer for answer in answers):
            raise OutOfReach("OpenSearch refused the question.")
        hits = {name: answer["hits"]["hits"] for name, answer in zip(wanted, answers, strict=True)}
        ids = ids_of(ask.organisation_id, [_named(hit) for some in hits.values() for hit in some])
        found = {
            name: tuple(_match(hit, ids[_named(hit)]) for hit in some if _named(hit) in ids)
            for name, some in hits.items()
        }
        return Lists(
            words=found.get("words", ()),
            meaning=_near_enough(found.get("meaning", ())),
            query=highlighting(ask),
            mended=ask.mended,
        )

    def keep(
        self,
        organisation_id: int,
        kind: str,
        pieces: Mapping[str, SearchPiece],
        *,
        vectors: Mapping[str, list[tuple[str, str]] | None],
        at: datetime,
    ) -> None:
        """Write these, where nothing later was written. Raises OutOfReach."""
        lines: list[dict[str, Any]] = []
        for key, piece in pieces.items():
            lines += [
                {"index": self._versioned(organisation_id, kind, key, at)},
                _document(organisation_id, kind, piece, vectors.get(key)),
            ]
        self._bulk(lines)

    def drop(self, organisation_id: int, kind: str, keys: Sequence[str], *, at: datetime) -> None:
        """Take these out. Raises OutOfReach."""
        self._bulk([{"delete": self._versioned(organisation_id, kind, key, at)} for key in keys])

    def forget(self, organisation_id: int) -> None:
        """Take out all of an organisation. Raises OutOfReach."""
        body = {"query": {"term": {"organisation": organisation_id}}}
        self._send("POST", f"{self._index}/_delete_by_query?conflicts=proceed", body)

    def prepare(self) -> None:
        """Make the index where there is none. Raises OutOfReach."""
        if self._request("HEAD", self._index).status_code == 404:
            made = self._request("PUT", self._index, json.dumps(INDEX), "application/json")
            if made.status_code != 200 and "resource_already_exists_exception" not in made.text:
                raise OutOfReach(f"OpenSearch did not make its index: {made.status_code}.")

    def _versioned(self, organisation_id: int, kind: str, key: str, at: datetime) -> dict[str, Any]:
        name = f"{organisation_id}:{kind}:{key}"
        version = int(at.timestamp() * 1_000_000)
        return {"_index": self._index, "_id": name, "version": version, "version_type": "external_gte"}

    def _bulk(self, lines: list[dict[str, Any]]) -> None:
        if not lines:
            return
        self.prepare()
        for item in self._send("POST", "_bulk", lines)["items"]:
            (done,) = item.values()
            if done["status"] >= 400 and done["status"] not in {
                404,
                409,
            }:  # gone already; a later one is there
                raise OutOfReach(f"OpenSearch refused an entry: {done['status']}.")

    def _send(self, method: str, path: str, body: Any) -> Any:
        """A list goes as lines of JSON, with a line feed after the last too."""
        if isinstance(body, list):
            text, kind = "".join(f"{json.dumps(line)}\n" for line in body), "application/x-ndjson"
        else:
            text, kind = json.dumps(body), "application/json"
        answer = self._request(method, path, text, kind)
        if answer.status_code != 200:
            raise OutOfReach(f"OpenSearch answered {answer.status_code}.")
        try:
            return answer.json()
        except ValueError as error:
            raise OutOfReach("OpenSearch did not answer in JSON.") from error

    def _request(self, method: str, path: str, body: str = "", kind: str = "") -> requests.Response:
        headers = {"Content-Type": kind} if kind else {}
        try:
            return requests.request(
                method,
                f"{self._url}/{path}",
                data=body.encode() or None,
                headers=headers,
                timeout=_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise OutOfReach("OpenSearch is out of reach.") from error

    def _query(self, name: str, ask: Ask) -> dict[str, Any] | None:
        if name == "words":
            return _by_words(ask) if ask.words else None
        return _by_meaning(ask) if ask.vector is not None else None


def _filter(ask: Ask) -> list[dict[str, Any]]:
    """Whose, for whom, and of what: part of every question."""
    said: list[dict[str, Any]] = [
        {"term": {"organisation": ask.organisation_id}},
        {"terms": {"readers": list(ask.tokens)}},
    ]
    if ask.kinds:
        said.append({"terms": {"kind": list(ask.kinds)}})
    if ask.language:
        said.append({"term": {"language": ask.language}})
    said += [
        {"terms": {"facets": [f"{name}={value}" for value in values]}}
        for name, values in sorted(ask.facets.items())
    ]
    return said


def _by_words(ask: Ask) -> dict[str, Any]:
    should = [_said(word, "word", word, boost=1.0) for word in ask.words]
    for phrase, others in synonyms.meaning_the_same(ask.text).items():
        should += [_said(other, "same", phrase, boost=0.8, is_phrase=True) for other in others]
    for word, near in ask.mended.items():
        should += [_said(other, "spelling", word, boost=0.6) for other in near]
    if ask.is_typing:
        should.append({"match_phrase_prefix": {"title": {"query": ask.words[-1]}}})
    found = {"bool": {"filter": _filter(ask), "should": should, "minimum_should_match": 1}}
    lifted = {"field_value_factor": {"field": "boost", "missing": 1}}
    return {"function_score": {"query": found, **lifted, "boost_mode": "multiply"}}


def _said(text: str, how: str, word: str, *, boost: float, is_phrase: bool = False) -> dict[str, Any]:
    """One way to be met; its name comes back with what it met, which is why it was found."""
    kind = {"type": "phrase"} if is_phrase else {}
    return {
        "multi_match": {"query": text, "fields": _FIELDS, "boost": boost, "_name": f"{how}:{word}", **kind}
    }


def _by_meaning(ask: Ask) -> dict[str, Any]:
    numbers = [] if ask.vector is None else [float(number) for number in ask.vector]
    near = {
        "vector": numbers,
        "k": MOST_IN_A_LIST,
        "filter": {"bool": {"filter": _filter(ask)}},
    }
    return {"nested": {"path": "chunks", "query": {"knn": {"chunks.vector": near}}, "score_mode": "max"}}


def _named(hit: Mapping[str, Any]) -> tuple[str, str]:
    return hit["_source"]["kind"], hit["_source"]["key"]


def _match(hit: Mapping[str, Any], entry_id: int) -> Match:
    best: dict[str, str] = {}
    for name in sorted(hit.get("matched_queries", ()), key=_how_good):
        how, _, word = name.partition(":")
        best.setdefault(word, how)
    return Match(entry_id, float(hit["_score"]), tuple(best.items()))


def _how_good(name: str) -> int:
    return ("word", "same", "spelling").index(name.partition(":")[0])


def _near_enough(found: Iterable[Match]) -> tuple[Match, ...]:
    """Lucene's score of a cosine is half of one more than it."""
    near = [Match(match.entry_id, 2 * match.score - 1) for match in found]
    least = max(NEAREST, near[0].score - WITHIN) if near else 0
    return tuple(match for match in near if match.score >= least)


def _document(
    organisation_id: int, kind: str, piece: SearchPiece, vectors: list[tuple[str, str]] | None
) -> dict[str, Any]:
    return {
        "organisation": organisation_id,
        "kind": kind,
        "key": piece.key,
        "language": piece.language,
        "title": piece.title,
        "summary": piece.summary,
        "text": piece.text,
        "readers": list(piece.readers),
        "facets": [f"{name}={value}" for name, values in piece.facets.items() for value in values],
        "boost": piece.boost,
        "chunks": [{"model": embeddings.MODEL, "vector": json.loads(vector)} for _, vector in vectors or ()],
    }
