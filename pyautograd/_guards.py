"""``torch._guards``: what a compiler of programs knows while it traces them. Nothing is compiled here."""


def active_fake_mode():
    """The fake mode of this thread that was entered last; None."""
    from ._subclasses import fake_tensor

    return fake_tensor.active_fake_mode()


def detect_fake_mode(inputs=None):
    """The fake mode of this thread, or of a tensor in `inputs`; None. AssertionError where these have several."""
    from ._subclasses import fake_tensor
    from .utils._pytree import tree_leaves

    active = active_fake_mode()
    found = [mode for mode in (active, *map(fake_tensor.maybe_get_fake_mode, tree_leaves(inputs))) if mode is not None]
    if any(mode is not found[0] for mode in found):
        raise AssertionError("fake mode from several sources, which are not the same")
    return found[0] if found else None


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
