"""Making dual tensors and taking them apart, as operators: what stands for several tensors can take the calls over."""
from ..core import dual_levels


def make_dual(primal, tangent, level):
    """A view of `primal` that carries `tangent` at a level."""
    from ..forward import make_dual as make

    if level >= dual_levels():
        if level > 0:
            raise RuntimeError("Invalid level given to _make_dual")
        raise RuntimeError("Trying to access a forward AD level with an invalid index. This index was either not created or is already deleted.")
    return make(primal, tangent, level)


def unpack_dual(dual, level):
    """A view of the tensor without its tangent at a level, and that tangent or None."""
    from ..forward import unpack_dual as unpack

    if level > 0 and level >= dual_levels():
        raise RuntimeError("Invalid level given to _fw_primal")
    return unpack(dual, level)
