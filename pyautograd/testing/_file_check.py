"""``FileCheck``: a chain of texts that a program's output has, in this order, as LLVM's tool of that name looks for them."""
import re

_KINDS = {
    "CHECK": "check", "CHECK-NEXT": "check_next", "CHECK-SAME": "check_same", "CHECK-NOT": "check_not", "CHECK-DAG": "check_dag",
    "CHECK-COUNT": "check_count", "CHECK-COUNT-EXACTLY": "check_count", "CHECK-SOURCE-HIGHLIGHTED": "check_source_highlighted", "CHECK-REGEX": "check_regex",
}  # fmt: skip
_DIRECTIVE = re.compile(r"^\s*#\s*(CHECK(?:-[A-Z]+)*)(?:-(\d+))?:(.*)$", re.MULTILINE)


class FileCheck:
    """Each method adds a check and gives the object back; `run` makes them all, each from where the one before it was found."""

    __module__ = "torch"

    def __init__(self):
        self._checks = []  # (kind, text, count)

    def _add(self, kind, text, count=None):
        self._checks.append((kind, text, count))
        return self

    def check(self, string):
        """The text is further down."""
        return self._add("CHECK", string)

    def check_not(self, string):
        """The text is not before what the next check finds."""
        return self._add("CHECK-NOT", string)

    def check_same(self, string):
        """The text is further on in the same line."""
        return self._add("CHECK-SAME", string)

    def check_next(self, string):
        """The text is in the next line."""
        return self._add("CHECK-NEXT", string)

    def check_count(self, string, count, exactly=False):
        """The text is there `count` times, and with `exactly` no more."""
        self._add("CHECK-COUNT", string, count)
        return self._add("CHECK-NOT", string) if exactly else self

    def check_dag(self, string):
        """The text is further down; of checks of this kind that follow each other the order is free."""
        return self._add("CHECK-DAG", string)

    def check_source_highlighted(self, string):
        """The text is further down, with a marker ``~~~ <--- HERE`` below it."""
        return self._add("CHECK-SOURCE-HIGHLIGHTED", string)

    def check_regex(self, string):
        """A match of the regular expression is further down."""
        return self._add("CHECK-REGEX", string)

    def run(self, text, *rest):
        """Make the checks on a text. Of two texts the first has the checks, in comments ``# CHECK: ...``. RuntimeError for the first that fails."""
        if rest:
            for kind, count, wanted in _DIRECTIVE.findall(text):
                if kind not in _KINDS:
                    raise RuntimeError(f"Expected to parse check, did not find a check of the kind {kind}")
                exactly = [True] if kind == "CHECK-COUNT-EXACTLY" else []
                getattr(self, _KINDS[kind])(wanted.strip(), *([int(count)] if count else []), *exactly)
            (text,) = rest
        if not self._checks:
            raise RuntimeError("No checks have been added to this instance ofFilecheck! Check for bad input.")
        _Search(str(text)).make(self._checks)


class _Search:
    """One run over a text; `at` is where what was found last ends."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def make(self, checks):
        forbidden, i = [], 0
        while i < len(checks):
            kind, wanted, count = checks[i]
            before = self.at
            if kind == "CHECK-NOT":
                forbidden.append(wanted)
                i += 1
                continue
            if kind == "CHECK-DAG":
                together = 1
                while i + together < len(checks) and checks[i + together][0] == "CHECK-DAG":
                    together += 1
                starts = [self.find(text, before, kind) for _, text, _ in checks[i : i + together]]
                start, self.at = min(starts), max(s + len(checks[i + k][1]) for k, s in enumerate(starts))
                i += together
            else:
                start = self.one(kind, wanted, count)
                i += 1
            self.refuse(forbidden, before, start)
            forbidden = []
        self.refuse(forbidden, self.at, len(self.text))

    def one(self, kind, wanted, count):
        """Find what a check wants; where it starts."""
        before = self.at
        if kind == "CHECK-REGEX":
            found = re.compile(wanted).search(self.text, before)
            if found is None:
                shown = wanted.replace("\\", "\\\\")
                raise RuntimeError(f'Expected to find regex "{shown}" but did not find it\nSearched string:\n{self.text[before:]}From CHECK-REGEX: {wanted}\n')
            start, self.at = found.span()
            return start
        if kind == "CHECK-COUNT":
            start = None
            for _ in range(count):
                found = self.find(wanted, self.at, f"CHECK-COUNT-{count}")
                start, self.at = found if start is None else start, found + len(wanted)
            return before if start is None else start
        start = self.find(wanted, before, kind)
        self.at = start + len(wanted)
        if kind == "CHECK-SAME":
            self.refuse(["\n"], before, start, f"{kind}: {wanted}")
        if kind == "CHECK-NEXT":
            line = self.find("\n", before, kind) + 1
            self.refuse(["\n"], line, start, f"{kind}: {wanted}")
        if kind == "CHECK-SOURCE-HIGHLIGHTED":
            line = self.text.rfind("\n", 0, start) + 1
            below = self.text[self.text.find("\n", start) + 1 :].partition("\n")[0] if "\n" in self.text[start:] else ""
            if below[start - line :].find("~" * len(wanted)) != 0 or "<--- HERE" not in below:
                raise RuntimeError(f'Expected to find "{wanted}" highlighted but it is not.\n{self.around(start, 0)}From {kind}: {wanted}\n')
        return start

    def find(self, wanted, start, kind):
        found = self.text.find(wanted, start)
        if found < 0:
            around = self.around(start, len(wanted) if start == 0 else 0)
            raise RuntimeError(f'Expected to find "{wanted}" but did not find it\nSearched string:\n{around}From {kind}: {wanted}\n')
        return found

    def refuse(self, forbidden, start, end, shown=None):
        for text in forbidden:
            found = self.text.find(text, start, end)
            if found >= 0:
                printed = text.replace("\n", "\\n")
                around = self.around(found, 0 if text == "\n" else len(text))
                raise RuntimeError(f'Expected to not find "{printed}" but found it\n{around}From {shown or "CHECK-NOT: " + text}\n')

    def around(self, at, marked):
        """The line of a place and two before and after it, with a marker below it."""
        lines = self.text.split("\n")
        row = self.text.count("\n", 0, at)
        shown = lines[max(row - 2, 0) : row + 3]
        if marked:
            column = at - (self.text.rfind("\n", 0, at) + 1)
            shown.insert(row - max(row - 2, 0) + 1, " " * column + "~" * marked + " <--- HERE")
        return "\n".join(shown).rstrip("\n") + "\n"
