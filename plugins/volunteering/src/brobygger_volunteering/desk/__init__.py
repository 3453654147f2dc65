"""The coordinator's pages: what waits today, the tasks, and each sign-up."""
