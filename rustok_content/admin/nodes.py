"""Nodes in the operators' tool: a tab per language, every write a command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy, deepcopy
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from rustok.api.admin.chips import Chip, Tone, chips, language_chips
from rustok.api.admin.forms import (
    VersionedForm,
    choice,
    errors_at,
    in_locale,
    language_name,
    number,
    text,
)
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import CONTENT, Link
from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.dto import given, parse
from rustok.errors import InvalidInput
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.admin.boards import board_urls
from rustok_content.admin.choices import (
    author_field,
    category_choices,
    head_of,
    kind_label_of,
    kind_plural_of,
    makeable_kinds,
    parent_choices,
)
from rustok_content.admin.editor import EDITOR_SCRIPTS, editor_data, editor_urls
from rustok_content.admin.filters import KindFilter, MissingLanguageFilter, TextFilter
from rustok_content.admin.finding import finding_urls
from rustok_content.admin.node_menu import node_links
from rustok_content.admin.node_page import head_context, node_urls
from rustok_content.admin.node_revisions import revision_urls
from rustok_content.admin.node_words import status_chip
from rustok_content.admin.previews import preview_urls
from rustok_content.admin.series import series_urls
from rustok_content.admin.texts import (
    OWN,
    TEXTS,
    fixed_fields,
    form_locales,
    language_fields,
    notice,
    tab_name,
    texts_of,
    values_of,
)
from rustok_content.admin.tree import tree_urls
from rustok_content.admin.writing import writing_urls
from rustok_content.dto.nodes import (
    CreateNodeRequest,
    SetNodeTranslationRequest,
    TranslationInput,
    UpdateNodeRequest,
)
from rustok_content.selectors.rights import readable
from rustok_content.services import nodes, publishing, translations, trash
from rustok_content.services.locking import may
from rustok_content.services.reach import Reach, reach_of

_TOUCHED: Final = "_rustok_touched"


class NodeForm(VersionedForm):
    """A node's own fields; those of its languages are added by the page."""

    tags = text("Tags", help_text="Separated by commas.")
    position = number("Position", help_text="Order among the nodes beside it.")
    metadata = forms.JSONField(
        label="Metadata",
        required=False,
        help_text="JSON for whoever builds the storefront.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )

    class Meta:
        model = models.Node
        fields = ("position", "metadata")


@admin.register(models.Node)
class NodeAdmin(RustokModelAdmin):
    """Pages, posts and whatever else modules make of nodes."""

    module = "content"
    resource = "content.node"
    aggregate_type = "content.node"
    called = ("entry", "entries")
    menu_section = CONTENT
    menu_icon = "article"
    menu_order = 10
    list_display = ("headline", "kind_label", "state", "languages", "author", "updated_at")
    list_filter = (KindFilter, "status", TextFilter, MissingLanguageFilter)
    search_fields = ("translations__title", "translations__slug")
    ordering = ("-id",)
    actions_submit_line: ClassVar[list[str]] = ["publish"]
    change_form_before_template = "rustok_content/admin/editor.html"
    change_form_outer_before_template = "rustok_content/admin/node_head.html"

    class Media:
        js = (
            *(f"rustok_content/admin/{name}.js" for name in EDITOR_SCRIPTS),
            "rustok_content/admin/writing.js",
            "rustok_content/admin/previews.js",
            "rustok/api/admin/keeping.js",
        )
        css = {"all": ("rustok_content/admin/editor.css",)}

    def get_urls(self) -> Any:
        """Add the pages beside the list; they come first, as the node's own address takes anything."""
        beside = (
            editor_urls,
            finding_urls,
            writing_urls,
            preview_urls,
            tree_urls,
            board_urls,
            revision_urls,
            series_urls,
            node_urls,
        )
        return [*(url for urls in beside for url in urls(self)), *super().get_urls()]

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Lead to the tree, the kinds, the boards and the trash."""
        return node_links(request, super().menu_links(request))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Tell the editor of bodies which blocks there are; show above the form what can be done with the node."""
        context = dict(extra_context or {})
        if object_id is not None:
            context |= head_context(self, request, object_id)
        context["editor_data"] = editor_data(request, context.get("node_id"))
        return super().changeform_view(request, object_id, form_url, context)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read texts and authors along, in a fixed number of statements."""
        author = User.objects.filter(pk=OuterRef("author_id")).values("email")[:1]
        return (
            readable(context_of(request), super().get_queryset(request))
            .filter(deleted_at=None)
            .prefetch_related("translations", "bodies", "drafts")
            .annotate(author_email=Subquery(author))
        )

    def _may(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        """Ask for the right to the kind as well, and whose the node is."""
        if not super()._may(request, action):
            return False
        # Whoever works in some of its languages changes and publishes those.
        languages = () if action in ("update", "publish") else None
        return obj is None or may(context_of(request), obj, action, languages=languages)

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the operator may show nodes to readers."""
        return self._may(request, "publish")

    # --- The list ---------------------------------------------------------------------------------------------------

    @display(description="Title", header=True)
    def headline(self, node: models.Node) -> Any:
        """Show title and slug in the operator's language, else in the next one that there is."""
        head = head_of(node)
        return (head.title, f"/{head.slug}") if head else (str(node.pk), "")

    @display(description="Kind", ordering="kind")
    def kind_label(self, node: models.Node) -> str:
        """Show what the node is."""
        return kind_label_of(node.kind)

    @display(description="Status", ordering="status")
    def state(self, node: models.Node) -> SafeString:
        """Show where the node is in its life."""
        waits = Chip("draft waits", Tone.WARNING, "Readers see an earlier text")
        return format_html(
            '<span class="rustok-row">{}{}</span>',
            status_chip(node.status),
            chips([waits] if node.drafts.all() else []),
        )

    @display(description="Languages")
    def languages(self, node: models.Node) -> SafeString:
        """Show which translations are complete, out of date or missing."""
        bodies = {row.locale for row in node.bodies.all()}
        stale = {
            row.locale
            for row in node.translations.all()
            if row.source_version < node.text_version or (row.locale not in bodies and node.source_locale in bodies)
        }
        present = {row.locale for row in node.translations.all()}
        return language_chips(current_tenant().locale_codes, complete=present - stale, stale=stale)

    @display(description="Author")
    def author(self, node: Any) -> str:
        """Show who wrote it."""
        return node.author_email or "—"

    # --- The form ---------------------------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find a node; its texts hang on it for those who may only look."""
        node = super().get_object(request, object_id, from_field)
        if node is not None:
            for locale, texts in texts_of(node).items():
                for name, value in texts.items():
                    setattr(node, in_locale(name, locale), value)
            node.tags = ", ".join(sorted(row.tag.name for row in node.node_tags.select_related("tag")))
        return node

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add what depends on the node: its languages, where it may be filed, who may have written it."""
        fields: dict[str, Any] = {}
        present = texts_of(obj) if obj else {}
        reach = reach_of(context_of(request))
        fixed = fixed_fields(obj, reach)
        for locale in form_locales(obj):
            fields |= language_fields(locale, present.get(locale), is_source=obj and locale == obj.source_locale)
        if obj is None:
            kinds = dict(makeable_kinds(context_of(request)))
            asked = request.GET.get("kind", "")
            first = asked if asked in kinds else next((name for name in ("page", "post") if name in kinds), "")
            fields["kind"] = choice("Kind", list(kinds.items()), initial=first, required=True)
        fields["category"] = choice(
            "Category", [("", "—"), *category_choices()], initial=str(obj.category_id or "") if obj else ""
        )
        fields["parent"] = choice(
            "Below",
            [*([("", "—")] if _may_be_on_top(obj, reach) else []), *parent_choices(obj, reach)],
            initial=str(obj.parent_id or "") if obj else request.GET.get("parent", ""),
        )
        author = obj.author_id if obj else context_of(request).actor_id
        fields["author_id"] = author_field(context_of(request), author)
        fields["tags"] = text("Tags", initial=obj.tags if obj else "", help_text="Separated by commas.")
        fields |= {name: deepcopy(NodeForm.base_fields[name]) for name in ("position", "metadata") if name in fixed}
        for name in fixed:
            # Shown as it is; what a browser sends in its place is not read.
            fields[name].disabled = True
        form = type("NodeForm", (NodeForm,), fields)
        return super().get_form(
            request, obj, change=change, form=form, **{**kwargs, "fields": ("position", "metadata")}
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show a tab per language, then one for everything that is the same in all of them."""
        own = list(OWN)
        present = texts_of(obj) if obj else {}
        reach = reach_of(context_of(request))
        tabs = [
            (
                tab_name(obj, locale, present),
                {
                    "classes": ["tab"],
                    "description": notice(obj, locale, present),
                    "fields": [
                        *(in_locale(name, locale) for name in TEXTS),
                        *(
                            [in_locale("remove", locale)]
                            if locale in present and locale != obj.source_locale and reach.covers(obj.path, (locale,))
                            else []
                        ),
                    ],
                },
            )
            for locale in form_locales(obj)
        ]
        first = ["state"] if obj else ["kind"]
        fixed = ["kind_label", "published_at"] if obj else []
        return (
            (None, {"fields": first}),
            *tabs,
            ("Settings", {"classes": ["tab"], "fields": [*fixed, *own]}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A node stays what it is; its status changes by the buttons below the form."""
        return ("kind_label", "state", "published_at") if obj else ()

    def object_opts(self, obj: Any) -> Any:
        """Call a node by its kind: pages, posts."""
        opts = copy(self.opts)
        opts.verbose_name, opts.verbose_name_plural = kind_label_of(obj.kind).lower(), kind_plural_of(obj.kind)
        return opts

    def object_label(self, obj: Any) -> str:
        """Name a node by its title."""
        head = head_of(obj)
        return head.title if head and head.title else kind_label_of(obj.kind)

    # --- Writing ----------------------------------------------------------------------------------------------------

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a node with all the languages that were filled in, the default one as the original."""
        data = form.cleaned_data
        default = current_tenant().default_locale
        written = [locale for locale in form_locales(None) if _is_written(values_of(data, locale))]
        if not written:
            raise InvalidInput.field(in_locale("title", default), code="missing", message="A title is needed.")
        texts = []
        for locale in written:
            with errors_at(locale):
                values = {name: value for name, value in values_of(data, locale).items() if value}
                texts.append(parse(TranslationInput, {"locale": locale, **values}))
        rest = given(parse(UpdateNodeRequest, _own_fields(data, ("category", "parent", "author_id", "tags"))))
        request = CreateNodeRequest(
            kind=data["kind"],
            translations=tuple(texts),
            position=data["position"] or 0,
            metadata=data["metadata"] or {},
            **rest,
        )
        return nodes.create_node(ctx, request).id

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and remember for the button that publishes which languages were touched."""
        if change:
            changes = form.changed()
            setattr(request, _TOUCHED, [locale for locale in form_locales(obj) if values_of(changes, locale)])
        super().save_model(request, obj, form, change)

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change the node's fields, then the languages that were touched."""
        changes = form.changed()
        present = {row.locale for row in obj.translations.all()}
        own = _own_fields(changes, changes.keys())
        # The first of the commands compares versions: each makes a new one.
        version = form.given_version()
        if own or may(ctx, obj, "update"):
            nodes.update_node(ctx, obj.pk, parse(UpdateNodeRequest, {**own, **version}))
            version = {}
        for locale in form_locales(obj):
            if changes.get(in_locale("remove", locale)):
                translations.remove_translation(ctx, obj.pk, locale, **version)
                version = {}
                continue
            values = values_of(changes, locale)
            if not values or (locale not in present and not _is_written(values)):
                continue
            with errors_at(locale):
                if "title" in values and not values["title"]:
                    raise InvalidInput.field("title", code="missing", message="A title is needed.")
                try:
                    translations.set_translation(
                        ctx, obj.pk, parse(SetNodeTranslationRequest, {"locale": locale, **values, **version})
                    )
                    version = {}
                except errors.DuplicateSlug as exc:
                    raise InvalidInput.field("slug", code=exc.code, message=str(exc)) from exc

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Put the node and all that is below it into the trash."""
        trash.delete_node(ctx, obj.pk)

    @action(description="Save and publish", permissions=["publish"])
    def publish(self, request: HttpRequest, node: models.Node) -> None:
        """Show readers what was changed with the button; where nothing was, all that they do not see yet."""
        touched = getattr(request, _TOUCHED, ())
        ctx = context_of(request)
        if not touched and not may(ctx, node, "publish"):
            reach = reach_of(ctx)
            touched = [row.locale for row in node.translations.all() if reach.covers(node.path, (row.locale,))]
        publishing.publish_node(ctx, node.pk, locales=touched or None)
        told = ", ".join(map(language_name, touched)) if touched else "all languages"
        messages.success(request, f"Readers see it now: {told}.")


def _may_be_on_top(node: models.Node | None, reach: Reach) -> bool:
    return reach.covers_all() or (node is not None and node.parent_id is None)


def _is_written(values: Mapping[str, Any]) -> bool:
    """Tell whether somebody wrote something: every language has a format from the beginning."""
    return any(value for name, value in values.items() if name != "format")


def _own_fields(data: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Turn the form's own fields into those of the requests."""
    found: dict[str, Any] = {}
    for name in names:
        if name in ("category", "parent"):
            found[f"{name}_id"] = data[name] or None
        elif name == "author_id":
            found[name] = data[name] or None
        elif name == "tags":
            found[name] = [tag.strip() for tag in data[name].split(",") if tag.strip()]
        elif name == "position":
            found[name] = data[name] or 0
        elif name == "metadata":
            found[name] = data[name] or {}
    return found
