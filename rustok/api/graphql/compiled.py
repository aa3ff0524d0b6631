"""Runs public reads without graphql-core's executor: what a document asks for is worked out once per text.

A document becomes a tree of closures over its validated AST; each takes a value and gives what is shown of it. The
fields' resolvers and the coercion of arguments and variables are the ordinary ones; what is saved is everything that
the executor finds out anew for each field of each item. A program only knows how to succeed: whatever goes wrong in it,
the ordinary execution answers instead, so that there is one place where errors are told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, Final, NamedTuple

import structlog
from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    VariableNode,
    is_leaf_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.values import get_argument_values, get_variable_values
from graphql.language import Visitor, visit
from prometheus_client import Counter

log = structlog.get_logger("rustok.api")

RUNS: Final = Counter("rustok_graphql_programs", "Documents answered by their program, or not", ["result"])
_ANSWERED, _ABANDONED, _NOT_COMPILED = map(RUNS.labels, ("answered", "abandoned", "not_compiled"))
PUBLIC: Final = "rustok.public_reads"
"""Key of a schema's ``extensions``: root fields whose answers are the same for everybody, and whose resolvers, with
those of all that they lead to, look at nothing of ``info`` but its ``context``. A dict that they give is JSON data:
what a scalar ``JSON`` shows of it needs no translation."""

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_LONG_MIN, _LONG_MAX = -(2**63), 2**63 - 1
_SHOWN_AS_THEY_ARE: Final[Mapping[str, type]] = {"String": str, "Boolean": bool, "ID": str, "DateTime": str}
_JSON_DATA: Final = frozenset({dict, list, str, int, float, bool})
_NOTHING: Final = type(None)
_MAX_ERRORS: Final = 50
_MOST_PLANS: Final = 64

Finish = Callable[[Any, "Run"], Any]
Take = Callable[[Any, "Run"], Any]


class _Step(NamedTuple):
    """One field: what it is called in the answer, and where it stands in its source or how else it is taken."""

    key: str
    place: str | None
    take: Take | None
    shown: _Shown


class _Shown(NamedTuple):
    """How values of a type are shown: null or not, and what is there.

    Values of ``kind`` are shown as they are; those of ``in_json`` as well where they come from JSON.
    """

    present: Finish
    nullable: bool
    kind: type | None = None
    in_json: frozenset[type] = frozenset()

    def finish(self) -> Finish:
        """Return what shows any value."""
        return _nullable(self.present) if self.nullable else _required(self.present)

    def of(self, tp: type) -> Finish | None:
        """Return what shows a value of JSON of a Python type; None where it is shown as it is."""
        if tp is _NOTHING:
            return None if self.nullable else _required(self.present)
        return None if tp in self.in_json else self.present


class CannotCompile(Exception):
    """The document asks for something that only the ordinary execution knows."""


class Abandoned(Exception):
    """A value is not what its type promises: the ordinary execution shall tell."""


class Run:
    """One execution; resolvers get it for ``info``."""

    __slots__ = ("context", "values")

    def __init__(self, context: Any, values: Mapping[str, Any]) -> None:
        self.context = context
        self.values = values


class Program:
    """A compiled operation."""

    __slots__ = ("_project",)

    def __init__(self, project: Finish) -> None:
        self._project = project

    def __call__(self, run: Run) -> Any:
        """Return the data of an answer."""
        return self._project(None, run)


class Programs:
    """The programs of one document: one for each way its ``@skip`` and ``@include`` turn out."""

    _MOST: Final = 32

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._switches = _switches(document)
        self._known: dict[tuple[Any, ...], Program | None] = {}
        self.is_public = _is_public(schema, operation, self._fragments)

    def run(self, context: Any, variables: Mapping[str, Any]) -> Any:
        """Return the data of the answer; Undefined where the ordinary execution has to give it."""
        if not self.is_public:
            return Undefined
        try:
            values = self._values(variables)
            program = self._program(values)
            if program is None:
                _NOT_COMPILED.inc()
                return Undefined
            data = program(Run(context, values))
        except Exception as exc:  # whatever it is, the ordinary execution meets it again and tells
            _ABANDONED.inc()
            log.debug("graphql.program_abandoned", error=repr(exc))
            return Undefined
        _ANSWERED.inc()
        return data

    def _values(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        definitions = self._operation.variable_definitions
        if not definitions:
            return {}
        values = get_variable_values(self._schema, definitions, dict(variables), max_errors=_MAX_ERRORS)
        if isinstance(values, list):
            raise Abandoned("the variables do not fit")
        return values

    def _program(self, values: Mapping[str, Any]) -> Program | None:
        key = tuple(values.get(name) for name in self._switches)
        if key in self._known:
            return self._known[key]
        try:
            program: Program | None = self._compile(values)
        except CannotCompile:
            program = None
        if len(self._known) < self._MOST:
            self._known[key] = program
        return program

    def _compile(self, values: Mapping[str, Any]) -> Program:
        root = self._schema.query_type
        if root is None:
            raise CannotCompile
        compiler = _Compiler(self._schema, self._fragments, {name: values.get(name) for name in self._switches})
        groups = collect_fields(self._schema, self._fragments, compiler.switches, root, self._operation.selection_set)
        return Program(compiler.selection(root, groups))


class _Compiler:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        switches: dict[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self.switches = switches

    def selection(self, tp: GraphQLObjectType, groups: Mapping[str, Sequence[FieldNode]]) -> Finish:
        if tp.is_type_of is not None:
            raise CannotCompile
        return _object([self._step(tp, key, list(nodes)) for key, nodes in groups.items()])

    def _step(self, tp: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> _Step:
        node = nodes[0]
        name = node.name.value
        if name == "__typename":
            return _Step(key, None, _constant(tp.name), _Shown(_as_it_is, nullable=False))
        field = tp.fields.get(name)
        if field is None:
            raise CannotCompile
        shown = self._shown(field.type, nodes)
        place = None if node.arguments else _place(field)
        return _Step(key, place, _taken(field, node) if place is None else None, shown)

    def _shown(self, tp: Any, nodes: list[FieldNode]) -> _Shown:
        nullable = not isinstance(tp, GraphQLNonNull)
        inner = tp if nullable else tp.of_type
        kind = _SHOWN_AS_THEY_ARE.get(getattr(inner, "name", ""))
        in_json = _JSON_DATA if getattr(inner, "name", "") == "JSON" else frozenset({kind} if kind else ())
        return _Shown(self._finish_present(inner, nodes), nullable, kind, in_json)

    def _finish_present(self, tp: Any, nodes: list[FieldNode]) -> Finish:
        if isinstance(tp, GraphQLList):
            return _list(self._shown(tp.of_type, nodes))
        if is_leaf_type(tp):
            return _leaf(tp)
        if isinstance(tp, GraphQLObjectType):
            groups = collect_sub_fields(self._schema, self._fragments, self.switches, tp, nodes)
            return self.selection(tp, groups)
        # Interfaces and unions: which type it is only the executor finds out.
        raise CannotCompile


def _object(steps: list[_Step]) -> Finish:
    ordinary = _fields(steps)
    places = [step.place for step in steps if step.place is not None]
    if not places or len(places) < len(steps):
        return ordinary
    keys = [step.key for step in steps]
    # One more than there are keys where it is one: of a single place the getter gives no tuple.
    values_of: Callable[[Any], tuple[Any, ...]] = itemgetter(*places, *places[:1])
    plans: dict[tuple[type, ...], list[tuple[int, Finish]]] = {}

    def finish(source: Any, run: Run) -> Any:
        if type(source) is not dict:
            return ordinary(source, run)
        try:
            found = values_of(source)
        except KeyError:
            return ordinary(source, run)
        # Objects of one type look alike: what is to be done with their values goes by the values' types.
        types = tuple(map(type, found))
        plan = plans.get(types)
        if plan is None:
            plan = [(n, shown) for n, step in enumerate(steps) if (shown := step.shown.of(types[n])) is not None]
            if len(plans) < _MOST_PLANS:
                plans[types] = plan
        if not plan:
            return dict(zip(keys, found, strict=False))
        values = list(found)
        for n, shown in plan:
            values[n] = shown(values[n], run)
        return dict(zip(keys, values, strict=False))

    return finish


def _fields(steps: list[_Step]) -> Finish:
    """Return what takes the fields of a source one by one, whatever it is."""
    taken = [(step.key, step.place, step.shown.kind, step.take, step.shown.finish()) for step in steps]

    def finish(source: Any, run: Run) -> Any:
        made = {}
        is_dict = isinstance(source, dict)
        for key, place, kind, take, shown in taken:
            if place is None:
                value = take(source, run)  # type: ignore[misc]
            else:
                value = source.get(place) if is_dict else getattr(source, place, None)
                if type(value) is kind:
                    made[key] = value
                    continue
            made[key] = shown(value, run)
        return made

    return finish


def _nullable(finish: Finish) -> Finish:
    def nullable(value: Any, run: Run) -> Any:
        return None if value is None else finish(value, run)

    return nullable


def _required(finish: Finish) -> Finish:
    def required(value: Any, run: Run) -> Any:
        if value is None:
            raise Abandoned("null where something is promised")
        return finish(value, run)

    return required


def _list(each: _Shown) -> Finish:
    finish, present, kind = each.finish(), each.present, each.kind

    def items(value: Any, run: Run) -> Any:
        if not isinstance(value, (list, tuple)):
            raise Abandoned("not a list")
        if kind is not None and {kind}.issuperset(map(type, value)):
            return value
        show = finish if None in value else present
        return [show(item, run) for item in value]

    return items


def _leaf(tp: Any) -> Finish:
    serialize: Callable[[Any], Any] = tp.serialize

    def ordinary(value: Any, _run: Run) -> Any:
        shown = serialize(value)
        if shown is None or shown is Undefined:
            raise Abandoned(f"nothing to show as {tp.name}")
        return shown

    def whole(lowest: int, highest: int, value: Any, run: Run) -> Any:
        return value if type(value) is int and lowest <= value <= highest else ordinary(value, run)

    def real(value: Any, run: Run) -> Any:
        return value if type(value) is float and math.isfinite(value) else ordinary(value, run)

    special: dict[str, Finish] = {
        "Int": partial(whole, _INT_MIN, _INT_MAX),
        "Long": partial(whole, _LONG_MIN, _LONG_MAX),
        "Float": real,
    }
    return special.get(tp.name, ordinary)


def _place(field: GraphQLField) -> str | None:
    """Return where a field's value stands in its source, if all that the resolver does is to look there."""
    resolve = field.resolve
    if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver and not resolve.keywords:
        place, default = resolve.args
        return str(place) if default is None else None
    return None


def _taken(field: GraphQLField, node: FieldNode) -> Take:
    resolve = field.resolve
    if resolve is None:
        raise CannotCompile
    if any(_uses_variables(argument.value) for argument in node.arguments):

        def asking(source: Any, run: Run) -> Any:
            return resolve(source, run, **get_argument_values(field, node, dict(run.values)))

        return asking
    arguments = get_argument_values(field, node, {})

    def knowing(source: Any, run: Run) -> Any:
        return resolve(source, run, **arguments)

    return knowing


def _constant(value: Any) -> Take:
    return lambda _source, _run: value


def _as_it_is(value: Any, _run: Run) -> Any:
    return value


def _is_public(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]
) -> bool:
    root = schema.query_type
    if operation.operation is not OperationType.QUERY or root is None or operation.directives:
        return False
    public: frozenset[str] = schema.extensions.get(PUBLIC, frozenset())
    finder = _RootFields()
    finder.look(operation.selection_set, fragments)
    return bool(finder.names) and finder.names <= public | {"__typename"}


class _RootFields:
    """Names of the fields at the root, whatever their ``@skip`` says."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self._seen: set[str] = set()

    def look(self, selection_set: Any, fragments: dict[str, FragmentDefinitionNode]) -> None:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                self.names.add(node.name.value)
            elif hasattr(node, "selection_set"):
                self.look(node.selection_set, fragments)
            elif (name := node.name.value) in fragments and name not in self._seen:
                self._seen.add(name)
                self.look(fragments[name].selection_set, fragments)


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        if node.name.value not in self.names:
            self.names.append(node.name.value)


class _Switches(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = _Variables()

    def enter_directive(self, node: Any, *_: Any) -> None:
        visit(node, self.found)


def _uses_variables(node: Any) -> bool:
    found = _Variables()
    visit(node, found)
    return bool(found.names)


def _switches(document: DocumentNode) -> tuple[str, ...]:
    """Name the variables that directives look at."""
    found = _Switches()
    visit(document, found)
    return tuple(found.found.names)
