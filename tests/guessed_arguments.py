"""Arguments for operators that have no samples, guessed from the types and the names of their parameters.

They serve to find the dtypes an operator runs in: a call that raises in every dtype says only that the guess was a bad one.
"""
import itertools

import pyautograd as torch

SHAPES = ((3, 3), (3,), (2, 3), (1, 3, 3), (2, 3, 3), (1, 3, 4, 4), (2, 3, 4, 4), (1, 3, 4, 4, 4), ())
# What is no tensor, by the parameter's name and, failing that, by its type.
BY_NAME = {
    "size": (3, 3), "kernel_size": (2, 2, 2), "normalized_shape": (3,), "window_length": 4, "n": 3, "steps": 3, "end": 3, "high": 3, "low": 0, "num_layers": 1,
    "level": 0, "output_size": (2, 2, 2), "p": 0.5, "lambd": 0.5, "stride": (1, 1, 1), "sections": 1, "dims": (0,), "dim0": 0, "dim1": 0, "row": 3, "col": 3, "n_fft": 2, "bins": 4,
    "start": 0, "groups": 1, "num_groups": 1, "upscale_factor": 1, "downscale_factor": 1, "num_classes": 4, "equation": "ij->ji", "indices_or_sections": 1, "reduction": "mean",
    "output_padding": (0, 0, 0), "dtype": torch.float32, "reduce": "sum", "periodic": True, "alpha": 0.5, "beta": 0.5, "std": 1.0, "mean": 0.0,
    "chunks": 1, "repeats": 2, "shifts": 1, "k": 1, "diagonal": 0, "pad": (1, 1), "lengths": (3,), "split_size": 1, "split_size_or_sections": 1,
    "indexing": "ij", "ord": "fro", "shape": (-1,), "sizes": (-1,), "physical_layout": (0, 1), "length": 1, "num_samples": 1,
}  # fmt: skip
BY_TYPE = {"int": 0, "float": 0.5, "Number": 1, "bool": False, "str": "mean", "int[]": (0,), "float[]": (1.0,), "Number[]": (1, 1), "bool[]": (False,)}
INDICES = frozenset(("index", "indices", "sorted_sequence_indices", "target_indices", "ind", "offsets", "batch_sizes", "pivots", "LU_pivots", "input_lengths", "target_lengths"))
MASKS = frozenset(("mask", "condition"))

LABELS = torch.tensor([0, 1])
# Calls whose arguments have to fit each other, by the row's key: functions of one that makes ones of a shape in the dtype.
FITTED = {
    "conv_transpose1d": lambda t: (t(1, 2, 4), t(2, 1, 3)), "conv_transpose2d": lambda t: (t(1, 2, 4, 4), t(2, 1, 3, 3)),
    "conv_transpose3d": lambda t: (t(1, 2, 4, 4, 4), t(2, 1, 3, 3, 3)), "conv_tbc": lambda t: (t(4, 1, 2), t(3, 2, 1), t(1)),
    "batch_norm": lambda t: (t(2, 3), None, None, None, None, True, 0.1, 1e-5, False), "nn_functional_batch_norm": lambda t: (t(2, 3), t(3), t(3)),
    "instance_norm": lambda t: (t(2, 3, 4), None, None, None, None, True, 0.1, 1e-5, False), "nn_functional_fold": lambda t: (t(1, 4, 4), (3, 3), (2, 2)),
    "grid_sampler": lambda t: (t(1, 1, 3, 3), t(1, 2, 2, 2), 0, 0, False), "grid_sampler_2d": lambda t: (t(1, 1, 3, 3), t(1, 2, 2, 2), 0, 0, False),
    "grid_sampler_3d": lambda t: (t(1, 1, 3, 3, 3), t(1, 2, 2, 2, 3), 0, 0, False), "nn_functional_grid_sample": lambda t: (t(1, 1, 3, 3), t(1, 2, 2, 2)),
    "nn_functional_interpolate": lambda t: (t(1, 1, 3, 3), 6), "nn_functional_upsample": lambda t: (t(1, 1, 3, 3), 6),
    "nn_functional_upsample_nearest": lambda t: (t(1, 1, 3, 3), 6), "nn_functional_upsample_bilinear": lambda t: (t(1, 1, 3, 3), 6),
    "nn_functional_embedding": lambda t: (LABELS, t(3, 2)), "nn_functional_embedding_bag": lambda t: (LABELS[None], t(3, 2)),
    "nn_functional_nll_loss": lambda t: (t(2, 3), LABELS), "nn_functional_cosine_embedding_loss": lambda t: (t(2, 3), t(2, 3), t(2)),
    "nn_functional_ctc_loss": lambda t: (t(4, 1, 3), LABELS[None] + 1, (4,), (2,)), "ctc_loss.IntList": lambda t: (t(4, 1, 3), LABELS[None] + 1, (4,), (2,)),
    "nn_functional_fractional_max_pool2d": lambda t: (t(1, 1, 4, 4), 2, 2), "nn_functional_fractional_max_pool3d": lambda t: (t(1, 1, 4, 4, 4), 2, 2),
    "nn_functional_affine_grid": lambda t: (t(1, 2, 3), (1, 1, 2, 2)), "affine_grid_generator": lambda t: (t(1, 2, 3), (1, 1, 2, 2), False),
    "einsum": lambda t: ("ij,jk", [t(2, 2), t(2, 2)]), "linalg_cond.p_str": lambda t: (t(2, 2), "fro"), "nuclear_norm.dim": lambda t: (t(2, 2), (0, 1)),
    "linalg_householder_product": lambda t: (t(3, 2), t(2)), "orgqr": lambda t: (t(3, 2), t(2)), "lstm_cell": lambda t: (t(1, 2), [t(1, 1), t(1, 1)], t(4, 2), t(4, 1)),
    "histogramdd.TensorList_bins": lambda t: (t(3, 2), [torch.arange(3).to(t(1)), torch.arange(3).to(t(1))]), "unravel_index": lambda t: (t(2), (2, 2)),
    "narrow.Tensor": lambda t: (t(3), 0, torch.tensor(1), 1), "empty_strided": lambda t: ((2, 2), (2, 1)),
}  # fmt: skip


def value_for(param, ndim):
    """A value for a parameter that is no tensor, with as many numbers as tensors of `ndim` dimensions have spatial ones."""
    value = BY_NAME.get(param.name, BY_TYPE.get(param.type, 1))
    if param.name in ("kernel_size", "stride", "output_size", "output_padding"):
        value = value[:max(1, min(ndim - 2, 3))]
    return value[0] if isinstance(value, tuple) and param.type == "int" else value


def tensor_for(param, shape, dtype):
    """Zeros where numbers count or select, elsewhere ones, with a positive definite last matrix if it is square."""
    if param.name in INDICES or param.name in MASKS:
        return torch.zeros(shape, dtype=torch.int64 if param.name in INDICES else torch.bool)
    made = torch.ones(shape)
    if len(shape) > 1 and shape[-1] == shape[-2]:
        made = made + torch.eye(shape[-1])
    return made.to(dtype)


def guesses(row):
    """Functions of a dtype that make the arguments and the keywords of a call, each another guess.

    A guess has tensors of one shape for every required parameter that is one; the second of them may be integers, as targets and labels are. Operators
    without tensors are given the dtype itself where they take one.
    """
    if row.key in FITTED:
        yield lambda dtype: (FITTED[row.key](lambda *shape: torch.ones(shape).to(dtype)), {})
        return
    required = [p for p in row.params if p.required]
    tensors = [p for p in required if p.type.startswith("Tensor")]
    if tensors:
        for shape, labels in itertools.product(SHAPES, (None, tensors[1])) if len(tensors) > 1 else ((shape, None) for shape in SHAPES):
            yield lambda dtype, shape=shape, labels=labels: _filled(required, shape, dtype, labels)
    elif any(p.name == "dtype" for p in row.params):
        yield lambda dtype: _filled(required, (), dtype, None, {"dtype": dtype})


def _filled(required, shape, dtype, labels, keywords=None):
    positional, keywords = [], dict(keywords or {})
    for p in required:
        if p.type.startswith("Tensor"):
            value = tensor_for(p, shape, dtype) if p is not labels else torch.zeros(shape, dtype=torch.int64)
            value = [value, value.clone()] if p.type == "Tensor[]" else value
        else:
            value = torch.Generator() if p.name == "generator" else value_for(p, len(shape))
        if p.keyword_only:
            keywords.setdefault(p.name, value)
        else:
            positional.append(value)
    return positional, keywords
