"""Builds the compiled core.

``PYAUTOGRAD_BUILD`` chooses what is built:

* ``compiled`` (the default): every extension, optimised;
* ``debug``: the same with bounds checks, assertions and line tracing;
* ``sanitize``: the same with the address and the undefined-behaviour sanitizer (GCC or Clang);
* ``python``: no extension; the wheel is pure Python and uses the plain core.

In place, each module is a library of its own, so that a changed file is compiled alone. In a wheel the small modules of a package stand in one library
and are optimised together: each has the same helpers of Cython's, which takes a third of the size.
"""
import os
import runpy
import sys
import tempfile
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError, LinkError

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
COMPILED = runpy.run_path(str(ROOT / "pyautograd" / "_C" / "_compiled.py"))["COMPILED"]
# Shortcuts that Cython writes out at every use. Modules that spend their time inside NumPy do without, for their size.
SPELLED_OUT = (
    "FAST_PYCALL", "UNPACK_METHODS", "USE_UNICODE_INTERNALS", "USE_PYLONG_INTERNALS", "USE_PYLIST_INTERNALS", "USE_DICT_VERSIONS", "USE_PYTYPE_LOOKUP",
    "USE_TYPE_SLOTS",
)  # fmt: skip
# What makes small modules smaller still, where the compiler knows it.
SMALLER = ("-Oz", "-fno-inline-functions-called-once", "-fno-tree-dominator-opts", "-fno-plt")
# What -O3 writes out several times without gain in loops: those with a condition that stays, and functions of middling length where they are called.
# The core gains by it: an operator that is recorded takes a tenth less.
LEANER = (
    "-fno-unswitch-loops", "-fno-split-loops", "-fno-version-loops-for-strides", "--param=max-inline-insns-auto=15", "--param=inline-min-speedup=30",
    "--param=max-inline-insns-single=70", "--param=early-inlining-insns=6",
)  # fmt: skip


def shared_modules():
    """(module name below ``pyautograd._C``, source) of every shared file that is compiled."""
    for package, names in COMPILED.items():
        for name in names:
            yield (f"{package}.{name}" if package else name), Path("pyautograd", "_py", package, name + ".py")


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


def joined(modules):
    """The same extensions, with one library ``_joined`` for all small modules of a package; `pyautograd._C._shared_modules` finds them there."""
    packages, rest = {}, []
    for module in modules:
        small = module.extra_compile_args[0] in ("-Os", "/O1")
        packages.setdefault(module.name.rpartition(".")[0], []).append(module) if small else rest.append(module)
    libraries = [
        Extension(
            f"{package}._joined", [source for m in members for source in m.sources], include_dirs=members[0].include_dirs,
            define_macros=members[0].define_macros, extra_compile_args=members[0].extra_compile_args, extra_link_args=members[0].extra_link_args,
            export_symbols=["PyInit_" + m.name.rpartition(".")[2] for m in members],
        )
        for package, members in packages.items()
    ]  # fmt: skip
    return libraries + rest


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
    shared += [extension(name, path, True) for name, path in shared_modules()]
    # Lists and tuples are indexed with checks, as in the plain core; the stamped loops over memory turn them off for themselves.
    directives = {
        "language_level": "3", "boundscheck": True, "wraparound": True, "initializedcheck": debug, "linetrace": debug, "binding": False,
        "embedsignature": False, "auto_pickle": False,
    }  # fmt: skip
    options = {"include_path": ["csrc"], "build_dir": os.path.join("build", "cython-debug" if debug else "cython"), "quiet": True}
    translated = cythonize(own, compiler_directives=directives, **options)
    Options.docstrings = debug  # nobody reads those of the shared modules from the compiled ones
    return translated + cythonize(shared, compiler_directives=directives, **options)


class Build(build_ext):
    """Compiles as many extensions at once as there are cores, and for a wheel joins the small ones."""

    def finalize_options(self):
        self.joins = MODE == "compiled" and not (self.inplace or self.editable_mode)
        if self.joins:
            self.distribution.ext_modules = joined(self.distribution.ext_modules)
        super().finalize_options()
        if self.parallel is None and os.name != "nt":
            self.parallel = os.cpu_count() or 1

    def run(self):
        super().run()
        if self.inplace:  # Python would find what is built no more before the source that replaced it
            built = {ROOT / self.get_ext_filename(self.get_ext_fullname(ext.name)) for ext in self.extensions}
            for path in set((ROOT / "pyautograd" / "_C").rglob("*" + self.get_ext_filename("_")[1:])) - built:
                path.unlink()

    def build_extensions(self):
        if MODE == "compiled" and self.compiler.compiler_type == "unix":
            smaller, leaner = ([flag for flag in flags if self.accepts(flag)] for flags in (SMALLER, LEANER))
            if self.joins:
                smaller += [flag for flag in ("-flto=auto", "-flto") if self.accepts(flag)][:1]
            for ext in self.extensions:
                if ext.extra_compile_args[0] == "-Os":
                    ext.extra_compile_args = [*ext.extra_compile_args, *smaller]
                    ext.extra_link_args = [*ext.extra_link_args, *smaller]
                elif ext.name != "pyautograd._C.core":
                    ext.extra_compile_args = [*ext.extra_compile_args, *leaner]
        super().build_extensions()

    def accepts(self, flag):
        """Whether the compiler and the linker take `flag`, and make a library with it."""
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "probe.c"
            source.write_text("int probe(void) { return 0; }\n")
            try:
                objects = self.compiler.compile([str(source)], output_dir=folder, extra_postargs=["-Werror", flag])
                self.compiler.link_shared_object(objects, str(Path(folder) / "probe.so"), extra_postargs=[flag])
            except (CompileError, LinkError):
                return False
        return True

    def get_export_symbols(self, ext):
        return ext.export_symbols if ext.name.endswith("._joined") else super().get_export_symbols(ext)


setup(ext_modules=extensions(), cmdclass={"build_ext": Build})
