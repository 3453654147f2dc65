"""What comes back: addresses that do not work, and readers who call a newsletter unwanted."""
