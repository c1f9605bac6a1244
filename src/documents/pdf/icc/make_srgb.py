"""Writes srgb-v2.icc: a small ICC v2 matrix profile of sRGB (IEC 61966-2-1), for the PDF/A output intent.

Every number is from the standard: D50-adapted primaries and the piecewise transfer curve sampled at 256 points.
The profile is our own work and carries no third-party text.
"""

import struct, pathlib


def s15(x):
    return struct.pack(">i", round(x * 65536))


def xyz(x, y, z):
    return b"XYZ \0\0\0\0" + s15(x) + s15(y) + s15(z)


def linear(v):
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4


text = b"Public domain (CC0)"
name = b"sRGB"
curve = (
    b"curv\0\0\0\0"
    + struct.pack(">I", 256)
    + b"".join(struct.pack(">H", round(65535 * linear(i / 255))) for i in range(256))
)
desc = b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name + b"\0" + bytes(4 + 4 + 2 + 1 + 67)
tags = [
    (b"desc", desc),
    (b"cprt", b"text\0\0\0\0" + text + b"\0"),
    (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
    (b"rXYZ", xyz(0.4360747, 0.2225045, 0.0139322)),
    (b"gXYZ", xyz(0.3850649, 0.7168786, 0.0971045)),
    (b"bXYZ", xyz(0.1430804, 0.0606169, 0.7141733)),
    (b"rTRC", curve),
    (b"gTRC", curve),
    (b"bTRC", curve),
]
table, body, seen = b"", b"", {}
start = 128 + 4 + 12 * len(tags)
for tag, content in tags:
    if content not in seen:
        seen[content] = start + len(body)
        body += content + bytes(-len(content) % 4)
    table += tag + struct.pack(">II", seen[content], len(content))
rest = struct.pack(">I", len(tags)) + table + body
header = (
    struct.pack(
        ">I4sI4s4s4s6H4s4sIIIQI",
        128 + len(rest),
        bytes(4),
        0x02100000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        2026,
        1,
        1,
        0,
        0,
        0,
        b"acsp",
        bytes(4),
        0,
        0,
        0,
        0,
        0,
    )
    + s15(0.9642)
    + s15(1.0)
    + s15(0.8249)
)
profile = header + bytes(128 - len(header)) + rest
pathlib.Path(__file__).with_name("srgb-v2.icc").write_bytes(profile)
