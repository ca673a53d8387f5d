"""The schema of an operator from the annotations of the function that computes it."""
import collections.abc
import inspect
import typing

from .._tensor import Tensor
from .._types import device, dtype
from ..types import Number


def _parameter_types():
    made = {}
    for kind, written, lists, optional_items, optional_lists in (
        (Tensor, "Tensor", True, True, False), (int, "SymInt", True, False, True), (float, "float", True, False, True), (bool, "bool", True, False, True),
        (str, "str", False, False, False), (Number, "Scalar", True, False, False), (dtype, "ScalarType", False, False, False),
        (device, "Device", False, False, False),
    ):  # fmt: skip
        made[kind], made[typing.Optional[kind]] = written, written + "?"  # noqa: UP045
        listings = (typing.Sequence, typing.List, collections.abc.Sequence, list)  # noqa: UP006
        if lists:
            made.update({of[kind]: written + "[]" for of in listings})
        if optional_items:
            made.update({of[typing.Optional[kind]]: written + "?[]" for of in listings})  # noqa: UP045
        if optional_lists:
            made.update({typing.Optional[of[kind]]: written + "[]?" for of in listings})  # noqa: UP045
    return made


SUPPORTED_PARAM_TYPES = _parameter_types()
SUPPORTED_RETURN_TYPES = {
    Tensor: "Tensor", typing.List[Tensor]: "Tensor[]", list[Tensor]: "Tensor[]", int: "SymInt", float: "float", bool: "bool", Number: "Scalar",  # noqa: UP006
}  # fmt: skip


def infer_schema(prototype_function, /, *, mutates_args, op_name=None):
    """The schema of a function, such as ``(Tensor x, float k=2.0) -> Tensor``, from its annotations.

    Parameters
    ----------
    prototype_function : callable
        All parameters and the result annotated.
    mutates_args : iterable of str, or "unknown"
        The tensors that the function changes in place; "unknown" stands for all of them.
    op_name : str, optional
        Written in front.

    Raises ValueError for what a schema cannot say.
    """
    signature = inspect.signature(prototype_function)
    scope = getattr(prototype_function, "__globals__", {})

    def refuse(what):
        raise ValueError(f"infer_schema(func): {what} Got func with signature {signature})")

    def resolved(annotation):
        if not isinstance(annotation, str):
            return annotation
        try:
            return eval(annotation, scope)  # as typing.get_type_hints does; the text is the caller's own
        except Exception as error:
            refuse(f"Unsupported type annotation {annotation}. It is not a type. ({type(error).__name__}: {error})")

    if mutates_args != "unknown":
        if isinstance(mutates_args, str):
            raise ValueError(
                "mutates_args must either be a sequence of the names of the arguments that are mutated or the string 'unknown'. "
            )
        mutates_args = tuple(mutates_args)
    written, star = [], False
    for at, (name, parameter) in enumerate(signature.parameters.items()):
        if parameter.kind not in (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY):
            refuse("We do not support positional-only args, varargs, or varkwargs.")
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not star:
            written.append("*")
            star = True
        if parameter.annotation is inspect.Parameter.empty:
            refuse(f"Parameter {name} must have a type annotation.")
        annotation = resolved(parameter.annotation)
        kind = SUPPORTED_PARAM_TYPES.get(annotation)
        if kind is None:
            if typing.get_origin(annotation) is tuple:
                items = set(typing.get_args(annotation))
                instead = list[items.pop()] if len(items) == 1 else None
                example = f"For example, {instead}.\n\n" if instead in SUPPORTED_PARAM_TYPES else "\n\n"
                refuse(
                    f"Parameter {name} has unsupported type {parameter.annotation}. We do not support Tuple inputs in schema. As a workaround, please try "
                    f"to use List instead. {example}The valid types are: {SUPPORTED_PARAM_TYPES.keys()}."
                )
            refuse(f"Parameter {name} has unsupported type {parameter.annotation}. The valid types are: {SUPPORTED_PARAM_TYPES.keys()}.")
        if mutates_args == "unknown" and kind.startswith("Tensor") or mutates_args != "unknown" and name in mutates_args:
            if not kind.startswith("Tensor"):
                refuse(f"Parameter {name} is in mutable_args but only Tensors or collections of Tensors can be mutated")
            kind = f"Tensor(a{at}!){kind[6:]}"
        written.append(f"{kind} {name}" + _default(name, parameter.default, refuse))
    if mutates_args != "unknown" and (unseen := set(mutates_args) - set(signature.parameters)):
        refuse(
            f"{unseen} in mutates_args were not found in the custom op's signature. mutates_args should contain the names of all args that the custom "
            "op mutates, or just the string 'unknown' if you don't know."
        )
    return f"{op_name or ''}({', '.join(written)}) -> {_results(resolved(signature.return_annotation), refuse)}"


def _default(name, value, refuse):
    if value is inspect.Parameter.empty:
        return ""
    if value is None or isinstance(value, (int, float, bool)):
        return f"={value}"
    if isinstance(value, (str, device)):
        return f'="{value}"'
    if isinstance(value, dtype):
        return "=" + str(value).rpartition(".")[2]
    refuse(
        f"Parameter {name} has an unsupported default value type {type(value)}. Please file an issue on GitHub so we can prioritize this."
    )


def _results(annotation, refuse):
    if annotation is None:
        return "()"
    if annotation is inspect.Parameter.empty:
        refuse("No return type annotation was provided. Please add one.")
    parts = typing.get_args(annotation) if typing.get_origin(annotation) is tuple else (annotation,)
    if any(p not in SUPPORTED_RETURN_TYPES for p in parts):
        refuse(f"Return has unsupported type {annotation}. The valid types are: {SUPPORTED_RETURN_TYPES}.")
    shown = ", ".join([SUPPORTED_RETURN_TYPES[p] for p in parts])
    return shown if typing.get_origin(annotation) is not tuple else f"(({shown}))" if len(parts) == 1 else f"({shown})"
