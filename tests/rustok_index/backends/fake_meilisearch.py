"""A server that speaks the documented part of Meilisearch's protocol that the driver uses, and refuses the rest.

It stands in for a real server, which is in no package that can be installed here. What it is strict about is the
contract: paths, the key, tasks in order, filterable and sortable attributes that must have been set, filters' grammar.
How it matches words is only like the real one.
"""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

KEY = "a-key-of-the-test"
_CJK = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]")
_CONDITION = re.compile(r'([\w.]+) (NOT IN|IN|=|>=|<=) (\[(?:"(?:[^"\\]|\\.)*"(?:, )?)*\]|true|false|-?\d+)(?: AND |$)')


class Refused(Exception):
    """What the real server answers with an error."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Index:
    """Documents by id, and settings."""

    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


class FakeMeilisearch:
    """The server; ``requests`` are those it got, ``fail_tasks`` lets tasks fail with a code."""

    key = KEY

    def __init__(self) -> None:
        self.indexes: dict[str, Index] = {}
        self.tasks: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, Any]] = []
        self.fail_tasks: str | None = None
        self.stuck = False
        self._lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                try:
                    if self.headers.get("Authorization") != f"Bearer {KEY}":
                        raise Refused(403, "invalid_api_key")
                    with fake._lock:
                        status, content = fake.handle(self.command, self.path, json.loads(body) if body else None)
                except Refused as exc:
                    status, content = exc.status, {"message": exc.code, "code": exc.code, "type": "", "link": ""}
                data = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def handle(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Answer one request."""
        path, _, _ = path.partition("?")
        self.requests.append((method, path, body))
        parts = path.strip("/").split("/")
        match method, parts:
            case "GET", ["tasks", uid]:
                return 200, self._task(int(uid))
            case "POST", ["indexes"]:
                assert body["primaryKey"] == "id"
                return self._later("index_already_exists" if body["uid"] in self.indexes else None, self._create, body)
            case "DELETE", ["indexes", uid]:
                return self._later(None if uid in self.indexes else "index_not_found", self.indexes.pop, uid)
            case "POST", ["indexes", uid, "documents", "fetch"]:
                documents = list(self._index(uid).documents.values())
                return 200, {"results": documents, "offset": 0, "limit": 1000, "total": len(documents)}
            case "POST", ["indexes", uid, "documents"]:
                return self._later(None, self._add, uid, body)
            case "POST", ["indexes", uid, "documents", "delete"]:
                return self._later(None, self._remove, uid, body["filter"])
            case "DELETE", ["indexes", uid, "documents", key]:
                return self._later(None, self._index(uid).documents.pop, key, None)
            case "PATCH", ["indexes", uid, "settings"]:
                return self._later(None, self._index(uid).settings.update, body)
            case "PUT", ["indexes", uid, "settings", "synonyms"]:
                return self._later(None, self._index(uid).settings.update, {"synonyms": body})
            case "GET", ["indexes", uid, "stats"]:
                number = len(self._index(uid).documents)
                return 200, {"numberOfDocuments": number, "isIndexing": False, "fieldDistribution": {}}
            case "POST", ["swap-indexes"]:
                for pair in body:
                    for uid in pair["indexes"]:
                        self._index(uid)
                return self._later(None, self._swap, body)
            case "POST", ["multi-search"]:
                return 200, {"results": [self._search(query) for query in body["queries"]]}
        raise Refused(404, "not_found")

    def _later(self, fault: str | None, work: Any, *arguments: Any) -> tuple[int, Any]:
        fault = fault or self.fail_tasks
        if fault is None:
            work(*arguments)
        uid = len(self.tasks)
        self.tasks.append(
            {
                "uid": uid,
                "indexUid": None,
                "status": "enqueued" if self.stuck else "failed" if fault else "succeeded",
                "type": "task",
                "details": {},
                "error": {"message": fault, "code": fault, "type": "", "link": ""} if fault else None,
                "canceledBy": None,
                "duration": None,
                "enqueuedAt": "2026-01-01T00:00:00.000000Z",
                "startedAt": None,
                "finishedAt": None,
            }
        )
        task = self.tasks[uid]
        return 202, {
            "taskUid": uid,
            **{name: task[name] for name in ("indexUid", "type", "enqueuedAt")},
            "status": "enqueued",
        }

    def _task(self, uid: int) -> Any:
        return self.tasks[uid]

    def _index(self, uid: str) -> Index:
        if uid not in self.indexes:
            raise Refused(404, "index_not_found")
        return self.indexes[uid]

    def _create(self, body: Any) -> None:
        self.indexes[body["uid"]] = Index()

    def _add(self, uid: str, documents: Any) -> None:
        index = self.indexes.setdefault(uid, Index())
        index.documents.update({document["id"]: document for document in documents})

    def _remove(self, uid: str, condition: str) -> None:
        index = self._index(uid)
        gone = [key for key, document in index.documents.items() if _holds(index, document, condition)]
        for key in gone:
            del index.documents[key]

    def _swap(self, pairs: Any) -> None:
        for pair in pairs:
            one, other = pair["indexes"]
            self.indexes[one], self.indexes[other] = self.indexes[other], self.indexes[one]

    def _search(self, query: Any) -> Any:
        index = self._index(query["indexUid"])
        found = []
        for document in index.documents.values():
            if all(_holds(index, document, condition) for condition in query.get("filter", ())):
                score = _score(index, document, query)
                if score is not None:
                    found.append((score, document))
        found.sort(key=lambda pair: -pair[0])
        for rule in reversed(query.get("sort", ())):
            attribute, _, way = rule.rpartition(":")
            _must_be(index, "sortableAttributes", attribute)
            having = [pair for pair in found if _value(pair[1], attribute) is not None]
            having.sort(key=lambda pair: _value(pair[1], attribute), reverse=way == "desc")
            found = having + [pair for pair in found if _value(pair[1], attribute) is None]
        counts: dict[str, dict[str, int]] = {}
        stats: dict[str, dict[str, float]] = {}
        for attribute in query.get("facets", ()):
            _must_be(index, "filterableAttributes", attribute)
            counts[attribute] = {}
            for _, document in found:
                value = _value(document, attribute)
                for each in value if isinstance(value, list) else [] if value is None else [value]:
                    name = str(each).lower() if isinstance(each, bool) else str(each)
                    counts[attribute][name] = counts[attribute].get(name, 0) + 1
            numbers = [_value(d, attribute) for _, d in found if isinstance(_value(d, attribute), int)]
            if numbers and not isinstance(numbers[0], bool):
                stats[attribute] = {"min": min(numbers), "max": max(numbers)}
        page = found[query.get("offset", 0) :][: query.get("limit", 20)]
        kept = query.get("attributesToRetrieve")
        return {
            "indexUid": query["indexUid"],
            "hits": [
                {**{k: v for k, v in document.items() if kept is None or k in kept}, "_rankingScore": score}
                for score, document in page
            ],
            "estimatedTotalHits": len(found),
            "facetDistribution": counts,
            "facetStats": stats,
        }


def _value(document: Any, attribute: str) -> Any:
    for part in attribute.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return document


def _must_be(index: Index, setting: str, attribute: str) -> None:
    if attribute.partition(".")[0] not in index.settings.get(setting, ()):
        raise Refused(400, "invalid_search_filter")


def _holds(index: Index, document: Any, condition: str) -> bool:
    place = 0
    while place < len(condition):
        found = _CONDITION.match(condition, place)
        if found is None:
            raise Refused(400, "invalid_search_filter")
        place = found.end()
        attribute, operator, written = found.groups()
        _must_be(index, "filterableAttributes", attribute)
        wanted, value = json.loads(written), _value(document, attribute)
        values = value if isinstance(value, list) else [value]
        match operator:
            case "IN":
                holds = any(each in wanted for each in values)
            case "NOT IN":
                holds = not any(each in wanted for each in values)
            case "=":
                holds = value == wanted
            case ">=":
                holds = value is not None and value >= wanted
            case _:
                holds = value is not None and value <= wanted
        if not holds:
            return False
    return True


def _words(text: Any) -> list[str]:
    text = " ".join(text) if isinstance(text, list) else str(text)
    folded = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return re.findall(r"[^\W_]+", "".join(char for char in folded if not unicodedata.category(char).startswith("M")))


def _score(index: Index, document: Any, query: Any) -> float | None:
    """Return a score from 0 to 1, None where a word is missing."""
    text = query["q"]
    exact = text.startswith('"')
    typed = _words(text)
    if not typed:
        return 1.0
    attributes = query.get("attributesToSearchOn") or index.settings.get("searchableAttributes", ())
    fields = [(place, _words(document[name])) for place, name in enumerate(attributes)]
    synonyms = {tuple(_words(key)): values for key, values in index.settings.get("synonyms", {}).items()}
    total, place = 0.0, 0
    parts = 0
    while place < len(typed):
        last = place == len(typed) - 1
        best = _best(index, fields, typed[place], prefix=last and not exact, exact=exact)
        step = 1
        for length in range(len(typed) - place, 0, -1):
            for other in synonyms.get(tuple(typed[place : place + length]), ()):
                scores = [_best(index, fields, word, prefix=False, exact=True) for word in _words(other)]
                if all(scores) and min(scores) * 0.7 > best:
                    best, step = min(scores) * 0.7, length
        if not best and query.get("matchingStrategy") != "frequency":
            return None
        total, place, parts = total + best, place + step, parts + 1
    return total / parts if total else None


def _best(index: Index, fields: Any, word: str, *, prefix: bool, exact: bool) -> float:
    allowed = index.settings.get("typoTolerance", {}).get("minWordSizeForTypos", {"oneTypo": 5, "twoTypos": 9})
    typos = 2 if len(word) >= allowed["twoTypos"] else 1 if len(word) >= allowed["oneTypo"] else 0
    if exact or any(char.isdigit() for char in word):
        typos = 0
    best = 0.0
    for place, words in fields:
        for other in words:
            if _CJK.search(word):
                wrong = 0 if word in other else None
            elif word == other:
                wrong = 0
            elif prefix and other.startswith(word):
                wrong = 0.5
            else:
                ends = range(len(word) - typos, len(word) + typos + 1) if prefix else (len(other),)
                wrong = min((n for n in (_typos(word, other[:end]) for end in ends) if n <= typos), default=None)
            if wrong is not None:
                best = max(best, (1 - 0.12 * place) / (1 + wrong) / (1 + 0.001 * len(words)))
    return best


def _typos(one: str, other: str) -> int:
    """Return the distance of two words, swapped neighbours one typing error."""
    if abs(len(one) - len(other)) > 2:
        return 9
    table = {(-1, j): j + 1 for j in range(-1, len(other))} | {(i, -1): i + 1 for i in range(-1, len(one))}
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            cost = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (left != right))
            if i and j and left == other[j - 1] and one[i - 1] == right:
                cost = min(cost, table[i - 2, j - 2] + 1)
            table[i, j] = cost
    return table[len(one) - 1, len(other) - 1]
