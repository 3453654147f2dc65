"""The plain theme: templates and static files, no behaviour."""
