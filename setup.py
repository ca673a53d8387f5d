"""Builds the compiled core.

``PYAUTOGRAD_BUILD`` chooses what is built:

* ``compiled`` (the default): every extension, optimised;
* ``debug``: the same with bounds checks, assertions and line tracing;
* ``python``: no extension; the wheel is pure Python and uses the plain core.
"""
import os
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent
MODE = os.environ.get("PYAUTOGRAD_BUILD", "compiled")
if MODE not in ("compiled", "debug", "python"):
    raise SystemExit(f"PYAUTOGRAD_BUILD={MODE!r}: expected 'compiled', 'debug' or 'python'")
# Written for the compiled core alone; the others are written by the plain core too.
OWN = ("core", "derivatives", "scalar_kernels")
# Files of the plain core that the compiled core is made of as well, compiled from the same source.
SHARED = ("util.py", "binder.py", "arg_errors.py", "assembly.py", "anomaly.py", "kernels/*.py", "composite/*.py", "formulas/*.py")


def shared_modules():
    """(module name below ``pyautograd._C``, source) of every shared file."""
    plain = ROOT / "pyautograd" / "_py"
    for pattern in SHARED:
        for path in sorted(plain.glob(pattern)):
            if path.name != "__init__.py":
                yield ".".join(path.relative_to(plain).with_suffix("").parts), path


def compiler_flags(quick):
    if sys.platform == "win32":
        return ["/O2"] if not quick else ["/O1"]
    if MODE == "debug":
        return ["-O0", "-g", "-Wno-unused-function"]
    # No -march and no -ffast-math: one wheel serves every machine, and NaN and infinities keep their meaning. Modules that
    # spend their time inside NumPy are built for size.
    flags = ["-g0", "-fno-math-errno", "-fno-asynchronous-unwind-tables", "-Wno-unused-function", "-Wno-cpp"]
    if quick:
        return ["-Os", "-DCYTHON_FAST_PYCALL=0", "-DCYTHON_UNPACK_METHODS=0", *flags]
    return ["-O3", *flags]


def extensions():
    """All extension modules, translated by Cython."""
    if MODE == "python":
        return []
    import numpy
    from Cython.Build import cythonize

    sys.path.insert(0, str(ROOT / "csrc"))
    import codegen

    codegen.generate()
    sources = Path("csrc") / "pyautograd" / "_C"
    debug = MODE == "debug"
    macros = [("NPY_NO_DEPRECATED_API", "NPY_1_7_API_VERSION"), ("CYTHON_TRACE", "1" if debug else "0")]

    def extension(name, source, quick):
        return Extension(
            f"pyautograd._C.{name}", [str(source)], include_dirs=[numpy.get_include(), str(sources)], define_macros=macros,
            extra_compile_args=compiler_flags(quick), extra_link_args=[] if debug or sys.platform in ("win32", "darwin") else ["-Wl,-s", "-Wl,-z,noseparate-code"],
            depends=[str(p) for p in sorted(sources.glob("*.p[xy][id]"))] if name == "core" else [],
        )  # fmt: skip

    wanted = [extension(name, sources / f"{name}.pyx", name == "derivatives") for name in OWN]
    wanted.append(extension("expressions", sources / "expressions.py", True))
    wanted += [extension(name, path.relative_to(ROOT), True) for name, path in shared_modules()]
    directives = {
        "language_level": "3", "boundscheck": debug, "wraparound": True, "initializedcheck": debug, "linetrace": debug, "binding": False,
        "embedsignature": False, "auto_pickle": False,
    }  # fmt: skip
    return cythonize(
        wanted, include_path=["csrc"], build_dir=os.path.join("build", "cython-debug" if debug else "cython"), compiler_directives=directives,
        nthreads=0, quiet=True,
    )  # fmt: skip


class ParallelBuild(build_ext):
    """Compiles as many extensions at once as there are cores."""

    def finalize_options(self):
        super().finalize_options()
        if self.parallel is None and os.name != "nt":
            self.parallel = os.cpu_count() or 1


setup(ext_modules=extensions(), cmdclass={"build_ext": ParallelBuild})
