"""The libraries that are compared."""
import os
import subprocess
import sys
from dataclasses import dataclass, field

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True)
class Library:
    """One column of the tables.

    `dialect` names the statements that it understands, `distribution` the installed package (its version and size), `module` what is imported,
    `environment` what chooses a variant of it. Those of one `process` are measured in one, in turn.
    """

    title: str
    module: str
    distribution: str
    dialect: str
    environment: dict = field(default_factory=dict)
    imports: str = ""  # the statement whose time is taken, where it is not `import module`
    process: str = "shared"
    installs: bool = True  # compared by what it takes on disk and at import

    @property
    def import_statement(self):
        return self.imports or f"import {self.module}"


LIBRARIES = {
    "compiled": Library("pyautograd", "pyautograd", "pyautograd", "torch", {"PYAUTOGRAD_BACKEND": "compiled"}),
    "torch": Library("PyTorch", "torch", "torch", "torch"),
    "plain": Library("pyautograd, plain core", "pyautograd", "pyautograd", "torch", {"PYAUTOGRAD_BACKEND": "python"}, process="plain"),
    "numpy": Library("NumPy", "numpy", "numpy", "numpy", installs=False),
    "autograd": Library("HIPS autograd", "autograd", "autograd", "autograd", imports="import autograd, autograd.numpy"),
    "mygrad": Library("MyGrad", "mygrad", "mygrad", "mygrad"),
    "micrograd": Library("micrograd", "micrograd", "micrograd", "micrograd", imports="import micrograd.engine"),
    "jax": Library("JAX", "jax", "jax", "jax", imports="import jax, jax.numpy"),
    "jax_jit": Library("JAX, jit", "jax", "jax", "jax_jit", installs=False),
}


def start_python(libraries, threads, *arguments, **options):
    """Start a Python process in which these libraries use so many threads."""
    environment = {**os.environ, **dict.fromkeys(_THREADS, str(threads))}
    if threads == 1:
        environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    for library in libraries:
        environment.update(library.environment)
    return subprocess.Popen([sys.executable, *arguments], env=environment, text=True, **options)
