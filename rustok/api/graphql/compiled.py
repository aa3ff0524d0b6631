"""Runs public reads without graphql-core's executor: what a document asks for is worked out once per text.

A document becomes a tree of closures over its validated AST; each takes a value and gives what is shown of it. The
fields' resolvers and the coercion of arguments and variables are the ordinary ones; what is saved is everything that
the executor finds out anew for each field of each item. A program only knows how to succeed: whatever goes wrong in it,
the ordinary execution answers instead, so that there is one place where errors are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

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

from rustok.api.graphql.showing import (
    Abandoned,
    Finish,
    Run,
    Shown,
    Step,
    Take,
    as_it_is,
    show_leaf,
    show_list,
    show_object,
    show_stored,
)

log = structlog.get_logger("rustok.api")

RUNS: Final = Counter("rustok_graphql_programs", "Documents answered by their program, or not", ["result"])
_ANSWERED, _ABANDONED, _NOT_COMPILED = map(RUNS.labels, ("answered", "abandoned", "not_compiled"))
PUBLIC: Final = "rustok.public_reads"
"""Key of a schema's ``extensions``: root fields whose answers are the same for everybody, and whose resolvers, with
those of all that they lead to, look at nothing of ``info`` but its ``context``. A dict that they give is JSON data:
what a scalar ``JSON`` shows of it needs no translation."""

_SHOWN_AS_THEY_ARE: Final[Mapping[str, type]] = {"String": str, "Boolean": bool, "ID": str, "DateTime": str}
_JSON_DATA: Final = frozenset({dict, list, str, int, float, bool})
_MAX_ERRORS: Final = 50


class CannotCompile(Exception):
    """The document asks for something that only the ordinary execution knows."""


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
        self._last: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {})
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
        # The same object for the same body: the view keeps what bodies ask.
        last = self._last
        if last[0] is variables:
            return last[1]
        values = get_variable_values(self._schema, definitions, dict(variables), max_errors=_MAX_ERRORS)
        if isinstance(values, list):
            raise Abandoned("the variables do not fit")
        self._last = (variables, values)
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
        return Program(compiler.selection(root, groups)[0])


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

    def selection(self, tp: GraphQLObjectType, groups: Mapping[str, Sequence[FieldNode]]) -> tuple[Finish, bool]:
        """Return what shows objects of a type, and whether that goes by the object alone."""
        if tp.is_type_of is not None:
            raise CannotCompile
        steps = [self._step(tp, key, list(nodes)) for key, nodes in groups.items()]
        by_value = all(step.by_value for step in steps)
        return show_stored(show_object(steps), by_value), by_value

    def _step(self, tp: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Step:
        node = nodes[0]
        name = node.name.value
        if name == "__typename":
            return Step(key, None, _constant(tp.name), Shown(as_it_is, nullable=False), by_value=True)
        field = tp.fields.get(name)
        if field is None:
            raise CannotCompile
        shown = self._shown(field.type, nodes)
        place = None if node.arguments else _place(field)
        if place is None:
            return Step(key, None, _taken(field, node), shown)
        return Step(key, place, None, shown, shown.by_value)

    def _shown(self, tp: Any, nodes: list[FieldNode]) -> Shown:
        nullable = not isinstance(tp, GraphQLNonNull)
        inner = tp if nullable else tp.of_type
        kind = _SHOWN_AS_THEY_ARE.get(getattr(inner, "name", ""))
        in_json = _JSON_DATA if getattr(inner, "name", "") == "JSON" else frozenset({kind} if kind else ())
        present, by_value = self._present(inner, nodes)
        return Shown(present, nullable, kind, in_json, by_value)

    def _present(self, tp: Any, nodes: list[FieldNode]) -> tuple[Finish, bool]:
        if isinstance(tp, GraphQLList):
            each = self._shown(tp.of_type, nodes)
            return show_list(each), each.by_value
        if is_leaf_type(tp):
            return show_leaf(tp), True
        if isinstance(tp, GraphQLObjectType):
            groups = collect_sub_fields(self._schema, self._fragments, self.switches, tp, nodes)
            return self.selection(tp, groups)
        # Interfaces and unions: which type it is only the executor finds out.
        raise CannotCompile


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
        last: tuple[Any, dict[str, Any]] = (None, {})

        def asking(source: Any, run: Run) -> Any:
            nonlocal last
            values, arguments = last
            if values is not run.values:
                arguments = get_argument_values(field, node, dict(run.values))
                last = (run.values, arguments)
            return resolve(source, run, **arguments)

        return asking
    arguments = get_argument_values(field, node, {})

    def knowing(source: Any, run: Run) -> Any:
        return resolve(source, run, **arguments)

    return knowing


def _constant(value: Any) -> Take:
    return lambda _source, _run: value


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
