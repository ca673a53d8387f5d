# Operators made from the generated table and installed on the tensor.

cdef dict FIRST_ROW = {}          # operator name -> number of its first row


cpdef Spec spec_named(str called):
    """The spec of an operator's first row."""
    return spec_at(FIRST_ROW[called])


cdef int install(str called, object value) except -1:
    """Put an attribute into the tensor class; a static type has no setattr."""
    PyDict_SetItem(<object>(<_TypeSlots *>TensorBase).tp_dict, called, value)
    return 0


_FORM_KINDS = {"function": FORM_FUNCTION, "method": FORM_METHOD, "inplace": FORM_INPLACE, "inplace_function": FORM_INPLACE_FUNCTION}


def _make_form(called, kind, numbers):
    return make_form(called, _FORM_KINDS[kind], tuple(numbers))


def _install(called, form):
    install(called, form)


cdef int assemble_operators() except -1:
    """Make every operator's forms and put them where they belong."""
    from .._py.assembly import assemble
    from .table_data import ROWS

    cdef int i
    TABLE.extend(ROWS)
    for i in range(len(TABLE)):
        SPECS.append(None)
        FIRST_ROW.setdefault(TABLE[i][0], i)
    assemble([(row[0], row[6], row[13], row[7]) for row in TABLE], _make_form, ops, functions, _install)
    for i in range(FORM_COUNT):
        OPERATOR_FORMS[i] = getattr(ops, _OPERATOR_NAMES[i])
        INPLACE_FORMS[i] = getattr(ops, _OPERATOR_NAMES[i] + "_", None)
        METHOD_FORMS[i] = getattr(TensorBase, _OPERATOR_NAMES[i], None)
    ops.as_strided, ops.as_strided_ = as_strided, as_strided_      # without the way through the argument binder
    for part in ("real", "imag"):
        install(part, part_property(getattr(ops, part)))
    restore_slot_wrappers()
    PyType_Modified(<PyTypeObject *>TensorBase)
    return 0


cdef extern from "Python.h":
    ctypedef struct _Wrapper "PyWrapperDescrObject":
        void *d_base
    object PyDescr_NewWrapper(PyTypeObject *, void *, void *)
    ctypedef struct _NumberSlots "PyNumberMethods":
        void *nb_add
        void *nb_subtract
        void *nb_multiply
        void *nb_remainder
        void *nb_power
        void *nb_lshift
        void *nb_rshift
        void *nb_and
        void *nb_xor
        void *nb_or
        void *nb_floor_divide
        void *nb_true_divide
        void *nb_matrix_multiply
    ctypedef struct _Numbers "PyTypeObject":
        _NumberSlots *tp_as_number


cdef int restore_slot_wrappers() except -1:
    """Let subclasses inherit the number slots as they are.

    Cython puts plain methods named ``__add__`` and so on into the class; a Python subclass would find those and call them
    through a generic slot. The descriptors that CPython itself makes for slots lead it to the slot directly.
    """
    cdef _NumberSlots *slots = (<_Numbers *>TensorBase).tp_as_number
    wrap_slot("__add__", slots.nb_add)
    wrap_slot("__sub__", slots.nb_subtract)
    wrap_slot("__mul__", slots.nb_multiply)
    wrap_slot("__mod__", slots.nb_remainder)
    wrap_slot("__pow__", slots.nb_power)
    wrap_slot("__lshift__", slots.nb_lshift)
    wrap_slot("__rshift__", slots.nb_rshift)
    wrap_slot("__and__", slots.nb_and)
    wrap_slot("__xor__", slots.nb_xor)
    wrap_slot("__or__", slots.nb_or)
    wrap_slot("__floordiv__", slots.nb_floor_divide)
    wrap_slot("__truediv__", slots.nb_true_divide)
    wrap_slot("__matmul__", slots.nb_matrix_multiply)
    return 0


cdef int wrap_slot(str called, void *slot) except -1:
    # an ndarray has every number slot, so its descriptors show how each is wrapped
    example = np.ndarray.__dict__[called]
    install(called, PyDescr_NewWrapper(<PyTypeObject *>TensorBase, (<_Wrapper *><PyObject *>example).d_base, slot))
    return 0


def part_property(part):
    """``x.real`` and ``x.imag``: views, written through by assignment."""
    return property(lambda self: part(self), lambda self, value: write_part(part(self), value))


cdef object write_part(part, value):
    from .composite.indexing import assign_part

    assign_part(part, value)


def _install_binder():
    from .binder import set_tensor_base

    set_tensor_base(TensorBase)


_install_binder()
assemble_operators()
