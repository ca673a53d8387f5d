"""Builds the compiled core.

``PYAUTOGRAD_BUILD`` chooses what is built:

* ``compiled`` (the default): every extension, optimised;
* ``debug``: the same with bounds checks, assertions and line tracing;
* ``sanitize``: the same with the address and the undefined-behaviour sanitizer (GCC or Clang);
* ``python``: no extension; the wheel is pure Python and uses the plain core.
"""
import os
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent
MODE = os.environ.get("PYAUTOGRAD_BUILD", "compiled")
if MODE not in ("compiled", "debug", "sanitize", "python"):
    raise SystemExit(f"PYAUTOGRAD_BUILD={MODE!r}: expected 'compiled', 'debug', 'sanitize' or 'python'")
SANITIZERS = ["-fsanitize=address,undefined"]
SOURCES = Path("csrc") / "pyautograd" / "_C"
GENERATED = Path("build") / "generated"
# Written, or stamped from the table, for the compiled core alone.
OWN = {"fast": SOURCES / "fast.pyx", "core": SOURCES / "core.pyx", "derivatives": GENERATED / "derivatives.pyx", "scalar_kernels": GENERATED / "scalar_kernels.pyx",
       "special_loops": SOURCES / "special_loops.pyx"}  # fmt: skip
# Files of the plain core that the compiled core is made of as well, compiled from the same source.
# (What runs once at import or only when a call fails stays Python: assembly.py, arg_errors.py.)
SHARED = ("util.py", "binder.py", "anomaly.py", "lazy.py", "forward.py", "forward_rules.py", "kernels/*.py", "composite/*.py", "formulas/*.py")
# Shortcuts that Cython writes out at every use. Modules that spend their time inside NumPy do without, for their size.
SPELLED_OUT = (
    "FAST_PYCALL", "UNPACK_METHODS", "USE_UNICODE_INTERNALS", "USE_PYLONG_INTERNALS", "USE_PYLIST_INTERNALS", "USE_DICT_VERSIONS", "USE_PYTYPE_LOOKUP",
)  # fmt: skip


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
    if MODE == "sanitize":
        return ["-O1", "-g", "-fno-strict-aliasing", "-fno-omit-frame-pointer", "-Wno-unused-function", "-Wno-cpp", *SANITIZERS]
    # No -march and no -ffast-math: one wheel serves every machine, and NaN and infinities keep their meaning. Modules that
    # spend their time inside NumPy are built for size.
    flags = ["-g0", "-fno-math-errno", "-fno-asynchronous-unwind-tables", "-Wno-unused-function", "-Wno-cpp"]
    if quick:
        return ["-Os", *[f"-DCYTHON_{name}=0" for name in SPELLED_OUT], *flags]
    return ["-O3", "-fno-strict-aliasing", "-fno-trapping-math", *flags]


def linker_flags():
    if MODE == "sanitize":
        return SANITIZERS
    return [] if MODE == "debug" or sys.platform in ("win32", "darwin") else ["-Wl,-s", "-Wl,-z,noseparate-code"]


def extensions():
    """All extension modules, translated by Cython."""
    if MODE == "python":
        return []
    import numpy
    from Cython.Build import cythonize
    from Cython.Compiler import Options

    sys.path.insert(0, str(ROOT / "csrc"))
    import codegen

    codegen.generate()
    debug = MODE == "debug"
    macros = [("NPY_NO_DEPRECATED_API", "NPY_1_7_API_VERSION"), ("CYTHON_TRACE", "1" if debug else "0")]

    # What `fast.pyx` computes is the same on every processor: no product and sum become one operation. The rests of double-double sums need that, too.
    flags = {} if sys.platform == "win32" else {"fast": ["-ffp-contract=off", "-pthread"], "special_loops": ["-ffp-contract=off"]}

    def extension(name, source, quick):
        return Extension(
            f"pyautograd._C.{name}", [str(source)], include_dirs=[numpy.get_include(), str(SOURCES), str(GENERATED)], define_macros=macros,
            extra_compile_args=compiler_flags(quick) + flags.get(name, []), extra_link_args=linker_flags(),
            depends=[str(p) for p in sorted([*SOURCES.glob("*.p[xy][id]"), *SOURCES.glob("*.h")])] if name in ("core", "fast", "special_loops") else [],
        )  # fmt: skip

    own = [extension(name, source, name == "derivatives") for name, source in OWN.items()]
    shared = [extension("expressions", GENERATED / "expressions.py", True)]
    shared += [extension(name, path.relative_to(ROOT), name != "forward") for name, path in shared_modules()]
    # Lists and tuples are indexed with checks, as in the plain core; the stamped loops over memory turn them off for themselves.
    directives = {
        "language_level": "3", "boundscheck": True, "wraparound": True, "initializedcheck": debug, "linetrace": debug, "binding": False,
        "embedsignature": False, "auto_pickle": False,
    }  # fmt: skip
    options = {"include_path": ["csrc"], "build_dir": os.path.join("build", "cython-debug" if debug else "cython"), "quiet": True}
    translated = cythonize(own, compiler_directives=directives, **options)
    Options.docstrings = debug  # nobody reads those of the shared modules from the compiled ones
    return translated + cythonize(shared, compiler_directives=directives, **options)


class ParallelBuild(build_ext):
    """Compiles as many extensions at once as there are cores."""

    def finalize_options(self):
        super().finalize_options()
        if self.parallel is None and os.name != "nt":
            self.parallel = os.cpu_count() or 1


setup(ext_modules=extensions(), cmdclass={"build_ext": ParallelBuild})
