"""Where and when a product is offered: its schedule, and its terms in every channel."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils import timezone

from rustok.api.admin.forms import all_valid, refuse
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.rbac.policies import allowed
from rustok_commerce.admin.product_pages import ProductPage
from rustok_commerce.dto.channels import SetProductChannelsRequest
from rustok_commerce.dto.products import ProductStatus, ScheduleProductRequest
from rustok_commerce.selectors.channels import present_product_channels
from rustok_commerce.services import catalog, channels, schedule

_FORMAT: Final = "%Y-%m-%dT%H:%M"


def moment(label: str, *, disabled: bool = False) -> forms.DateTimeField:
    """Make a field of a day and a time, in the time zone of the admin."""
    return forms.DateTimeField(
        label=label,
        required=False,
        disabled=disabled,
        input_formats=[_FORMAT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(
            format=_FORMAT, attrs={"type": "datetime-local", "class": "rustok-input", "aria-label": label}
        ),
    )


class ScheduleForm(forms.Form):
    """When a product is published and withdrawn by itself."""

    made_from = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, disabled: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publish_at"] = moment("Publish at", disabled=disabled)
        self.fields["unpublish_at"] = moment("Withdraw at", disabled=disabled)


class TermsForm(forms.Form):
    """A product's terms in one channel."""

    def __init__(self, *args: Any, disabled: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_available"] = forms.BooleanField(required=False, disabled=disabled)
        self.fields["available_from"] = moment("From", disabled=disabled)
        self.fields["available_until"] = moment("Until", disabled=disabled)


class SalesPage(ProductPage):
    """Schedule and channels."""

    tab = "sales"
    template = "rustok_commerce/admin/sales.html"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        post = self.request.POST if self.request.method == "POST" else None
        self.form = post.get("form", "") if post is not None else ""
        self.may_publish = allowed(self.ctx, "commerce.product:publish")
        self.schedule = ScheduleForm(
            post if self.form == "schedule" else None,
            initial={
                "made_from": self.product.version,
                "publish_at": _minute(self.product.publish_at),
                "unpublish_at": _minute(self.product.unpublish_at),
            },
            disabled=not self.may_publish,
        )
        self.offers = present_product_channels(self.product.pk)
        self.terms = {
            offer.channel_id: TermsForm(
                post if self.form == "channels" else None,
                prefix=offer.channel_id.hex,
                initial={
                    "is_available": offer.is_available,
                    "available_from": _minute(offer.available_from),
                    "available_until": _minute(offer.available_until),
                },
                disabled=not self.may_change,
            )
            for offer in self.offers
        }

    def context(self) -> dict[str, Any]:
        """Return the schedule, and every channel with its terms."""
        return {
            "schedule": self.schedule,
            "may_publish": self.may_publish,
            "is_active": self.product.status == ProductStatus.ACTIVE,
            "rows": [{"offer": offer, "form": self.terms[offer.channel_id]} for offer in self.offers],
        }

    def submit(self) -> str | None:
        """Do what the form says."""
        match self.form:
            case "schedule":
                return self._plan()
            case "publish":
                catalog.publish_product(self.ctx, self.product.pk)
                return "The product is shown to shoppers."
            case "unpublish":
                catalog.unpublish_product(self.ctx, self.product.pk)
                return "The product is a draft again."
        return self._offer()

    def refused(self, exc: RustokError) -> None:
        """Show the refusal where it belongs."""
        if self.form == "schedule":
            refuse(self.schedule, exc)
        else:
            super().refused(exc)

    def _plan(self) -> str | None:
        if not self.schedule.is_valid():
            return None
        data: dict[str, Any] = {
            name: self.schedule.cleaned_data[name]
            for name in ("publish_at", "unpublish_at")
            if name in self.schedule.changed_data
        }
        data["version"] = self.schedule.cleaned_data["made_from"]
        schedule.schedule_product(self.ctx, self.product.pk, parse(ScheduleProductRequest, data))
        return "The schedule was saved."

    def _offer(self) -> str | None:
        if not all_valid(self.terms.values()):
            return None
        wanted = []
        for offer in self.offers:
            form = self.terms[offer.channel_id]
            terms = {
                # Seconds that the field does not show stay.
                name: form.cleaned_data[name] if name in form.changed_data else getattr(offer, name)
                for name in ("is_available", "available_from", "available_until")
            }
            if terms != {"is_available": True, "available_from": None, "available_until": None}:
                wanted.append({"channel_id": str(offer.channel_id), **terms})
        request = parse(SetProductChannelsRequest, {"channels": wanted})
        channels.set_product_channels(self.ctx, self.product.pk, request)
        return "The channels were saved."


def _minute(value: Any) -> Any:
    return timezone.localtime(value).replace(second=0, microsecond=0) if value is not None else None
