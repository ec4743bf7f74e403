#!/usr/bin/python3
"""Makes pictures/, what the tests upload (Debian: python3-pil). All of it is made here: no camera's picture is in it."""

import os
import struct
import zlib

from PIL import Image

WIDE = (4000, 3000)


def striped(size):
    picture = Image.new("RGB", size, (90, 120, 60))
    for y in range(0, size[1], 64):
        picture.paste((y % 256, y // 3 % 256, 80), (0, y, size[0], y + 32))
    return picture


def located():
    """EXIF (a TIFF of two directories): turned by a quarter, and taken at a place that is nobody's home."""
    def entry(tag, kind, count, value):
        return struct.pack(">HHI", tag, kind, count) + value.ljust(4, b"\0")
    first, gps = 8, 8 + 2 + 2 * 12 + 4
    values = gps + 2 + 4 * 12 + 4
    degrees = struct.pack(">6I", 43, 1, 39, 1, 1150, 100), struct.pack(">6I", 79, 1, 22, 1, 5900, 100)
    return (b"Exif\0\0MM\0*" + struct.pack(">I", first) +
            struct.pack(">H", 2) + entry(0x0112, 3, 1, struct.pack(">H", 6)) + entry(0x8825, 4, 1, struct.pack(">I", gps)) +
            b"\0\0\0\0" +
            struct.pack(">H", 4) + entry(1, 2, 2, b"N") + entry(2, 5, 3, struct.pack(">I", values)) +
            entry(3, 2, 2, b"W") + entry(4, 5, 3, struct.pack(">I", values + 24)) + b"\0\0\0\0" + degrees[0] + degrees[1])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side):
    """A PNG of one bit and one colour, which is nothing as a file and a gigabyte as a picture."""
    packer, row = zlib.compressobj(9), b"\0" * (1 + side // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)) +
            chunk(b"IDAT", data) + chunk(b"IEND", b""))


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "pictures"))
    wide = striped(WIDE)
    wide.save("wide.jpg", exif=located(), quality=30, progressive=True, optimize=True)
    wide.quantize(256).save("wide.png", optimize=True)
    wide.save("wide.webp", quality=10)
    striped((200, 150)).save("small.jpg", exif=located(), quality=30)
    with open("wide.jpg", "rb") as file:
        whole = file.read()
    write("beheaded.jpg", whole[:300])
    write("half.jpg", whole[:len(whole) // 2])
    with open("wide.png", "rb") as file:
        whole = file.read()
    write("half.png", whole[:len(whole) // 2])
    write("bomb.png", bomb(20000))
    write("text.jpg", b"This is no picture.\n")


main()
