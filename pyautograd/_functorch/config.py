"""``torch._functorch.config``: settings of the compilers of graphs. They are kept; nothing is compiled."""
import sys

from ..utils._config_module import install_config_module

functionalize_rng_ops = fake_tensor_allow_meta = debug_assert = debug_partitioner = enable_autograd_cache = False
check_custom_op_aliasing = error_on_custom_op_aliasing = False
activation_memory_budget = 1.0

install_config_module(sys.modules[__name__])
