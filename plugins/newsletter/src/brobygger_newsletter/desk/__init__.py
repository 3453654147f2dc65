"""Looking after who gets what."""
