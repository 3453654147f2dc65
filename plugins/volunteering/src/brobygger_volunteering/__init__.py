"""Volunteer tasks and sign-up."""
