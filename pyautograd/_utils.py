"""What PyTorch keeps in ``torch._utils`` and programs import from there."""
import sys
import traceback


class KeyErrorMessage(str):
    """A text that prints as it is: KeyError shows the repr of its argument."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


class ExceptionWrapper:
    """The exception being handled, made ready to be raised again in another thread or process.

    Parameters
    ----------
    exc_info : tuple, optional
        As of ``sys.exc_info()``. Only the type and the printed traceback are kept.
    where : str
        Where it happened, for the text.
    """

    def __init__(self, exc_info=None, where="in background"):
        exc_info = sys.exc_info() if exc_info is None else exc_info
        self.exc_type = exc_info[0]
        self.exc_msg = "".join(traceback.format_exception(*exc_info))
        self.where = where

    def reraise(self):
        """Raise an exception of that type whose text has the traceback; RuntimeError where the type cannot be made of a text."""
        text = f"Caught {self.exc_type.__name__} {self.where}.\nOriginal {self.exc_msg}"
        if self.exc_type is KeyError:
            text = KeyErrorMessage(text)
        try:
            exception = self.exc_type(message=text) if getattr(self.exc_type, "message", None) else self.exc_type(text)
        except Exception:  # a constructor may raise anything
            raise RuntimeError(text) from None
        raise exception
