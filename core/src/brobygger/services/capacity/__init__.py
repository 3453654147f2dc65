"""Places, and a fair queue for them."""
