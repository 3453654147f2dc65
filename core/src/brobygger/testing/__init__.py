"""The test kit: a real site, real databases, real mail, for the tests of core and of plugins."""
