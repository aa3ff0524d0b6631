"""Tags of nodes in the operators' tool."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import language_chips
from rustok.api.admin.forms import VersionedForm, in_locale, language_name, text
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import CONTENT
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.admin.texts import texts_in
from rustok_content.dto.tags import CreateNodeTagRequest, MergeNodeTagsRequest, UpdateNodeTagRequest
from rustok_content.services import tags


class TagForm(VersionedForm):
    """Its fields are made by the page."""

    class Meta:
        model = models.Tag
        fields = ()

    def _post_clean(self) -> None:
        """Leave all rules to the services."""


@admin.register(models.Tag)
class TagAdmin(RustokModelAdmin):
    """Words that nodes are found by: named per language, with other words for them, merged."""

    module = "content"
    resource = "content.tag"
    aggregate_type = "content.tag"
    menu_section = CONTENT
    menu_icon = "label"
    menu_order = 30
    list_display = ("name", "slug", "node_count", "synonyms", "languages")
    search_fields = ("name", "slug", "translations__name", "synonyms__slug")
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read names and synonyms along."""
        return super().get_queryset(request).prefetch_related("translations", "synonyms")

    @display(description="Other words")
    def synonyms(self, tag: models.Tag) -> str:
        """Show the synonyms, in the list and to whoever may not change the tag: called like the field of the form."""
        return ", ".join(sorted(row.slug for row in tag.synonyms.all())) or "—"

    @display(description="Languages")
    def languages(self, tag: models.Tag) -> SafeString:
        """Show in which languages it has a name."""
        return language_chips(
            current_tenant().locale_codes, complete=[row.locale for row in tag.translations.all()], stale=()
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add a name per language, the synonyms, and what the tag takes in."""
        present = {row.locale: row.name for row in obj.translations.all()} if obj else {}
        fields: dict[str, Any] = {
            "name": text("Name", initial=obj.name if obj else "", max_length=64),
            **{
                in_locale("name", locale): text(
                    f"Name, {language_name(locale)}", initial=present.get(locale), max_length=64
                )
                for locale in current_tenant().locale_codes
            },
            "synonyms": text(
                "Other words for it",
                initial=", ".join(sorted(row.slug for row in obj.synonyms.all())) if obj else "",
                help_text="Separated by commas: whoever types one of them gets this tag.",
            ),
        }
        if obj is not None:
            fields["takes_in"] = text(
                "Take in", help_text="Tags, separated by commas, that become this one on everything that has them."
            )
        form = type("TagForm", (TagForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the names, then the other words."""
        names = ["name", *(in_locale("name", locale) for locale in current_tenant().locale_codes)]
        found = [(None, {"fields": names}), ("Other words", {"fields": ["synonyms"]})]
        return [*found, ("Merge", {"fields": ["takes_in"]})] if obj is not None else found

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a tag."""
        data = form.cleaned_data
        request = {"name": data["name"], "names": texts_in(data, "name"), "synonyms": _words(data["synonyms"])}
        return tags.create_tag(ctx, parse(CreateNodeTagRequest, request)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change what was changed, then take in the other tags."""
        changes = form.changed()
        request: dict[str, Any] = form.given_version()
        if "name" in changes:
            request["name"] = changes["name"]
        if any(name.startswith("name__") for name in changes):
            request["names"] = texts_in(form.cleaned_data, "name")
        if "synonyms" in changes:
            request["synonyms"] = _words(changes["synonyms"])
        tags.update_tag(ctx, obj.pk, parse(UpdateNodeTagRequest, request))
        taken = _words(changes.get("takes_in", ""))
        if taken:
            tags.merge_tags(ctx, obj.pk, parse(MergeNodeTagsRequest, {"tag_ids": _ids_of(taken)}))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the tag; what has it stays, without it."""
        tags.delete_tag(ctx, obj.pk)


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _ids_of(words: list[str]) -> list[str]:
    found = {name: str(pk) for name, pk in models.Tag.objects.filter(name__in=words).values_list("name", "id")}
    missing = [word for word in words if word not in found]
    if missing:
        raise InvalidInput.field("takes_in", code="not_found", message=f"There is no tag {', '.join(missing)}.")
    return list(found.values())
