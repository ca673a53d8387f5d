"""Scalar expressions as C, in one pass that compilers vectorise: of float32, those that call elementary functions computed in float64 and rounded once, all
others in float32; of float64, those that call none and have no product in a sum, which some instruction sets would round once.

``codegen.py`` takes from here the loops of those rows whose expression calls no function but those of ``single_loops.h`` that need no second pass.
"""
import ast

# The table's functions, as single_loops.h and math.h have them for double.
FUNCTIONS = {
    "exp": "e_exp", "exp2": "e_exp2", "expm1": "e_expm1", "log": "s_log", "log1p": "s_log1p", "log2": "s_log2", "log10": "s_log10", "tanh": "s_tanh",
    "sqrt": "sqrt", "abs": "fabs", "maximum": "e_maximum", "minimum": "e_minimum", "isnan": "e_isnan", "rsqrt": "e_rsqrt",
}  # fmt: skip
NESTED = {"log1p(exp": "e_log1p_exp", "tanh(log1p(exp": "e_tanh_log1p_exp"}  # one function for several of one argument
# The same in float, of expressions that call none of the elementary functions: these are computed in float32 throughout.
PLAIN_FUNCTIONS = {"sqrt": "sqrtf", "abs": "fabsf", "maximum": "p_maximum", "minimum": "p_minimum", "isnan": "p_isnan", "rsqrt": "p_rsqrt"}
VECTORISED = ("exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "tanh")
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.BitAnd: "&", ast.BitOr: "|"}
COMPARISONS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}

HEAD = """/* Loops of the table's scalar expressions; those of float32 that call elementary functions are computed in float64 and rounded once.
   Written by csrc/single_expressions.py. */
#ifndef PYAUTOGRAD_SINGLE_EXPRESSIONS_H
#define PYAUTOGRAD_SINGLE_EXPRESSIONS_H
#include "single_loops.h"

enum { E_BLOCK = 512 };

/* These overflow where float32 does, as formulas in single precision expect. Written as a product because compilers make branches of a choice. */
S_INLINE double e_overflowing(double x) { return x * 0x1p896 * 0x1p-896; }
S_INLINE double e_exp(double x) { return e_overflowing(s_exp(x)); }
S_INLINE double e_exp2(double x) { return e_overflowing(s_exp2(x)) * 0x1p-870 * 0x1p870; } /* and nothing where float32 has nothing */
S_INLINE double e_expm1(double x) { return e_overflowing(s_expm1(x)); }
/* log(1 + e^x) = max(x, 0) + 2 atanh(e / (2 + e)) where e = e^-|x|: neither overflows nor cancels */
S_INLINE double e_log1p_exp(double x) {
    const double e = s_exp(-fabs(x)) * 0x1p-870 * 0x1p870, s = e / (2 + e), t = s * s; /* nothing where float32 has nothing */
    return (x > 0 ? x : 0) + 2 * s * (1 + t * (0.3333333332500655 + t * (0.20000005387839273 + t * (0.14285152618870456
               + t * (0.11132362607968639 + t * (0.08732269904587761 + t * 0.10394134665037602))))));
}
/* tanh(log(1 + e^x)), zero where e^x is nothing in float32 */
S_INLINE double e_tanh_log1p_exp(double x) {
    const double e = s_exp(x), t = e * (e + 2);
    return t / (t + 2) * 0x1p-800 * 0x1p800;
}
S_INLINE double e_maximum(double a, double b) { return a > b || a != a ? a : b; }
S_INLINE double e_minimum(double a, double b) { return a < b || a != a ? a : b; }
S_INLINE int e_isnan(double x) { return x != x; }
S_INLINE float p_maximum(float a, float b) { return a > b || a != a ? a : b; }
S_INLINE float p_minimum(float a, float b) { return a < b || a != a ? a : b; }
S_INLINE int p_isnan(float x) { return x != x; }
S_INLINE float p_rsqrt(float x) { return 1 / sqrtf(x); }
S_INLINE double e_rsqrt(double x) { return 1 / sqrt(x); }

/* `count` numbers that follow one another: where they stand, or gathered */
#define E_GATHERED(real) \\
    S_INLINE const real *e_gathered_##real(const char *p, npy_intp step, npy_intp count, real *buffer) { \\
        if (step == sizeof(real)) return (const real *)p; \\
        for (npy_intp i = 0; i < count; i++) buffer[i] = *(const real *)(p + i * step); \\
        return buffer; \\
    }
E_GATHERED(float)
E_GATHERED(double)
"""


class NotSingle(Exception):
    """The expression calls something that has no such form."""


def _text(node, names, places=None, real="float"):
    """An expression over doubles in C; over numbers of type `real` where `places` says which these are."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return repr(float(node.value)) + ("f" if places and real == "float" else "")
    if isinstance(node, ast.Name):
        if node.id in names:
            return places[node.id] if places else node.id
        if node.id in ("inf", "nan"):
            return {"inf": "INFINITY", "nan": "NAN"}[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Invert)):
        return f"({'-' if isinstance(node.op, ast.USub) else '!'}{_text(node.operand, names, places, real)})"
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return f"({_text(node.left, names, places, real)} {OPERATORS[type(node.op)]} {_text(node.right, names, places, real)})"
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return f"({_text(node.left, names, places, real)} {COMPARISONS[type(node.ops[0])]} {_text(node.comparators[0], names, places, real)})"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        nested, inner = node.func.id, node
        while nested not in NESTED and isinstance(inner.args[0], ast.Call) and isinstance(inner.args[0].func, ast.Name):
            inner = inner.args[0]
            nested += "(" + inner.func.id
        if nested in NESTED:
            return f"{NESTED[nested]}({_text(inner.args[0], names, places, real)})"
        arguments = [_text(a, names, places, real) for a in node.args]
        if node.func.id == "where":
            return "({} ? {} : {})".format(*arguments)
        if places and node.func.id in ("maximum", "minimum") and isinstance(node.args[1], ast.Constant):  # which is no NaN
            return f"({arguments[0]} {'<' if node.func.id == 'maximum' else '>'} {arguments[1]} ? {arguments[1]} : {arguments[0]})"
        known = PLAIN_FUNCTIONS if places and real == "float" else FUNCTIONS
        if node.func.id in known:
            return f"{known[node.func.id]}({', '.join(arguments)})"
    raise NotSingle


def _statements(node, names, places, out):
    """A choice's outcomes in `out`, each computed and rounded before it is known whether it is wanted; the expression that chooses among them.

    Conditions are those of float32: numbers of one width all along are what compilers make one pass of.
    """
    if isinstance(node, ast.Call) and node.func.id == "where":
        condition = _text(node.args[0], {*names, *places}, places)
        return f"({condition} ? {_statements(node.args[1], names, places, out)} : {_statements(node.args[2], names, places, out)})"
    out.append(f"const float r{len(out)} = (float){_text(node, names)};")
    return f"r{len(out) - 1}"


def calls(node, functions):
    """Whether an expression calls one of these."""
    return any(isinstance(n, ast.Call) and n.func.id in functions for n in ast.walk(node))


def shortcut(tree, functions):
    """The condition and the outcome of a choice with one outcome that calls such functions, as ``(condition, whether it is to hold, the other outcome)``;
    else None. A block of numbers that all have the other outcome calls none."""
    if not isinstance(tree, ast.Call) or tree.func.id != "where":
        return None
    condition, first, second = tree.args
    slow = calls(first, functions), calls(second, functions)
    if calls(condition, functions) or slow[0] == slow[1]:
        return None
    return condition, slow[1], first if slow[1] else second


def has_product_in_sum(tree):
    """Whether an expression has products and sums both."""
    kinds = {type(n.op) for n in ast.walk(tree) if isinstance(n, ast.BinOp)}
    return ast.Mult in kinds and bool(kinds & {ast.Add, ast.Sub})


def loop(number, row, real="float"):
    """The C text of a row's loop over `real`; None for a row that has no use for one or cannot be written."""
    tensors = [p.name for p in row.params if p.type == "Tensor"]
    numbers = [p.name for p in row.params if p.type in ("Number", "float")]
    if len(tensors) + len(numbers) != len(row.params) or row.promote == "bool":
        return None
    tree = ast.parse(row.impl.strip(), mode="eval").body
    plain = not calls(tree, VECTORISED)
    if plain and not tensors or real == "double" and (not plain or has_product_in_sum(tree)):
        return None
    places = {name: f"x{i}[i]" for i, name in enumerate(tensors)} | {name: f"({real}){name}" for name in numbers}
    outcomes, short = [], shortcut(tree, VECTORISED)
    try:
        text = _text(tree, {*tensors, *numbers}, places, real) if plain else _statements(tree, {*tensors, *numbers}, places, outcomes)
    except NotSingle:
        return None
    last = len(tensors)
    doubles = " ".join(f"const double {name} = (double)x{i}[i];" for i, name in enumerate(tensors))
    out = [f"/* {row.key} */", f"CLONED static void e{number}_f{8 if real == 'double' else 4}(char **args, npy_intp *count, npy_intp *steps, void *data) {{"]
    out += [f"    const double {name} = (double)({real})((const double *)data)[{i}];" for i, name in enumerate(numbers)]
    out.append(f"    {real} buffers[{last + 1}][E_BLOCK];")
    out.append("    (void)data;")
    out.append("    for (npy_intp first = 0; first < count[0]; first += E_BLOCK) {")
    out.append("        const npy_intp n = count[0] - first < E_BLOCK ? count[0] - first : E_BLOCK;")
    out += [f"        const {real} *x{i} = e_gathered_{real}(args[{i}] + first * steps[{i}], steps[{i}], n, buffers[{i}]);" for i in range(last)]
    out.append(f"        char *place = args[{last}] + first * steps[{last}];")
    out.append(f"        {real} *out = steps[{last}] == sizeof({real}) ? ({real} *)place : buffers[{last}];")
    if short:
        condition, wanted, outcome = short
        used = {n.id for n in ast.walk(outcome) if isinstance(n, ast.Name)}
        wide = " ".join(f"const double {name} = (double)x{i}[i];" for i, name in enumerate(tensors) if name in used)
        out.append("        int some = 0;")
        out.append(f"        for (npy_intp i = 0; i < n; i++) some |= {'!' if wanted else '!!'}{_text(condition, {*tensors, *numbers}, places, real)};")
        out.append("        if (!some)")
        out.append(f"            INDEPENDENT for (npy_intp i = 0; i < n; i++) {{ {wide} out[i] = ({real}){_text(outcome, {*tensors, *numbers})}; }}")
        out.append("        else")
    out.append("        INDEPENDENT for (npy_intp i = 0; i < n; i++) {")
    if not plain:
        out.append("            " + doubles)
    out += [f"            {outcome}" for outcome in outcomes]
    out.append(f"            out[i] = {text};")
    out.append("        }")
    out.append("        if ((char *)out != place)")
    out.append(f"            for (npy_intp i = 0; i < n; i++) *({real} *)(place + i * steps[{last}]) = out[i];")
    out += ["    }", "}", ""]
    return "\n".join(out)


def block_shortcut(number, row):
    """The C function of a block of doubles that says whether all have the outcome of `shortcut`, and then gives it; None for a row without one."""
    tensors = [p.name for p in row.params if p.type == "Tensor"]
    numbers = [p.name for p in row.params if p.type in ("Number", "float")]
    short = shortcut(ast.parse(row.impl.strip(), mode="eval").body, (*VECTORISED, "erf"))
    if short is None or len(tensors) + len(numbers) != len(row.params) or any(has_product_in_sum(part) for part in (short[0], short[2])):
        return None
    condition, wanted, outcome = short
    places = {name: f"x{i}[i]" for i, name in enumerate(tensors)} | {name: name for name in numbers}
    try:
        condition, outcome = (_text(part, places, places, "double") for part in (condition, outcome))
    except NotSingle:
        return None
    operands = "".join(f"const double *x{i}, " for i in range(len(tensors)))
    out = [f"CLONED static int e{number}_short(npy_intp n, const double *data, {operands}double *out) {{"]
    out += [f"    const double {name} = data[{i}];" for i, name in enumerate(numbers)]
    out += ["    int64_t some = 0;", "".join(f" (void){name};" for name in ["data", *numbers, *(f"x{i}" for i in range(len(tensors)))])]
    out.append(f"    for (npy_intp i = 0; i < n; i++) some |= {'!' if wanted else '!!'}{condition};")
    out += ["    if (some) return 0;", f"    INDEPENDENT for (npy_intp i = 0; i < n; i++) out[i] = {outcome};", "    return 1;", "}", ""]
    return "\n".join(out)


def header(rows):
    """The text of the generated header, and the rows that have a loop there: ``(number, dtype)``."""
    kinds = (("f4", "float"), ("f8", "double"))
    loops = {(n, short): text for n, row in enumerate(rows) if row.kind == "scalar" for short, real in kinds if (text := loop(n, row, real)) is not None}
    blocks = [text for n, row in enumerate(rows) if row.kind == "scalar" and (text := block_shortcut(n, row)) is not None]
    return HEAD + "\n" + "\n".join([*loops.values(), *blocks]) + "#endif\n", list(loops)
