"""``torch._vendor``: names of packages that PyTorch brings along; the installed ones stand behind them."""
