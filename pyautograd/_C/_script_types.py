"""Types as TorchScript names them: ``torch.IntType.get()``, ``torch.ListType(element)``. Nothing is compiled here; programs that read annotations or schemas
make them, print them and compare them.
"""

# The order in which the members of a union are written.
_ORDER = (
    "AnyType", "TensorType", "TupleType", "ListType", "DictType", "NumberType", "FloatType", "ComplexType", "FutureType", "AwaitType", "RRefType", "IntType",
    "NoneType", "StringType", "GeneratorType", "BoolType", "OptionalType", "DeviceObjType", "StreamObjType", "PyObjectType", "UnionType", "SymIntType", "SymBoolType",
)  # fmt: skip


class Type:
    """A type of TorchScript. Two are equal where they are written alike."""

    _written = _annotated = ""
    __hash__ = None

    def __init__(self, *args, **kwargs):
        raise TypeError(f"torch._C.{type(self).__name__}: No constructor defined!")

    def kind(self):
        """The name of its class."""
        return type(self).__name__

    def str(self):
        """How it is written in a schema."""
        return self._written

    @property
    def annotation_str(self):
        """How it is written as an annotation of Python."""
        return self._annotated or self._written

    def __repr__(self):
        return self.annotation_str

    def __eq__(self, other):
        return isinstance(other, Type) and self.kind() == other.kind() and self._written == other._written

    def containedTypes(self):
        """The types it is made of."""
        return []

    def is_interface_type(self):
        """False."""
        return False

    def isSubtypeOf(self, other):
        """Whether a value of this type is one of `other`."""
        if self == other or isinstance(other, AnyType):
            return True
        if isinstance(other, (OptionalType, UnionType)):
            return any(self.isSubtypeOf(member) for member in other._members())
        return isinstance(other, NumberType) and isinstance(self, (IntType, FloatType, ComplexType))


def _single(name, written, annotated=""):
    """A class with one instance, which ``get()`` gives."""
    cls = type(name, (Type,), {"__module__": "torch", "_written": written, "_annotated": annotated, "__doc__": f"The type `{annotated or written}`."})
    one = object.__new__(cls)
    cls.get = staticmethod(lambda: one)
    return cls


AnyType, BoolType, ComplexType = _single("AnyType", "Any"), _single("BoolType", "bool"), _single("ComplexType", "complex")
FloatType, IntType, NoneType = _single("FloatType", "float"), _single("IntType", "int"), _single("NoneType", "NoneType")
NumberType, PyObjectType, StringType = _single("NumberType", "Scalar", "number"), _single("PyObjectType", "PyObject"), _single("StringType", "str")
DeviceObjType, StreamObjType = _single("DeviceObjType", "Device"), _single("StreamObjType", "Stream")
SymIntType, SymBoolType = _single("SymIntType", "SymInt", "int"), _single("SymBoolType", "SymBool", "bool")
GeneratorType = _single("GeneratorType", "Generator")
TensorType = _single("TensorType", "Tensor")
TensorType.getInferred = TensorType.get


def _checked(cls, at, value):
    if not isinstance(value, Type):
        raise TypeError(f"{cls.__name__}: argument {at} must be a type of TorchScript, not {type(value).__name__}")
    return value


class _Of(Type):
    """A type with one other inside."""

    _schema = ""  # how a schema writes it, with {} for the type inside; as an annotation does, if not said

    def __init__(self, element):
        self._element = _checked(type(self), 1, element)
        annotation = type(self).__name__.removesuffix("Type") + "[{}]"
        self._written, self._annotated = (self._schema or annotation).format(element._written), annotation.format(element.annotation_str)

    def getElementType(self):
        """The type inside."""
        return self._element

    def containedTypes(self):
        """The type inside."""
        return [self._element]


class ListType(_Of):
    """``List[element]``."""

    _schema = "{}[]"


for _kind, _element in (("Ints", IntType), ("Floats", FloatType), ("Bools", BoolType), ("Strings", StringType), ("Tensors", TensorType), ("ComplexDoubles", ComplexType)):
    setattr(ListType, "of" + _kind, staticmethod(lambda element=_element: ListType(element.get())))
del _kind, _element


class FutureType(_Of):
    """``Future[element]``."""


class AwaitType(_Of):
    """``Await[element]``."""

    _schema = "Await({})"


class RRefType(_Of):
    """``RRef[element]``."""


class OptionalType(_Of):
    """``Optional[element]``; of an optional, that one."""

    _schema = "{}?"

    def __init__(self, element):
        super().__init__(element._element if isinstance(element, OptionalType) else element)

    @staticmethod
    def ofTensor():
        """``Optional[Tensor]``."""
        return OptionalType(TensorType.get())

    def _members(self):
        return [self._element, NoneType.get()]

    def isSubtypeOf(self, other):
        """Whether a value of this type is one of `other`."""
        return super().isSubtypeOf(other) or all(member.isSubtypeOf(other) for member in self._members())


class DictType(Type):
    """``Dict[key, value]``."""

    def __init__(self, key, value):
        self._key, self._value = _checked(DictType, 1, key), _checked(DictType, 2, value)
        self._written = f"Dict({key._written}, {value._written})"
        self._annotated = f"Dict[{key.annotation_str}, {value.annotation_str}]"

    def getKeyType(self):
        """The type of the keys."""
        return self._key

    def getValueType(self):
        """The type of the values."""
        return self._value

    def containedTypes(self):
        """Those of the keys and of the values."""
        return [self._key, self._value]


class TupleType(Type):
    """``Tuple[elements]``."""

    def __init__(self, elements):
        self._elements = [_checked(TupleType, 1, element) for element in elements]
        self._written = f"({', '.join(e._written for e in self._elements)})"
        self._annotated = f"Tuple[{', '.join(e.annotation_str for e in self._elements) or '()'}]"

    def elements(self):
        """The types of the elements."""
        return list(self._elements)

    containedTypes = elements

    def isSubtypeOf(self, other):
        """Whether a value of this type is one of `other`."""
        if isinstance(other, TupleType) and len(self._elements) == len(other._elements):
            return all(mine.isSubtypeOf(theirs) for mine, theirs in zip(self._elements, other._elements))
        return super().isSubtypeOf(other)


class UnionType(Type):
    """``Union[members]``; with None, of one other type, it is an `OptionalType`."""

    def __new__(cls, members):
        members = [_checked(UnionType, 1, member) for member in members]
        plain = [m for m in members if not isinstance(m, NoneType)]
        if {member.kind() for member in members} == {"IntType", "FloatType", "ComplexType"}:
            return NumberType.get()
        return OptionalType(plain[0]) if len(plain) == 1 < len(members) else object.__new__(cls)

    def __init__(self, members):
        kept = []
        for member in members:
            if not any(member.isSubtypeOf(other) for other in kept):
                kept = [other for other in kept if not other.isSubtypeOf(member)] + [member]
        self._kept = sorted(kept, key=lambda m: (_ORDER.index(m.kind()), m._written))
        self._written = f"Union({', '.join(m._written for m in self._kept)})"
        self._annotated = f"Union[{', '.join(m.annotation_str for m in self._kept)}]"

    def containedTypes(self):
        """The members."""
        return list(self._kept)

    _members = containedTypes

    def isSubtypeOf(self, other):
        """Whether a value of this type is one of `other`."""
        return super().isSubtypeOf(other) or all(member.isSubtypeOf(other) for member in self._kept)


# Those that are names of `torch`: all but the type of generators.
NAMES = tuple([
    name for name, kind in globals().items() if isinstance(kind, type) and issubclass(kind, Type) and not name.startswith("_") and kind is not GeneratorType
])  # fmt: skip
for _name in NAMES:
    globals()[_name].__module__ = "torch"
del _name
