"""The blog module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule


class BlogModule(RustokModule):
    """Posts and comments."""

    slug = "blog"
    name = "Blog"
    description = "Posts and comments."
    version = "1.0.0"
    dependencies = ("content",)
