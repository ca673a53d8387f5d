"""Names that programs import from the inside of the old package ``functorch``."""
