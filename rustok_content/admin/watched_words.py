"""Words that the community looks for in what is written."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from rustok.api.admin.forms import choice, text
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import COMMUNITY
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok_content import errors, models
from rustok_content.dto.moderation import CreateWatchedWordRequest, UpdateWatchedWordRequest, WatchedAction
from rustok_content.services import watched_word_list

_ACTIONS: Final = [
    (WatchedAction.BLOCK.value, "Refuse the text"),
    (WatchedAction.CENSOR.value, "Show stars in its place"),
    (WatchedAction.REVIEW.value, "Let it wait for approval"),
    (WatchedAction.FLAG.value, "Show it and put it into the queue"),
]


class WatchedWordForm(forms.ModelForm):
    """A word and what is done about it."""

    class Meta:
        model = models.WatchedWord
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.WatchedWord)
class WatchedWordAdmin(RustokModelAdmin):
    """Words, and what is done about a text that has them."""

    module = "content"
    resource = "content.watched_word"
    menu_section = COMMUNITY
    menu_icon = "visibility"
    menu_order = 50
    list_display = ("word", "action", "created_at")
    list_filter = ("action",)
    search_fields = ("word",)
    ordering = ("word",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields: a word stays as it is."""
        fields: dict[str, Any] = {
            "action": choice("A text that has it", _ACTIONS, initial=obj.action if obj else "review", required=True)
        }
        if obj is None:
            word = text("Word", max_length=100, help_text="A word or several; * stands for any letters.")
            word.required = True
            fields = {"word": word, **fields}
        form = type("WatchedWordForm", (WatchedWordForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the word and what is done."""
        return ((None, {"fields": ["word", "action"]}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A word stays as it is."""
        return ("word",) if obj else ()

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Watch a word."""
        try:
            return watched_word_list.create_watched_word(ctx, parse(CreateWatchedWordRequest, form.cleaned_data)).id
        except (errors.DuplicateWatchedWord, errors.EmptyWatchedWord) as exc:
            raise InvalidInput.field("word", code=exc.code, message=str(exc)) from exc

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Do something else about it."""
        asked = parse(UpdateWatchedWordRequest, {"action": form.cleaned_data["action"]})
        watched_word_list.update_watched_word(ctx, obj.pk, asked)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Watch it no more."""
        watched_word_list.delete_watched_word(ctx, obj.pk)
