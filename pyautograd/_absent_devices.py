"""What the modules of accelerators share: there is none, so that questions are answered with no and what needs a device raises."""


def is_available():
    """False."""
    return False


def is_initialized():
    """False."""
    return False


def is_bf16_supported():
    """False."""
    return False


def device_count():
    """0."""
    return 0


def manual_seed(seed):
    """Nothing to seed."""
    int(seed)


def manual_seed_all(seed):
    """Nothing to seed."""
    int(seed)


def refusing(error, texts):
    """Functions that raise `error`: name -> text, as a dictionary for a module's namespace."""

    def refusal(name, text):
        def refuse(*args, **kwargs):
            raise error(text)

        refuse.__name__ = refuse.__qualname__ = name
        refuse.__doc__ = f"Refused: there is no device. Raises {error.__name__}."
        return refuse

    return {name: refusal(name, text) for name, text in texts.items()}
