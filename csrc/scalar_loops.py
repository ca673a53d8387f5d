"""The table's scalar expressions as loops in Cython over borrowed typed memoryviews: ``scalar_kernels.pyx``.

An expression that calls functions NumPy has vectorised loops for is computed by blocks, any other element by element. The float32 loops of those
that call elementary functions stand in ``single_expressions.h`` instead.
"""
import ast
import copy

import single_expressions

# In C: name -> (float64, float32).
C_FUNCTIONS = {n: (n, n + "f") for n in (
    "exp exp2 expm1 log log1p log2 log10 sqrt sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh floor ceil trunc rint pow fmod "
    "hypot copysign erf erfc lgamma"
).split()}  # fmt: skip
C_FUNCTIONS.update(abs=("fabs", "fabsf"), maximum=("max_f8", "max_f4"), minimum=("min_f8", "min_f4"))
C_FUNCTIONS.update(erfc=("erfc", "erfc_f4"), lgamma=("lgamma", "lgamma_f4"))  # the C library's float forms are a few ulp off
C_FUNCTIONS.update(rsqrt=("rsqrt_f8", "rsqrt_f4"), isnan=("isnan_f8", "isnan_f4"), isinf=("isinf_f8", "isinf_f4"), isfinite=("isfinite_f8", "isfinite_f4"))


# Those of them that NumPy has vectorised loops for, by the ufunc's name: they are applied to blocks, in float64. float32 has loops of our own.
VECTOR_FUNCTIONS = {n: n for n in "exp exp2 expm1 log log1p log2 log10 sin cos tan sinh cosh tanh".split()}
ACCURATE = ("exp", "exp2", "tanh", "cosh", "log", "log10", "sin", "cos", "tan")  # in float64 by accurate_real.h
BLOCK = 512


# Rows whose float64 loop, and float32 loop unless it stands here, is one of special_loops.pyx.
SPECIAL_LOOPS = {"erf": "erf", "erfc": "erfc", "erfinv": "erfinv", "lgamma": "lgamma", "digamma": "digamma", "special_ndtr": "ndtr"}
OWN_SINGLE = ("erf",)


class NotInC(Exception):
    """The expression uses something that only its NumPy form has."""


class _CText(ast.NodeTransformer):
    """A scalar expression as Cython for one C type."""

    def __init__(self, params, ctype):
        self.params, self.ctype, self.single = params, ctype, ctype == "float"

    def visit_Constant(self, node):
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            raise NotInC
        return ast.Name(f"(<{self.ctype}>{float(node.value)!r})", ast.Load())

    def visit_Name(self, node):
        if node.id in self.params:
            return node
        if node.id in ("inf", "nan", "pi"):
            return ast.Name({"inf": "INFINITY", "nan": "NAN", "pi": f"(<{self.ctype}>M_PI)"}[node.id], ast.Load())
        raise NotInC

    def visit_UnaryOp(self, node):
        if isinstance(node.op, ast.Invert):
            return ast.UnaryOp(ast.Not(), self.visit(node.operand))
        return self.generic_visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.Pow):
            if isinstance(node.right, ast.Constant) and node.right.value == 2 and isinstance(node.left, ast.Name):
                return ast.BinOp(self.visit(node.left), ast.Mult(), self.visit(node.left))
            return ast.Call(ast.Name(C_FUNCTIONS["pow"][self.single], ast.Load()), [self.visit(node.left), self.visit(node.right)], [])
        if isinstance(node.op, ast.BitAnd):
            return ast.BoolOp(ast.And(), [self.visit(node.left), self.visit(node.right)])
        if isinstance(node.op, ast.BitOr):
            return ast.BoolOp(ast.Or(), [self.visit(node.left), self.visit(node.right)])
        if isinstance(node.op, (ast.Mod, ast.FloorDiv)):
            raise NotInC
        return self.generic_visit(node)

    def visit_Compare(self, node):
        return ast.Compare(self.visit(node.left), node.ops, [self.visit(c) for c in node.comparators])

    def visit_Call(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else None
        arguments = [self.visit(a) for a in node.args]
        if name == "where":
            return ast.IfExp(*arguments)
        if name not in C_FUNCTIONS:
            raise NotInC
        return ast.Call(ast.Name(C_FUNCTIONS[name][self.single], ast.Load()), arguments, [])


SCALAR_HEAD = '''# cython: language_level=3, cdivision=True, boundscheck=False, wraparound=False, initializedcheck=False
"""Loops of the table's scalar expressions in float32 and float64. Written by csrc/codegen.py.

Each expression is a scalar function; its loop runs over typed memoryviews borrowed from the operands. An expression that calls exp and its like
is computed by blocks, to which NumPy's vectorised loops are applied.
"""
cimport numpy as cnp
from libc.math cimport INFINITY, M_PI, NAN
from pyautograd._C.core cimport set_kernel
from pyautograd._C.special_loops cimport special_loop

import numpy as np

cnp.import_array()
cnp.import_umath()

cdef extern from "numpy/ufuncobject.h":
    ctypedef struct Ufunc "PyUFuncObject":
        int ntypes
        void **functions
        void **data
        const char *types

ctypedef void (*loop_function)(char **, cnp.npy_intp *, cnp.npy_intp *, void *) noexcept nogil

cdef struct UnaryLoop:
    loop_function function
    void *data


cdef UnaryLoop find_unary(object ufunc, int typenum) except *:
    """NumPy's loop from one type to the same."""
    cdef Ufunc *u = <Ufunc *>ufunc
    cdef UnaryLoop found
    cdef int i
    for i in range(u.ntypes):
        if u.types[2 * i] == typenum and u.types[2 * i + 1] == typenum:
            found.function, found.data = <loop_function>u.functions[i], NULL if u.data == NULL else u.data[i]
            return found
    raise ImportError(f"NumPy's {ufunc.__name__} has no loop for type {typenum}")


cdef UnaryLoop own_unary(const char *ufunc):
    """The loop of single_loops.h that stands in for NumPy's of float32."""
    cdef UnaryLoop found
    found.function, found.data = <loop_function>find_single_loop(ufunc), NULL
    return found


cdef UnaryLoop accurate_unary(const char *name):
    """The loop of accurate_real.h that stands in for NumPy's of float64."""
    cdef UnaryLoop found
    found.function, found.data = <loop_function>special_loop(name, True), NULL
    return found


cdef inline void run_unary(UnaryLoop *loop, void *p, cnp.npy_intp n, cnp.npy_intp step) noexcept nogil:
    """Apply a loop to contiguous memory in place."""
    cdef char *args[2]
    cdef cnp.npy_intp steps[2]
    args[0] = args[1] = <char *>p
    steps[0] = steps[1] = step
    loop.function(args, &n, steps, loop.data)


cdef extern from "single_loops.h":
    void *find_single_loop(const char *ufunc)

cdef extern from "error_function.h" nogil:
    void erf_block_f4(const float *, float *, Py_ssize_t)

cdef extern from "<math.h>" nogil:
{declarations}
    bint isnan_f8 "isnan"(double)
    bint isnan_f4 "isnan"(float)
    bint isinf_f8 "isinf"(double)
    bint isinf_f4 "isinf"(float)
    bint isfinite_f8 "isfinite"(double)
    bint isfinite_f4 "isfinite"(float)

cdef extern from "borrow.h" nogil:
    const float[::1] read_f4 "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    const double[::1] read_f8 "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    const float[:] step_f4 "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    const double[:] step_f8 "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    float[::1] write_float "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    double[::1] write_double "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    unsigned char[::1] write_char "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    float[:] write_step_float "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    double[:] write_step_double "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept
    unsigned char[:] write_step_char "borrow_view"(void *, Py_ssize_t, Py_ssize_t) noexcept


# NaN in either operand gives NaN.
cdef inline double max_f8(double a, double b) noexcept nogil:
    return a if a > b or a != a else b


cdef inline float max_f4(float a, float b) noexcept nogil:
    return a if a > b or a != a else b


cdef inline double min_f8(double a, double b) noexcept nogil:
    return a if a < b or a != a else b


cdef inline float min_f4(float a, float b) noexcept nogil:
    return a if a < b or a != a else b


cdef inline double rsqrt_f8(double a) noexcept nogil:
    return 1.0 / sqrt(a)


cdef inline float rsqrt_f4(float a) noexcept nogil:
    return (<float>1.0) / sqrtf(a)


cdef inline float erfc_f4(float a) noexcept nogil:
    return <float>erfc(<double>a)


cdef inline float lgamma_f4(float a) noexcept nogil:
    return <float>lgamma(<double>a)

'''


def scalar_kernel(number, row, short, ctype):
    """The scalar function and the loop of one row in one C type; NotInC where it cannot be written."""
    tensors = [p.name for p in row.params if p.type == "Tensor"]
    numbers = [p.name for p in row.params if p.type in ("Number", "float")]
    if len(tensors) + len(numbers) != len(row.params) or len(tensors) > 4:
        raise NotInC
    renamed = {n: f"v_{n}" for n in tensors + numbers}
    tree = ast.parse(row.impl.strip(), mode="eval").body
    tree = _CText(set(renamed), ctype).visit(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in renamed:
            node.id = renamed[node.id]
    text = ast.unparse(tree)
    result = "unsigned char" if row.promote == "bool" else ctype
    writer = {"unsigned char": "char"}.get(result, result)
    signature = ", ".join(f"{ctype} {renamed[n]}" for n in tensors + numbers)
    out = [f"cdef inline {result} s{number}_{short}({signature}) noexcept nogil:", f"    return {text}", "", ""]
    out.append(f"cdef void k{number}_{short}(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:")
    out.append(f"    # {row.key}")
    out.append("    cdef Py_ssize_t i, n = count[0]")
    for i, name in enumerate(numbers):
        out.append(f"    cdef {ctype} {renamed[name]} = <{ctype}>(<double *>data)[{i}]")
    for i in range(len(tensors)):
        out.append(f"    cdef const {ctype}[::1] c{i}")
        out.append(f"    cdef const {ctype}[:] a{i}")
    out.append(f"    cdef {result}[::1] cout")
    out.append(f"    cdef {result}[:] aout")
    contiguous = " and ".join([f"steps[{i}] == sizeof({ctype})" for i in range(len(tensors))] + [f"steps[{len(tensors)}] == sizeof({result})"])
    out.append(f"    if {contiguous}:")
    for i in range(len(tensors)):
        out.append(f"        c{i} = read_{short}(args[{i}], n, steps[{i}])")
    out.append(f"        cout = write_{writer}(args[{len(tensors)}], n, steps[{len(tensors)}])")
    out.append("        for i in range(n):")
    values = ", ".join([f"c{i}[i]" for i in range(len(tensors))] + [renamed[n] for n in numbers])
    out.append(f"            cout[i] = s{number}_{short}({values})")
    out.append("        return")
    for i in range(len(tensors)):
        out.append(f"    a{i} = step_{short}(args[{i}], n, steps[{i}])")
    out.append(f"    aout = write_step_{writer}(args[{len(tensors)}], n, steps[{len(tensors)}])")
    out.append("    for i in range(n):")
    values = ", ".join([f"a{i}[i]" for i in range(len(tensors))] + [renamed[n] for n in numbers])
    out.append(f"        aout[i] = s{number}_{short}({values})")
    return "\n".join(out)


class _Blocks(ast.NodeTransformer):
    """Takes the calls of vector functions out of an expression, innermost first: `steps` are (function, its argument) in order, one temporary each."""

    def __init__(self, short):
        self.functions = {C_FUNCTIONS[n][short == "f4"]: n for n in VECTOR_FUNCTIONS}
        self.functions["erff" if short == "f4" else "erf"] = "erf"
        self.steps, self.seen = [], {}

    def visit_Call(self, node):
        node = self.generic_visit(node)
        if node.func.id not in self.functions:
            return node
        key = ast.dump(node)
        if key not in self.seen:
            self.seen[key] = f"t{len(self.steps)}[i]"
            self.steps.append((self.functions[node.func.id], node.args[0]))
        return ast.parse(self.seen[key], mode="eval").body


def block_kernel(number, row, short, ctype):
    """The loop of a row that calls vector functions, over blocks: each call's arguments into a temporary, the function over that, then the rest. None for other rows."""
    tensors = [p.name for p in row.params if p.type == "Tensor"]
    numbers = [p.name for p in row.params if p.type in ("Number", "float")]
    if len(tensors) + len(numbers) != len(row.params) or len(tensors) > 4 or row.promote == "bool":
        return None
    tree = _CText(set(tensors + numbers), ctype).visit(ast.parse(row.impl.strip(), mode="eval").body)
    blocks = _Blocks(short)
    rest = blocks.visit(tree)
    if not blocks.steps:
        return None

    def text(expression, plain):
        places = {n: f"{'c' if plain else 'a'}{k}[first + i]" for k, n in enumerate(tensors)} | {n: f"v_{n}" for n in numbers}
        return ast.unparse(_Placed(places).visit(copy.deepcopy(expression)))

    out = [f"cdef void k{number}_{short}(char **args, cnp.npy_intp *count, cnp.npy_intp *steps, void *data) noexcept nogil:", f"    # {row.key}"]
    out.append("    cdef Py_ssize_t i, first, m, n = count[0]")
    out += [f"    cdef {ctype} v_{name} = <{ctype}>(<double *>data)[{i}]" for i, name in enumerate(numbers)]
    out += [f"    cdef {ctype}[{BLOCK}] t{k}" for k in range(len(blocks.steps))]
    views = [f"    cdef const {ctype}[::1] c{i}\n    cdef const {ctype}[:] a{i}" for i in range(len(tensors))]
    out += views + [f"    cdef {ctype}[::1] cout", f"    cdef {ctype}[:] aout"]
    last = len(tensors)
    contiguous = " and ".join(f"steps[{i}] == sizeof({ctype})" for i in range(last + 1))
    for plain in (True, False):
        letter = "c" if plain else "a"
        indent = "        " if plain else "    "
        if plain:
            out.append(f"    if {contiguous}:")
        out += [f"{indent}{letter}{i} = {'read' if plain else 'step'}_{short}(args[{i}], n, steps[{i}])" for i in range(last)]
        out.append(f"{indent}{letter}out = write_{'' if plain else 'step_'}{ctype}(args[{last}], n, steps[{last}])")
        out += [f"{indent}first = 0", f"{indent}while first < n:", f"{indent}    m = min(n - first, {BLOCK})"]
        if plain and short == "f8" and single_expressions.block_shortcut(number, row):
            operands = ", ".join([f"&c{i}[first]" for i in range(last)] + ["&cout[first]"])
            out += [f"{indent}    if e{number}_short(m, <const double *>data, {operands}):", f"{indent}        first += m", f"{indent}        continue"]
        for k, (function, argument) in enumerate(blocks.steps):
            out += [f"{indent}    for i in range(m):", f"{indent}        t{k}[i] = {text(argument, plain)}", f"{indent}    apply_{function}_{short}(t{k}, m)"]
        out += [f"{indent}    for i in range(m):", f"{indent}        {letter}out[first + i] = {text(rest, plain)}", f"{indent}    first += m"]
        if plain:
            out.append("        return")
    return "\n".join(out)


class _Placed(ast.NodeTransformer):
    """Names replaced by expressions."""

    def __init__(self, places):
        self.places = places

    def visit_Name(self, node):
        return ast.parse(self.places[node.id], mode="eval").body if node.id in self.places else node


def vector_functions():
    """Finding the loops of vector functions, and calling them over a temporary in place."""
    out = []
    for name, ufunc in VECTOR_FUNCTIONS.items():
        for short, ctype, letter in (("f4", "float", "NPY_FLOAT32"), ("f8", "double", "NPY_FLOAT64")):
            found = f'accurate_unary(b"{name}")' if short == "f8" and name in ACCURATE else f"find_unary(np.{ufunc}, cnp.{letter})" if short == "f8" else f'own_unary(b"{ufunc}")'
            out.append(f"cdef UnaryLoop L_{name}_{short} = {found}")
            out.append(f"\n\ncdef inline void apply_{name}_{short}({ctype} *p, Py_ssize_t n) noexcept nogil:")
            out.append(f"    run_unary(&L_{name}_{short}, p, n, sizeof({ctype}))\n\n")
    out.append("cdef inline void apply_erf_f4(float *p, Py_ssize_t n) noexcept nogil:\n    erf_block_f4(p, p, n)\n\n")
    out.append('cdef UnaryLoop L_erf_f8 = accurate_unary(b"erf")\n\n')
    out.append("cdef inline void apply_erf_f8(double *p, Py_ssize_t n) noexcept nogil:\n    run_unary(&L_erf_f8, p, n, sizeof(double))\n\n")
    return "\n".join(out)


F32, F64 = 6, 7  # positions of the dtypes in the core's tables


def scalar_kernels_source(rows):
    """``scalar_kernels.pyx``: a loop for each of float32 and float64, and their entry in the core's table."""
    declared = sorted({f for n, pair in C_FUNCTIONS.items() for f in pair if not f.endswith(("_f4", "_f8"))})
    two = {"pow", "powf", "fmod", "fmodf", "hypot", "hypotf", "copysign", "copysignf", "atan2", "atan2f"}
    lines = []
    for f in declared:
        ctype = "float" if f.endswith("f") and f not in ("erf",) else "double"
        lines.append(f"    {ctype} {f}({', '.join([ctype] * (2 if f in two else 1))})")
    single = single_expressions.header(rows)[1]
    out, register = [SCALAR_HEAD.replace("{declarations}", "\n".join(lines)), vector_functions()], []
    out.append('cdef extern from "single_expressions.h" nogil:')
    for number, row in enumerate(rows):
        if row.kind == "scalar" and single_expressions.block_shortcut(number, row):
            doubles = "const double *, " * sum(p.type == "Tensor" for p in row.params)
            out.append(f"    bint e{number}_short(cnp.npy_intp, const double *, {doubles}double *)")
    out += [f"    void e{number}_{short}(char **, cnp.npy_intp *, cnp.npy_intp *, void *) noexcept" for number, short in single]
    for number, row in enumerate(rows):
        if row.kind != "scalar":
            continue
        try:
            kinds = [kind for kind in (("f4", "float"), ("f8", "double")) if (number, kind[0]) not in single]
            out += ["\n" + (block_kernel(number, row, *kind) or scalar_kernel(number, row, *kind)) + "\n" for kind in kinds]
        except NotInC:
            if row.key in SPECIAL_LOOPS:
                register += [f'set_kernel({number}, {dtype}, special_loop(b"{SPECIAL_LOOPS[row.key]}", {dtype == F64}))' for dtype in (F32, F64)]
            continue
        register += [f"set_kernel({number}, {dtype}, {'e' if (number, short) in single else 'k'}{number}_{short})" for dtype, short in ((F32, "f4"), (F64, "f8"))]
        if row.key in SPECIAL_LOOPS:
            dtypes = (F64,) if row.key in OWN_SINGLE else (F32, F64)
            register += [f'set_kernel({number}, {dtype}, special_loop(b"{SPECIAL_LOOPS[row.key]}", {dtype == F64}))' for dtype in dtypes]
    return "\n".join(out) + "\n\n" + "\n".join(register) + "\n"
