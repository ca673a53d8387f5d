"""``torch.utils.benchmark``: times of statements, and tables that compare them."""
from .utils.common import Measurement, TaskSpec, ordered_unique, select_unit, set_torch_threads, trim_sigfig, unit_to_english  # noqa: F401
from .utils.compare import Compare  # noqa: F401
from .utils.timer import Language, Timer, timer  # noqa: F401
