"""Content on its way out: posts and pages as files that an import takes in again."""
