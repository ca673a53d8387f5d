"""``torch.fx.experimental._config``: settings of tracing with symbolic shapes. They are kept; there are no symbolic shapes that would ask."""
import sys

from ...utils._config_module import install_config_module

translation_validation = translation_validation_no_bisect = print_specializations = validate_shape_env_version_key = False
extended_debug_create_symbol = extended_debug_guard_added = None
use_duck_shape = True
backed_size_oblivious = enable_proxy_recomputation = False

install_config_module(sys.modules[__name__])
