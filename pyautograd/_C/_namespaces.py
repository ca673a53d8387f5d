"""How the modules of ``torch._C`` that hold operators find them: in the public modules, under the names that they have there."""
import importlib
import sys

_ROOT = __package__.rpartition(".")[0]
_RENAMED = {
    "cross_entropy_loss": "cross_entropy", "log_sigmoid": "logsigmoid", "nll_loss_nd": "nll_loss", "nll_loss2d": "nll_loss", "col2im": "fold", "im2col": "unfold",
    "slow_conv3d": "conv3d", "thnn_conv2d": "conv2d",
}  # fmt: skip


def finder(module, place, prefix=""):
    """``__getattr__`` and ``__dir__`` for a module.

    Parameters
    ----------
    module : str
        Its ``__name__``.
    place : str
        The public module that has its functions, below the package.
    prefix : str
        What their names begin with here and not there.
    """
    shown = module.replace(_ROOT, "torch", 1)

    def public():
        return importlib.import_module(f"{_ROOT}.{place}".rstrip("."))

    def __getattr__(name):
        short = _RENAMED.get(name, name.removeprefix(prefix))
        found = None
        if name == "_parse_to":
            found = importlib.import_module(f"{_ROOT}.nn.modules._parse_to")._parse_to
        elif not name.startswith("__"):
            found = getattr(public(), short, None)
        if not callable(found):
            raise AttributeError(f"module '{shown}' has no attribute '{name}'")
        setattr(sys.modules[module], name, found)
        return found

    def __dir__():
        return sorted([prefix + name for name in dir(public()) if not name.startswith("_")])

    return __getattr__, __dir__
