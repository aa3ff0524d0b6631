"""Nodes and their categories for editors: a tab per language, the state of every translation, publishing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from rustok.api.admin.chips import Tone, chip, language_chips
from rustok.api.admin.forms import (
    VersionedForm,
    choice,
    errors_at,
    in_locale,
    language_name,
    long_text,
    number,
    operator_locales,
    switch,
    text,
)
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import CONTENT
from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.dto import given, parse
from rustok.errors import InvalidInput
from rustok.rbac.roles import STAFF_ROLES
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.categories import CreateNodeCategoryRequest, UpdateNodeCategoryRequest
from rustok_content.dto.nodes import (
    BodyFormat,
    CreateNodeRequest,
    NodeStatus,
    SetNodeTranslationRequest,
    TranslationInput,
    UpdateNodeRequest,
)
from rustok_content.services import categories, nodes, translations
from rustok_content.services.kinds import get_kind, kinds

_TEXTS: Final = ("title", "slug", "excerpt", "body", "format", "meta_title", "meta_description")
_STATUS_TONES: Final = {
    NodeStatus.DRAFT: Tone.WARNING,
    NodeStatus.PUBLISHED: Tone.GOOD,
    NodeStatus.ARCHIVED: Tone.NEUTRAL,
}
# More pages than this do not fit a list to choose a parent from.
_MOST_PARENTS: Final = 500


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


class MissingLanguageFilter(admin.SimpleListFilter):
    """Finds what waits for a translator."""

    title = "to be translated"
    parameter_name = "untranslated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the tenant's languages."""
        return [(locale, language_name(locale)) for locale in current_tenant().locale_codes]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep nodes that are not in the language, or whose text there is older than the original."""
        locale = self.value()
        if locale is None:
            return queryset
        fresh = models.NodeTranslation.objects.filter(
            locale=locale, node=OuterRef("pk"), source_version__gte=OuterRef("text_version")
        )
        return queryset.exclude(pk__in=queryset.filter(pk__in=Subquery(fresh.values("node_id"))).values("pk"))


class KindFilter(admin.SimpleListFilter):
    """Chooses what the nodes are."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the kinds that modules have registered."""
        return [(kind.name, kind.label) for kind in kinds()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep nodes of the kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(models.Node)
class NodeAdmin(RustokModelAdmin):
    """Pages, posts and whatever else modules make of nodes."""

    module = "content"
    resource = "content.node"
    aggregate_type = "content.node"
    menu_section = CONTENT
    menu_icon = "article"
    menu_order = 10
    list_display = ("headline", "kind_label", "state", "languages", "author", "updated_at")
    list_filter = (KindFilter, "status", MissingLanguageFilter)
    search_fields = ("translations__title", "translations__slug")
    ordering = ("-id",)
    actions_submit_line: ClassVar[list[str]] = ["publish", "unpublish", "archive"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read texts and authors along, in a fixed number of statements."""
        author = User.objects.filter(pk=OuterRef("author_id")).values("email")[:1]
        return (
            super()
            .get_queryset(request)
            .prefetch_related("translations", "bodies")
            .annotate(author_email=Subquery(author))
        )

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the operator may show nodes to readers."""
        return self._may(request, "publish")

    # --- The list ---------------------------------------------------------------------------------------------------

    @display(description="Title", header=True)
    def headline(self, node: models.Node) -> Any:
        """Show title and slug in the operator's language, else in the next one that there is."""
        head = _head(node)
        return (head.title, f"/{head.slug}") if head else (str(node.pk), "")

    @display(description="Kind", ordering="kind")
    def kind_label(self, node: models.Node) -> str:
        """Show what the node is."""
        return _kind_label(node.kind)

    @display(description="Status", ordering="status")
    def state(self, node: models.Node) -> SafeString:
        """Show where the node is in its life."""
        status = NodeStatus(node.status)
        return chip(status.value, _STATUS_TONES[status])

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
            for locale, texts in _texts(node).items():
                for name, value in texts.items():
                    setattr(node, in_locale(name, locale), value)
            node.tags = ", ".join(sorted(row.tag.name for row in node.node_tags.select_related("tag")))
        return node

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add what depends on the node: its languages, where it may be filed, who may have written it."""
        fields: dict[str, Any] = {}
        present = _texts(obj) if obj else {}
        for locale in _locales(obj):
            fields |= _language_fields(locale, present.get(locale), is_source=obj and locale == obj.source_locale)
        if obj is None:
            fields["kind"] = choice("Kind", [(kind.name, kind.label) for kind in _usable_kinds()], required=True)
        fields["category"] = choice(
            "Category", [("", "—"), *_category_choices()], initial=str(obj.category_id or "") if obj else ""
        )
        fields["parent"] = choice(
            "Below", [("", "—"), *_parent_choices(obj)], initial=str(obj.parent_id or "") if obj else ""
        )
        author = obj.author_id if obj else context_of(request).actor_id
        fields["author_id"] = choice("Author", [("", "—"), *_author_choices(author)], initial=str(author or ""))
        fields["tags"] = text("Tags", initial=obj.tags if obj else "", help_text="Separated by commas.")
        form = type("NodeForm", (NodeForm,), fields)
        return super().get_form(
            request, obj, change=change, form=form, **{**kwargs, "fields": ("position", "metadata")}
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show a tab per language, then one for everything that is the same in all of them."""
        own = ["category", "parent", "author_id", "tags", "position", "metadata"]
        present = _texts(obj) if obj else {}
        tabs = [
            (
                _tab_name(obj, locale, present),
                {
                    "classes": ["tab"],
                    "description": _notice(obj, locale, present),
                    "fields": [
                        *(in_locale(name, locale) for name in _TEXTS),
                        *([in_locale("remove", locale)] if locale in present and locale != obj.source_locale else []),
                    ],
                },
            )
            for locale in _locales(obj)
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

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer what makes sense in the node's state."""
        status = models.Node.objects.filter(pk=object_id).values_list("status", flat=True).first()
        hidden = {
            NodeStatus.DRAFT.value: {"unpublish"},
            NodeStatus.PUBLISHED.value: {"publish"},
            NodeStatus.ARCHIVED.value: {"archive"},
        }.get(str(status), set())
        return [
            entry
            for entry in super().get_actions_submit_line(request, object_id)
            if entry.method.original_function_name not in hidden
        ]

    # --- Writing ----------------------------------------------------------------------------------------------------

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a node with all the languages that were filled in, the default one as the original."""
        data = form.cleaned_data
        default = current_tenant().default_locale
        written = [locale for locale in _locales(None) if _values(data, locale)]
        if not written:
            raise InvalidInput.field(in_locale("title", default), code="missing", message="A title is needed.")
        texts = []
        for locale in written:
            with errors_at(locale):
                values = {name: value for name, value in _values(data, locale).items() if value}
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

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change the node's fields, then the languages that were touched."""
        changes = form.changed()
        own = _own_fields(changes, changes.keys())
        nodes.update_node(ctx, obj.pk, parse(UpdateNodeRequest, {**own, **form.given_version()}))
        for locale in _locales(obj):
            if changes.get(in_locale("remove", locale)):
                translations.remove_translation(ctx, obj.pk, locale)
                continue
            values = _values(changes, locale)
            if not values:
                continue
            with errors_at(locale):
                if "title" in values and not values["title"]:
                    raise InvalidInput.field("title", code="missing", message="A title is needed.")
                try:
                    translations.set_translation(
                        ctx, obj.pk, parse(SetNodeTranslationRequest, {"locale": locale, **values})
                    )
                except errors.DuplicateSlug as exc:
                    raise InvalidInput.field("slug", code=exc.code, message=str(exc)) from exc

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the node with its texts."""
        nodes.delete_node(ctx, obj.pk)

    @action(description="Save and publish", permissions=["publish"])
    def publish(self, request: HttpRequest, node: models.Node) -> None:
        """Show the node to readers."""
        nodes.publish_node(context_of(request), node.pk)

    @action(description="Save and unpublish", permissions=["publish"])
    def unpublish(self, request: HttpRequest, node: models.Node) -> None:
        """Make it a draft again."""
        nodes.unpublish_node(context_of(request), node.pk)

    @action(description="Save and archive", permissions=["publish"])
    def archive(self, request: HttpRequest, node: models.Node) -> None:
        """Take it from readers for good."""
        nodes.unpublish_node(context_of(request), node.pk, archive=True)


class CategoryForm(VersionedForm):
    """A category's own fields; its names are added by the page."""

    slug = text("Slug", max_length=200, help_text="Lower-case letters, digits and hyphens; part of addresses.")
    position = number("Position", help_text="Order among the categories beside it.")

    class Meta:
        model = models.Category
        fields = ("position",)


@admin.register(models.Category)
class CategoryAdmin(RustokModelAdmin):
    """Categories of nodes."""

    module = "content"
    resource = "content.category"
    aggregate_type = "content.category"
    menu_section = CONTENT
    menu_icon = "folder"
    menu_order = 20
    list_display = ("name", "parent_name", "position", "languages")
    search_fields = ("slug", "translations__name")
    ordering = ("position", "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the names along."""
        return super().get_queryset(request).prefetch_related("translations", "parent__translations")

    @display(description="Name", header=True, ordering="slug")
    def name(self, category: models.Category) -> Any:
        """Show name and slug in the operator's language."""
        return (_category_name(category), category.slug)

    @display(description="Below")
    def parent_name(self, category: models.Category) -> str:
        """Show where it is filed."""
        return _category_name(category.parent) if category.parent else "—"

    @display(description="Languages")
    def languages(self, category: models.Category) -> SafeString:
        """Show in which languages it has a name."""
        return language_chips(
            current_tenant().locale_codes, complete=[row.locale for row in category.translations.all()], stale=()
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find a category; its names hang on it for those who may only look."""
        category = super().get_object(request, object_id, from_field)
        for row in category.translations.all() if category else ():
            setattr(category, in_locale("name", row.locale), row.name)
        return category

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add a name per language, and the categories it may be below."""
        present = {row.locale: row.name for row in obj.translations.all()} if obj else {}
        fields: dict[str, Any] = {
            in_locale("name", locale): text(
                f"Name, {language_name(locale)}", initial=present.get(locale), max_length=255
            )
            for locale in current_tenant().locale_codes
        }
        choices = [entry for entry in _category_choices() if obj is None or entry[0] != str(obj.pk)]
        fields["parent"] = choice("Below", [("", "—"), *choices], initial=str(obj.parent_id or "") if obj else "")
        fields["slug"] = text(
            "Slug",
            initial=obj.slug if obj else "",
            max_length=200,
            help_text="Lower-case letters, digits and hyphens; part of addresses.",
        )
        form = type("CategoryForm", (CategoryForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ("position",)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the names, then the place."""
        names = [in_locale("name", locale) for locale in current_tenant().locale_codes]
        return ((None, {"fields": [*names, "slug"]}), ("Place", {"fields": ["parent", "position"]}))

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a category."""
        data = form.cleaned_data
        request = {
            "slug": data["slug"],
            "names": self._names(data),
            "parent_id": data["parent"] or None,
            "position": data["position"] or 0,
        }
        return categories.create_category(ctx, parse(CreateNodeCategoryRequest, request)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change what was changed."""
        changes = form.changed()
        request: dict[str, Any] = form.given_version()
        request |= {name: changes[name] for name in ("slug",) if name in changes}
        if "position" in changes:
            request["position"] = changes["position"] or 0
        if "parent" in changes:
            request["parent_id"] = changes["parent"] or None
        if any(name.startswith("name__") for name in changes):
            request["names"] = self._names(form.cleaned_data)
        categories.update_category(ctx, obj.pk, parse(UpdateNodeCategoryRequest, request))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the category; its nodes stay."""
        categories.delete_category(ctx, obj.pk)

    @staticmethod
    def _names(data: Mapping[str, Any]) -> dict[str, str]:
        return {
            locale: name for locale in current_tenant().locale_codes if (name := data.get(in_locale("name", locale)))
        }


# --- What the pages are made of ---------------------------------------------------------------------------------------


def _head(node: models.Node) -> Any:
    heads = {row.locale: row for row in node.translations.all()}
    return next((heads[locale] for locale in (*operator_locales(current_tenant()), *heads) if locale in heads), None)


def _texts(node: models.Node) -> dict[str, dict[str, Any]]:
    """Return what is written, per language, under the names of the form's fields."""
    bodies = {row.locale: row for row in node.bodies.all()}
    return {
        row.locale: {
            "title": row.title,
            "slug": row.slug,
            "excerpt": row.excerpt or "",
            "body": bodies[row.locale].body if row.locale in bodies else "",
            "format": bodies[row.locale].format if row.locale in bodies else BodyFormat.MARKDOWN.value,
            "meta_title": row.meta_title or "",
            "meta_description": row.meta_description or "",
        }
        for row in node.translations.all()
    }


def _locales(node: models.Node | None) -> tuple[str, ...]:
    """Return the languages of the tabs: the original's, the tenant's, those that the tenant has switched off."""
    tenant = current_tenant()
    first = node.source_locale if node else tenant.default_locale
    others = tuple(row.locale for row in node.translations.all()) if node else ()
    return tuple(dict.fromkeys((first, *tenant.locale_codes, *sorted(others))))


def _language_fields(locale: str, present: Mapping[str, Any] | None, *, is_source: bool) -> dict[str, Any]:
    values = present or {}
    fields: dict[str, Any] = {
        "title": text("Title", initial=values.get("title"), max_length=255),
        "slug": text(
            "Slug", initial=values.get("slug"), max_length=200, help_text="Made from the title where it is left empty."
        ),
        "excerpt": long_text("Excerpt", initial=values.get("excerpt"), rows=3, max_length=2000),
        "body": long_text("Body", initial=values.get("body"), rows=20, max_length=200_000),
        "format": choice(
            "Written in",
            [(BodyFormat.MARKDOWN.value, "Markdown"), (BodyFormat.HTML.value, "HTML")],
            initial=values.get("format", BodyFormat.MARKDOWN.value),
        ),
        "meta_title": text("Title for search engines", initial=values.get("meta_title"), max_length=255),
        "meta_description": long_text(
            "Description for search engines", initial=values.get("meta_description"), rows=2, max_length=500
        ),
    }
    if present is not None and not is_source:
        fields["remove"] = switch("Remove this translation")
    return {in_locale(name, locale): field for name, field in fields.items()}


def _tab_name(node: models.Node | None, locale: str, present: Mapping[str, Any]) -> str:
    name = language_name(locale)
    if node is None:
        return name
    if locale not in present:
        return f"{name} · missing"
    return f"{name} · out of date" if locale in _stale(node) else name


def _stale(node: models.Node) -> set[str]:
    return {row.locale for row in node.translations.all() if row.source_version < node.text_version}


def _notice(node: models.Node | None, locale: str, present: Mapping[str, Any]) -> SafeString | str:
    """Say above a language's fields what the editor has to know about them."""
    if node is None or locale not in present:
        return ""
    found = []
    if locale == node.source_locale:
        found.append(format_html("<p>{}</p>", "This is the original: a change makes the translations out of date."))
    elif locale in _stale(node):
        found.append(
            format_html(
                '<p class="text-orange-700 dark:text-orange-400">{}</p>',
                f"The original ({language_name(node.source_locale)}) has changed since this was written. Saving a"
                " change here marks it as up to date.",
            )
        )
    removed: list[str] = next((row.removed for row in node.bodies.all() if row.locale == locale), [])
    if removed:
        found.append(
            format_html(
                '<p class="text-orange-700 dark:text-orange-400">Taken out of the body, for the safety of readers:'
                " <code>{}</code></p>",
                ", ".join(removed),
            )
        )
    return format_html('<div class="px-3 pt-3">{}</div>', SafeString("".join(found))) if found else ""


def _values(data: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Collect a language's values out of the form's; nothing where only the format is said."""
    found: dict[str, Any] = {}
    for name in _TEXTS:
        field = in_locale(name, locale)
        if field in data:
            found[name] = data[field] if name in ("title", "format") else data[field] or None
    return found if any(value for name, value in found.items() if name != "format") or "title" not in found else {}


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


def _usable_kinds() -> list[Any]:
    found = []
    for kind in kinds():
        try:
            found.append(get_kind(kind.name))
        except errors.UnknownKind:
            # Its module is off for this tenant.
            continue
    return found


def _kind_label(name: str) -> str:
    return next((kind.label for kind in kinds() if kind.name == name), name)


def _category_name(category: models.Category) -> str:
    names = {row.locale: row.name for row in category.translations.all()}
    return next((names[locale] for locale in operator_locales(current_tenant()) if locale in names), category.slug)


def _category_choices() -> list[tuple[str, str]]:
    """List the categories as a tree."""
    rows = list(models.Category.objects.order_by("position", "slug").prefetch_related("translations"))
    below: dict[UUID | None, list[models.Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    found: list[tuple[str, str]] = []

    def walk(parent_id: UUID | None, depth: int) -> None:
        for row in below.get(parent_id, ()):
            found.append((str(row.pk), f"{'— ' * depth}{_category_name(row)}"))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def _parent_choices(node: models.Node | None) -> list[tuple[str, str]]:
    """List the nodes that one may be below, the present one always among them."""
    allowed = [get_kind(node.kind)] if node and _is_usable(node.kind) else _usable_kinds()
    names = {name for kind in allowed for name in kind.parents if name is not None}
    found = models.Node.objects.filter(kind__in=names).order_by("depth", "position", "id")
    if node is not None:
        found = found.exclude(pk=node.pk)
    rows = {row.pk: row for row in found.prefetch_related("translations")[:_MOST_PARENTS]}
    if node is not None and node.parent_id and node.parent_id not in rows:
        rows[node.parent_id] = models.Node.objects.prefetch_related("translations").get(pk=node.parent_id)
    return [(str(key), f"{'— ' * row.depth}{head.title if (head := _head(row)) else key}") for key, row in rows.items()]


def _is_usable(kind: str) -> bool:
    return any(entry.name == kind for entry in _usable_kinds())


def _author_choices(present: UUID | None) -> list[tuple[str, str]]:
    found = User.objects.filter(Q(role__in=STAFF_ROLES) | Q(pk=present)).order_by("email").values_list("pk", "email")
    return [(str(key), email) for key, email in found[:_MOST_PARENTS]]
