"""One site, put together: its routes behind the gate, its pages, its life."""
