"""What an association has switched on."""
