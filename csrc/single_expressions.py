"""Scalar expressions in float32, as C, in one pass that compilers vectorise: those that call elementary functions computed in float64 and rounded once, all
others in float32.

``codegen.py`` takes from here the loops of those rows whose expression calls no function but those of ``single_loops.h`` that need no second pass.
"""
import ast

# The table's functions, as single_loops.h and math.h have them for double.
FUNCTIONS = {
    "exp": "e_exp", "exp2": "e_exp2", "expm1": "e_expm1", "log": "s_log", "log1p": "s_log1p", "log2": "s_log2", "log10": "s_log10", "tanh": "s_tanh",
    "sqrt": "sqrt", "abs": "fabs", "maximum": "e_maximum", "minimum": "e_minimum", "isnan": "e_isnan",
}  # fmt: skip
NESTED = {"log1p(exp": "e_log1p_exp", "tanh(log1p(exp": "e_tanh_log1p_exp"}  # one function for several of one argument
# The same in float, of expressions that call none of the elementary functions: these are computed in float32 throughout.
PLAIN_FUNCTIONS = {"sqrt": "sqrtf", "abs": "fabsf", "maximum": "p_maximum", "minimum": "p_minimum", "isnan": "p_isnan"}
VECTORISED = ("exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "tanh")
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.BitAnd: "&", ast.BitOr: "|"}
COMPARISONS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}

HEAD = """/* Loops of the table's scalar expressions in float32; those that call elementary functions are computed in float64 and rounded once.
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
    return (x > 0 ? x : 0) + 2 * s * (1 + t * (1.0 / 3 + t * (1.0 / 5 + t * (1.0 / 7 + t * (1.0 / 9 + t * (1.0 / 11 + t * (1.0 / 13 + t * (1.0 / 15
               + t * (1.0 / 17 + t * (1.0 / 19))))))))));
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

/* `count` numbers that follow one another: where they stand, or gathered */
S_INLINE const float *e_gathered(const char *p, npy_intp step, npy_intp count, float *buffer) {
    if (step == sizeof(float)) return (const float *)p;
    for (npy_intp i = 0; i < count; i++) buffer[i] = *(const float *)(p + i * step);
    return buffer;
}
"""


class NotSingle(Exception):
    """The expression calls something that has no such form."""


def _text(node, names, places=None):
    """An expression over doubles in C; over floats where `places` says which these are."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return repr(float(node.value)) + ("f" if places else "")
    if isinstance(node, ast.Name):
        if node.id in names:
            return places[node.id] if places else node.id
        if node.id in ("inf", "nan"):
            return {"inf": "INFINITY", "nan": "NAN"}[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Invert)):
        return f"({'-' if isinstance(node.op, ast.USub) else '!'}{_text(node.operand, names, places)})"
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return f"({_text(node.left, names, places)} {OPERATORS[type(node.op)]} {_text(node.right, names, places)})"
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return f"({_text(node.left, names, places)} {COMPARISONS[type(node.ops[0])]} {_text(node.comparators[0], names, places)})"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        nested, inner = node.func.id, node
        while nested not in NESTED and isinstance(inner.args[0], ast.Call) and isinstance(inner.args[0].func, ast.Name):
            inner = inner.args[0]
            nested += "(" + inner.func.id
        if nested in NESTED:
            return f"{NESTED[nested]}({_text(inner.args[0], names, places)})"
        arguments = [_text(a, names, places) for a in node.args]
        if node.func.id == "where":
            return "({} ? {} : {})".format(*arguments)
        if places and node.func.id in ("maximum", "minimum") and isinstance(node.args[1], ast.Constant):  # which is no NaN
            return f"({arguments[0]} {'<' if node.func.id == 'maximum' else '>'} {arguments[1]} ? {arguments[1]} : {arguments[0]})"
        known = PLAIN_FUNCTIONS if places else FUNCTIONS
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


def loop(number, row):
    """The C text of a row's float32 loop; None for a row that has no use for one or cannot be written."""
    tensors = [p.name for p in row.params if p.type == "Tensor"]
    numbers = [p.name for p in row.params if p.type in ("Number", "float")]
    if len(tensors) + len(numbers) != len(row.params) or row.promote == "bool":
        return None
    tree = ast.parse(row.impl.strip(), mode="eval").body
    plain = not any(isinstance(n, ast.Call) and n.func.id in VECTORISED for n in ast.walk(tree))
    if plain and not tensors:
        return None
    places = {name: f"x{i}[i]" for i, name in enumerate(tensors)} | {name: f"(float){name}" for name in numbers}
    outcomes = []
    try:
        text = _text(tree, {*tensors, *numbers}, places) if plain else _statements(tree, {*tensors, *numbers}, places, outcomes)
    except NotSingle:
        return None
    last = len(tensors)
    out = [f"/* {row.key} */", f"CLONED static void e{number}_f4(char **args, npy_intp *count, npy_intp *steps, void *data) {{"]
    out += [f"    const double {name} = (double)(float)((const double *)data)[{i}];" for i, name in enumerate(numbers)]
    out.append(f"    float buffers[{last + 1}][E_BLOCK];")
    out.append("    (void)data;")
    out.append("    for (npy_intp first = 0; first < count[0]; first += E_BLOCK) {")
    out.append("        const npy_intp n = count[0] - first < E_BLOCK ? count[0] - first : E_BLOCK;")
    out += [f"        const float *x{i} = e_gathered(args[{i}] + first * steps[{i}], steps[{i}], n, buffers[{i}]);" for i in range(last)]
    out.append(f"        char *place = args[{last}] + first * steps[{last}];")
    out.append(f"        float *out = steps[{last}] == sizeof(float) ? (float *)place : buffers[{last}];")
    out.append("        INDEPENDENT for (npy_intp i = 0; i < n; i++) {")
    if not plain:
        out.append("            " + " ".join(f"const double {name} = (double)x{i}[i];" for i, name in enumerate(tensors)))
    out += [f"            {outcome}" for outcome in outcomes]
    out.append(f"            out[i] = {text};")
    out.append("        }")
    out.append("        if ((char *)out != place)")
    out.append(f"            for (npy_intp i = 0; i < n; i++) *(float *)(place + i * steps[{last}]) = out[i];")
    out += ["    }", "}", ""]
    return "\n".join(out)


def header(rows):
    """The text of the generated header, and the numbers of the rows that have a loop there."""
    loops = {number: text for number, row in enumerate(rows) if row.kind == "scalar" and (text := loop(number, row)) is not None}
    return HEAD + "\n" + "\n".join(loops.values()) + "#endif\n", list(loops)
