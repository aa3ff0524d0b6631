"""Objects as people call them: the admin names a product by its title, not by what its row is called."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse

_DELETED = "_rustok_deleted"


def called(opts: Any, names: str) -> Any:
    """Return what headings of a page beside a list call it."""
    found = copy(opts)
    found.verbose_name_plural = names
    return found


class Labelled:
    """An object that is written as its label, is of what operators call its kind, and is itself in everything else."""

    def __init__(self, obj: Any, label: str, opts: Any = None) -> None:
        self._obj = obj
        self._label = label
        if opts is not None:
            self._meta = opts

    def __str__(self) -> str:
        return self._label

    def __getattr__(self, name: str) -> Any:
        return getattr(self._obj, name)


class NamedObjects:
    """Headings, browser titles and messages that call objects by :meth:`object_label`."""

    def object_label(self, obj: Any) -> str:
        """Name an object: by its title in the operator's language, where it has one."""
        return str(obj)

    def labelled(self, obj: Any) -> Labelled:
        """Return an object that is written as people call it."""
        return Labelled(obj, self.object_label(obj), self.object_opts(obj))

    def object_opts(self, obj: Any) -> Any:
        """Return what headings call the object's kind: as the page does."""
        return self.opts  # type: ignore[attr-defined]

    def remember_label(self, request: HttpRequest, obj: Any) -> None:
        """Keep the name of what is about to be deleted: it goes with it."""
        setattr(request, _DELETED, self.object_label(obj))

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        """Show the form under the object's name; its handle or key stands small above the form."""
        if obj is not None:
            named = self.labelled(obj)
            code = "" if str(obj) == str(named) else str(obj)
            context = {**context, "original": named, "subtitle": str(named), "object_code": code}
        render: Any = super().render_change_form  # type: ignore[misc]
        return render(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def render_delete_form(self, request: HttpRequest, context: Any) -> Any:
        """Ask under the object's name."""
        return super().render_delete_form(  # type: ignore[misc]
            request, {**context, "object": self.labelled(context["object"])}
        )

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Tell what was made by its name."""
        answer: HttpResponse = super().response_add(request, self.labelled(obj), post_url_continue)  # type: ignore[misc]
        return answer

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Tell what was changed by its name."""
        answer: HttpResponse = super().response_change(request, self.labelled(obj))  # type: ignore[misc]
        return answer

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """Tell what was deleted by its name."""
        name = getattr(request, _DELETED, obj_display)
        answer: HttpResponse = super().response_delete(request, name, obj_id)  # type: ignore[misc]
        return answer
