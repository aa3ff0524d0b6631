"""The editors' and moderators' pages."""
