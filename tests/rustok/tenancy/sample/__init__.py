"""An app with a table of every shape that tenancy knows."""
