"""Synonyms, stop words, pinned results, and what was looked for in vain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from rustok.api.admin.forms import language_name
from rustok.api.admin.model_admin import ReadOnlyAdmin, RustokModelAdmin
from rustok.api.admin.navigation import SETTINGS
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import InvalidId, parse_id
from rustok.tenancy.info import current_tenant
from rustok_index import models
from rustok_index.admin.documents import LocaleFilter
from rustok_index.dto.dictionary import (
    CreateSearchPinRequest,
    CreateSearchStopWordRequest,
    CreateSearchSynonymRequest,
    UpdateSearchPinRequest,
    UpdateSearchSynonymRequest,
)
from rustok_index.services import dictionary


def _lines(label: str, help_text: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        required=required, label=label, help_text=help_text, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class _InLocaleForm(forms.ModelForm):
    """A form with the language that the row holds for."""

    in_locale = forms.ChoiceField(required=False, label="Language", widget=UnfoldAdminSelectWidget())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["in_locale"]
        choice.choices = [("", "All")] + [(code, language_name(code)) for code in current_tenant().locale_codes]
        if not self.instance._state.adding:
            self.initial["in_locale"] = self.instance.locale


class SynonymForm(_InLocaleForm):
    """Phrases, one a line."""

    words = _lines("Words", "One word or phrase a line. They all find one another.")
    found_too = _lines(
        "Find as well",
        "One a line. If there are any, the words above find these, and not the other way round.",
        required=False,
    )

    class Meta:
        model = models.SearchSynonym
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["words"] = "\n".join(self.instance.phrases)
            self.initial["found_too"] = "\n".join(self.instance.replacements)


class StopWordForm(_InLocaleForm):
    """One word."""

    ignored = forms.CharField(
        label="Word", max_length=40, widget=UnfoldAdminTextInputWidget(), help_text="Searches do not ask for it."
    )

    class Meta:
        model = models.SearchStopWord
        fields = ()


class PinForm(_InLocaleForm):
    """A phrase, and what comes first for it."""

    searched = forms.CharField(
        label="Search", max_length=100, widget=UnfoldAdminTextInputWidget(), help_text="Exactly these words."
    )
    first = _lines("First results", "Handles of products, slugs of pages, or ids: one a line, the first one first.")

    class Meta:
        model = models.SearchPin
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            names = _names(self.instance.entity_ids)
            self.initial["searched"] = self.instance.phrase
            self.initial["first"] = "\n".join(names.get(key, str(key)) for key in self.instance.entity_ids)

    def clean_first(self) -> list[UUID]:
        """Find what the lines name."""
        found = []
        for line in _split(self.cleaned_data["first"]):
            try:
                found.append(parse_id(line))
                continue
            except InvalidId:
                entity_id = (
                    models.IndexProduct.objects.filter(handle=line).values_list("product_id", flat=True).first()
                    or models.IndexContent.objects.filter(slug=line).values_list("node_id", flat=True).first()
                )
            if entity_id is None:
                raise forms.ValidationError(f"There is nothing called {line!r}.")
            found.append(entity_id)
        return found


def _names(ids: Sequence[UUID]) -> dict[UUID, str]:
    names = dict(models.IndexContent.objects.filter(node_id__in=ids).values_list("node_id", "slug"))
    return names | dict(models.IndexProduct.objects.filter(product_id__in=ids).values_list("product_id", "handle"))


class _SearchAdmin(RustokModelAdmin):
    """A page of search's settings: who may change them may also make and delete them."""

    module = "index"
    resource = "index.search"
    menu_section = SETTINGS
    list_filter = (LocaleFilter,)
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether it may be made."""
        return self._may(request, "update")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether it may be deleted."""
        return self._may(request, "update")

    @display(description="Language", ordering="locale")
    def language(self, row: Any) -> str:
        """Show the language that it holds for."""
        return language_name(row.locale) if row.locale else "All"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the rows: nothing hangs on them."""
        return [str(row) for row in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []


@admin.register(models.SearchSynonym)
class SearchSynonymAdmin(_SearchAdmin):
    """Words that stand for one another."""

    form = SynonymForm
    menu_icon = "compare_arrows"
    menu_order = 50
    list_display = ("__str__", "language", "updated_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the form's fields; who may only look sees what the list shows."""
        return _fields(self, request, obj, ("words", "found_too", "in_locale"))

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a synonym."""
        return dictionary.create_synonym(ctx, parse(CreateSearchSynonymRequest, _synonym(form))).id

    def update(self, ctx: RequestContext, obj: models.SearchSynonym, form: Any) -> None:
        """Change a synonym."""
        dictionary.update_synonym(ctx, obj.pk, parse(UpdateSearchSynonymRequest, _synonym(form)))

    def destroy(self, ctx: RequestContext, obj: models.SearchSynonym) -> None:
        """Forget a synonym."""
        dictionary.delete_synonym(ctx, obj.pk)


def _synonym(form: Any) -> dict[str, Any]:
    return {
        "phrases": _split(form.cleaned_data["words"]),
        "replacements": _split(form.cleaned_data["found_too"]),
        "locale": form.cleaned_data["in_locale"] or None,
    }


@admin.register(models.SearchStopWord)
class SearchStopWordAdmin(_SearchAdmin):
    """Words that do not narrow searches."""

    form = StopWordForm
    menu_icon = "block"
    menu_order = 51
    list_display = ("word", "language", "created_at")
    search_fields = ("word",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a word is made and deleted."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the form's fields."""
        return ("ignored", "in_locale") if obj is None else ("word", "language")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing of a word that is there can be changed."""
        return () if obj is None else ("word", "language")

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a stop word."""
        data = {"word": form.cleaned_data["ignored"], "locale": form.cleaned_data["in_locale"] or None}
        return dictionary.create_stop_word(ctx, parse(CreateSearchStopWordRequest, data)).id

    def destroy(self, ctx: RequestContext, obj: models.SearchStopWord) -> None:
        """Forget a stop word."""
        dictionary.delete_stop_word(ctx, obj.pk)


@admin.register(models.SearchPin)
class SearchPinAdmin(_SearchAdmin):
    """What comes first for a phrase."""

    form = PinForm
    menu_icon = "keep"
    menu_order = 52
    list_display = ("phrase", "first_results", "language", "updated_at")
    search_fields = ("phrase",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the form's fields; who may only look sees what the list shows."""
        return _fields(self, request, obj, ("searched", "first", "in_locale"))

    @display(description="First results")
    def first_results(self, pin: models.SearchPin) -> str:
        """Tell what comes first, and how much more is pinned."""
        first = _names(pin.entity_ids[:1]).get(pin.entity_ids[0], str(pin.entity_ids[0]))
        more = len(pin.entity_ids) - 1
        return f"{first} and {more} more" if more else first

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Pin results."""
        return dictionary.create_pin(ctx, parse(CreateSearchPinRequest, _pin(form))).id

    def update(self, ctx: RequestContext, obj: models.SearchPin, form: Any) -> None:
        """Change pinned results."""
        dictionary.update_pin(ctx, obj.pk, parse(UpdateSearchPinRequest, _pin(form)))

    def destroy(self, ctx: RequestContext, obj: models.SearchPin) -> None:
        """Forget pinned results."""
        dictionary.delete_pin(ctx, obj.pk)


def _pin(form: Any) -> dict[str, Any]:
    return {
        "phrase": form.cleaned_data["searched"],
        "entity_ids": [str(entity_id) for entity_id in form.cleaned_data["first"]],
        "locale": form.cleaned_data["in_locale"] or None,
    }


def _fields(page: _SearchAdmin, request: HttpRequest, obj: Any, editable: tuple[str, ...]) -> tuple[str, ...]:
    may = page.has_change_permission(request, obj) if obj is not None else page.has_add_permission(request)
    return editable if may else tuple(str(name) for name in page.list_display)


@admin.register(models.SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin):
    """What visitors looked for and did not find."""

    module = "index"
    resource = "index.search"
    menu_section = SETTINGS
    menu_icon = "search_off"
    menu_order = 53
    list_display = ("query", "times", "language", "first_at", "last_at")
    list_filter = (LocaleFilter,)
    search_fields = ("query",)
    ordering = ("-times", "-id")
    fields = ("query", "times", "language", "first_at", "last_at")
    readonly_fields = fields

    @display(description="Language", ordering="locale")
    def language(self, miss: models.SearchMiss) -> str:
        """Show the language of the visitor."""
        return language_name(miss.locale)
