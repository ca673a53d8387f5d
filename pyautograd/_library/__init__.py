"""Operators that users define: ``torch.library``. The public names are in ``pyautograd.library``."""
