"""What a profile holds: events, their sums, and how they print."""
import bisect
import json
from collections import defaultdict, namedtuple

_SECOND, _MILLISECOND = 1e6, 1e3
MEMORY_EVENT_NAME, OUT_OF_MEMORY_EVENT_NAME = "[memory]", "[OutOfMemory]"


def _format_time(time_us):
    """A time in microseconds with its unit: ``1.500ms``."""
    if time_us >= _SECOND:
        return f"{time_us / _SECOND:.3f}s"
    if time_us >= _MILLISECOND:
        return f"{time_us / _MILLISECOND:.3f}ms"
    return f"{time_us:.3f}us"


def _format_time_share(time_us, total_time_us):
    """The share of a time in a total, in percent."""
    if total_time_us == 0:
        if time_us != 0:
            raise AssertionError(f"Expected time_us == 0 but got {time_us}")
        return "NaN"
    return f"{time_us * 100.0 / total_time_us:.2f}%"


def _format_memory(nbytes):
    """A number of bytes with its unit."""
    for size, unit in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")):
        if abs(nbytes) >= size:
            return f"{nbytes * 1.0 / size:.2f} {unit}"
    return f"{nbytes} B"


def _attr_formatter(name):
    return property(lambda self: _format_time(getattr(self, name)))


class FormattedTimesMixin:
    """Times as text, from ``count`` and the totals."""

    cpu_time_str = _attr_formatter("cpu_time")
    device_time_str = _attr_formatter("device_time")
    cpu_time_total_str = _attr_formatter("cpu_time_total")
    device_time_total_str = _attr_formatter("device_time_total")
    self_cpu_time_total_str = _attr_formatter("self_cpu_time_total")
    self_device_time_total_str = _attr_formatter("self_device_time_total")

    @property
    def cpu_time(self):
        """The average time of a call."""
        return 0.0 if self.count == 0 else 1.0 * self.cpu_time_total / self.count

    @property
    def device_time(self):
        """The average time of a call on an accelerator."""
        return 0.0 if self.count == 0 else 1.0 * self.device_time_total / self.count


class Interval:
    """From `start` to `end`, in microseconds."""

    def __init__(self, start, end):
        self.start, self.end = start, end

    def elapsed_us(self):
        """The length of the interval."""
        return self.end - self.start


Kernel = namedtuple("Kernel", ["name", "device", "duration"])


class FunctionEvent(FormattedTimesMixin):
    """One call of an operator, or one ``with record_function(name)``."""

    device_time_total = self_device_time_total = 0
    self_device_memory_usage = self_cpu_memory_usage = 0

    def __init__(self, id, name, thread, start_us, end_us, overload_name=None, fwd_thread=None, input_shapes=None, stack=None, scope=0, use_device=None,
                 cpu_memory_usage=0, device_memory_usage=0, is_async=False, is_remote=False, sequence_nr=-1, node_id=-1, device_type=0, device_index=0,
                 device_resource_id=None, is_legacy=False, flops=None, trace_name=None, concrete_inputs=None, kwinputs=None, is_user_annotation=False,
                 metadata_json=None):  # fmt: skip
        self.id, self.node_id, self.name, self.overload_name, self.trace_name = id, node_id, name, overload_name, trace_name
        self.time_range, self.thread, self.fwd_thread, self.kernels, self.count = Interval(start_us, end_us), thread, fwd_thread, [], 1
        self.cpu_children, self.cpu_parent = [], None
        self.input_shapes, self.concrete_inputs, self.kwinputs, self.stack, self.scope = input_shapes, concrete_inputs, kwinputs, stack, scope
        self.use_device, self.cpu_memory_usage, self.device_memory_usage = use_device, cpu_memory_usage, device_memory_usage
        self.is_async, self.is_remote, self.sequence_nr, self.device_type, self.device_index = is_async, is_remote, sequence_nr, device_type, device_index
        self.device_resource_id = thread if device_resource_id is None else device_resource_id
        self.is_legacy, self.flops, self.is_user_annotation, self.metadata_json = is_legacy, flops, is_user_annotation, metadata_json

    def append_cpu_child(self, child):
        """Add an event that ran inside this one."""
        if not isinstance(child, FunctionEvent):
            raise AssertionError("Expected child to be a FunctionEvent")
        self.cpu_children.append(child)

    def set_cpu_parent(self, parent):
        """Set the event inside which this one ran."""
        if not isinstance(parent, FunctionEvent):
            raise AssertionError("Expected parent to be a FunctionEvent")
        self.cpu_parent = parent

    @property
    def key(self):
        """What events are summed by: the name."""
        return self.name

    @property
    def cpu_time_total(self):
        """The time from begin to end."""
        return self.time_range.elapsed_us()

    @property
    def self_cpu_time_total(self):
        """The time that none of its children took."""
        return self.cpu_time_total - sum(child.cpu_time_total for child in self.cpu_children)

    def __repr__(self):
        return (
            f"<FunctionEvent id={self.id} name={self.name} overload_name={self.overload_name} device_type={self.device_type} node_id={self.node_id} "
            f"cpu_time={self.cpu_time_str} start_us={self.time_range.start} end_us={self.time_range.end} "
            f"cpu_children={[child.id for child in self.cpu_children]} {self.use_device}_time={self.device_time_str} name={self.name} "
            f"thread={self.thread} input_shapes={self.input_shapes} cpu_memory_usage={self.cpu_memory_usage} "
            f"{self.use_device}_memory_usage={self.device_memory_usage} is_async={self.is_async} is_remote={self.is_remote} seq_nr={self.sequence_nr} "
            f"is_legacy={self.is_legacy}>"
        )


class FunctionEventAvg(FormattedTimesMixin):
    """The sum of the events of one key."""

    def __init__(self):
        self.key, self.count, self.node_id, self.is_async, self.is_remote, self.use_device = None, 0, 0, False, False, None
        self.cpu_time_total = self.device_time_total = self.self_cpu_time_total = self.self_device_time_total = 0
        self.cpu_memory_usage = self.device_memory_usage = self.self_cpu_memory_usage = self.self_device_memory_usage = 0
        self.input_shapes = self.overload_name = self.stack = self.scope = self.cpu_children = self.cpu_parent = None
        self.device_type, self.is_legacy, self.flops = 0, False, 0

    def add(self, other):
        """Add an event, or another sum, of the same key."""
        if self.key is None:
            for name in (
                "key", "node_id", "is_async", "is_remote", "cpu_parent", "cpu_children", "overload_name", "input_shapes", "stack", "scope", "device_type",
                "is_legacy", "use_device",
            ):  # fmt: skip
                setattr(self, name, getattr(other, name))
        if not isinstance(other, (FunctionEvent, FunctionEventAvg)):
            raise AssertionError("Expected other to be a FunctionEvent or FunctionEventAvg")
        if other.key != self.key:
            raise AssertionError(f"Expected keys to match, but got {other.key} vs {self.key}")
        for name in (
            "cpu_time_total", "device_time_total", "self_cpu_time_total", "self_device_time_total", "cpu_memory_usage", "device_memory_usage",
            "self_cpu_memory_usage", "self_device_memory_usage", "count",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.flops = other.flops if self.flops is None else self.flops + (other.flops or 0)
        return self

    __iadd__ = add

    def __repr__(self):
        device = self.use_device or "cuda"
        return (
            f"<FunctionEventAvg key={self.key} self_cpu_time={self.self_cpu_time_total_str} cpu_time={self.cpu_time_str} "
            f" self_{device}_time={self.self_device_time_total_str} {device}_time={self.device_time_str} input_shapes={self.input_shapes} "
            f"cpu_memory_usage={self.cpu_memory_usage} {device}_memory_usage={self.device_memory_usage}>"
        )


class StringTable(defaultdict):
    """Names as they are shown; an unknown one as it is."""

    def __missing__(self, key):
        self[key] = key
        return key


def _filter_name(name):
    """Whether events of that name are left out of a profile."""
    return name in (MEMORY_EVENT_NAME, OUT_OF_MEMORY_EVENT_NAME, "aten::is_leaf", "aten::output_nr", "aten::_version") or name.startswith(
        "profiler::_record_function_"
    )


def _rewrite_name(name, with_wildcard=False):
    """A name as it is shown; with a wildcard the steps of a program share one."""
    return "ProfilerStep*" if with_wildcard and name.startswith("ProfilerStep#") else name


class MemRecordsAcc:
    """Records of memory by the time at which they begin: pairs of a record, which has ``start_ns()``, and anything."""

    def __init__(self, mem_records):
        self._records = sorted(mem_records, key=lambda r: r[0].start_ns())
        self._start_nses = [r[0].start_ns() for r in self._records]

    def in_interval(self, start_ns, end_ns):
        """Those that begin between two times, both included."""
        first = bisect.bisect_left(self._start_nses, start_ns)
        yield from self._records[first : bisect.bisect_right(self._start_nses, end_ns)]


EventMetadata = namedtuple(
    "EventMetadata",
    "registers_per_thread shared_memory grid block priority blocks_per_sm warps_per_sm occupancy est_occupancy_pct queued graph_id graph_node_id stream "
    "context channel channel_type bytes bandwidth_gb_s collective_name dtype in_msg_nelems out_msg_nelems in_split_size out_split_size global_rank_start "
    "global_rank_stride group_size process_group_name process_group_desc group_ranks rank src_rank dst_rank seq is_async",
)  # what accelerators tell of an event; there are none


class EventList(list):
    """Events, with what is asked of them together."""

    def __init__(self, *args, **kwargs):
        self._use_device = kwargs.pop("use_device", None)
        self._profile_memory, self._with_flops = kwargs.pop("profile_memory", False), kwargs.pop("with_flops", False)
        super().__init__(*args, **kwargs)
        self._tree_built = False

    def _build_tree(self):
        """Find out which events ran inside which."""
        open_events = {}
        for event in sorted(self, key=lambda e: (e.thread, e.time_range.start, -e.time_range.end)):
            stack = open_events.setdefault(event.thread, [])
            while stack and stack[-1].time_range.end < event.time_range.end:
                stack.pop()
            if stack:
                stack[-1].append_cpu_child(event)
                event.set_cpu_parent(stack[-1])
            stack.append(event)
        self._tree_built = True

    @property
    def self_cpu_time_total(self):
        """The sum of the events' own times."""
        return sum(event.self_cpu_time_total for event in self)

    def key_averages(self, group_by_input_shapes=False, group_by_stack_n=0, group_by_overload_name=False):
        """The events summed by name (and input shapes)."""
        if not self._tree_built:
            raise AssertionError("Expected tree to be built before calling key_averages")
        sums = {}
        for event in self:
            key = (event.key, str(event.input_shapes) if group_by_input_shapes else "", event.overload_name if group_by_overload_name else "")
            sums.setdefault(key, FunctionEventAvg()).add(event)
        made = EventList(sums.values(), use_device=self._use_device, profile_memory=self._profile_memory, with_flops=self._with_flops)
        made._tree_built = True
        return made

    def total_average(self):
        """The sum of all events."""
        total = FunctionEventAvg()
        for event in self:
            total.key = None
            total += event
        total.key = "Total"
        return total

    def table(self, sort_by=None, row_limit=100, max_src_column_width=75, max_name_column_width=55, max_shapes_column_width=80, header=None,
              top_level_events_only=False, time_unit=None):  # fmt: skip
        """The events as a table, sorted by an attribute such as ``"cpu_time_total"``, the largest first."""
        events = [e for e in self if not (top_level_events_only and e.cpu_parent is not None)]
        if sort_by is not None:
            events = sorted(events, key=lambda e: getattr(e, sort_by.replace("cuda", "device")), reverse=True)
        if not events:
            return ""
        total = sum(e.self_cpu_time_total for e in self)
        shapes = any(e.input_shapes for e in events)
        columns = ["Name", "Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg", "# of Calls"] + ["Input Shapes"] * shapes
        rows = []
        for e in events[: row_limit if row_limit > 0 else None]:
            name = e.key if len(e.key) <= max_name_column_width else e.key[: max_name_column_width - 3] + "..."
            row = [
                name, _format_time_share(e.self_cpu_time_total, total), e.self_cpu_time_total_str,
                _format_time_share(e.cpu_time_total, total) if not e.is_async else "0.00%", e.cpu_time_total_str, e.cpu_time_str, str(e.count),
            ]  # fmt: skip
            rows.append(row + [str(e.input_shapes)[:max_shapes_column_width]] * shapes)
        widths = [max(len(r[i]) for r in [columns, *rows]) for i in range(len(columns))]
        rule = "  ".join("-" * w for w in widths)

        def line(cells):
            return "  ".join(c.rjust(w) for c, w in zip(cells, widths))

        lines = [*([header] if header else []), rule, line(columns), rule, *map(line, rows), rule, f"Self CPU time total: {_format_time(total)}"]
        return "\n".join(lines) + "\n"

    def __str__(self):
        return self.table()

    def export_chrome_trace(self, path):
        """Write the events as a trace that Chrome's ``about:tracing`` shows."""
        events = [
            {
                "name": e.key, "ph": "X", "ts": e.time_range.start, "dur": e.time_range.elapsed_us(), "tid": e.thread, "pid": "CPU functions", "args": {},
            }
            for e in self
        ]  # fmt: skip
        with open(path, "w", encoding="utf-8") as file:
            json.dump(events, file)

    def export_stacks(self, path, metric):
        """Refused: stacks are not recorded."""
        raise NotImplementedError("EventList.export_stacks: the profiler of pyautograd records no stacks")


for _shown in (EventList, EventMetadata, FunctionEvent, FunctionEventAvg, Interval, FormattedTimesMixin, MemRecordsAcc, StringTable):
    _shown.__module__ = "torch.autograd.profiler_util"

__all__ = [
    "EventList", "EventMetadata", "FormattedTimesMixin", "FunctionEvent", "FunctionEventAvg", "Interval", "Kernel", "MemRecordsAcc", "StringTable",
]  # fmt: skip
