"""The small value types of the namespace: dtype, device, layout, memory format, Size, finfo and iinfo.

Both cores and everything above them share these objects; they are compared by identity.
"""
import numpy as np

_SHORT = {"float": "f", "bfloat": "bf", "complex": "c", "int": "i", "uint": "u", "bool": "b"}


class dtype:
    """An element type. There is one object per type; ``torch.float`` and ``torch.float32`` are the same object.

    Attributes
    ----------
    itemsize : int
        Bytes per element.
    is_floating_point, is_complex, is_signed : bool
    np : numpy.dtype
        The type of the array underneath. ``bfloat16`` has no NumPy type: its bits are kept in ``uint16``.
    code : int
        PyTorch's ``ScalarType`` number.
    scalar_name : str
        The name error messages use, such as ``"Float"``.
    """

    __slots__ = ("name", "code", "np", "itemsize", "is_floating_point", "is_complex", "is_signed", "scalar_name", "legacy_name")

    def __init__(self, name, code, numpy_name, scalar_name, kind, legacy_name=None):
        self.name = name
        self.code = code
        self.np = np.dtype(numpy_name)
        self.itemsize = self.np.itemsize
        self.is_floating_point = kind == "f"
        self.is_complex = kind == "c"
        self.is_signed = kind in "fci"
        self.scalar_name = scalar_name
        self.legacy_name = legacy_name or scalar_name

    def __repr__(self):
        return "torch." + self.name

    def __reduce__(self):
        return dtype_by_name, (self.name,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    @property
    def abbr(self):
        """A short name: ``"f32"``."""
        return _SHORT[self.name.rstrip("0123456789")] + str(8 * self.itemsize)

    def to_real(self):
        """The real type of the same precision."""
        return {complex64: float32, complex128: float64, complex32: float16}.get(self, self)

    def to_complex(self):
        """The complex type of the same precision."""
        return {float32: complex64, float64: complex128, float16: complex32, bfloat16: complex64}.get(self, self)


uint8 = dtype("uint8", 0, "u1", "Byte", "u")
int8 = dtype("int8", 1, "i1", "Char", "i")
int16 = dtype("int16", 2, "i2", "Short", "i")
int32 = dtype("int32", 3, "i4", "Int", "i")
int64 = dtype("int64", 4, "i8", "Long", "i")
float16 = dtype("float16", 5, "f2", "Half", "f")
float32 = dtype("float32", 6, "f4", "Float", "f")
float64 = dtype("float64", 7, "f8", "Double", "f")
complex32 = dtype("complex32", 8, "u4", "ComplexHalf", "c")
complex64 = dtype("complex64", 9, "c8", "ComplexFloat", "c")
complex128 = dtype("complex128", 10, "c16", "ComplexDouble", "c")
bool_ = dtype("bool", 11, "?", "Bool", "b")
bfloat16 = dtype("bfloat16", 15, "u2", "BFloat16", "f")
uint16 = dtype("uint16", 27, "u2", "UInt16", "u")
uint32 = dtype("uint32", 28, "u4", "UInt32", "u")
uint64 = dtype("uint64", 29, "u8", "UInt64", "u")

ALL_DTYPES = (uint8, int8, int16, int32, int64, float16, float32, float64, complex32, complex64, complex128, bool_, bfloat16, uint16, uint32, uint64)
# Other names of the same objects, as the namespace exports them.
DTYPE_NAMES = {d.name: d for d in ALL_DTYPES}
DTYPE_NAMES.update(
    half=float16, float=float32, double=float64, short=int16, int=int32, long=int64, cfloat=complex64, cdouble=complex128, chalf=complex32
)


class _NamedDtype(dtype):
    """A dtype that programs may name, compare and ask, and that no tensor here has: those of eight bits and fewer, and the quantised ones."""

    __slots__ = ("limits",)

    def __init__(self, name, code, scalar_name, itemsize=1, kind="u", limits=None):
        self.name, self.code, self.scalar_name, self.legacy_name = name, code, scalar_name, scalar_name
        self.itemsize, self.limits = itemsize, limits
        self.is_floating_point, self.is_complex, self.is_signed = kind == "f", False, kind in "fi"

    @property
    def np(self):
        """Refused: NumPy has no such elements."""
        refuse_named(self)


def refuse_named(*dtypes):
    """NotImplementedError if one of these is a dtype that has but a name."""
    for d in dtypes:
        if type(d) is not dtype:
            raise NotImplementedError(f"{d!r}: tensors of this dtype are not supported by pyautograd")


# Name, ScalarType number, name in error texts; of floating point types also eps, max and the smallest normal number.
NAMED_DTYPES = (
    _NamedDtype("qint8", 12, "QInt8", kind="i"), _NamedDtype("quint8", 13, "QUInt8"), _NamedDtype("qint32", 14, "QInt32", 4, kind="i"),
    _NamedDtype("quint4x2", 16, "QUInt4x2"), _NamedDtype("quint2x4", 17, "QUInt2x4"), _NamedDtype("bits1x8", 18, "Bits1x8"),
    _NamedDtype("bits2x4", 19, "Bits2x4"), _NamedDtype("bits4x2", 20, "Bits4x2"), _NamedDtype("bits8", 21, "Bits8"), _NamedDtype("bits16", 22, "Bits16", 2),
    _NamedDtype("float8_e5m2", 23, "Float8_e5m2", kind="f", limits=(0.25, 57344.0, 2.0**-14)),
    _NamedDtype("float8_e4m3fn", 24, "Float8_e4m3fn", kind="f", limits=(0.125, 448.0, 2.0**-6)),
    _NamedDtype("float8_e5m2fnuz", 25, "Float8_e5m2fnuz", kind="f", limits=(0.25, 57344.0, 2.0**-15)),
    _NamedDtype("float8_e4m3fnuz", 26, "Float8_e4m3fnuz", kind="f", limits=(0.125, 240.0, 2.0**-7)),
    *[_NamedDtype(f"uint{n}", 29 + n, f"UInt{n}") for n in range(1, 8)], *[_NamedDtype(f"int{n}", 36 + n, f"Int{n}", kind="i") for n in range(1, 8)],
    _NamedDtype("float8_e8m0fnu", 44, "Float8_e8m0fnu", kind="f"), _NamedDtype("float4_e2m1fn_x2", 45, "Float4_e2m1fn_x2", kind="f"),
)  # fmt: skip
DTYPE_NAMES.update({d.name: d for d in NAMED_DTYPES}, bit=NAMED_DTYPES[14])
PYTHON_DTYPES = {float: float64, int: int64, bool: bool_, complex: complex128}  # Python's types mean dtypes where one is asked for
_BY_NUMPY = {d.np: d for d in ALL_DTYPES if d not in (bfloat16, complex32)}


def dtype_by_name(name):
    """The dtype called `name` (``"float32"``); what unpickling calls."""
    return DTYPE_NAMES[name]


def dtype_of_numpy(descr):
    """The dtype for a ``numpy.dtype``; None where PyTorch has no such type."""
    found = _BY_NUMPY.get(descr)
    if found is None and not descr.isnative:
        return None
    if found is None and descr.kind in "iu":  # C long and long long are two NumPy types of one size
        found = _BY_NUMPY.get(np.dtype(f"{descr.kind}{descr.itemsize}"))
    return found


def _promotion_table():
    order_signed = [int8, int16, int32, int64]
    floats = [float16, bfloat16, float32, float64]
    complexes = [complex32, complex64, complex128]
    wide = (uint16, uint32, uint64)

    def rank(d):
        return 0 if d is bool_ else 1 if d in (uint8, *wide, *order_signed) else 2 if d in floats else 3

    def pair(a, b):
        if a is b:
            return a
        if rank(a) > rank(b):
            a, b = b, a
        ra, rb = rank(a), rank(b)
        if (a in wide or b in wide) and not (ra == 1 and rb == 2):
            return None  # PyTorch promotes its wide unsigned types with floating point alone
        if ra != rb:
            if rb == 3 and ra == 2:
                if a is float64:
                    return complex128
                if a in (float32, bfloat16) and b is complex32:
                    return complex64
            return b
        if rb == 1:
            if uint8 in (a, b):
                other = b if a is uint8 else a
                return int16 if other is int8 else other
            return max(a, b, key=order_signed.index)
        if rb == 2:
            return float32 if {a, b} == {float16, bfloat16} else max(a, b, key=floats.index)
        return max(a, b, key=complexes.index)

    return {(a.code, b.code): pair(a, b) for a in ALL_DTYPES for b in ALL_DTYPES}


PROMOTION = _promotion_table()


def _dtypes(function, **given):
    """Refuse what is no dtype, among arguments given in order."""
    for position, (name, value) in enumerate(given.items(), 1):
        if not isinstance(value, dtype):
            from ._py.arg_errors import type_name

            raise TypeError(f"{function}(): argument '{name}' (position {position}) must be torch.dtype, not {type_name(value)}")


def promote_types(type1, type2):
    """The smallest dtype that both can be cast to safely, PyTorch's way.

    Raises RuntimeError for a wide unsigned type (uint16, uint32, uint64) with another integer type.
    """
    if type(type1) is not dtype or type(type2) is not dtype:
        _dtypes("promote_types", type1=type1, type2=type2)
        refuse_named(type1, type2)
    found = PROMOTION[type1.code, type2.code]
    if found is None:
        raise RuntimeError(
            f"Promotion for uint16, uint32, uint64 types is not supported, attempted to promote {type1.scalar_name} and {type2.scalar_name}"
        )
    return found


def _category(d):
    return 3 if d.is_complex else 2 if d.is_floating_point else 0 if d is bool_ else 1


def can_cast(from_, to):
    """Whether a result of dtype `from_` may be stored in `to`: never from complex to real, from floating point to
    integral, or from anything to bool."""
    if type(from_) is not dtype or type(to) is not dtype:
        _dtypes("can_cast", from_=from_, to=to)
    a, b = _category(from_), _category(to)
    return not (a == 3 and b < 3 or a == 2 and b < 2 or b == 0 and a > 0)


_default_dtype = float32


def get_default_dtype():
    """The dtype of results that nothing else determines; float32 unless set."""
    return _default_dtype


def _device_arguments(args, kwargs):
    """``(type, index)``, or ``(device, None)``, of the arguments of ``torch.device``: a device, or a type as a str and perhaps an index. TypeError else."""
    if len(args) == 1 and not kwargs:
        (first,) = args
        if isinstance(first, (str, device)):
            return first, None
    elif len(kwargs) == 1 and not args and "device" in kwargs:
        first = kwargs["device"]
        if isinstance(first, (str, device)):
            return first, None
    elif args and len(args) + len(kwargs) == 2 and set(kwargs) <= {"index"}:
        first, index = (*args, *kwargs.values())
        if not isinstance(first, str):
            raise TypeError(f"device(): argument 'type' (position 1) must be str, not {_type_name(first)}")
        if index is not None and (not isinstance(index, int) or isinstance(index, bool)):
            raise TypeError(f"device(): argument 'index' (position 2) must be int, not {_type_name(index)}")
        return first, index
    elif not args and kwargs and set(kwargs) <= {"type", "index"} and isinstance(kwargs.get("type"), str):
        return kwargs["type"], kwargs.get("index")
    else:
        first = None
    if isinstance(first, int) and not isinstance(first, bool):
        raise RuntimeError("Cannot access accelerator device when none is available.")
    got = ", ".join([*map(_type_name, args), *(f"{name}={_type_name(value)}" for name, value in kwargs.items())]) + ", " * bool(kwargs)
    why = ""
    if len(args) == 1 and not kwargs or set(kwargs) == {"device"} and not args:
        wrong = _type_name(args[0]) if args else f"device={_type_name(kwargs['device'])}"
        why = f"      didn't match because some of the arguments have invalid types: (!{wrong}!{', ' * bool(kwargs)})\n"
    elif kwargs and not args:
        why = f"      didn't match because some of the keywords were incorrect: {', '.join(kwargs)}\n"
    raise TypeError(
        f"device() received an invalid combination of arguments - got ({got}), but expected one of:\n * (torch.device device)\n{why}"
        " * (str type, int index = -1)\n"
    )


def _type_name(value):
    return "torch.device" if isinstance(value, device) else value.__class__.__name__


def store_default_dtype(d):
    """Set what `get_default_dtype` answers. `set_default_dtype` checks its argument and tells the core as well."""
    global _default_dtype
    _default_dtype = d


class device:
    """Where a tensor lies. ``device("cpu")`` is the only one with memory; ``device("meta")`` and others can be named."""

    __slots__ = ("type", "index")
    _TYPES = (
        "cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy",
        "vulkan", "mps", "meta", "hpu", "mtia", "privateuseone",
    )  # fmt: skip

    def __new__(cls, *args, **kwargs):
        type, index = _device_arguments(args, kwargs)
        if isinstance(type, device):
            return type
        text = type
        if ":" in text:
            if index is not None:
                raise RuntimeError(f"type (string) must not include an index because index was passed explicitly: {text}")
            type, _, number = text.partition(":")
            if not number.isdigit() or (len(number) > 1 and number[0] == "0"):
                raise RuntimeError(f"Invalid device string: '{text}'")
            index = int(number)
        if type not in cls._TYPES:
            if not type.isalpha():
                raise RuntimeError(f"Invalid device string: '{text}'")
            raise RuntimeError(f"Expected one of {', '.join(cls._TYPES)} device type at start of device string: {type}")
        made = object.__new__(cls)
        object.__setattr__(made, "type", type)
        object.__setattr__(made, "index", index)
        return made

    def __setattr__(self, name, value):
        raise AttributeError(f"attribute '{name}' of 'torch.device' objects is not writable")

    def __repr__(self):
        return f"device(type='{self.type}')" if self.index is None else f"device(type='{self.type}', index={self.index})"

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other):
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self):
        return hash((self.type, self.index))

    def __reduce__(self):
        return device, (self.type,) if self.index is None else (self.type, self.index)

    def __enter__(self):
        from .utils._device import enter

        return enter(self)

    def __exit__(self, *exc):
        from .utils._device import leave

        leave()


CPU = device("cpu")


class _Named:
    """A constant that prints as ``torch.<name>`` and is one object, also after pickling."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "torch." + self.name

    def __reduce__(self):
        return constant_by_name, (self.name,)


class layout(_Named):
    """How elements are arranged; only ``torch.strided`` holds data here."""

    __slots__ = ()


class qscheme(_Named):
    """How quantised numbers stand for others; tensors of them are not supported, the names are."""

    __slots__ = ()


class memory_format(_Named):
    """The order of dimensions in memory that an operator is asked for."""

    __slots__ = ()


strided = layout("strided")
sparse_coo = layout("sparse_coo")
sparse_csr = layout("sparse_csr")
sparse_csc = layout("sparse_csc")
sparse_bsr = layout("sparse_bsr")
sparse_bsc = layout("sparse_bsc")
jagged = layout("jagged")  # of nested tensors: a name
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")
QSCHEMES = tuple([
    qscheme(name) for name in (
        "per_tensor_affine", "per_channel_affine", "per_tensor_symmetric", "per_channel_symmetric", "per_channel_affine_float_qparams"
    )
])  # fmt: skip
CONSTANTS = {
    c.name: c for c in (
        strided, sparse_coo, sparse_csr, sparse_csc, sparse_bsr, sparse_bsc, jagged, contiguous_format, preserve_format, channels_last, channels_last_3d,
        *QSCHEMES,
    )
}  # fmt: skip


def constant_by_name(name):
    """The layout or memory format called `name`; what unpickling calls."""
    return CONSTANTS[name]


class Size(tuple):
    """The shape of a tensor: a tuple of ints that prints as ``torch.Size([2, 3])``."""

    __slots__ = ()

    def __new__(cls, iterable=()):
        made = tuple.__new__(cls, iterable)
        for position, item in enumerate(made):
            if type(item) is not int:
                return tuple.__new__(cls, [_size_item(item, at) for at, item in enumerate(made, 0)]) if position >= 0 else made
        return made

    def __repr__(self):
        return f"torch.Size([{', '.join(map(repr, self))}])"

    __str__ = __repr__

    def numel(self):
        """The number of elements of a tensor of this shape."""
        total = 1
        for n in self:
            total *= n
        return total

    def __getitem__(self, index):
        item = tuple.__getitem__(self, index)
        return tuple.__new__(Size, item) if isinstance(index, slice) else item

    def __add__(self, other):
        if not isinstance(other, tuple):
            raise TypeError(f"can only concatenate tuple (not {type(other).__name__}) to torch.Size")
        return Size(tuple.__add__(self, other))

    def __radd__(self, other):
        if not isinstance(other, tuple):
            return NotImplemented
        return Size(tuple.__add__(other, self))

    def __mul__(self, count):
        made = tuple.__mul__(self, count)
        return made if made is NotImplemented else tuple.__new__(Size, made)

    __rmul__ = __mul__

    def __reduce__(self):
        return Size, (tuple(self),)


def _size_item(item, position):
    if isinstance(item, int) and not isinstance(item, bool):
        return int(item)
    if hasattr(item, "__index__"):
        return item.__index__()
    raise TypeError(f"torch.Size() takes an iterable of 'int' (item {position} is '{type(item).__name__}')")


def _short(value):
    return f"{float(value):.6g}"


def _meant_dtype(given):
    return PYTHON_DTYPES.get(given, given) if isinstance(given, type) else given


class finfo:
    """Limits of a floating point dtype: ``bits``, ``eps``, ``max``, ``min``, ``tiny``, ``smallest_normal``, ``resolution``."""

    __slots__ = ("bits", "eps", "max", "min", "tiny", "smallest_normal", "resolution", "dtype")

    def __init__(self, type=None):
        d = get_default_dtype() if type is None else _meant_dtype(type)
        if not isinstance(d, dtype):
            raise TypeError(f"finfo(): argument 'type' (position 1) must be torch.dtype, not {d.__class__.__name__}")
        if not (d.is_floating_point or d.is_complex):
            raise TypeError("torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'")
        d = d.to_real()
        self.dtype = d.name
        self.bits = d.itemsize * 8
        if isinstance(d, _NamedDtype):
            if d.limits is None:
                raise NotImplementedError(f"finfo() of {d!r} is not supported by pyautograd")
            self.eps, self.max, self.tiny = d.limits
            self.resolution = 1.0
        elif d is bfloat16:
            self.eps, self.max, self.tiny, self.resolution = 0.0078125, 3.3895313892515355e38, 1.1754943508222875e-38, 0.01
        else:
            info = np.finfo(d.np)
            self.eps, self.max = float(info.eps), float(info.max)
            self.tiny, self.resolution = float(info.smallest_normal), float(f"1e-{info.precision}")
        self.min, self.smallest_normal = -self.max, self.tiny

    def __repr__(self):
        values = (f"{name}={_short(getattr(self, name))}" for name in ("resolution", "min", "max", "eps", "smallest_normal", "tiny"))
        return f"finfo({', '.join(values)}, dtype={self.dtype})"

    def __eq__(self, other):
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self):
        return hash(self.dtype)


class iinfo:
    """Limits of an integer dtype: ``bits``, ``max``, ``min``."""

    __slots__ = ("bits", "max", "min", "dtype")

    def __init__(self, type):
        type = _meant_dtype(type)
        if not isinstance(type, dtype):
            raise TypeError(f"iinfo(): argument 'type' (position 1) must be torch.dtype, not {type.__class__.__name__}")
        if type.is_floating_point or type.is_complex:
            raise TypeError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
        if type is bool_:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        info = np.iinfo(type.np)
        self.bits, self.max, self.min, self.dtype = info.bits, int(info.max), int(info.min), type.name

    def __repr__(self):
        return f"iinfo(min={_short(self.min)}, max={_short(self.max)}, dtype={self.dtype})"

    def __eq__(self, other):
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self):
        return hash(self.dtype)
