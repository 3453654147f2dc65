"""What was sent, for everybody to read."""
