"""Pictures in SVG, without a library: bars of ratios and lines of scaling, on logarithmic axes."""
import math
from html import escape

_INK, _FAINT, _GOOD, _BAD = "#333333", "#cccccc", "#3b75af", "#c44e52"
_COLOURS = {"compiled": _GOOD, "torch": "#dd8452"}
_NAMES = {"compiled": "pyautograd", "torch": "PyTorch"}


def _text(x, y, content, anchor="start", size=11):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{_INK}">{escape(str(content))}</text>'


def _line(x0, y0, x1, y1, colour=_FAINT, width=1):
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _document(width, height, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="white"/>', *parts, "</svg>"]) + "\n"


def bars(groups):
    """PyTorch's time over pyautograd's for every case. `groups` is {title: {case: ratio}}."""
    left, right, step = 360, 820, 14
    ratios = [ratio for cases in groups.values() for ratio in cases.values()]
    low, high = min(0.5, *ratios) * 0.9, max(ratios) * 1.1

    def at(ratio):
        return left + (right - left) * math.log(ratio / low) / math.log(high / low)

    parts, y = [], 20
    for title, cases in groups.items():
        parts.append(_text(10, y, title, size=13))
        y += 8
        for case, ratio in cases.items():
            parts.append(_text(left - 6, y + 10, case.replace("`", ""), "end", 9))
            x0, x1 = sorted((at(1), at(ratio)))
            parts.append(f'<rect x="{x0:.1f}" y="{y + 2}" width="{max(x1 - x0, 0.5):.1f}" height="{step - 4}" fill="{_GOOD if ratio >= 1 else _BAD}"/>')
            parts.append(_text(max(x1, at(1)) + 4, y + 10, f"{ratio:.3g}×", size=9))
            y += step
        y += 22
    ticks = [t for t in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if low <= t <= high]
    grid = [_line(at(t), 10, at(t), y - 15, _INK if t == 1 else _FAINT) for t in ticks] + [_text(at(t), y, f"{t:g}×", "middle", 10) for t in ticks]
    return _document(right + 60, y + 12, grid + parts)


def lines(found):
    """Time per node and per element over their number, as `scaling.measure` gives them: one panel for each."""
    panels = [(name, title) for name, title in (("nodes", "ns per node"), ("add", "ns per element, a + b"), ("exp", "ns per element, exp"), ("sum", "ns per element, sum"))
              if found[1][name]]  # fmt: skip
    width, height, parts = 420, 300, []
    for index, (name, title) in enumerate(panels):
        left, top = 60 + index % 2 * width, 40 + index // 2 * height
        right, bottom = left + width - 90, top + height - 80
        series = {(key, n): {size: values[key] * 1e9 for size, values in found[n][name].items() if key in values}
                  for key in ("compiled", "torch") for n in (1, 2)}  # fmt: skip
        series = {who: points for who, points in series.items() if points}
        xs = [math.log10(size) for points in series.values() for size in points]
        ys = [math.log10(value) for points in series.values() for value in points.values()]
        x0, x1, y0, y1 = min(xs), max(xs), math.floor(min(ys)), math.ceil(max(ys))

        def place(size, value):
            return (left + (math.log10(size) - x0) / max(x1 - x0, 1) * (right - left), bottom - (math.log10(value) - y0) / max(y1 - y0, 1) * (bottom - top))  # noqa: B023

        parts.append(_text(left, top - 10, title, size=12))
        for power in range(y0, y1 + 1):
            _, y = place(1, 10.0**power)
            parts += [_line(left, y, right, y), _text(left - 6, y + 4, f"{10.0**power:g}", "end", 10)]
        for power in range(math.ceil(x0), math.floor(x1) + 1):
            x, _ = place(10.0**power, 1)
            parts += [_line(x, top, x, bottom), _text(x, bottom + 14, f"1e{power}", "middle", 10)]
        for position, ((key, n), points) in enumerate(series.items()):
            corners = " ".join("{:.1f},{:.1f}".format(*place(size, value)) for size, value in points.items())
            dash = ' stroke-dasharray="4 3"' if n == 2 else ""
            parts.append(f'<polyline points="{corners}" fill="none" stroke="{_COLOURS[key]}" stroke-width="1.8"{dash}/>')
            y = bottom + 32 + position // 2 * 14
            x = left + position % 2 * 170
            parts.append(f'<line x1="{x}" y1="{y - 4}" x2="{x + 24}" y2="{y - 4}" stroke="{_COLOURS[key]}" stroke-width="1.8"{dash}/>')
            parts.append(_text(x + 30, y, f"{_NAMES[key]}, {n} thread{'s' if n > 1 else ''}", size=10))
    return _document(2 * width + 20, 40 + (len(panels) + 1) // 2 * height, parts)
