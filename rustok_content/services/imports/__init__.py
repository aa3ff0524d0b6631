"""Content on its way in: files are read into pieces, pieces become nodes through the module's own commands."""
