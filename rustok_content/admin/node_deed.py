"""Something that can be done with a node from its page."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms

from rustok.api.admin.dialogs import Deed, picks
from rustok.api.admin.forms import language_name
from rustok_content.services.locking import may
from rustok_content.services.reach import Languages, Reach, reach_of

_REACH: Final = "_rustok_reach"


class NodeDeed(Deed):
    """Something that can be done with a node; ``subject`` is its row with its parts."""

    right = "content.node:update"
    by_language: ClassVar[bool] = False
    """Whether it is done to texts, in the languages that the operator works in, and not to the node as a whole."""

    @property
    def node(self) -> Any:
        """The node's row."""
        return self.desk.subject

    @property
    def is_allowed(self) -> bool:
        """Whether the operator may do it to this node."""
        return self.may_in(() if self.by_language else None)

    def may_in(self, languages: Languages) -> bool:
        """Whether the operator may do it to this node's texts in some languages."""
        return may(self.desk.ctx, self.node, self.right.rpartition(":")[2], languages=languages, reach=self.reach)

    @property
    def reach(self) -> Reach:
        """How far the operator's assignments reach: read once for all that can be done with the node."""
        if not hasattr(self.node, _REACH):
            setattr(self.node, _REACH, reach_of(self.desk.ctx))
        found: Reach = getattr(self.node, _REACH)
        return found

    @property
    def node_id(self) -> UUID:
        """Its id."""
        found: UUID = self.node.pk
        return found

    @property
    def texts(self) -> list[Any]:
        """Its texts, that of the original first."""
        rows = list(self.node.translations.all())
        return sorted(rows, key=lambda row: (row.locale != self.node.source_locale, row.locale))

    @property
    def own_texts(self) -> list[Any]:
        """Those of its texts that the operator may do it to."""
        return [row for row in self.texts if self.may_in((row.locale,))]

    @property
    def waiting(self) -> set[str]:
        """The languages in which something waits over what readers see."""
        return {row.locale for row in self.node.drafts.all()}

    def languages(self, locales: list[str], *, initial: list[str] | None = None) -> forms.MultipleChoiceField:
        """Ask for languages."""
        choices = [(locale, language_name(locale)) for locale in locales]
        return picks("Languages", choices, initial=locales if initial is None else initial)
