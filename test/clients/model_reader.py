"""An independent reader of AWS's service model, to compare a validator with.

    .venv/bin/python test/clients/model_reader.py <training-job.model.json> [operation]

Reads requests of the operation (CreateTrainingJob) from standard input, one JSON object a line, and answers each with
one line: {"errors": [...], "optionalNulls": [path, ...], "unknown": [{"at": path, "name": name}, ...]}.

An error is {"path", "constraint", "observed"}: the path and the sentence as AWS writes them, and what was found there:
{"value": ...} for text, numbers, booleans and null, {"items": n} for a list, {"names": [...]} for an object, each with
"secret": true in a map. For entries of a map `names` are those at fault and the sentence lists every constraint.

What the model leaves open and how it is read here:
- `min` and `max` count code points; a number's are also those of 32 (integer) or 64 bits (long).
- A wrong JSON type is no constraint of the model: the sentence says what is wanted and what was seen. 3.0 is an
  integer; a fraction in its place is judged by the bounds, too.
- null where a member may be absent, and members that the model does not know, break no constraint: AWS reads past
  both. They are listed apart, as `optionalNulls` and `unknown`.
"""

import json
import sys

import regex

JAVA_CLASSES = {
    r"\d": "0-9",
    r"\w": "a-zA-Z_0-9",
    r"\p{Alnum}": "a-zA-Z0-9",
    r"\p{Alpha}": "a-zA-Z",
    r"\s": r"\t\n\x0b\f\r ",
}
JAVA_COMPLEMENTS = {r"\D": r"\d", r"\W": r"\w", r"\S": r"\s"}
JAVA_LINE_ENDS = r"\n\r\x85\u2028\u2029"
TOKEN = regex.compile(r"\\[pP]\{\w+\}|\\.|.", regex.DOTALL)
WANTED = {
    "string": "a string",
    "integer": "an integer",
    "long": "an integer",
    "boolean": "a boolean",
    "list": "a list",
    "map": "an object",
    "structure": "an object",
}
BITS = {"integer": 31, "long": 63}


def compiled(java):
    """A Java pattern for `regex`: Java's predefined classes are ASCII, its dot stops at five line ends."""
    out, depth = [], 0
    for token in TOKEN.findall(java):
        if token in JAVA_COMPLEMENTS:
            out.append(f"[^{JAVA_CLASSES[JAVA_COMPLEMENTS[token]]}]")
        elif token in JAVA_CLASSES:
            out.append(JAVA_CLASSES[token] if depth else f"[{JAVA_CLASSES[token]}]")
        elif token == "." and not depth:
            out.append(f"[^{JAVA_LINE_ENDS}]")
        else:
            depth += (token == "[") - (token == "]")
            out.append(token)
    return regex.compile("".join(out), regex.V1)


def seen(value):
    """A JSON value's kind in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number" if value == int(value) else "a fraction"
    return {str: "a string", list: "a list", dict: "an object"}[type(value)]


def fits(kind, value):
    """Whether a JSON value is of a model type."""
    wanted = WANTED[kind]
    return seen(value) == ("a number" if wanted == "an integer" else wanted)


class Reader:
    """Judges requests of one operation."""

    def __init__(self, model, operation):
        self.shapes = model["shapes"]
        self.root = model["operations"][operation]["input"]["shape"]
        self.patterns = {n: compiled(s["pattern"]) for n, s in self.shapes.items() if "pattern" in s}

    def judge(self, request):
        self.errors, self.optional_nulls, self.unknown = [], [], []
        self.visit(self.root, request, "")
        return {"errors": self.errors, "optionalNulls": self.optional_nulls, "unknown": self.unknown}

    def report(self, path, constraint, observed):
        self.errors.append({"path": path, "constraint": constraint, "observed": observed})

    def visit(self, name, value, path):
        shape = self.shapes[name]
        kind = shape["type"]
        for constraint in self.broken(name, value):
            self.report(path, constraint, observed(value, kind == "map"))
        inside = {"structure": self.members, "list": self.items, "map": self.entries}.get(kind)
        if inside and fits(kind, value):
            inside(shape, value, path)

    def members(self, shape, value, path):
        required = shape.get("required", [])
        for name, reference in shape["members"].items():
            inner = joined(path, name[0].lower() + name[1:])
            if value.get(name) is not None:
                self.visit(reference["shape"], value[name], inner)
            elif name in required:
                self.report(inner, "Member must not be null", {"value": None})
            elif name in value:
                self.optional_nulls.append(inner)
        self.unknown += [{"at": path, "name": name} for name in value if name not in shape["members"]]

    def items(self, shape, value, path):
        for number, item in enumerate(value, 1):
            self.visit(shape["member"]["shape"], item, f"{path}.{number}.member")

    def entries(self, shape, value, path):
        """AWS reports a map's keys, and its values, in one sentence each; values of a wrong type by kind."""
        faults = {}
        for key, entry in value.items():
            for part, text in (("key", key), ("value", entry)):
                name = shape[part]["shape"]
                broken = self.broken(name, text)
                if not broken:
                    continue
                typed = fits(self.shapes[name]["type"], text)
                listed = ", ".join(self.constraints(name) if typed else broken)
                faults.setdefault((part, listed), []).append(key)
        for (part, listed), names in faults.items():
            words = {"key": "keys", "value": "value"}[part]
            constraint = f"Map {words} must satisfy constraint: [{listed}]"
            self.report(path, constraint, {"names": names, "secret": True})

    def constraints(self, name):
        return [sentence for sentence, _ in self.checks(name)]

    def broken(self, name, value):
        """The sentences of the constraints that a value breaks by itself, without what is in it."""
        kind = self.shapes[name]["type"]
        if value is None:
            return ["Member must not be null"]
        typed = fits(kind, value)
        # A fraction where an integer is wanted has a value all the same.
        judged = typed or (kind in BITS and seen(value) == "a fraction")
        wrong = [] if typed else [f"Member must be {WANTED[kind]}, not {seen(value)}"]
        return wrong + [sentence for sentence, holds in self.checks(name) if judged and not holds(value)]

    def checks(self, name):
        """Each constraint of a shape in AWS's words and order, with what tells whether a value keeps it."""
        shape = self.shapes[name]
        low, high = shape.get("min"), shape.get("max")
        what, measure = "length", len
        if shape["type"] in BITS:
            end = 2 ** BITS[shape["type"]]
            low, high = -end if low is None else low, end - 1 if high is None else high
            what, measure = "value", lambda value: value
        if high is not None:
            yield f"Member must have {what} less than or equal to {high}", lambda value: measure(value) <= high
        if low is not None:
            yield f"Member must have {what} greater than or equal to {low}", lambda value: measure(value) >= low
        if "pattern" in shape:
            sentence = f"Member must satisfy regular expression pattern: {shape['pattern']}"
            yield sentence, lambda value: self.patterns[name].fullmatch(value) is not None
        if "enum" in shape:
            sentence = f"Member must satisfy enum value set: [{', '.join(shape['enum'])}]"
            yield sentence, lambda value: value in shape["enum"]


def joined(path, name):
    return f"{path}.{name}" if path else name


def observed(value, secret):
    if isinstance(value, dict):
        return {"names": list(value), "secret": secret}
    if isinstance(value, list):
        return {"items": len(value), "secret": secret}
    return {"value": value, "secret": secret}


def main(arguments):
    with open(arguments[0], encoding="utf-8") as file:
        reader = Reader(json.load(file), *(arguments[1:] or ["CreateTrainingJob"]))
    sys.stdin.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        print(json.dumps(reader.judge(json.loads(line))))


if __name__ == "__main__":
    main(sys.argv[1:])
