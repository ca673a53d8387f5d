"""``torch._functorch.batch_norm_replacement``."""
from ..func._modules import batch_norm_without_running_stats, replace_all_batch_norm_modules_

__all__ = ["batch_norm_without_running_stats", "replace_all_batch_norm_modules_"]
