"""The libraries that are compared, each measured in a process of its own that has imported no other."""
import os
import subprocess
import sys
from dataclasses import dataclass, field

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")}


@dataclass(frozen=True)
class Library:
    """One column of the table.

    `dialect` names the statements that `operations` gives it, `distribution` the installed package (its version and size),
    `module` what is imported, `environment` what chooses a variant of it.
    """

    title: str
    module: str
    distribution: str
    dialect: str
    environment: dict = field(default_factory=dict)
    imports: str = ""  # the statement whose time is taken, where it is not `import module`

    @property
    def import_statement(self):
        return self.imports or f"import {self.module}"

    def python(self, *arguments, **options):
        """Start a Python process with this library's environment."""
        return subprocess.Popen([sys.executable, *arguments], env={**os.environ, **ONE_THREAD, **self.environment}, text=True, **options)


LIBRARIES = {
    "compiled": Library("pyautograd", "pyautograd", "pyautograd", "torch", {"PYAUTOGRAD_BACKEND": "compiled"}),
    "plain": Library("pyautograd, plain core", "pyautograd", "pyautograd", "torch", {"PYAUTOGRAD_BACKEND": "python"}),
    "torch": Library("PyTorch", "torch", "torch", "torch"),
    "autograd": Library("HIPS autograd", "autograd", "autograd", "autograd", imports="import autograd, autograd.numpy"),
    "mygrad": Library("MyGrad", "mygrad", "mygrad", "mygrad"),
    "micrograd": Library("micrograd", "micrograd", "micrograd", "micrograd", imports="import micrograd.engine"),
}
