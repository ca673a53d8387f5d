"""Runs PyTorch programs unchanged: ``python -m pyautograd script.py [args]``.

An import hook answers ``import torch`` and ``import torch.x.y`` with pyautograd and its modules: the same module objects,
so that ``torch.Tensor is pyautograd.Tensor``. Around the hook the program sees what plain ``python`` shows it: it is
``__main__``, ``sys.argv`` and ``sys.path[0]`` are its own, a traceback begins at its first line, exit codes are the
interpreter's. Worker processes of ``multiprocessing`` inherit the hook, whatever their start method.
"""
import builtins
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import linecache
import os
import pkgutil
import sys
import textwrap
import types

_PACKAGE = __name__.rpartition(".")[0]
_USAGE = f"""\
usage: python -m {_PACKAGE} [script.py | -m module | -c code | -] [argument ...]

Runs a PyTorch program with `import torch` meaning {_PACKAGE}. Without arguments, describes this installation.

  script.py    a file, or a directory or zip file with a __main__.py
  -m module    a module by its name
  -c code      the code itself
  -            a program from standard input
  -V, --version
  -h, --help
"""


class _AsTorch(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds ``torch`` and ``torch.x.y``: they are ``pyautograd`` and ``pyautograd.x.y``, imported under a second name."""

    def __init__(self):
        self._own_specs = {}

    def find_spec(self, fullname, path=None, target=None):
        root, _, rest = fullname.partition(".")
        if root not in ("torch", "functorch"):
            return None
        ours = f"{_PACKAGE}.{fullname}" if root == "functorch" else f"{_PACKAGE}.{rest}" if rest else _PACKAGE
        try:
            module = importlib.import_module(ours)
        except ModuleNotFoundError as missing:
            if missing.name != ours:
                raise  # the module is there, what it needs is not
            return None  # the import system words the error, with the name that was asked for
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=getattr(module, "__file__", None), is_package=hasattr(module, "__path__"))
        self._own_specs[fullname] = module, module.__spec__
        if sys.modules.get(fullname) is module:  # entered under both names: the import system goes by the spec of a module that it finds there
            module.__spec__ = spec
        return spec

    def create_module(self, spec):
        return self._own_specs[spec.name][0]

    def exec_module(self, module):
        # The import system has put the spec named torch into the module: give it back its own.
        module.__spec__ = self._own_specs.pop(module.__spec__.name)[1]


class _InstallWhenUnpickled:
    """Travels to a worker process with the data that prepares it; unpickling it there installs the hook."""

    def __reduce__(self):
        return install, ()


def install():
    """Make ``import torch`` mean pyautograd, in this process and in the ``multiprocessing`` workers it starts.

    Calling it again changes nothing. Modules that were imported under ``torch`` before stay what they are.
    """
    if any(isinstance(finder, _AsTorch) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, _AsTorch())
    if sys.modules.get("torch") in (None, sys.modules[_PACKAGE]):  # else names below torch lead to PyTorch
        from . import _torch_names

        _torch_names.install()

    from multiprocessing import spawn

    prepare = spawn.get_preparation_data

    def get_preparation_data(name):
        data = prepare(name)
        if name == "ignore":  # how a fork server asks what to import ahead of its children: it has no hook, they will
            data.pop("init_main_from_path", None)
            data.pop("init_main_from_name", None)
        else:
            data["import_torch"] = _InstallWhenUnpickled()
        return data

    spawn.get_preparation_data = get_preparation_data


def _main_module(loader, spec=None, file=None):
    """A new, empty ``__main__`` with the names that the interpreter would set."""
    main = types.ModuleType("__main__")
    main.__loader__ = loader
    main.__spec__ = spec
    main.__builtins__ = builtins
    main.__annotations__ = {}
    if spec is not None:
        main.__package__ = spec.parent
    if file is not None:
        main.__file__ = file
        main.__cached__ = spec.cached if spec is not None else None
    sys.modules["__main__"] = main
    return main


def _report_from(error, traceback):
    """Let the interpreter report `error` with `traceback`, which leaves out the frames that called the program."""
    hook = sys.excepthook  # the program may have set its own

    def excepthook(type_, value, _):
        sys.excepthook = hook
        value.__traceback__ = traceback
        hook(type_, value, traceback)

    sys.excepthook = excepthook


def _execute(main, program, filename):
    """Run `program` (source or a code object) in the module `main`; exceptions leave as the interpreter reports them."""
    try:
        if not isinstance(program, types.CodeType):
            program = compile(program, filename, "exec", dont_inherit=True)
        exec(program, main.__dict__)
    except SystemExit:
        raise
    except BaseException as error:  # KeyboardInterrupt too: whatever it is, it passes through
        _report_from(error, error.__traceback__.tb_next)
        raise


def _fail(message, status):
    print(f"{sys.executable}: {message}", file=sys.stderr)
    sys.exit(status)


def _set_first_path(entry):
    """Put `entry` where ``python -m`` had put the current directory, unless it was told not to."""
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        sys.path[0] = entry


def _run_text(source, filename):
    _set_first_path("")
    if filename == "<string>" and sys.version_info >= (3, 13):  # tracebacks quote the lines of -c code since then
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    main = _main_module(importlib.machinery.BuiltinImporter, file=filename if filename == "<stdin>" else None)
    _execute(main, source, filename)


def _run_file(name):
    path = os.path.abspath(name)
    if pkgutil.get_importer(path) is not None:  # a directory or a zip file: its __main__, found there and nowhere else
        spec = importlib.machinery.PathFinder.find_spec("__main__", [path])
        if spec is None:
            _fail(f"can't find '__main__' module in {path!r}", 1)
        _set_first_path(path)
        return _run_spec(spec)
    try:
        with io.open_code(path) as file:
            program = file.read()
    except OSError as error:
        _fail(f"can't open file {path!r}: [Errno {error.errno}] {error.strerror}", 2)
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    loader = importlib.machinery.SourceFileLoader("__main__", path)
    if path.endswith(".pyc"):
        loader = importlib.machinery.SourcelessFileLoader("__main__", path)
        program = loader.get_code("__main__")
    _execute(_main_module(loader, file=path), program, path)


def _run_module(name):
    try:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = importlib.util.find_spec(name + ".__main__")
            if spec is None:
                _fail(f"No module named {name}.__main__; {name!r} is a package and cannot be directly executed", 1)
    except ModuleNotFoundError as error:
        _fail(f"Error while finding module specification for {name!r} (ModuleNotFoundError: {error})", 1)
    if spec is None:
        _fail(f"No module named {name}", 1)
    sys.argv[0] = spec.origin
    _run_spec(spec)


def _run_spec(spec):
    program = spec.loader.get_code(spec.name)
    _execute(_main_module(spec.loader, spec, spec.origin), program, spec.origin)


def _blas(numpy):
    """Name and version of the BLAS that NumPy calls."""
    try:
        blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
    except TypeError:  # before NumPy 1.26
        found = numpy.__config__.get_info("blas_opt") or numpy.__config__.get_info("blas_ilp64_opt")
        return found.get("libraries", ["unknown"])[0]
    return f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip()


def describe():
    """What ``python -m pyautograd`` prints: version, core, NumPy, BLAS, CPU features and threads."""
    import platform

    import numpy

    import pyautograd

    try:
        from numpy._core._multiarray_umath import __cpu_features__ as features
    except ModuleNotFoundError:  # NumPy 1
        from numpy.core._multiarray_umath import __cpu_features__ as features
    rows = {
        "pyautograd": f"{pyautograd._version.__version__}, in {os.path.dirname(os.path.abspath(pyautograd.__file__))}",
        "core": pyautograd.backend,
        "Python": f"{platform.python_version()} ({platform.python_implementation()}, {platform.platform(terse=True)})",
        "NumPy": numpy.__version__,
        "BLAS": _blas(numpy),
        "CPU features": " ".join(name for name, present in features.items() if present) or "none beyond the baseline",
        "threads": str(pyautograd.get_num_threads()),
    }
    width = max(map(len, rows)) + 2
    return "\n".join(textwrap.fill(value, 100, initial_indent=name.ljust(width), subsequent_indent=" " * width) for name, value in rows.items())


def show_config():
    """Print what `describe` says: the answer to "which installation is this?" in a bug report."""
    print(describe())


def main():
    """The command line. Does not return where the program it runs raises or exits."""
    from ._version import __version__

    arguments = sys.argv[1:]
    first = arguments[0] if arguments else None
    if first is None:
        show_config()
    elif first in ("-h", "--help"):
        print(_USAGE, end="")
    elif first in ("-V", "--version"):
        print(_PACKAGE, __version__)
    elif first in ("-c", "-m"):
        if len(arguments) < 2:
            print(f"Argument expected for the {first} option\n{_USAGE}", end="", file=sys.stderr)
            sys.exit(2)
        install()
        sys.argv[:] = [first, *arguments[2:]]
        if first == "-c":
            _run_text(arguments[1] + "\n", "<string>")
        else:
            _run_module(arguments[1])
    elif first == "-":
        install()
        sys.argv[:] = arguments
        _run_text(sys.stdin.read(), "<stdin>")
    elif first.startswith("-"):
        print(f"Unknown option: {first}\n{_USAGE}", end="", file=sys.stderr)
        sys.exit(2)
    else:
        install()
        sys.argv[:] = arguments
        _run_file(first)
