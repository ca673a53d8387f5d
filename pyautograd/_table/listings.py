"""PyTorch's own overloads of operators that the rows write more shortly.

A row may accept a tensor or a number in one parameter where PyTorch has an overload for each. What fits is the same, but the error
texts list the overloads one by one; they are worded from these. ``| out`` marks those with ``out=``.
"""

_COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge", "not_equal", "less", "less_equal", "greater", "greater_equal")
_BITS = ("bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift")
_PAIR, _PAIR_OUT = "Tensor self, Tensor other", "Tensor self, Tensor other | out"
_NUMBER, _NUMBER_OUT = "Tensor self, Number other", "Tensor self, Number other | out"
_MODE = "Tensor self, {} other, *, str? rounding_mode{}"

FUNCTIONS = {
    "multiply": (_PAIR_OUT, _NUMBER),
    "true_divide": (_PAIR_OUT, _NUMBER),
    "floor_divide": (_PAIR_OUT, _NUMBER),
    "subtract": ("Tensor self, Tensor other, *, Number alpha=1 | out", "Tensor self, Number other, Number alpha=1"),
    "rsub": ("Tensor self, Tensor other, *, Number alpha=1", "Tensor self, Number other, Number alpha=1"),
    "div": (_PAIR_OUT, _MODE.format("Tensor", " | out"), _MODE.format("Number", "")),
    "divide": (_PAIR_OUT, _MODE.format("Tensor", " | out"), _NUMBER, _MODE.format("Number", "")),
    "where": (
        "Tensor condition",
        "Tensor condition, Tensor self, Tensor other | out",
        "Tensor condition, Number self, Tensor other",
        "Tensor condition, Tensor self, Number other",
        "Tensor condition, Number self, Number other",
    ),
    "xlogy_": (_PAIR, _NUMBER),
    "mm": ("Tensor self, Tensor mat2 | out", "Tensor self, Tensor mat2, dtype out_dtype | out"),
    "bmm": ("Tensor self, Tensor mat2 | out", "Tensor self, Tensor mat2, dtype out_dtype | out"),
}
METHODS = {
    "subtract": ("Tensor self, Tensor other, *, Number alpha=1", "Tensor self, Number other, Number alpha=1"),
    "div": (_PAIR, _MODE.format("Tensor", ""), _MODE.format("Number", "")),
    "divide": (_PAIR, _MODE.format("Tensor", ""), _NUMBER, _MODE.format("Number", "")),
    "where": ("Tensor self, Tensor condition, Tensor other", "Tensor self, Tensor condition, Number other"),
}
for _name in (*_COMPARISONS, "fmod", "copysign"):
    FUNCTIONS[_name] = (_PAIR_OUT, _NUMBER_OUT)
for _name in (*_BITS, "remainder"):
    FUNCTIONS[_name] = (_PAIR_OUT, "Number self, Tensor other", _NUMBER_OUT)
for _name in ("xlogy", "special_xlogy", "special_xlog1py", "special_zeta"):
    FUNCTIONS[_name] = (_PAIR_OUT, "Number self, Tensor other | out", _NUMBER_OUT)
for _name in ("float_power", "pow"):
    _EXPONENTS = ("Tensor self, Tensor exponent | out", "Number self, Tensor exponent | out", "Tensor self, Number exponent | out")
    FUNCTIONS[_name] = _EXPONENTS
    METHODS[_name] = ("Tensor self, Tensor exponent", "Tensor self, Number exponent")
for _name, _left, _right in (("addmm", "mat1", "mat2"), ("baddbmm", "batch1", "batch2")):
    _OPERANDS, _SCALES = f"Tensor self, Tensor {_left}, Tensor {_right}", "*, Number beta=1, Number alpha=1 | out"
    FUNCTIONS[_name] = (f"{_OPERANDS}, {_SCALES}", f"{_OPERANDS}, dtype out_dtype, {_SCALES}")
for _name in (*_COMPARISONS, *_BITS, "fmod", "copysign", "remainder", "xlogy", "multiply", "true_divide", "floor_divide"):
    METHODS[_name] = (_PAIR, _NUMBER)
for _name in [name for name in METHODS if name != "where"]:  # in-place methods
    METHODS[_name + "_"] = METHODS[_name]

# Names whose Tensor parameters take numbers in PyTorch's parser as well.
NUMBERS_AS_TENSORS = frozenset("add sub mul div multiply subtract divide true_divide floor_divide copy_".split())
