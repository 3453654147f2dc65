"""The directory: finding an association by words, also misspelt ones, and by what is ticked. See docs/decisions."""
