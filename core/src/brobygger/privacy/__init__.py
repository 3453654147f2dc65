"""What is kept of people: shown to everybody in words, to each in full, and erased when they ask."""
