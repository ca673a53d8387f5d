"""Side-by-side measurements: ``python -m bench`` prints what an operation costs here and in other libraries.

``libraries`` says who is compared and how each is spoken to, ``operations`` and ``install`` what is measured, ``worker`` is the
process that measures one library, ``report`` the table.
"""
