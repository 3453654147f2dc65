"""Writing an issue."""
