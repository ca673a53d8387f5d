"""PyTorch's zip archives: the pickled object as ``<name>/data.pkl``, each storage as ``<name>/data/<key>`` at a multiple of 64 bytes.

Entries are stored uncompressed, so that a storage can be mapped from the file.
"""
import contextlib
import os
import sys
import tempfile
import uuid
import zipfile
import zlib

_ALIGNMENT = 64
_HEADER = 30  # bytes of a local file header before the name
_EXTRA = b"FB"  # the id of PyTorch's padding field
_SIGNATURE = b"PK\x03\x04"
_NEWEST = 10  # version of the format
_SMALLEST = 22  # bytes of an empty archive
_CORRUPT = (
    " This is an internal miniz error. If you are seeing this error, there is a high likelihood that your checkpoint file is corrupted. This can happen if "
    "the checkpoint was not saved properly, was transferred incorrectly, or the file was modified after saving."
)


def looks_like_archive(file):
    """Whether a zip file begins where `file` stands."""
    start = file.tell()
    found = file.read(len(_SIGNATURE))
    file.seek(start)
    return found == _SIGNATURE


class Writer:
    """Writes records of an archive into a binary file that is open."""

    def __init__(self, file, name):
        self.name = name
        self.file = file
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)

    def write(self, record, data):
        """Add a record; `data` is anything with a buffer of bytes."""
        data = memoryview(data).cast("B") if len(memoryview(data)) else b""
        entry = zipfile.ZipInfo(f"{self.name}/{record}")
        start = self.zip.fp.tell() + _HEADER + len(entry.filename.encode()) + 4
        padding = -start % _ALIGNMENT
        entry.extra = _EXTRA + padding.to_bytes(2, "little") + b"Z" * padding
        entry.file_size = len(data)
        # the extra field of a file above 4 GiB is longer, by numbers of 8 bytes: its data is then not aligned
        with self.zip.open(entry, "w", force_zip64=len(data) >= 1 << 31) as target:
            target.write(data)

    def write_format(self, byteorder=True):
        """Add what says how the records that follow are written."""
        self.write(".format_version", b"1")
        self.write(".storage_alignment", str(_ALIGNMENT).encode())
        if byteorder:
            self.write("byteorder", sys.byteorder.encode())

    def close(self):
        self.write("version", b"3\n")
        self.write(".data/serialization_id", f"{uuid.uuid4().int % 10**40:040d}".encode())
        self.zip.close()


@contextlib.contextmanager
def writing(target):
    """A `Writer` for a path or a file object; a path as `replacing` writes it."""
    if hasattr(target, "write"):
        writer = Writer(target, "archive")
        yield writer
        writer.close()
        return
    with replacing(target) as file:
        writer = Writer(file, os.path.splitext(os.path.basename(os.fspath(target)))[0] or "archive")
        yield writer
        writer.close()


@contextlib.contextmanager
def replacing(target):
    """A binary file for a path, written beside its place and moved there at the end: an error on the way leaves what was there before."""
    path = os.fspath(target)
    directory, filename = os.path.split(path)
    if directory and not os.path.isdir(directory):
        raise RuntimeError(f"Parent directory {directory} does not exist.")
    if os.path.isdir(path):
        raise RuntimeError("[enforce fail at inline_container.cc:747] . open file failed with strerror: Is a directory")
    if os.path.exists(path) and not os.path.isfile(path):  # a device or a pipe: there is nothing to move onto
        with open(path, "wb") as file:
            yield file
        return
    descriptor, temporary = tempfile.mkstemp(prefix="." + filename[:100], dir=directory or os.curdir)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        os.chmod(temporary, _mode_for(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode_for(path):
    """The permissions of the file that is there, or those of a new one."""
    if os.path.exists(path):
        return os.stat(path).st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


class Reader:
    """Reads records of an archive.

    Raises
    ------
    RuntimeError
        For a file that is no archive, is cut off, or has been altered; in PyTorch's words as far as they fit.
    """

    def __init__(self, file):
        self.file = file
        try:
            self.zip = zipfile.ZipFile(file)
            names = self.zip.namelist()
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
            start = file.tell()
            whole = file.seek(0, os.SEEK_END)
            file.seek(start)
            what = "not a ZIP archive." if whole < _SMALLEST else "failed finding central directory."
            raise RuntimeError("PytorchStreamReader failed reading zip archive: " + what + _CORRUPT) from error
        if not names:
            raise RuntimeError("PytorchStreamReader failed reading zip archive: archive does not contain any files")
        self.name, slash, _ = names[0].partition("/")
        if not slash:
            raise RuntimeError(f"[enforce fail at inline_container.cc:180] . file in archive is not in a subdirectory: {names[0]}")
        self.names = set(names)
        self._check_version()

    def _check_version(self):
        if "version" not in self:
            raise RuntimeError(
                'Expected hasRecord("version") to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement '
                "request to PyTorch.)"
            )
        text = self.read("version").split()
        version = int(text[0]) if text and text[0].isdigit() else 0
        if version > _NEWEST:
            raise RuntimeError(
                f"[enforce fail at inline_container.cc:230] . Attempted to read a PyTorch file with version {version}, but the maximum supported version for "
                f"reading is {_NEWEST}. The version of your PyTorch installation may be too old, please upgrade PyTorch to latest version to mitigate this "
                "issue."
            )

    def __contains__(self, record):
        return f"{self.name}/{record}" in self.names

    def _entry(self, record):
        try:
            return self.zip.getinfo(f"{self.name}/{record}")
        except KeyError:
            raise RuntimeError(f"PytorchStreamReader failed locating file {record}: file not found.{_CORRUPT}") from None

    def size(self, record):
        """Bytes of a record."""
        return self._entry(record).file_size

    def read(self, record):
        """The bytes of a record, checked against its checksum."""
        entry = self._entry(record)
        try:
            return self.zip.read(entry)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
            raise RuntimeError(f"PytorchStreamReader failed reading file {record}: file read failed") from error

    def read_into(self, record, buffer):
        """Fill a writable buffer of the record's size with its bytes, checked against its checksum."""
        entry = self._entry(record)
        if entry.file_size != len(buffer):
            raise RuntimeError(f"PytorchStreamReader failed reading file {record}: {entry.file_size} bytes where {len(buffer)} were expected")
        try:
            with self.zip.open(entry) as source:
                count, done = -1, 0
                while count:  # to the end, where the checksum is compared
                    count = source.readinto(buffer[done:]) if done < len(buffer) else len(source.read(1))
                    done += count
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
            raise RuntimeError(f"PytorchStreamReader failed reading file {record}: file read failed") from error
        if done != len(buffer):
            raise RuntimeError(f"PytorchStreamReader failed reading file {record}: file read failed")

    def offset(self, record):
        """Where in the file a record's bytes begin; RuntimeError where they are compressed."""
        entry = self._entry(record)
        if entry.compress_type != zipfile.ZIP_STORED:
            raise RuntimeError(f"PytorchStreamReader failed mapping file {record}: it is compressed")
        self.file.seek(entry.header_offset + 26)
        sizes = self.file.read(4)
        if len(sizes) != 4:
            raise RuntimeError(f"PytorchStreamReader failed reading file {record}: file read failed")
        return entry.header_offset + _HEADER + int.from_bytes(sizes[:2], "little") + int.from_bytes(sizes[2:], "little")
