"""Checks what tests/oracles/say.lua says against Python: check.py FILE"""

import decimal
import json
import sys

decimal.getcontext().prec = 200
LARGEST = decimal.Decimal(2**127 - 1)
PLACES = decimal.Decimal(1).scaleb(-10)
HALF_EVEN = decimal.ROUND_HALF_EVEN

OPERATIONS = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: (a / b).quantize(PLACES, HALF_EVEN),
    "round": lambda a, b: a.quantize(PLACES, HALF_EVEN),
    "less": lambda a, b: a < b,
    "equal": lambda a, b: a == b,
}


def fits(value):
    """Whether 127 bits and 38 places hold it, zeros at its end apart."""
    sign, digits, exponent = value.normalize().as_tuple()
    if exponent < -38:
        return False
    return abs(value.normalize().scaleb(max(0, -exponent))) <= LARGEST


def check_decimal(name, left, right, result):
    a, b = decimal.Decimal(left), decimal.Decimal(right)
    if result == "-":
        if not (fits(a) and fits(b)):
            return True
        if name == "divide" and b == 0:
            return True
        if name in ("less", "equal"):
            return False
        wanted = OPERATIONS[name](a, b)
        if name in ("divide", "round"):  # to exactly ten places
            return abs(wanted.scaleb(10)) > LARGEST
        return not fits(wanted)
    wanted = OPERATIONS[name](a, b)
    if isinstance(wanted, bool):
        return result == str(wanted).lower()
    return decimal.Decimal(result) == wanted


def no_constant(text):
    raise ValueError(text)


def of_pairs(pairs):
    """The last value of a key that is there twice; but each must be text."""
    json.dumps(pairs, ensure_ascii=False).encode()  # no half of a surrogate
    return dict(pairs)


def read(text):
    """Numbers as they are written; nothing that JSON has not."""
    value = json.loads(text, parse_float=str, parse_int=str,
                       parse_constant=no_constant, object_pairs_hook=of_pairs)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def check_json(given, result):
    try:
        wanted = read(given)
    except ValueError:
        return result == "-"
    return result != "-" and read(result) == wanted


passed = failed = 0
for line in open(sys.argv[1], "rb"):
    try:
        fields = line.decode().rstrip("\n").split("\t")
    except UnicodeDecodeError:  # no UTF-8, and so no JSON
        good, fields = line.endswith(b"\t-\n"), [repr(line)]
    else:
        good = (check_json(*fields[1:]) if fields[0] == "json"
                else check_decimal(*fields))
    if good:
        passed += 1
    else:
        failed += 1
        if failed < 20:
            print("not so:", *fields)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
