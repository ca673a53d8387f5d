"""``torch._guards``: what a compiler of programs knows while it traces them. Nothing is traced here."""


def active_fake_mode():
    """The mode that computes shapes alone: None."""
    return None


def detect_fake_mode(inputs=None):
    """The mode that computes shapes alone, among `inputs` too: None."""
    return None


class TracingContext:
    """What is known of the program that is traced."""

    @staticmethod
    def try_get():
        """The context of this moment: None."""
        return None

    @staticmethod
    def get():
        """The context of this moment: RuntimeError, there is none."""
        raise RuntimeError("TracingContext.get() must be called within an ongoing trace.")


class CompileContext(TracingContext):
    """What is known of the compilation that goes on."""

    @staticmethod
    def current_compile_id():
        """The number of the compilation: None."""
        return None
