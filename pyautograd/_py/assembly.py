"""Where the forms of every operator belong: functions of the namespace, methods, in-place methods, names for formulas."""


_NAMED_OTHERWISE = {"nn.functional.logsigmoid": "log_sigmoid"}


def shown_name(public):
    """What error texts call it: ``linalg_norm`` for ``linalg.norm``, but ``gelu`` for ``nn.functional.gelu``."""
    if public in _NAMED_OTHERWISE:
        return _NAMED_OTHERWISE[public]
    return public.rpartition(".")[2] if public.startswith("nn.") else public.replace(".", "_")


def public_name(name, module):
    """Where the function form lives: ``add``, ``linalg.det``, ``nn.functional.gelu``."""
    if not module:
        return name
    return f"{module}.{name.removeprefix(module.replace('.', '_') + '_')}"


def assemble(rows, make_form, ops, functions, install):
    """Make the forms of all operators and put them where they belong.

    Parameters
    ----------
    rows : list of (name, variants, module, aliases)
        In the table's order.
    make_form : callable
        ``make_form(shown name, kind, row numbers)`` with kind ``function``, ``method``, ``inplace`` or ``inplace_function``.
    ops, functions
        The namespace for formulas and shared modules, and the dictionary of public functions.
    install : callable
        ``install(name, form)`` makes a method.
    """
    by_name = {}
    for number, row in enumerate(rows):
        by_name.setdefault(row[0], []).append(number)
    for name, numbers in by_name.items():
        variants, module, aliases = rows[numbers[0]][1:]
        public = public_name(name, module)
        as_function = [n for n in numbers if "f" in rows[n][1]] or [n for n in numbers if "m" not in rows[n][1]]
        methods = [n for n in numbers if "m" in rows[n][1]]
        in_place = [n for n in numbers if "i" in rows[n][1]]
        if as_function:
            function = make_form(shown_name(public), "function", as_function)
            setattr(ops, name, function)
            if "f" in variants:
                functions[public] = function
                for alias in aliases:
                    functions[alias] = make_form(shown_name(alias), "function", as_function)
                    setattr(ops, alias.replace(".", "_"), functions[alias])
        for called in (name, *aliases):
            if "." in called:
                continue
            if methods:
                method = make_form(called, "method", methods)
                install(called, method)
                if called == name and not as_function:
                    setattr(ops, name, method)
            if in_place:
                written = make_form(called + "_", "inplace", in_place)
                install(called + "_", written)
                if called == name:
                    setattr(ops, name + "_", written)
        if in_place and "f" in variants and not module:
            functions[name + "_"] = make_form(name + "_", "inplace_function", in_place)
