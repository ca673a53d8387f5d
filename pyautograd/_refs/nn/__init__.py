"""``torch._refs.nn``: see ``torch._refs``."""
