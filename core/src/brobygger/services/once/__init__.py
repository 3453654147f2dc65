"""One effect, however often a form is sent."""
