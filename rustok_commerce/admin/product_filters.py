"""What the list of products is narrowed down by."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from rustok.api.admin.forms import language_name
from rustok.ids import InvalidId, parse_id
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import category_choices, collection_choices, type_choices
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.selectors.attention import SOON, scheduled_soon

_MOST_TAGS = 500


class ChoiceFilter(DropdownFilter):
    """A list to choose from. It stands there with nothing to choose too, so that it can be seen what is missing."""

    def has_output(self) -> bool:
        """Show it."""
        return True

    def chosen_id(self) -> Any:
        """Return the chosen id; None for nothing, or for what is no id."""
        try:
            return parse_id(self.value() or "")
        except InvalidId:
            return None


class StatusFilter(ChoiceFilter):
    """By status. The parameter is the one of Django's own filter, which links from elsewhere use."""

    title = "status"
    parameter_name = "status__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the statuses."""
        return [(status.value, status.name.title()) for status in ProductStatus]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products of the status."""
        return queryset.filter(status=self.value()) if self.value() else queryset


class CategoryFilter(ChoiceFilter):
    """By category, with everything below it."""

    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the tree."""
        return category_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products of the branch."""
        chosen = models.Category.objects.filter(pk=self.chosen_id()).first() if self.value() else None
        if not self.value():
            return queryset
        if chosen is None:
            return queryset.none()
        branch = models.Category.objects.filter(path__startswith=chosen.path).values("pk")
        return queryset.filter(_has(models.ProductCategory, category_id__in=branch))


class TypeFilter(ChoiceFilter):
    """By type of product."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the types, and that there is none."""
        return [("none", "Without a type"), *type_choices()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products of the type."""
        if self.value() == "none":
            return queryset.filter(product_type=None)
        return queryset.filter(product_type_id=self.chosen_id()) if self.value() else queryset


class CollectionFilter(ChoiceFilter):
    """By manual collection."""

    title = "collection"
    parameter_name = "collection"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the collections that are made by hand: others have no list of their products."""
        return collection_choices(manual=True)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products of the collection."""
        if not self.value():
            return queryset
        return queryset.filter(_has(models.CollectionProduct, collection_id=self.chosen_id()))


class TagFilter(ChoiceFilter):
    """By tag."""

    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the tags there are."""
        tags = models.ProductTag.objects.order_by("tag").values_list("tag", flat=True).distinct()[:_MOST_TAGS]
        return [(tag, tag) for tag in tags]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products with the tag."""
        return queryset.filter(_has(models.ProductTag, tag=self.value())) if self.value() else queryset


class ChannelFilter(ChoiceFilter):
    """By the channel that offers a product now, once it is published."""

    title = "channel"
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the channels."""
        rows = models.Channel.objects.order_by("-is_default", "position", "code")
        return [(str(channel.id), channel.name) for channel in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products that the channel offers: all but those it was told not to."""
        if not self.value():
            return queryset
        links = models.ProductChannel.objects.filter(channel_id=self.chosen_id(), product_id=OuterRef("pk"))
        return queryset.filter(~Exists(links.filter(_withheld(timezone.now()))))


class StockFilter(ChoiceFilter):
    """By what is left to sell."""

    title = "stock"
    parameter_name = "stock"
    states: ClassVar = [
        ("available", "Something can be sold"),
        ("low", "A variant is running low"),
        ("out", "A variant is sold out"),
        ("none", "Nothing can be sold"),
    ]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states."""
        return self.states

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products with such a variant."""
        variants = models.Variant.objects.filter(product_id=OuterRef("pk")).annotate(
            left=Sum(F("stock_levels__on_hand") - F("stock_levels__reserved"), default=0)
        )
        sells = Q(manage_inventory=False) | Q(allow_backorder=True) | Q(left__gt=0)
        match self.value():
            case "available":
                return queryset.filter(Exists(variants.filter(sells)))
            case "none":
                return queryset.filter(~Exists(variants.filter(sells)))
            case "out":
                return queryset.filter(Exists(variants.exclude(sells)))
            case "low":
                low = Q(manage_inventory=True, left__gt=0, left__lte=F("low_stock_threshold"))
                return queryset.filter(Exists(variants.filter(low)))
        return queryset


class TranslationFilter(ChoiceFilter):
    """By a text that is missing in a language, or older than its original."""

    title = "translation"
    parameter_name = "translation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what can be wrong in each language."""
        found = []
        for locale in current_tenant().locale_codes:
            found += [
                (f"{locale}:missing", f"{language_name(locale)}: missing"),
                (f"{locale}:outdated", f"{language_name(locale)}: out of date"),
            ]
        return found

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products of which it is true."""
        locale, _, what = (self.value() or "").partition(":")
        if not locale:
            return queryset
        texts = models.ProductTranslation.objects.filter(product_id=OuterRef("pk"), locale=locale)
        if what == "outdated":
            return queryset.exclude(source_locale=locale).filter(
                Exists(texts.filter(source_version__lt=OuterRef("text_version")))
            )
        return queryset.filter(~Exists(texts))


class ScheduleFilter(ChoiceFilter):
    """By what is to happen by itself, and what should have."""

    title = "schedule"
    parameter_name = "schedule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what can be told."""
        return [("soon", f"Within {SOON.days} days"), ("any", "At some time"), ("refused", "Could not be published")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the products of which it is true."""
        match self.value():
            case "soon":
                return queryset.filter(scheduled_soon())
            case "any":
                return queryset.filter(Q(publish_at__isnull=False) | Q(unpublish_at__isnull=False))
            case "refused":
                return queryset.filter(schedule_error__isnull=False)
        return queryset


PRODUCT_FILTERS = (
    StatusFilter,
    CategoryFilter,
    TypeFilter,
    CollectionFilter,
    TagFilter,
    ChannelFilter,
    StockFilter,
    TranslationFilter,
    ScheduleFilter,
)


def _withheld(now: dt.datetime) -> Q:
    return Q(is_available=False) | Q(available_from__gt=now) | Q(available_until__lte=now)


def _has(model: Any, **conditions: Any) -> Exists:
    return Exists(model.objects.filter(product_id=OuterRef("pk"), **conditions))
