"""Factories: tensors made from sizes and numbers."""
from .row import op

_OPTIONS = "dtype? dtype=None, layout? layout=None, device? device=None, bool? pin_memory=False, bool? requires_grad=False"
_OUT = "Tensor? out=None, " + _OPTIONS
_LIKE = "memory_format? memory_format=None, " + _OPTIONS

op(f"zeros(int[] size, *, {_OUT})", composite="creation.zeros", variants="f")
op(f"ones(int[] size, *, {_OUT})", composite="creation.ones", variants="f")
op(f"empty(int[] size, *, memory_format? memory_format=None, {_OUT})", composite="creation.empty", variants="f")
op(f"full(int[] size, Number fill_value, *, {_OUT})", composite="creation.full", variants="f")
for _name in ("zeros", "ones", "empty"):
    op(f"{_name}_like(Tensor self, *, {_LIKE})", composite=f"creation.{_name}_like", variants="f")
    op(f"new_{_name}(Tensor self, int[] size, *, {_OPTIONS})", composite=f"creation.new_{_name}", variants="m")
op(f"full_like(Tensor self, Number fill_value, *, {_LIKE})", composite="creation.full_like", variants="f")
op(f"new_full(Tensor self, int[] size, Number fill_value, *, {_OPTIONS})", composite="creation.new_full", variants="m")
op(f"new_empty_strided(Tensor self, int[] size, int[] stride, *, {_OPTIONS})", composite="creation.new_empty_strided", variants="m")
op(f"new_tensor(Tensor self, object data, *, {_OPTIONS})", composite="creation.new_tensor", variants="m")
op(f"empty_strided(int[] size, int[] stride, *, {_OPTIONS})", composite="creation.empty_strided", variants="f")
op(f"empty_permuted(int[] size, int[] physical_layout, *, {_OPTIONS})", composite="creation.empty_permuted", variants="f")
op(f"eye(int n, *, {_OUT})", composite="creation.eye_square", variants="f")
op(f"eye.m(int n, int m, *, {_OUT})", composite="creation.eye", variants="f")
op(f"arange(Number end, *, {_OUT})", composite="creation.arange_end", variants="f")
op(f"arange.start(Number start, Number end, *, {_OPTIONS})", composite="creation.arange_start", variants="f")
op(f"arange.start_step(Number start, Number end, Number step=1, *, {_OUT})", composite="creation.arange", variants="f")
op(f"range(Number start, Number end, Number step=1, *, {_OUT})", composite="creation.range_", variants="f")
for _overload, _start, _end in (
    ("Tensor_Tensor", "Tensor", "Tensor"), ("Scalar_Tensor", "Number", "Tensor"), ("Tensor_Scalar", "Tensor", "Number"), ("", "Number", "Number"),
):  # fmt: skip
    _suffix = _overload and "." + _overload
    op(f"linspace{_suffix}({_start} start, {_end} end, int steps, *, {_OUT})", composite="creation.linspace", variants="f")
    op(f"logspace{_suffix}({_start} start, {_end} end, int steps, float base=10.0, *, {_OUT})", composite="creation.logspace", variants="f")
op(f"scalar_tensor(Number s, *, {_OPTIONS})", composite="creation.scalar_tensor", variants="f")
op(f"tril_indices(int row, int col, int offset=0, *, {_OPTIONS})", composite="creation.tril_indices", variants="f")
op(f"triu_indices(int row, int col, int offset=0, *, {_OPTIONS})", composite="creation.triu_indices", variants="f")

op("complex(Tensor real, Tensor imag)", kernel="creation.complex_", variants="fo", grad={"real": "real_part(grad)", "imag": "imaginary_part(grad)"},
   keep=("real", "imag"))
op("polar(Tensor abs, Tensor angle)", kernel="creation.polar", variants="fo",
   grad={"abs": "real_part(mul(conj(grad), sgn(result)))", "angle": "real_part(mul(conj(grad), mul(result, 1j)))"})
op("real_part(Tensor self)", kernel="creation.real_part", variants="", grad={"self": "complex(grad, zeros_like(grad))"})
op("imaginary_part(Tensor self)", kernel="creation.imaginary_part", variants="", grad={"self": "complex(zeros_like(grad), grad)"})

for _name, _extra in (("hann", ()), ("hamming", ("float alpha", "float beta")), ("blackman", ()), ("bartlett", ()), ("kaiser", ("float beta",))):
    op(f"{_name}_window(int window_length, *, {_OPTIONS})", composite=f"windows.{_name}_window_periodic", variants="f")
    op(f"{_name}_window.periodic(int window_length, bool periodic, *, {_OPTIONS})", composite=f"windows.{_name}_window", variants="f")
    for _i in range(len(_extra)):
        _given = ", ".join(_extra[: _i + 1])
        op(f"{_name}_window.periodic_{_i}(int window_length, bool periodic, {_given}, *, {_OPTIONS})",
           composite=f"windows.{_name}_window_{_i}", variants="f")
