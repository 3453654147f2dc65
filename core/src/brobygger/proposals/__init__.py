"""Proposals: somebody wants an association or a group of theirs on the site, and the host's people answer."""
