"""An unpickler for files that nobody vouches for: it makes tensors, containers, and objects of classes that were allowed.

A machine of its own for the instructions that PyTorch's pickles use. What they may call stands in a table; nothing is
imported on a file's behalf.
"""
import pickle
import pickletools
import struct
import sys
import warnings
from _codecs import encode
from collections import Counter, OrderedDict
from pickle import UnpicklingError

from . import _types, _utils

_BLOCKED = ("sys", "os", "posix", "nt")
_marked_safe = set()


def _add_safe_globals(safe_globals):
    _marked_safe.update(safe_globals)


def _get_safe_globals():
    return list(_marked_safe)


def _clear_safe_globals():
    _marked_safe.clear()


def _remove_safe_globals(globals_to_remove):
    _marked_safe.difference_update(globals_to_remove)


class _safe_globals:
    """Allow classes and functions for the time of a ``with`` block."""

    def __init__(self, safe_globals):
        self.safe_globals = safe_globals

    def __enter__(self):
        _add_safe_globals(self.safe_globals)

    def __exit__(self, type, value, tb):
        _remove_safe_globals(self.safe_globals)


def _named(module):
    """A module's name as files have it."""
    package = __name__.partition(".")[0]
    return "torch" + module[len(package) :] if module == package or module.startswith(package + ".") else module


def _users_globals():
    found = {}
    for f in _marked_safe:
        if isinstance(f, tuple):
            if len(f) != 2:
                raise ValueError(f"Expected tuple of length 2 (global, str of callable full path), but got tuple of length: {len(f)}")
            if type(f[1]) is not str:
                raise TypeError(f"Expected second item in tuple to be str of callable full path, but got: {type(f[1])}")
            found[f[1]] = f[0]
        else:
            found[f"{_named(f.__module__)}.{f.__qualname__}"] = f
    return found


def _known_globals():
    """Name -> object, of everything that a file may name without the user's word."""
    from ._pickler import storage_dtypes
    from ._tensor import Tensor, _rebuild_from_type_v2
    from .nn.parameter import Parameter
    from .storage import TypedStorage, UntypedStorage

    known = {
        "collections.OrderedDict": OrderedDict, "collections.Counter": Counter, "torch.nn.parameter.Parameter": Parameter, "torch.Size": _types.Size,
        "torch.Tensor": Tensor, "torch.device": _types.device, "_codecs.encode": encode, "builtins.bytearray": bytearray, "builtins.set": set,
        "builtins.complex": complex, "torch.storage.UntypedStorage": UntypedStorage, "torch.storage.TypedStorage": TypedStorage,
        "torch._tensor._rebuild_from_type_v2": _rebuild_from_type_v2,
    }  # fmt: skip
    for dtype in _types.ALL_DTYPES:
        known[str(dtype)] = dtype
    for name, dtype in storage_dtypes().items():
        known["torch." + name] = known["torch.storage." + name] = dtype
    for name in (
        "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_parameter", "_rebuild_parameter_with_state",
        "_rebuild_meta_tensor_no_storage", "_rebuild_sparse_tensor",
    ):  # fmt: skip
        known["torch._utils." + name] = getattr(_utils, name)
    known["torch.serialization._get_layout"] = _layout_named
    return known


def _layout_named(name):
    return _types.constant_by_name(name.rpartition(".")[2])


def _is(obj, among):
    """Whether `obj` itself is there: objects that say they are equal to everything do not count."""
    return any(obj is other for other in among)


def _read_global(file):
    module, name = (file.readline()[:-1].decode("utf-8") for _ in range(2))
    # the names of Python 2
    if (module, name) in _PYTHON2_NAMES:
        return _PYTHON2_NAMES[module, name]
    return _PYTHON2_MODULES.get(module, module), name


_PYTHON2_NAMES = {("__builtin__", "set"): ("builtins", "set"), ("__builtin__", "complex"): ("builtins", "complex")}
_PYTHON2_MODULES = {"__builtin__": "builtins", "copy_reg": "copyreg", "Queue": "queue"}


def get_globals_in_pkl(file):
    """The names that a pickle refers to, without loading it."""
    found = set()
    for opcode, argument, _ in pickletools.genops(file):
        if opcode.name == "GLOBAL":
            found.add(argument.replace(" ", ".", 1))
        elif opcode.code.encode("latin-1")[0] not in _INSTRUCTIONS:
            raise UnpicklingError(f"Unsupported operand {opcode.code.encode('latin-1')[0]}")
    return found


class Unpickler:
    """The machine: a stack, the stacks below marks, and what was memoised.

    Parameters
    ----------
    file : binary file
    encoding : str
        Of strings of Python 2; ``"bytes"`` leaves them bytes.
    """

    def __init__(self, file, *, encoding="bytes"):
        self.file = file
        self.encoding = encoding
        self.memo = {}

    def load(self):
        """The object; pickle.UnpicklingError for anything that is not allowed, EOFError where the file is cut off."""
        self.stack, self.below = [], []
        self.known, self._users = _known_globals(), None
        while True:
            opcode = self.file.read(1)
            if not opcode:
                raise EOFError
            if opcode == pickle.STOP:
                return self.pop()
            instruction = _INSTRUCTIONS.get(opcode[0])
            if instruction is None:
                raise UnpicklingError(f"Unsupported operand {opcode[0]}")
            instruction(self)

    def persistent_load(self, pid):
        raise UnpicklingError("unsupported persistent id encountered")

    @property
    def users(self):
        """What users allowed: asked for where a name is not known without them."""
        if self._users is None:
            self._users = _users_globals()
        return self._users

    # the stack

    def read(self, count):
        data = self.file.read(count)
        if len(data) != count:
            raise EOFError("pickle data was truncated")
        return data

    def number(self, kind):
        return struct.unpack(kind, self.read(struct.calcsize(kind)))[0]

    def push(self, value):
        self.stack.append(value)

    def pop(self):
        return self.stack.pop()  # IndexError where there is nothing, as in PyTorch

    def top(self):
        return self.stack[-1]

    def pop_mark(self):
        items, self.stack = self.stack, self.below.pop()
        return items

    def allowed(self, obj):
        return _is(obj, self.known.values()) or _is(obj, self.users.values())

    # instructions

    def global_(self):
        module, name = _read_global(self.file)
        path = f"{module}.{name}"
        if module in _BLOCKED:
            raise UnpicklingError(f"Trying to load unsupported GLOBAL {path} whose module {module} is blocked.")
        if path in self.known:
            return self.push(self.known[path])
        if path in self.users:
            return self.push(self.users[path])
        path = path[len("builtins.") :] if path.startswith("builtins.") else path
        raise UnpicklingError(
            f"Unsupported global: GLOBAL {path} was not an allowed global by default. Please use `torch.serialization.add_safe_globals([{path}])` or the "
            f"`torch.serialization.safe_globals([{path}])` context manager to allowlist this global if you trust this class/function."
        )

    def newobj(self):
        arguments, cls = self.pop(), self.pop()
        from .nn.parameter import Parameter

        if cls is Parameter:
            self.push(Parameter(*arguments))
        elif self.allowed(cls):
            self.push(cls.__new__(cls, *arguments))
        else:
            raise UnpicklingError(f"Can only create new object for nn.Parameter or classes allowlisted via `add_safe_globals` but got {cls}")

    def reduce(self):
        arguments, function = self.pop(), self.top()
        if not self.allowed(function):
            text = f"Trying to call reduce for unrecognized function {function}"
            raise UnpicklingError(text + f" which belongs to {function.__self__}" if hasattr(function, "__self__") else text)
        self.stack[-1] = function(*arguments)

    def build(self):
        state, made = self.pop(), self.top()
        from ._tensor import Tensor
        from .nn.parameter import Parameter

        if type(made) is Tensor:
            made.set_(*state)
        elif type(made) is Parameter:
            made.__setstate__(state)
        elif type(made) is OrderedDict:
            made.__dict__.update(state)
        elif not self.allowed(type(made)):
            raise UnpicklingError(
                f"Can only build Tensor, Parameter, OrderedDict or types allowlisted via `add_safe_globals`, but got {type(made)}"
            )
        elif hasattr(made, "__setstate__"):
            made.__setstate__(state)
        else:
            attributes, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
            made.__dict__.update(attributes or {})
            for key, value in (slots or {}).items():
                setattr(made, key, value)

    def extend(self, items, verb):
        target = self.top()
        if type(target) is not list:
            raise UnpicklingError(f"Can only {verb} lists, but got {type(target)}")
        target.extend(items)

    def append(self):
        item = self.pop()
        self.extend([item], "append to")

    def appends(self):
        items = self.pop_mark()
        self.extend(items, "extend")

    def set_items(self, items, opcode):
        target = self.top()
        if type(target) not in (dict, OrderedDict, Counter):
            raise UnpicklingError(f"Can only {opcode} for dict, collections.OrderedDict, collections.Counter, but got {type(target)}")
        for key, value in zip(items[::2], items[1::2]):
            target[key] = value

    def setitem(self):
        value, key = self.pop(), self.pop()
        self.set_items([key, value], "SETITEM")

    def setitems(self):
        items = self.pop_mark()
        self.set_items(items, "SETITEMS")

    def mark(self):
        self.below.append(self.stack)
        self.stack = []

    def tuple(self, count=None):
        items = self.pop_mark() if count is None else [self.stack[-i] for i in range(count, 0, -1)]
        if count is not None:
            del self.stack[-count:]
        self.push(tuple(items))

    def unicode(self):
        count = self.number("<I")
        if count > sys.maxsize:
            raise UnpicklingError("String is too long")
        self.push(str(self.read(count), "utf-8", "surrogatepass"))

    def short_string(self):
        data = self.read(self.number("B"))
        self.push(data if self.encoding == "bytes" else data.decode(self.encoding, "strict"))

    def persistent(self):
        pid = self.pop()
        if type(pid) is not tuple and type(pid) is not int:
            raise UnpicklingError(f"persistent_load id must be tuple or int, but got {type(pid)}")
        if type(pid) is tuple and len(pid) > 0 and pid[0] not in ("storage", b"storage"):
            raise UnpicklingError(f"Only persistent_load of storage is allowed, but got {type(pid[0])}")
        self.push(self.persistent_load(pid))

    def get(self, kind):
        self.push(self.memo[self.number(kind)])

    def put(self, kind):
        self.memo[self.number(kind)] = self.top()

    def long(self):
        self.push(pickle.decode_long(self.read(self.number("B"))))

    def proto(self):
        protocol = self.number("B")
        if protocol != 2:
            warnings.warn(
                f"Detected pickle protocol {protocol} in the checkpoint, which was not the default pickle protocol used by `torch.load` (2). The weights_only "
                "Unpickler might not support all instructions implemented by this protocol, please file an issue for adding support if you encounter this.",
                stacklevel=2,
            )


_INSTRUCTIONS = {
    opcode[0]: instruction
    for opcode, instruction in {
        pickle.GLOBAL: Unpickler.global_, pickle.NEWOBJ: Unpickler.newobj, pickle.REDUCE: Unpickler.reduce, pickle.BUILD: Unpickler.build,
        pickle.APPEND: Unpickler.append, pickle.APPENDS: Unpickler.appends, pickle.SETITEM: Unpickler.setitem, pickle.SETITEMS: Unpickler.setitems,
        pickle.MARK: Unpickler.mark, pickle.TUPLE: Unpickler.tuple, pickle.TUPLE1: lambda m: m.tuple(1), pickle.TUPLE2: lambda m: m.tuple(2),
        pickle.TUPLE3: lambda m: m.tuple(3), pickle.NONE: lambda m: m.push(None), pickle.NEWFALSE: lambda m: m.push(False),
        pickle.NEWTRUE: lambda m: m.push(True), pickle.EMPTY_TUPLE: lambda m: m.push(()), pickle.EMPTY_LIST: lambda m: m.push([]),
        pickle.EMPTY_DICT: lambda m: m.push({}), pickle.EMPTY_SET: lambda m: m.push(set()), pickle.BININT: lambda m: m.push(m.number("<i")),
        pickle.BININT1: lambda m: m.push(m.number("B")), pickle.BININT2: lambda m: m.push(m.number("<H")), pickle.BINFLOAT: lambda m: m.push(m.number(">d")),
        pickle.BINUNICODE: Unpickler.unicode, pickle.SHORT_BINSTRING: Unpickler.short_string, pickle.BINPERSID: Unpickler.persistent,
        pickle.BINGET: lambda m: m.get("B"), pickle.LONG_BINGET: lambda m: m.get("<I"), pickle.BINPUT: lambda m: m.put("B"),
        pickle.LONG_BINPUT: lambda m: m.put("<I"), pickle.LONG1: Unpickler.long, pickle.PROTO: Unpickler.proto,
        pickle.STOP: None,
    }.items()
}  # fmt: skip


def load(file, *, encoding="ASCII"):
    """The object in a pickle."""
    return Unpickler(file, encoding=encoding).load()
