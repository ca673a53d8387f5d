"""What a library takes on disk."""
import importlib.metadata
import importlib.util
from pathlib import Path

_COMPILED = {".so", ".pyd", ".dylib", ".dll"}


def _files(library):
    """The files of the installed distribution, byte code included; of the package's folder where it is run from its source."""
    try:
        listed = importlib.metadata.files(library.distribution) or ()
    except importlib.metadata.PackageNotFoundError:
        listed = ()
    found = [Path(file.locate()) for file in listed if file.parts[0] == library.module]
    if not found:
        found = Path(importlib.util.find_spec(library.module).origin).parent.rglob("*")
    return [file for file in found if file.is_file()]


def size(library):
    """Bytes on disk without dependencies. The plain core is counted as its own wheel has it, without compiled files."""
    plain = library.environment.get("PYAUTOGRAD_BACKEND") == "python"
    return sum(file.stat().st_size for file in _files(library) if not (plain and file.suffix in _COMPILED))


def version(library):
    try:
        return importlib.metadata.version(library.distribution)
    except importlib.metadata.PackageNotFoundError:
        return "from source"
