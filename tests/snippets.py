"""Programs whose statements are held, one by one, against what they gave in PyTorch.

A test module has named programs. Each statement that is an expression has an outcome: its repr, or the exception's type and text, and the
warnings; other statements have one where they raise or warn. ``golden/<name>.json`` holds PyTorch's outcomes.
"""
import ast
import importlib
import warnings

from recorded import DIRECTORY, Recorder, clean
from recorded import shown as printable

# Given once in a process: which program sees them depends on the order.
_ONCE = (
    "Using backward() with create_graph=True", "Casting complex values to real discards", "TypedStorage is deprecated", "The use of `x.T` on tensors",
    "`torch.jit.script` is deprecated", "Sparse CSR tensor support is in beta state",
)  # fmt: skip


class Programs(Recorder):
    """The programs of one test module.

    Parameters
    ----------
    name : str
        ``golden/<name>.json`` holds the recorded outcomes.
    library : module
        What the programs know as ``torch``.
    prelude : str
        Statements that run before each program.
    """

    def __init__(self, name, library, prelude=""):
        super().__init__(name)
        self.library, self.prelude = library, prelude

    def outcome(self, name):
        """The outcomes of a program here and now: a list of ``[statement, result, warnings]``."""
        space = {"torch": self.library, "nn": self.library.nn, "F": importlib.import_module(self.library.__name__ + ".nn.functional")}
        space["__name__"] = "__main__"
        exec(compile(self.prelude, "<prelude>", "exec"), space)
        self.library.manual_seed(0)
        outcomes = []
        for node in ast.parse(self.cases[name]).body:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)  # of Python 3.12 and later, about fork
                result = None
                try:
                    if isinstance(node, ast.Expr):
                        value = eval(compile(ast.Expression(node.value), "<program>", "eval"), space)
                        result = clean(repr(printable(value)))
                    else:
                        exec(compile(ast.Module([node], []), "<program>", "exec"), space)
                except Exception as error:  # any exception is an outcome
                    result = clean(f"{type(error).__name__}: {error}")
            shown = [clean(f"{w.category.__name__}: {w.message}") for w in caught if not str(w.message).startswith(_ONCE)]
            if result is not None or shown:
                outcomes.append([ast.unparse(node), result, shown])
        return outcomes

    def differences(self, name):
        """The outcomes that are not PyTorch's, as text; empty where all agree."""
        lines = []
        for (statement, result, shown), (wanted_statement, wanted, wanted_shown) in zip(self.outcome(name), self.golden()[name], strict=True):
            same = ast.dump(ast.parse(statement)) == ast.dump(ast.parse(wanted_statement))  # each Python writes it its own way
            assert same, "the golden file is older than the test: record it again"
            wanted_shown = [w for w in wanted_shown if not any(text in w for text in _ONCE)]
            if (result, shown) != (wanted, wanted_shown):
                lines.append(f"{statement}\n  PyTorch: {wanted} {wanted_shown or ''}\n  here:    {result} {shown or ''}")
        return "\n".join(lines)

    def programs(self, text):
        """Add the programs of a text, in which a line ``### name`` begins one."""
        for part in text.split("\n### ")[1:]:
            name, _, program = part.partition("\n")
            if name in self.cases:
                raise ValueError(f"two programs are called {name!r}")
            self.cases[name] = program


__all__ = ["DIRECTORY", "Programs"]
