"""Brobygger: a framework for association self-service."""
