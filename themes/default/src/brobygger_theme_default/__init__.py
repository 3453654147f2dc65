"""The default theme: templates and static files, no behaviour."""
