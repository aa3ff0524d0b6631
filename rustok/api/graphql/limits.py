"""What a GraphQL document may ask for. Checked on the parsed text, before validation and execution.

Every figure is worked out per fragment once, so that a document cannot make the check itself expensive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
)

from rustok.conf import GraphqlConf

DEFAULT_PAGE: Final = 20
_PAGE_ARGUMENTS: Final = frozenset({"first", "last", "limit"})
_LISTS_OF_ITEMS: Final = frozenset({"edges", "items"})
_INTROSPECTION: Final = frozenset({"__schema", "__type"})
# The fields by which introspection can go round in circles; GraphiQL's own query nests each no deeper than this.
_CIRCULAR: Final = frozenset({"fields", "interfaces", "possibleTypes", "inputFields", "args", "enumValues"})
_MAX_CIRCULAR: Final = 3
_MAX_INTROSPECTION_DEPTH: Final = 20


def _refused(code: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": f"graphql.limit.{code}"})


@dataclass(frozen=True, slots=True)
class _Figures:
    """What a selection amounts to, all fragments written out."""

    depth: int = 0
    aliases: int = 0
    cost: int = 0
    fields: int = 0
    circular: int = 0
    paged: bool = False


class _Counter:
    def __init__(self, document: DocumentNode, variables: Mapping[str, Any], rules: GraphqlConf) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._variables = variables
        self._rules = rules
        self._known: dict[tuple[str, bool], _Figures] = {}
        self._open: set[str] = set()

    def selection(self, node: SelectionSetNode | None, *, introspecting: bool = False) -> _Figures:
        depth = aliases = cost = fields = circular = 0
        paged = False
        for child in node.selections if node is not None else ():
            if isinstance(child, FieldNode):
                found = self._field(child, introspecting=introspecting)
                paged = paged or child.name.value in _LISTS_OF_ITEMS
            elif isinstance(child, InlineFragmentNode):
                found = self.selection(child.selection_set, introspecting=introspecting)
                paged = paged or found.paged
            elif isinstance(child, FragmentSpreadNode):
                found = self._fragment(child.name.value, introspecting=introspecting)
                paged = paged or found.paged
            else:
                raise TypeError(f"{child!r} is no selection")
            depth, circular = max(depth, found.depth), max(circular, found.circular)
            # Bounded, since fragments of fragments grow exponentially and Python's integers without end.
            aliases = min(aliases + found.aliases, 10**9)
            cost = min(cost + found.cost, 10**12)
            fields = min(fields + found.fields, 10**9)
        return _Figures(depth, aliases, cost, fields, circular, paged)

    def _fragment(self, name: str, *, introspecting: bool) -> _Figures:
        key = (name, introspecting)
        if key in self._known:
            return self._known[key]
        fragment = self._fragments.get(name)
        if fragment is None:
            return _Figures()  # validation names it
        if name in self._open:
            raise _refused("fragment_cycle", "A fragment may not contain itself.")
        self._open.add(name)
        found = self.selection(fragment.selection_set, introspecting=introspecting)
        self._open.discard(name)
        self._known[key] = found
        return found

    def _field(self, node: FieldNode, *, introspecting: bool) -> _Figures:
        name = node.name.value
        if name in _INTROSPECTION:
            if not self._rules.introspection:
                raise GraphQLError("Introspection is off.", extensions={"code": "graphql.introspection.off"})
            inner = self.selection(node.selection_set, introspecting=True)
            if inner.depth > _MAX_INTROSPECTION_DEPTH or inner.circular > _MAX_CIRCULAR * 2:
                raise _refused("depth", "The introspection goes round in circles.")
            return _Figures(1, inner.aliases + (node.alias is not None), 1 + inner.fields, 1)
        inner = self.selection(node.selection_set, introspecting=introspecting)
        size = self._page_size(node)
        if size is None:
            size = DEFAULT_PAGE if inner.paged else 1
        return _Figures(
            depth=inner.depth + 1,
            aliases=inner.aliases + (node.alias is not None),
            cost=min(1 + size * inner.cost, 10**12),
            fields=inner.fields + 1,
            circular=inner.circular + (introspecting and name in _CIRCULAR),
        )

    def _page_size(self, node: FieldNode) -> int | None:
        size: int | None = None
        for argument in node.arguments:
            if argument.name.value not in _PAGE_ARGUMENTS:
                continue
            value: Any = None
            if isinstance(argument.value, IntValueNode):
                value = int(argument.value.value) if len(argument.value.value) < 12 else self._rules.max_page_size + 1
            elif isinstance(argument.value, VariableNode):
                value = self._variables.get(argument.value.name.value)
                # JSON's 100.0 is taken for 100.
                value = int(value) if isinstance(value, float) and value.is_integer() else value
            if isinstance(value, int) and not isinstance(value, bool):
                if value > self._rules.max_page_size:
                    raise _refused("page", f"A page has at most {self._rules.max_page_size} items.")
                size = max(value, 0)
        return size


def check(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    rules: GraphqlConf,
) -> None:
    """Refuse an operation that asks for too much.

    :raises GraphQLError: with ``extensions.code`` ``graphql.limit.<which>`` or ``graphql.introspection.off``.
    """
    counter = _Counter(document, {**_defaults(operation), **variables}, rules)
    figures = counter.selection(operation.selection_set)
    if figures.depth > rules.max_depth:
        raise _refused("depth", f"The document is {figures.depth} levels deep; {rules.max_depth} are allowed.")
    if figures.aliases > rules.max_aliases:
        raise _refused("aliases", f"At most {rules.max_aliases} aliases are allowed.")
    roots = root_fields(document, operation)
    most = rules.max_mutations if operation.operation is OperationType.MUTATION else rules.max_root_fields
    if roots > most:
        raise _refused("root_fields", f"At most {most} fields are allowed at the root.")
    if figures.cost > rules.max_cost:
        raise _refused("cost", f"The document costs {figures.cost}; {rules.max_cost} is allowed.")


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> int:
    """Count the fields at the root, fragments written out."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    known: dict[str, int] = {}

    def count(node: SelectionSetNode) -> int:
        total = 0
        for child in node.selections:
            if isinstance(child, FieldNode):
                total += 1
            elif isinstance(child, InlineFragmentNode):
                total += count(child.selection_set)
            elif isinstance(child, FragmentSpreadNode) and (name := child.name.value) in fragments:
                if name not in known:
                    known[name] = count(fragments[name].selection_set)
                total += known[name]
        return min(total, 10**9)

    return count(operation.selection_set)


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    return {
        node.variable.name.value: int(node.default_value.value)
        for node in operation.variable_definitions or ()
        if isinstance(node.default_value, IntValueNode) and len(node.default_value.value) < 12
    }
