"""What several plugins need and would otherwise write four times."""
