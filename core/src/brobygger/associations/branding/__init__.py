"""What an association looks like: its logo, its photos, and its colour."""
