"""What can go wrong with pages."""

from __future__ import annotations

from rustok.errors import Invalid


class UnknownTemplate(Invalid):
    """No module declares such a template."""

    code = "pages.template.unknown"
    message = "There is no template {template!r}."
