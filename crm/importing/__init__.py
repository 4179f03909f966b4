"""Bringing data in: a file becomes rows, a mapping names their fields, an importer makes records, a run keeps the journal."""
