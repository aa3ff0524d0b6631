"""Markdown files with front matter, as static site generators have them, and as our own export writes them.

A file is a post or a page; files of one translation key, or of one name with a language in it (``about.de.md``), are
one node. A page is below the ``index.md`` of its folder, or the page of the folder's name.
"""
