"""Stores: what processes tell each other, as values under keys. The process groups of this library send everything through one."""
import atexit
import contextlib
import os
import struct
import threading
import time
from datetime import timedelta
from multiprocessing.connection import Client, Listener

from ._errors import DistNetworkError, DistStoreError

_DEFAULT_TIMEOUT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(days=1)


def _encoded(text):
    return text.encode() if isinstance(text, str) else bytes(text)


class Store:
    """Values, which are bytes, under keys. What asks for a key waits until it is there, at most `timeout`."""

    def __init__(self):
        self._timeout = _DEFAULT_TIMEOUT

    @property
    def timeout(self):
        """How long to wait for a key."""
        return self._timeout

    def set_timeout(self, timeout):
        """How long to wait for a key from now on."""
        self._timeout = timeout

    def _ask(self, command, *fields):
        """Answer one request, whose fields are bytes, with a list of bytes."""
        raise NotImplementedError(f"{type(self).__name__} answers no {command}")

    def set(self, key, value):
        """Put `value` under `key`."""
        self._ask("set", _encoded(key), _encoded(value))

    def get(self, key):
        """The value under `key`, once it is there. DistStoreError if it does not come in time."""
        self.wait([key])
        return self._ask("get", _encoded(key))[0]

    def add(self, key, amount):
        """The number under `key`, which begins at 0, after `amount` has been added."""
        return int(self._ask("add", _encoded(key), str(amount).encode())[0])

    def append(self, key, value):
        """Add `value` at the end of the one under `key`."""
        self._ask("append", _encoded(key), _encoded(value))

    def compare_set(self, key, expected_value, desired_value):
        """Put `desired_value` under `key` if `expected_value` is there, or if nothing is and nothing was expected. The value that is there then."""
        return self._ask("compare_set", _encoded(key), _encoded(expected_value), _encoded(desired_value))[0]

    def check(self, keys):
        """Whether all of `keys` are there."""
        return self._ask("check", *map(_encoded, keys))[0] == b"1"

    def delete_key(self, key):
        """Take `key` out, and say whether it was there."""
        return self._ask("delete", _encoded(key))[0] == b"1"

    def num_keys(self):
        """How many keys there are."""
        return int(self._ask("count")[0])

    def wait(self, keys, timeout=None):
        """Return once all of `keys` are there. DistStoreError if they do not come in time."""
        limit = self._timeout if timeout is None else timeout
        if self._ask("wait", str(min(limit, _LONGEST_WAIT).total_seconds()).encode(), *map(_encoded, keys))[0] != b"1":
            raise DistStoreError("Wait timeout")

    def multi_get(self, keys):
        """The values under `keys`, once they are there."""
        return [self.get(key) for key in keys]

    def multi_set(self, keys, values):
        """Put each of `values` under the key at its place."""
        for key, value in zip(keys, values):
            self.set(key, value)

    def has_extended_api(self):
        """True: `append`, `multi_get` and `multi_set` are there."""
        return True


def _answer(values, command, fields):
    """Answer a request, other than to wait, from a dictionary, in which it may change values."""
    if command == "check":
        return [b"1" if all(key in values for key in fields) else b"0"]
    if command == "count":
        return [str(len(values)).encode()]
    key, *rest = fields
    if command == "set":
        values[key] = rest[0]
    elif command == "append":
        values[key] = values.get(key, b"") + rest[0]
    elif command == "add":
        values[key] = str(int(values.get(key, b"0")) + int(rest[0])).encode()
    elif command == "compare_set":
        expected, desired = rest
        if values.get(key, b"") != expected:
            return [values.get(key, expected)]
        values[key] = desired
    elif command == "delete":
        return [b"1" if values.pop(key, None) is not None else b"0"]
    return [values.get(key, b"")]


class HashStore(Store):
    """A store in the memory of one process, for its threads."""

    def __init__(self):
        super().__init__()
        self._values = {}
        self._changed = threading.Condition()

    def _ask(self, command, *fields):
        with self._changed:
            if command == "wait":
                seconds, *keys = fields
                return [b"1" if self._changed.wait_for(lambda: all(key in self._values for key in keys), float(seconds)) else b"0"]
            answer = _answer(self._values, command, fields)
            self._changed.notify_all()
            return answer


class FileStore(Store):
    """A store in a file that several processes read and write: what was changed is added at its end.

    Parameters
    ----------
    file_name : str
    world_size : int
        Kept for show; the file is left when the last process goes.
    """

    _SHORTEST_PAUSE, _LONGEST_PAUSE = 0.0002, 0.005

    def __init__(self, file_name, world_size=-1):
        super().__init__()
        self.path = os.fspath(file_name)
        self.world_size = world_size
        self._values, self._seen = {}, 0  # what the file says up to this byte
        with open(self.path, "ab"):
            pass

    @contextlib.contextmanager
    def _locked(self):
        import fcntl  # not on every platform

        with open(self.path, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _ask(self, command, *fields):
        if command == "wait":
            seconds, *keys = fields
            end, pause = time.monotonic() + float(seconds), self._SHORTEST_PAUSE
            while not self.check(keys):
                if time.monotonic() > end:
                    return [b"0"]
                time.sleep(pause)
                pause = min(2 * pause, self._LONGEST_PAUSE)
            return [b"1"]
        changes = command not in ("get", "check", "count")
        if not changes and os.path.getsize(self.path) == self._seen:
            return _answer(self._values, command, fields)
        with self._locked() as file:
            self._catch_up(file)
            answer = _answer(self._values, command, fields)
            if changes:
                key = fields[0]
                change = _packed(key, self._values.get(key, b""), b"1" if key in self._values else b"0")
                self._seen += file.write(len(change).to_bytes(8, "little") + change)
            return answer

    def _catch_up(self, file):
        """Read what was added since the last time."""
        file.seek(self._seen)
        recorded, start = file.read(), 0
        while start < len(recorded):
            size = 8 + int.from_bytes(recorded[start:start + 8], "little")
            key, value, present = _unpacked(recorded[start + 8:start + size])
            if present == b"1":
                self._values[key] = value
            else:
                self._values.pop(key, None)
            start += size
        self._seen += len(recorded)


def _packed(*fields):
    """Fields of bytes as one message: how many, their lengths, and they themselves."""
    return struct.pack(f"<{len(fields) + 1}Q", len(fields), *map(len, fields)) + b"".join(fields)


def _unpacked(message):
    """The fields of a message; what follows them is ignored."""
    (count,) = struct.unpack_from("<Q", message)
    fields, start = [], 8 * (count + 1)
    for length in struct.unpack_from(f"<{count}Q", message, 8):
        fields.append(message[start:start + length])
        start += length
    return fields


class _Server:
    """Answers the clients of a TCPStore from a HashStore, a thread for each."""

    _PATIENCE = 10.0  # seconds that the last messages have for being fetched when this process ends

    def __init__(self, host, port):
        self.store = HashStore()
        self._clients = 0
        try:
            self._listener = Listener((host, port), backlog=128)
        except OSError as error:
            raise DistNetworkError(f"The server socket has failed to listen on any local network address. port: {port}, {error.strerror}") from error
        self.port = self._listener.address[1]
        threading.Thread(target=self._accept, daemon=True).start()
        atexit.register(self._drain)

    def _accept(self):
        while True:
            connection = self._listener.accept()
            self._clients += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(EOFError, OSError), connection:
            while True:
                command, *fields = _unpacked(connection.recv_bytes())
                connection.send_bytes(_packed(*self.store._ask(command.decode(), *fields)))
        self._clients -= 1

    def _drain(self):
        """Stay until what was sent is fetched, or nobody is there to fetch it."""
        end = time.monotonic() + self._PATIENCE
        while self._clients > 1 and any(b"message/" in key for key in list(self.store._values)) and time.monotonic() < end:
            time.sleep(0.01)


class TCPStore(Store):
    """A store in one process, which others reach by a socket.

    Parameters
    ----------
    host_name : str
    port : int
        0 lets the system choose; `port` then says which.
    world_size : int, optional
        With `wait_for_workers`, return when so many processes are there.
    is_master : bool
        Whether this process keeps the store.
    timeout : timedelta
        How long to wait for the master, for the others, and for keys.
    """

    def __init__(
        self, host_name, port, world_size=None, is_master=False, timeout=_DEFAULT_TIMEOUT, wait_for_workers=True, multi_tenant=False,
        master_listen_fd=None, use_libuv=True,
    ):  # fmt: skip
        super().__init__()
        self._timeout = timeout
        self.host, self.libuvBackend = host_name, use_libuv
        server = _Server("" if host_name not in ("localhost", "127.0.0.1") else "127.0.0.1", port) if is_master else None
        self.port = server.port if server else port
        self._lock = threading.Lock()
        self._connection = self._connect("127.0.0.1" if server else host_name)
        if world_size and wait_for_workers:
            if self.add("init/workers", 1) == world_size:
                self.set("init/all", b"1")
            self.wait(["init/all"])

    def _connect(self, host):
        end = time.monotonic() + self._timeout.total_seconds()
        while True:
            try:
                return Client((host, self.port))
            except ConnectionError as error:
                if time.monotonic() > end:
                    raise DistNetworkError(
                        "The client socket has timed out after "
                        f"{int(self._timeout.total_seconds() * 1000)}ms while trying to connect to ({host}, {self.port})."
                    ) from error
                time.sleep(0.02)

    def _ask(self, command, *fields):
        try:
            with self._lock:
                self._connection.send_bytes(_packed(command.encode(), *fields))
                return _unpacked(self._connection.recv_bytes())
        except (EOFError, OSError) as error:
            raise DistNetworkError(f"failed to {command} in the store at {self.host}:{self.port}: the connection is closed") from error


class PrefixStore(Store):
    """Another store, whose keys begin with a prefix."""

    def __init__(self, prefix, store):
        super().__init__()
        self._prefix, self.underlying_store = _encoded(prefix) + b"/", store

    @property
    def timeout(self):
        """How long to wait for a key."""
        return self.underlying_store.timeout

    def set_timeout(self, timeout):
        """How long to wait for a key from now on."""
        self.underlying_store.set_timeout(timeout)

    def wait(self, keys, timeout=None):
        """Return once all of `keys` are there. DistStoreError if they do not come in time."""
        self.underlying_store.wait([self._prefix + _encoded(key) for key in keys], timeout)

    def _ask(self, command, *fields):
        if command == "count":
            return self.underlying_store._ask(command)
        named = fields if command == "check" else fields[:1]
        return self.underlying_store._ask(command, *(self._prefix + key for key in named), *fields[len(named):])
