"""Base of every page of the admin: rights from our roles, writes through services, history from events."""

from __future__ import annotations

from copy import copy
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

from rustok.api.admin.filters import saved_filters
from rustok.api.admin.forms import refuse
from rustok.api.admin.history import entries
from rustok.api.admin.labels import NamedObjects
from rustok.api.admin.navigation import Link
from rustok.context import RequestContext, Scope
from rustok.errors import RustokError
from rustok.events.history import history_of
from rustok.ids import InvalidId, parse_id
from rustok.modules import toggles
from rustok.rbac.policies import scope_of

_REFUSED = "_rustok_refused"


def context_of(request: HttpRequest) -> RequestContext:
    """Return the context of an operator's request.

    :raises PermissionDenied: nobody is signed in.
    """
    ctx = getattr(request, "ctx", None)
    if not isinstance(ctx, RequestContext):
        raise PermissionDenied
    return ctx


class _Rights:
    """Django's questions about rights, answered by our permissions and the tenant's modules.

    ``module`` is the slug of the module that owns the page, ``resource`` what its permissions are about
    (``commerce.product`` → ``commerce.product:read`` and so on). ``readable_by`` names another resource whose right to
    read is enough to look.
    """

    module: ClassVar[str | None] = None
    resource: ClassVar[str]
    readable_by: ClassVar[str | None] = None

    def owner_of(self, obj: Any) -> UUID | None:
        """Return whose an object is, for rights that reach only what is theirs; nobody's, if nothing else is said."""
        return None

    def _may(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        ctx = getattr(request, "ctx", None)
        if not isinstance(ctx, RequestContext):
            return False
        # The request's tenant, not the scope's: the platform's pages are shown in the platform's scope.
        if self.module is not None and not toggles.is_enabled(self.module, request.tenant):  # type: ignore[attr-defined]
            return False
        resource = self.readable_by or self.resource if action == "read" else self.resource
        scope = scope_of(ctx, f"{resource}:{action}")
        if scope is Scope.OWN and obj is not None:
            return ctx.actor_id is not None and self.owner_of(obj) == ctx.actor_id
        return scope is not Scope.NONE

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether the page is in the menu."""
        return self._may(request, "read")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether objects may be looked at."""
        return self._may(request, "read", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether objects may be made."""
        return self._may(request, "create")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether objects may be changed."""
        return self._may(request, "update", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether objects may be deleted."""
        return self._may(request, "delete", obj)


class _Page(_Rights):
    """A page's place in the menu. A page without a section is reached by links only."""

    menu_section: ClassVar[str] = ""
    menu_icon: ClassVar[str] = "circle"
    menu_order: ClassVar[int] = 100
    opts: Any

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find an object by ULID or UUID; what is no id finds nothing."""
        if isinstance(self.opts.pk, models.UUIDField):
            try:
                object_id = str(parse_id(object_id))
            except InvalidId:
                return None
        return super().get_object(request, object_id, from_field)  # type: ignore[misc]

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Return the lines of the menu that lead here, as far as the operator may see them."""
        if not self.menu_section or not self.has_module_permission(request):
            return []
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return [
            Link(
                section=self.menu_section,
                title=str(capfirst(self.opts.verbose_name_plural)),
                url=url,
                icon=self.menu_icon,
                order=self.menu_order,
                active=request.path.startswith(url),
            )
        ]


class RustokChangeList(ChangeList):
    """A list that counts its rows once, and is called as its page is."""

    opts: Any
    title: str

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        called, self.opts = self.model._meta.verbose_name, self.model_admin.opts
        self.title = self.title.replace(str(called), str(self.opts.verbose_name))

    def get_results(self, request: HttpRequest) -> None:
        """Find the page's rows; unfiltered, the number found is the number that there is."""
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class RustokModelAdmin(_Page, NamedObjects, ModelAdmin):
    """A page whose writes are commands.

    A subclass overrides :meth:`create`, :meth:`update` and :meth:`destroy`; they call services and may raise any
    :class:`RustokError`: the form is then shown again with what was typed and the reason, and nothing is written.
    Parts edited inline are handed over by :meth:`save_parts`.
    """

    aggregate_type: ClassVar[str | None] = None
    """Whose events are the object's history; ``commerce.product`` and the like."""
    called: ClassVar[tuple[str, str] | None] = None
    """What operators call one and several of the objects, where that is not what the model is called."""
    nothing: ClassVar[str] = ""
    """What an empty list says, where "There are no ... yet" would be no sentence."""
    compressed_fields = True
    warn_unsaved_form = True
    show_full_result_count = False
    list_filter_submit = False
    list_fullwidth = True
    list_per_page = 50
    actions_on_top = True
    change_form_before_template = "rustok/admin/version.html"
    list_before_template = "rustok/admin/saved_filters.html"

    def __init__(self, model: type[models.Model], admin_site: Any) -> None:
        super().__init__(model, admin_site)
        if self.called is not None:
            # A copy: what the model is called elsewhere, in migrations for one, stays.
            self.opts = copy(self.opts)
            self.opts.verbose_name, self.opts.verbose_name_plural = self.called

    # --- What a subclass says ---------------------------------------------------------------------------------------

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make an object from a valid form through a service; return its id."""
        raise PermissionDenied

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change an object by a valid form through a service."""
        raise PermissionDenied

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete an object through a service."""
        raise PermissionDenied

    def save_parts(self, ctx: RequestContext, obj: Any, formsets: list[Any]) -> None:
        """Hand the valid inline formsets over to services."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that counts once."""
        return RustokChangeList

    # --- Saving -----------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Call the service; the row that it wrote becomes the form's object."""
        ctx = context_of(request)
        if change:
            self.update(ctx, obj, form)
        else:
            obj.pk = self.create(ctx, form)
            obj._state.adding = False
        self._reload(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Call the services of the parts, not the formsets' own saves; then do what the pressed button says."""
        self.save_parts(context_of(request), form.instance, list(formsets))
        for action in self.get_actions_submit_line(request, form.instance.pk) if change else ():
            if action.action_name in request.POST:
                action.method(request, form.instance)
        self._reload(request, form.instance)

    def _reload(self, request: HttpRequest, obj: Any) -> None:
        """Let the form's object be what the services wrote, with everything that the page reads along."""
        stored = self.get_object(request, str(obj.pk))
        if stored is not None:
            obj.__dict__.update(stored.__dict__)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Call the service; what was deleted is told by its name, which goes with it."""
        self.remember_label(request, obj)
        self.destroy(context_of(request), obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Call the service for each of the chosen objects, all or none."""
        with transaction.atomic():
            for obj in queryset:
                self.destroy(context_of(request), obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or take the form; a service's refusal is shown in the form, with all that was typed."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except RustokError as exc:
            setattr(request, _REFUSED, exc)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Ask and delete; a service's refusal is told on the page."""
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except RustokError as exc:
            messages.error(request, str(exc))
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=(object_id,)))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list or do something with the chosen objects; a service's refusal is told above the list."""
        context = {"saved_filters": saved_filters(request, context_of(request), self.opts), **(extra_context or {})}
        try:
            with transaction.atomic():
                return super().changelist_view(request, context)
        except RustokError as exc:
            messages.error(request, str(exc))
            return HttpResponseRedirect(request.get_full_path())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what would be deleted. What else goes with it, and whether it may go at all, the service decides."""
        names = [self.object_label(obj) for obj in objs]
        denied = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        return names, {str(self.opts.verbose_name_plural): len(names)}, denied, []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        """Return the form's class; after a refusal one that says why."""
        form: type[ModelForm] = super().get_form(request, obj, change=change, **kwargs)
        refused: RustokError | None = getattr(request, _REFUSED, None)
        if refused is None:
            return form
        return type(form.__name__, (_RefusedForm, form), {"refused": refused})

    # --- History ----------------------------------------------------------------------------------------------------

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        """Describe nothing: see :meth:`log_addition`. Django's asks formsets what they saved, and ours save nothing."""
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Write nothing: the service published an event, and that is the history."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Write nothing: see :meth:`log_addition`."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Write nothing: see :meth:`log_addition`."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the object's events."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        found = entries(history_of(self.aggregate_type, obj.pk, limit=200)) if self.aggregate_type else []
        context = {
            **self.admin_site.each_context(request),
            "title": self.object_label(obj),
            "subtitle": None,
            "entries": found,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": self.labelled(obj),
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "rustok/admin/history.html", context)


class _RefusedForm(Form):
    """A form that was fine and that a service refused: it shows the refusal at the fields it names."""

    refused: ClassVar[RustokError]

    def full_clean(self) -> None:
        """Validate as ever, then add the service's reasons."""
        super().full_clean()
        refuse(self, self.refused)


class ReadOnlyAdmin(_Page, ModelAdmin):
    """A page to look at: the outbox, the read model. Nothing here writes, so there is no history."""

    nothing: ClassVar[str] = ""
    show_full_result_count = False
    list_fullwidth = True
    list_per_page = 50
    compressed_fields = True
    # Counting a log of millions for the sake of page numbers is not worth its time.
    paginator = InfinitePaginator

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the object, without a link to a history."""
        return super().changeform_view(request, object_id, form_url, {"show_history": False, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the object: it has no history."""
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=(object_id,))
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class RustokTabularInline(_Rights, TabularInline):
    """Parts of an object as a table."""

    extra = 0
    tab = True


class RustokStackedInline(_Rights, StackedInline):
    """Parts of an object one below the other."""

    extra = 0
    tab = True
