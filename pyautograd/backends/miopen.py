"""``torch.backends.miopen``: absent. Its switch can be set and read."""
from ._switches import switches

set_flags, flags = switches(globals(), immediate=False)
