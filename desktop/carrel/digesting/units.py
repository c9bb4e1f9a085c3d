"""What stands after a number and says of what it is: "5 ms" is 0.005 of the unit "s"."""

from __future__ import annotations

import re

_BASE: dict[str, tuple[str, float]] = {}
for _unit, _names in {
    "s": {
        1e-9: "ns nanosecond nanoseconds", 1e-6: "µs μs us microsecond microseconds", 1e-3: "ms msec millisecond milliseconds",
        1.0: "s sec secs second seconds", 60.0: "min mins minute minutes", 3600.0: "h hr hrs hour hours", 86400.0: "day days",
        604800.0: "week weeks",
    },
    "months": {1.0: "month months", 12.0: "year years", 120.0: "decade decades"},
    "B": {
        1.0: "byte bytes", 1e3: "KB kB KiB kilobyte kilobytes", 1e6: "MB MiB megabyte megabytes", 1e9: "GB GiB gigabyte gigabytes",
        1e12: "TB TiB terabyte terabytes", 1e15: "PB petabyte petabytes",
    },
    "Hz": {1.0: "Hz hertz", 1e3: "kHz", 1e6: "MHz", 1e9: "GHz", 1e12: "THz"},
    "m": {1e-9: "nm", 1e-6: "µm μm", 1e-3: "mm", 1e-2: "cm", 1.0: "metre metres meter meters", 1e3: "km kilometres kilometers"},
    "g": {1e-3: "mg", 1.0: "gram grams", 1e3: "kg kilograms"},
    "W": {1e-3: "mW", 1.0: "W watt watts", 1e3: "kW", 1e6: "MW"},
    "J": {1e-3: "mJ", 1.0: "J joule joules", 1e3: "kJ"},
    "V": {1e-3: "mV", 1.0: "V volt volts"},
    "dB": {1.0: "dB"},
    "FLOPS": {1e9: "GFLOPS GFLOPs GFLOP", 1e12: "TFLOPS TFLOPs TFLOP", 1e6: "MFLOPS MFLOPs"},
    "points": {1.0: "point points pp"},
}.items():  # fmt: skip
    for _factor, _written in _names.items():
        for _name in _written.split():
            _BASE[_name] = (_unit, _factor)

_POINTS = r"(?:percentage|absolute|BLEU|ROUGE|F1|accuracy|mAP|AP)\s(?:percentage\s)?points?"
_AFTER = re.compile(
    rf"(?:[ \u00a0\u2009\u202f-]?(?P<points>{_POINTS})|[ \u00a0\u2009\u202f-]?(?P<unit>{'|'.join(sorted(map(re.escape, _BASE), key=len, reverse=True))}))(?![\w/])"
)


def unit_after(text: str, end: int) -> tuple[str, float, int] | None:
    """The unit that stands at `end` of `text`, how many of it one written unit is, and where it ends; None without one."""
    found = _AFTER.match(text, end)
    if found is None:
        return None
    if found["points"]:
        return "points", 1.0, found.end()
    unit, factor = _BASE[found["unit"]]
    return unit, factor, found.end()
