# Operators made from the generated table and installed on the tensor.

cdef dict FIRST_ROW = {}          # operator name -> number of its first row


cdef Spec spec_named(str called):
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
    from .assembly import assemble
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
    ops.as_strided = functions["as_strided"] = as_strided
    ops.as_strided_ = functions["as_strided_"] = as_strided_
    install("as_strided_", _as_method(as_strided_))
    for part in ("real", "imag"):
        install(part, part_property(getattr(ops, part)))
    PyType_Modified(<PyTypeObject *>TensorBase)
    return 0


def _as_method(function):
    return lambda self, *args, **kwargs: function(self, *args, **kwargs)


def part_property(part):
    """``x.real`` and ``x.imag``: views, written through by assignment."""
    return property(lambda self: part(self), lambda self, value: part(self).copy_(value))


def _install_binder():
    from .binder import set_tensor_base

    set_tensor_base(TensorBase)


_install_binder()
assemble_operators()
