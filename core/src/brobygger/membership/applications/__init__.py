"""“Bliv medlem”: asking to be a member, and the answer."""
