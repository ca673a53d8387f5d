"""Groups of dtypes."""
import pyautograd as torch

_FLOATING = (torch.float32, torch.float64)
_COMPLEX = (torch.complex64, torch.complex128)
_INTEGRAL = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)


def _group(name, dtypes, more=False):
    def group(*others):
        return (*dtypes, *others)

    group.__name__ = group.__qualname__ = name
    group.__doc__ = f"{', '.join(str(d) for d in dtypes)}{', and those given' if more else ''}."
    return group


for _name, _dtypes in {
    "floating_types": _FLOATING, "floating_types_and_half": (*_FLOATING, torch.float16), "complex_types": _COMPLEX, "integral_types": _INTEGRAL,
    "all_types": (*_FLOATING, *_INTEGRAL), "floating_and_complex_types": (*_FLOATING, *_COMPLEX), "double_types": (torch.float64, torch.complex128),
    "all_types_and_complex": (*_FLOATING, *_INTEGRAL, *_COMPLEX), "all_types_and_half": (*_FLOATING, *_INTEGRAL, torch.float16),
}.items():  # fmt: skip
    globals()[_name] = _group(_name, _dtypes)
    if "half" not in _name:
        globals()[_name + "_and"] = _group(_name + "_and", _dtypes, True)


def get_all_int_dtypes():
    """The integer dtypes."""
    return list(_INTEGRAL)


def get_all_fp_dtypes(include_half=True, include_bfloat16=True):
    """The floating point dtypes."""
    return [*_FLOATING, *([torch.float16] if include_half else []), *([torch.bfloat16] if include_bfloat16 else [])]


def get_all_complex_dtypes(include_complex32=False):
    """The complex dtypes."""
    return list(_COMPLEX)


def get_all_dtypes(include_half=True, include_bfloat16=True, include_bool=True, include_complex=True, **others):
    """All dtypes of those kinds."""
    made = get_all_int_dtypes() + get_all_fp_dtypes(include_half, include_bfloat16)
    return made + ([torch.bool] if include_bool else []) + (get_all_complex_dtypes() if include_complex else [])


def get_all_math_dtypes(device):
    """The dtypes that arithmetic knows."""
    return get_all_int_dtypes() + get_all_fp_dtypes(include_half=False) + get_all_complex_dtypes()
