"""What the fuzzing programs share: calls after which only Python exceptions may come out."""
import os
import sys


def bound_memory():
    """Let absurd sizes fail at once instead of filling the machine, where the system can; the address sanitizer needs its own option for it."""
    if sys.platform == "linux" and "asan" not in os.environ.get("LD_PRELOAD", ""):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))


def run(call, count):
    """Make `count` calls of `call`, and print how many of them gave something. SystemError, which C code that went wrong leaves behind, is no answer."""
    bound_memory()
    outcomes = 0
    for _ in range(count):
        try:
            call()
            outcomes += 1
        except (Exception, SystemExit) as error:
            if isinstance(error, SystemError):
                raise
    print(outcomes)
