"""The page kit: what every view uses, and nothing that knows a feature."""
