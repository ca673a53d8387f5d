"""Tables of measurements."""
import enum
import math

from . import common

_RED, _PLAIN_RED, _GREEN, _BLUE, _BOLD, _END = "\033[31m\033[1m", "\033[31m", "\033[92m\033[1m", "\033[34m\033[1m", "\033[1m", "\033[0m"


class Colorize(enum.Enum):
    """What the best time is looked for in."""

    NONE = "none"
    COLUMNWISE = "columnwise"
    ROWWISE = "rowwise"


class _Column:
    """How the times of one column are printed."""

    def __init__(self, cells, scale, trimmed, warned):
        present = [m for m in cells if m is not None]
        self.scale, self.trimmed = scale, trimmed
        self.warned = warned and any(m.has_warnings for m in present)
        digits = [math.ceil(math.log10(m.median / scale)) for m in present]
        decimals = min(max(m.significant_figures - d, 0) for m, d in zip(present, digits)) if trimmed else 1
        self.width, self.decimals = max(digits) + decimals + (1 if decimals else 0), decimals

    def show(self, measurement):
        if measurement is None:
            return " " * len(self._filled(1.0, ""))
        value = measurement.median / self.scale
        if self.trimmed:
            value = common.trim_sigfig(value, measurement.significant_figures)
        spread = f" (! {measurement.iqr / measurement.median * 100:.0f}%)" if self.warned and measurement.has_warnings else ""
        return self._filled(value, spread)

    def _filled(self, value, spread):
        return f"{value:>{self.width}.{self.decimals}f}{spread:>{7 if self.warned else 0}}"


class Table:
    """The measurements of one label."""

    def __init__(self, results, colorize, trim_significant_figures, highlight_warnings):
        if len({r.label for r in results}) != 1:
            raise AssertionError("All results must share the same label")
        self.results, self.label = results, results[0].label
        self.colorize, self.highlight_warnings = colorize, highlight_warnings
        self.time_unit, self.time_scale = common.select_unit(min(r.median for r in results))
        self.row_keys = sorted(common.ordered_unique([(r.num_threads, r.env, r.as_row_name) for r in results]), key=lambda key: key[:2])
        self.column_keys = common.ordered_unique([r.description for r in results])
        found = {((r.num_threads, r.env, r.as_row_name), r.description): r for r in results}
        self.cells = [[found.get((row, column)) for column in self.column_keys] for row in self.row_keys]
        self.columns = [_Column(column, self.time_scale, trim_significant_figures, highlight_warnings) for column in zip(*self.cells)]

    def _row_names(self):
        several = len({r.env for r in self.results}) > 1
        width = max(len(str(r.env)) for r in self.results) if several else 0
        names, before = [], None
        for threads, env, name in self.row_keys:
            shown = f"({env})" if several and (threads, env) != before else ""
            names.append("  " + shown.ljust(width + 4) + name)
            before = threads, env
        return names

    def _colored(self, text, row, column):
        measurement = self.cells[row][column]
        if self.colorize == Colorize.NONE or measurement is None:
            return text
        if self.colorize == Colorize.ROWWISE:
            rivals = self.cells[row]
        else:
            rivals = [cells[column] for key, cells in zip(self.row_keys, self.cells) if key[0] == self.row_keys[row][0]]
        best, value = min(m.median for m in rivals if m is not None), measurement.median
        if value <= best * 1.01 or value <= best + 100e-9:
            return _GREEN + text + _END * 2
        if value <= best * 1.1:
            return _BLUE + text + _END * 2
        if value >= best * 5:
            return _RED + text + _END * 2
        return _PLAIN_RED + text + _END * 2 if value >= best * 2 else text

    def render(self):
        """The table as text."""
        rows = [["", *[key or "" for key in self.column_keys]]]
        rows += [[name, *[column.show(cell) for column, cell in zip(self.columns, cells)]] for name, cells in zip(self._row_names(), self.cells)]
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = ["  |  ".join([text.center(width) for text, width in zip(rows[0], widths)])]
        overall, threads = len(lines[0]), None
        for i, row in enumerate(rows[1:]):
            if self.row_keys[i][0] != threads:
                threads = self.row_keys[i][0]
                lines.append(f"{threads} threads: ".ljust(overall, "-"))
            cells = [self._colored(text.center(width), i, j) for j, (text, width) in enumerate(zip(row[1:], widths[1:]))]
            lines.append("  |  ".join([row[0].ljust(widths[0]), *cells]))
        body = "\n".join(lines)
        high = "(! XX%) Measurement has high variance, where XX is the IQR / median * 100.\n"
        note = high if self.highlight_warnings and any(r.has_warnings for r in self.results) else ""
        title = (" " + (self.label or "") + " ").center(overall - 2, "-")
        return f"[{title}]\n{body}\n\nTimes are in {common.unit_to_english(self.time_unit)}s ({self.time_unit}).\n{note}"


class Compare:
    """Tables of measurements, one for each label: rows by sub-label, columns by description."""

    def __init__(self, results):
        self._results = []
        self.extend_results(results)
        self._trim, self._colorize, self._highlight = False, Colorize.NONE, False

    def __str__(self):
        groups = {}
        for result in common.Measurement.merge(self._results):
            groups.setdefault(result.label, []).append(result)
        return "\n".join([Table(group, self._colorize, self._trim, self._highlight).render() for group in groups.values()])

    def extend_results(self, results):
        """Add measurements."""
        for result in results:
            if not isinstance(result, common.Measurement):
                raise ValueError(f"Expected an instance of `Measurement`, got {type(result)} instead.")
        self._results.extend(results)

    def trim_significant_figures(self):
        """Print only the digits that the times support."""
        self._trim = True

    def colorize(self, rowwise=False):
        """Color the best times of each column, or of each row."""
        self._colorize = Colorize.ROWWISE if rowwise else Colorize.COLUMNWISE

    def highlight_warnings(self):
        """Mark times that spread suspiciously."""
        self._highlight = True

    def print(self):
        """Print the tables."""
        print(str(self))
