"""Who agreed to which text, when and how."""
