"""The kinds of membership that an association has, in its own words."""
