"""``torch.fx.passes``: of PyTorch's, `shape_prop`, `fake_tensor_prop`, `split_module` and `tools_common` are here; names of others can be imported and refuse to be used."""
from ... import _lazy

__getattr__, __dir__ = _lazy.attributes(__name__, ("shape_prop", "fake_tensor_prop", "split_module", "tools_common"))
