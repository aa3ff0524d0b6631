"""How values of a schema's types are shown, as closures: the parts that programs are put together of."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from typing import Any, Final, NamedTuple

from graphql import Undefined

from rustok.api.graphql.stored import StoredObject, content_of, kept

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_LONG_MIN, _LONG_MAX = -(2**63), 2**63 - 1
_NOTHING: Final = type(None)
_MOST_PLANS: Final = 64

Finish = Callable[[Any, "Run"], Any]
Take = Callable[[Any, "Run"], Any]


class Abandoned(Exception):
    """A value is not what its type promises: the ordinary execution shall tell."""


class Run:
    """One execution; resolvers get it for ``info``."""

    __slots__ = ("context", "values")

    def __init__(self, context: Any, values: Mapping[str, Any]) -> None:
        self.context = context
        self.values = values


class Step(NamedTuple):
    """One field: what it is called in the answer, and where it stands in its source or how else it is taken."""

    key: str
    place: str | None
    take: Take | None
    shown: Shown
    by_value: bool = False
    """The source alone says what is shown."""


class Shown(NamedTuple):
    """How values of a type are shown: null or not, and what is there.

    Values of ``kind`` are shown as they are; those of ``in_json`` as well where they come from JSON.
    """

    present: Finish
    nullable: bool
    kind: type | None = None
    in_json: frozenset[type] = frozenset()
    by_value: bool = True
    """What is shown goes by the value alone: no resolver, argument or context has a say in it."""

    def finish(self) -> Finish:
        """Return what shows any value."""
        return _nullable(self.present) if self.nullable else _required(self.present)

    def of(self, tp: type) -> Finish | None:
        """Return what shows a value of JSON of a Python type; None where it is shown as it is."""
        if tp is _NOTHING:
            return None if self.nullable else _required(self.present)
        return None if tp in self.in_json else self.present


def show_stored(finish: Finish, by_value: bool) -> Finish:
    """Return what shows stored objects as well as others; once, where their text alone says how."""
    selection = object()

    def reading(source: Any, run: Run) -> Any:
        return finish(content_of(source) if type(source) is StoredObject else source, run)

    def remembering(source: Any, run: Run) -> Any:
        if type(source) is not StoredObject:
            return finish(source, run)
        known = kept.get(selection, source)
        return kept.keep(selection, source, finish(content_of(source), run)) if known is None else known

    return remembering if by_value else reading


def show_object(steps: list[Step]) -> Finish:
    """Return what shows objects with these fields."""
    ordinary = _fields(steps)
    if len(steps) == 1 and steps[0].place is not None:
        return _one_field(steps[0], ordinary)
    places = [step.place for step in steps if step.place is not None]
    if not places or len(places) < len(steps):
        return ordinary
    keys = [step.key for step in steps]
    values_of: Callable[[Any], tuple[Any, ...]] = itemgetter(*places)
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
            plan = [(n, show) for n, step in enumerate(steps) if (show := step.shown.of(types[n])) is not None]
            if len(plans) < _MOST_PLANS:
                plans[types] = plan
        if not plan:
            return dict(zip(keys, found, strict=False))
        values = list(found)
        for n, show in plan:
            values[n] = show(values[n], run)
        return dict(zip(keys, values, strict=False))

    return finish


def _one_field(step: Step, ordinary: Finish) -> Finish:
    """Return what shows objects with one field, as the edges of a connection are asked for."""
    key, place, in_json, present = step.key, step.place, step.shown.in_json, step.shown.present

    def finish(source: Any, run: Run) -> Any:
        if type(source) is not dict:
            return ordinary(source, run)
        value = source.get(place)
        if value is None:
            return ordinary(source, run)
        return {key: value if type(value) in in_json else present(value, run)}

    return finish


def _fields(steps: list[Step]) -> Finish:
    """Return what takes the fields of a source one by one, whatever it is."""
    taken = [(step.key, step.place, step.shown.kind, step.take, step.shown.finish()) for step in steps]

    def finish(source: Any, run: Run) -> Any:
        made = {}
        is_dict = isinstance(source, dict)
        for key, place, kind, take, show in taken:
            if place is None:
                value = take(source, run)  # type: ignore[misc]
            else:
                value = source.get(place) if is_dict else getattr(source, place, None)
                if type(value) is kind:
                    made[key] = value
                    continue
            made[key] = show(value, run)
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


def show_list(each: Shown) -> Finish:
    """Return what shows lists of such values."""
    finish, present, kind = each.finish(), each.present, each.kind

    def items(value: Any, run: Run) -> Any:
        if not isinstance(value, (list, tuple)):
            raise Abandoned("not a list")
        if kind is not None and {kind}.issuperset(map(type, value)):
            return value
        show = finish if None in value else present
        return [show(item, run) for item in value]

    return items


def show_leaf(tp: Any) -> Finish:
    """Return what shows values of a scalar or an enum."""
    serialize: Callable[[Any], Any] = tp.serialize

    def ordinary(value: Any, _run: Run) -> Any:
        written = serialize(value)
        if written is None or written is Undefined:
            raise Abandoned(f"nothing to show as {tp.name}")
        return written

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


def as_it_is(value: Any, _run: Run) -> Any:
    return value
