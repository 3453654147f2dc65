"""Tasks that an association looks for volunteers for."""
