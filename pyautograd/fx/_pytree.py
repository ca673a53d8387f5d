"""``torch.fx._pytree``: taking a structure of arguments apart as a recorded one was."""
from ..utils._pytree import LeafSpec, namedtuple, tree_flatten, treespec_leaf  # noqa: F401

_flatten = {}
_exact = {}


def register_pytree_flatten_spec(cls, flatten_fn_spec, flatten_fn_exact_match_spec=None):
    """Let containers of the type `cls` be taken apart by ``flatten_fn_spec(container, spec)``, which gives the children that `spec` names."""
    _flatten[cls] = flatten_fn_spec
    _exact[cls] = flatten_fn_exact_match_spec


def tree_flatten_spec(pytree, spec):
    """The leaves of `pytree` in the order of `spec`; what `spec` does not know of is left out."""
    if spec.is_leaf():
        return [pytree]
    if spec.type not in _flatten:
        leaves, found = tree_flatten(pytree)
        if found != spec:
            raise RuntimeError(f"Real spec {found} of object {pytree} is different from expected spec {spec}.")
        return leaves
    return [leaf for child, below in zip(_flatten[spec.type](pytree, spec), spec.children()) for leaf in tree_flatten_spec(child, below)]


def _items(container, spec):
    return [container[at] for at in range(spec.num_children)]


def _same_length(container, spec):
    return len(container) == spec.num_children


register_pytree_flatten_spec(dict, lambda container, spec: [container[key] for key in spec.context], _same_length)
for _sequence in (list, tuple, namedtuple):
    register_pytree_flatten_spec(_sequence, _items, _same_length)
