"""Sphinx settings: `make docs`."""

project = "RusToK"
author = "The RusToK authors"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
html_theme = "furo"
html_title = "RusToK"
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
exclude_patterns = ["_build"]
# Links out of docs/ to the code are for readers of the repository.
# `\connect` is psql, which the SQL highlighter does not know.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
