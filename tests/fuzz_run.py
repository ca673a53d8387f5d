"""What the fuzzing programs share: calls after which only Python exceptions may come out."""


def run(call, count):
    """Make `count` calls of `call`, and print how many of them gave something. SystemError, which C code that went wrong leaves behind, is no answer."""
    outcomes = 0
    for _ in range(count):
        try:
            call()
            outcomes += 1
        except (Exception, SystemExit) as error:
            if isinstance(error, SystemError):
                raise
    print(outcomes)
