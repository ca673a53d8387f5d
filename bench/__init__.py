"""Side-by-side measurements: ``python -m bench`` prints what an operation costs here and in other libraries.

``cases`` says what is measured, ``libraries`` who is compared; ``worker`` is the process that measures, ``measure`` gives it its turns, ``limits`` asks what
the machine can do at best; ``scaling``, ``memory`` and ``install`` measure the rest; ``report``, ``plot`` and ``documents`` write it down.
"""
