"""A server that checks requests as OpenSearch's published API asks for them, and answers from what it was sent.

It knows what search uses: HEAD and PUT of an index with strict mappings, `_bulk` with external versions, `_msearch` with bool,
function_score, multi_match, match_phrase_prefix and nested k-NN queries, `_delete_by_query`. Whatever else it gets, and every question
without an organisation and tokens in its filter, it answers 400 and keeps in `refused`.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit


class Refused(Exception):
    """The contract is broken."""


def need(is_so: object, what: str) -> None:
    if not is_so:
        raise Refused(what)


class Server:
    """The server and what it holds."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[str, Any]] = {}
        self.documents: dict[str, tuple[int, dict[str, Any]]] = {}
        self.refused: list[str] = []
        self.requests: list[str] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"server_": self}))
        Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answer(self, method: str, path: str, kind: str, body: bytes) -> tuple[int, Any]:
        address = urlsplit(path)
        self.requests.append(f"{method} {address.path}")
        match method, address.path.strip("/").split("/"):
            case "HEAD", [index]:
                return (200 if index in self.indexes else 404), None
            case "PUT", [index]:
                need(kind == "application/json", "an index is made with JSON")
                return self._make(index, json.loads(body))
            case "POST", ["_bulk"]:
                return 200, self._bulk(_lines(kind, body))
            case "POST", ["_msearch"]:
                return 200, self._search(_lines(kind, body))
            case "POST", [index, "_delete_by_query"]:
                need(index in self.indexes, "the index is there")
                (asked,) = [json.loads(body)["query"]]
                gone = [name for name, (_, each) in self.documents.items() if _passes(asked, each)]
                for name in gone:
                    del self.documents[name]
                return 200, {"deleted": len(gone), "failures": []}
        raise Refused(f"no such address: {method} {address.path}")

    def _make(self, index: str, asked: dict[str, Any]) -> tuple[int, Any]:
        need(asked["settings"]["index"]["knn"] is True, "index.knn for knn_vector")
        fields = asked["mappings"]["properties"]
        near = fields["chunks"]["properties"]["vector"]
        need(fields["chunks"]["type"] == "nested", "many vectors are nested")
        need(near["type"] == "knn_vector" and near["dimension"] <= 16_000, "a vector and its dimension")
        need(near["method"]["engine"] in {"lucene", "faiss"}, "an engine that filters")
        need(near["method"]["name"] == "hnsw", "a method")
        need(near["method"]["space_type"] in {"cosinesimil", "innerproduct", "l2"}, "a space")
        self.indexes[index] = asked["mappings"]
        return 200, {"acknowledged": True, "index": index}

    def _bulk(self, lines: list[Any]) -> Any:
        items, rest = [], iter(lines)
        for line in rest:
            ((action, meta),) = line.items()
            need(action in {"index", "delete"}, "a known action")
            need(set(meta) == {"_index", "_id", "version", "version_type"}, "names and version")
            need(meta["_index"] in self.indexes, "the index was made with its mappings")
            need(len(meta["_id"].encode()) <= 512, "an id of at most 512 bytes")
            need(meta["version_type"] == "external_gte" and meta["version"] > 0, "an external version")
            source = next(rest) if action == "index" else None
            items.append({action: {"_id": meta["_id"], "status": self._put(meta, source)}})
        return {
            "took": 1,
            "errors": any(list(item.values())[0]["status"] >= 400 for item in items),
            "items": items,
        }

    def _put(self, meta: dict[str, Any], source: dict[str, Any] | None) -> int:
        held = self.documents.get(meta["_id"])
        if held and held[0] > meta["version"]:
            return 409
        if source is None:
            return 200 if self.documents.pop(meta["_id"], None) else 404
        mapping = self.indexes[meta["_index"]]["properties"]
        need(set(source) <= set(mapping), "strict: no field without a mapping")
        for chunk in source["chunks"]:
            need(len(chunk["vector"]) == mapping["chunks"]["properties"]["vector"]["dimension"], "dimension")
        self.documents[meta["_id"]] = (meta["version"], source)
        return 200 if held else 201

    def _search(self, lines: list[Any]) -> Any:
        need(len(lines) % 2 == 0, "a header and a question each")
        return {"took": 1, "responses": [self._one(*lines[at : at + 2]) for at in range(0, len(lines), 2)]}

    def _one(self, header: dict[str, Any], asked: dict[str, Any]) -> Any:
        need(header["index"] in self.indexes, "the index is there")
        need(set(asked) <= {"query", "size", "_source"}, "known members")
        hits: list[dict[str, Any]] = []
        for _, document in self.documents.values():
            score, names = _score(asked["query"], document)
            if score > 0:
                source = {name: document[name] for name in asked["_source"]}
                hits.append(
                    {"_score": score, "_source": source, **({"matched_queries": names} if names else {})}
                )
        hits.sort(key=lambda hit: -hit["_score"])
        return {"status": 200, "hits": {"hits": hits[: asked["size"]]}}


class _Handler(BaseHTTPRequestHandler):
    server_: Server

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            status, said = self.server_.answer(
                self.command, self.path, self.headers.get("Content-Type", ""), body
            )
        except (Refused, KeyError, ValueError, TypeError) as error:
            self.server_.refused.append(f"{self.command} {self.path}: {error!r}")
            status, said = 400, {"error": {"reason": str(error)}, "status": 400}
        text = b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_HEAD = do_PUT = do_POST = _do  # noqa: N815 - names of the library

    def log_message(self, *_: Any) -> None:
        """Quiet."""


def _lines(kind: str, body: bytes) -> list[Any]:
    need(kind == "application/x-ndjson", "lines of JSON say so")
    need(body.endswith(b"\n"), "the last line ends too")
    return [json.loads(line) for line in body.decode().splitlines()]


def _passes(query: dict[str, Any], document: dict[str, Any]) -> bool:
    ((kind, asked),) = query.items()
    if kind == "bool":
        return all(_passes(each, document) for each in asked["filter"])
    ((field, wanted),) = asked.items()
    held = document[field] if isinstance(document[field], list) else [document[field]]
    need(kind in {"term", "terms"} and isinstance(wanted, list) == (kind == "terms"), "term or terms")
    return bool(set(held) & set(wanted if kind == "terms" else [wanted]))


def _guarded(filters: list[dict[str, Any]]) -> None:
    need(any("organisation" in each.get("term", {}) for each in filters), "whose entries")
    need(any(each.get("terms", {}).get("readers") for each in filters), "for whose eyes")


def _score(query: dict[str, Any], document: dict[str, Any]) -> tuple[float, list[str]]:
    ((kind, asked),) = query.items()
    if kind == "nested":
        need(asked["path"] == "chunks" and asked["score_mode"] == "max", "the nearest chunk")
        ((field, near),) = asked["query"]["knn"].items()
        need(field == "chunks.vector" and set(near) == {"vector", "k", "filter"}, "k-NN with a filter")
        _guarded(near["filter"]["bool"]["filter"])
        if not _passes(near["filter"], document) or not document["chunks"]:
            return 0, []
        return max(_cosine(near["vector"], chunk["vector"]) for chunk in document["chunks"]), []
    need(kind == "function_score" and asked["boost_mode"] == "multiply", "lifted by a field")
    inner = asked["query"]["bool"]
    need(inner["minimum_should_match"] == 1, "one way at least")
    _guarded(inner["filter"])
    if not all(_passes(each, document) for each in inner["filter"]):
        return 0, []
    met = [_met(each, document) for each in inner["should"]]
    total = sum(score for score, _ in met)
    return total * document[asked["field_value_factor"]["field"]], [
        name for score, name in met if score and name
    ]


def _met(query: dict[str, Any], document: dict[str, Any]) -> tuple[float, str]:
    ((kind, asked),) = query.items()
    if kind == "match_phrase_prefix":
        ((field, wanted),) = asked.items()
        starts = any(word.startswith(wanted["query"]) for word in document[field].lower().split())
        return (1.0 if starts else 0.0), ""
    need(kind == "multi_match", "a known query")
    need(set(asked) <= {"query", "fields", "boost", "_name", "type"}, "known members")
    score = 0.0
    for field in asked["fields"]:
        name, _, weight = field.partition("^")
        if f" {asked['query']} " in f" {document[name].lower()} ":
            score += float(weight or 1) * asked["boost"]
    return score, asked["_name"]


def _cosine(one: list[float], other: list[float]) -> float:
    """As Lucene scores it: half of one more than the cosine. Both are of length one."""
    return (1 + sum(a * b for a, b in zip(one, other, strict=True))) / 2
