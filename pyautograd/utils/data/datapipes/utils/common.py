"""Helpers that pipes share: checks of their functions, files below a folder, streams that are closed in time."""
import fnmatch
import functools
import inspect
import os
import warnings
from collections.abc import Iterable
from io import IOBase

__all__ = [
    "validate_input_col", "StreamWrapper", "get_file_binaries_from_pathnames", "get_file_pathnames_from_root", "match_masks",
    "validate_pathname_binary_tuple",
]  # fmt: skip


def validate_input_col(fn, input_col):
    """ValueError unless `fn` can be called with as many arguments as `input_col` names; one for None."""
    try:
        parameters = inspect.signature(fn).parameters.values()
    except ValueError:  # built in, without a signature
        return
    wanted = len(input_col) if isinstance(input_col, (list, tuple)) else 1
    kinds = inspect.Parameter
    positional = [p for p in parameters if p.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)]
    any_number = any(p.kind is kinds.VAR_POSITIONAL for p in parameters)
    needed_by_name = [p for p in parameters if p.kind is kinds.KEYWORD_ONLY and p.default is p.empty]
    function = fn.func if isinstance(fn, functools.partial) else fn
    name = getattr(function, "__name__", repr(function))
    if needed_by_name:
        raise ValueError(f"The function {name} takes {len(needed_by_name)} non-default keyword-only parameters, which is not allowed.")
    if len(parameters) < wanted:
        if not any_number:
            raise ValueError(f"The function {name} takes {len(parameters)} parameters, but {wanted} are required.")
    elif any(p.default is p.empty for p in positional[wanted:]) or len(positional) < wanted and not any_number:
        raise ValueError(f"The function {name} takes {len(positional)} positional parameters, but {wanted} are required.")


def _check_unpickable_fn(fn):
    """TypeError for what cannot be called; a warning for a function that cannot be pickled."""
    if not callable(fn):
        raise TypeError(f"A callable function is expected, but {type(fn)} is provided.")
    fn = fn.func if isinstance(fn, functools.partial) else fn
    code = getattr(fn, "__code__", None)
    nested = code.co_flags & inspect.CO_NESTED if code is not None else "<locals>" in getattr(fn, "__qualname__", type(fn).__qualname__)
    kind = "Local" if nested else "Lambda" if getattr(fn, "__name__", "") == "<lambda>" else None
    if kind is not None:
        text = f"{kind} function is not supported by pickle, please use regular python function or functools.partial instead."
        warnings.warn(text, stacklevel=3)


def match_masks(name, masks):
    """Whether a file name matches one of the patterns; any name does where there are none."""
    return not masks or any(fnmatch.fnmatch(name, mask) for mask in ([masks] if isinstance(masks, str) else masks))


def get_file_pathnames_from_root(root, masks, recursive=False, abspath=False, non_deterministic=False):
    """The paths of the files in a folder that match, or of the one file `root`."""

    def failed(error):
        warnings.warn(f"{error.filename} : {error.strerror}", stacklevel=2)
        raise error

    if os.path.isfile(root):
        if match_masks(os.path.basename(root), masks):
            yield os.path.abspath(root) if abspath else root
        return
    for path, folders, files in os.walk(root, onerror=failed):
        folder = os.path.abspath(path) if abspath else path
        for name in files if non_deterministic else sorted(files):
            if match_masks(name, masks):
                yield os.path.join(folder, name)
        if not recursive:
            break
        if not non_deterministic:
            folders.sort()  # in place: the walk goes on in this order


def get_file_binaries_from_pathnames(pathnames, mode, encoding=None):
    """``(path, opened file)`` for each path."""
    for path in pathnames if isinstance(pathnames, Iterable) else [pathnames]:
        if not isinstance(path, str):
            raise TypeError(f"Expected string type for pathname, but got {type(path)}")
        yield path, StreamWrapper(open(path, "r" + mode if mode in ("b", "t") else mode, encoding=encoding))


def validate_pathname_binary_tuple(data):
    """TypeError unless `data` is a path and an opened file."""
    if not isinstance(data, tuple):
        raise TypeError(f"pathname binary data should be tuple type, but it is type {type(data)}")
    if len(data) != 2:
        raise TypeError(f"pathname binary stream tuple length should be 2, but got {len(data)}")
    if not isinstance(data[0], str):
        raise TypeError(f"pathname within the tuple should have string type pathname, but it is type {type(data[0])}")
    if not isinstance(data[1], (IOBase, StreamWrapper)):
        raise TypeError(f"binary stream within the tuple should have IOBase orits subclasses as type, but it is type {type(data[1])}")


class StreamWrapper:
    """A file that is closed when it is no longer used, and that closes its parent (an archive that it is in) after the last child."""

    session_streams = {}
    debug_unclosed_streams = False

    def __init__(self, file_obj, parent_stream=None, name=None):
        if parent_stream is not None and not isinstance(parent_stream, StreamWrapper):
            raise RuntimeError(f"Parent stream should be StreamWrapper, {type(parent_stream)} was given")
        self.file_obj, self.parent_stream, self.name = file_obj, parent_stream, name
        self.child_counter, self.close_on_last_child, self.closed = 0, False, False
        if parent_stream is not None:
            parent_stream.child_counter += 1
        if StreamWrapper.debug_unclosed_streams:
            StreamWrapper.session_streams[self] = 1

    @classmethod
    def close_streams(cls, v, depth=0):
        """Close all streams in nested lists, tuples and dicts, ten deep at most."""
        if depth > 10:
            return
        if isinstance(v, StreamWrapper):
            v.close()
        elif isinstance(v, (dict, list, tuple)):
            for item in v.values() if isinstance(v, dict) else v:
                cls.close_streams(item, depth + 1)

    def __getattr__(self, name):
        if name == "file_obj":  # not unpickled yet
            raise AttributeError(name)
        return getattr(self.file_obj, name)

    def close(self, *args, **kwargs):
        """Close the file; once."""
        if self.closed:
            return
        StreamWrapper.session_streams.pop(self, None)
        parent = self.parent_stream
        if parent is not None:
            parent.child_counter -= 1
            if not parent.child_counter and parent.close_on_last_child:
                parent.close()
        if hasattr(self.file_obj, "close"):
            self.file_obj.close(*args, **kwargs)
        self.closed = True

    def autoclose(self):
        """Close after the last child, or now if there is none."""
        self.close_on_last_child = True
        if self.child_counter == 0:
            self.close()

    def __dir__(self):
        return list({*self.__dict__, *StreamWrapper.__dict__, *dir(self.file_obj)})

    def __del__(self):
        if not self.__dict__.get("closed", True):
            self.close()

    def __iter__(self):
        yield from self.file_obj

    def __next__(self):
        return next(self.file_obj)

    def __repr__(self):
        return f"StreamWrapper<{self.file_obj!r}>" if self.name is None else f"StreamWrapper<{self.name},{self.file_obj!r}>"

    def __getstate__(self):
        return self.file_obj

    def __setstate__(self, obj):
        self.__init__(obj)
