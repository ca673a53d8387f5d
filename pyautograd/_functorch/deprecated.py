"""The package ``functorch``: the same functions, each with a warning that it has moved."""
import functools
import warnings

from . import apis, eager_transforms
from . import make_functional as _modules


def get_warning(api, new_api=None, replace_newlines=False):
    """What a call warns of."""
    new_api = f"torch.func.{api}" if new_api is None else new_api
    text = (
        f"We've integrated functorch into PyTorch. As the final step of the \nintegration, `functorch.{api}` is deprecated as of PyTorch \n2.0 and will be "
        f"deleted in a future version of PyTorch >= 2.3. \nPlease use `{new_api}` instead; see the PyTorch 2.0 release notes \nand/or the `torch.func` "
        "migration guide for more details \nhttps://pytorch.org/docs/main/func.migrating.html"
    )
    return text.replace("\n", "") if replace_newlines else text


def warn_deprecated(api, new_api=None):
    warnings.warn(get_warning(api, new_api, replace_newlines=True), FutureWarning, stacklevel=3)


def _moved(function, api, new_api=None):
    @functools.wraps(function)
    def warning(*args, **kwargs):
        warn_deprecated(api, new_api)
        return function(*args, **kwargs)

    warning.__module__ = "torch._functorch.deprecated"
    return warning


vmap = _moved(apis.vmap, "vmap", "torch.vmap")
grad = _moved(apis.grad, "grad")
grad_and_value = _moved(apis.grad_and_value, "grad_and_value")
vjp = _moved(eager_transforms.vjp, "vjp")
jvp = _moved(eager_transforms.jvp, "jvp")
jacrev = _moved(eager_transforms.jacrev, "jacrev")
jacfwd = _moved(eager_transforms.jacfwd, "jacfwd")
hessian = _moved(eager_transforms.hessian, "hessian")
functionalize = _moved(eager_transforms.functionalize, "functionalize")
make_functional = _moved(_modules.make_functional, "make_functional", "torch.func.functional_call")
make_functional_with_buffers = _moved(_modules.make_functional_with_buffers, "make_functional_with_buffers", "torch.func.functional_call")
combine_state_for_ensemble = _moved(_modules.combine_state_for_ensemble, "combine_state_for_ensemble", "torch.func.stack_module_state")
