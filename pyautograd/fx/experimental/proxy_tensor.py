"""``torch.fx.experimental.proxy_tensor``."""


def get_proxy_mode():
    """The mode that traces operators: None, nothing does."""
    return None
