"""Operations of migrations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Changes that do not look at each other's outcome, made with one rendering of the models.

    Django renders every model anew for each change of one that they all refer to, and all tenants' tables refer to the
    tenant: a migration of fifty operations takes minutes otherwise. None of ``operations`` may undo or rename what
    another one makes.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> Any:
        """Describe the operation to migrations."""
        return self.__class__.__name__, [], {"operations": self.operations}

    @property
    def reversible(self) -> bool:  # type: ignore[override]
        """Whether all of them can be taken back."""
        return all(operation.reversible for operation in self.operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change the state by all of them; the models are rendered when somebody asks for them next."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Change the database by all of them."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take all of them back, the last one first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Name the changes."""
        return "; ".join(operation.describe() for operation in self.operations)
