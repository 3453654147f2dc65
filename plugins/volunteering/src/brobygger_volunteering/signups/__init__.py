"""People who signed up for a task, from their first word to the last."""
