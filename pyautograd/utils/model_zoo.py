"""``torch.utils.model_zoo``: the older name of ``torch.hub``'s download of weights."""
from ..hub import load_state_dict_from_url

load_url = load_state_dict_from_url


def __getattr__(name):
    """``tqdm``, as `hub` has it."""
    if name == "tqdm":
        from ..hub import tqdm

        return tqdm
    raise AttributeError(f"module 'torch.utils.model_zoo' has no attribute '{name}'")


__all__ = ["load_url"]
