"""What libraries ask of ``torch._dynamo.utils``."""


def is_compile_supported(device_type):
    """False: nothing is compiled."""
    return False
