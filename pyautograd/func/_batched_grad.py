"""``autograd.grad`` inside of a vmap: the graph is that of the physical tensors."""
from ._batched import BatchedTensor, TensorBase, add_levels, levels_of, without_levels


def grad_of_examples(run, outputs, grads, keep, create_graph, inputs, allow_unused):
    """The gradients of single examples. `run` is the engine's; arguments are those of ``run_backward`` otherwise."""
    if not any([isinstance(x, BatchedTensor) for x in (*outputs, *inputs)]):
        return run(outputs, grads, keep, create_graph, inputs, allow_unused, accumulate_grad=False)
    roots, vectors = [], []
    for out, vector in zip(outputs, grads):
        if isinstance(out, BatchedTensor) and out.requires_grad:
            levels, sizes = levels_of([out])
            out = out._value
            vector = without_levels(vector, levels, sizes) if isinstance(vector, TensorBase) else vector
        roots.append(out)
        vectors.append(vector)
    ends = tuple([x._value if isinstance(x, BatchedTensor) and x.requires_grad else x for x in inputs])
    found = run(tuple(roots), tuple(vectors), keep, create_graph, ends, allow_unused, accumulate_grad=False)
    return tuple([add_levels(g, x._levels) if g is not None and end is not x else g for g, x, end in zip(found, inputs, ends)])
