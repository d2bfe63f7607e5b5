#!/usr/bin/env python3
"""Makes of an unpacked kernel what a virtual machine starts from.

    first_files.py FOLDER

FOLDER holds `kernel/` (the unpacked kernel package) and `root/` (busybox, udev and their libraries).
Written are `FOLDER/vmlinux`, the kernel without its compression, which an emulated processor would take
long to undo, and `FOLDER/initrd.cpio`, the first file system: modules, busybox, udev and `init`.
"""

import bz2
import gzip
import lzma
import os
import re
import subprocess
import sys
from pathlib import Path

# What the guest needs of the kernel; what these need comes along. In the order they are loaded.
MODULES = [
    "virtio_pci", "9pnet_virtio", "9p",  # the host's files
    "vhci-hcd",  # the controller that emulated devices are plugged into
    "usbhid", "hid-generic", "usblp", "ftdi_sio",  # the drivers of scales, printers and adapters
]
RULES = ["50-udev-default.rules", "60-serial.rules", "80-drivers.rules"]
GROUPS = """root:x:0:
tty:x:5:
disk:x:6:
lp:x:7:
kmem:x:15:
dialout:x:20:
cdrom:x:24:
tape:x:26:
audio:x:29:
video:x:44:
sgx:x:101:
input:x:102:
kvm:x:103:
render:x:104:
plugdev:x:46:
"""
INIT = Path(__file__).with_name("init")


def uncompressed(image: bytes) -> bytes:
    """The ELF kernel inside a boot image."""
    for magic, decompress in (
        (b"\xfd7zXZ\0", lambda data: lzma.LZMADecompressor().decompress(data)),
        (b"\x1f\x8b\x08", lambda data: gzip.zlib.decompressobj(31).decompress(data)),
        (b"BZh", lambda data: bz2.BZ2Decompressor().decompress(data)),
    ):
        at = image.find(magic)
        while at >= 0:
            try:
                kernel = decompress(image[at:])
            except (lzma.LZMAError, gzip.zlib.error, OSError):
                kernel = b""
            if kernel.startswith(b"\x7fELF"):
                return kernel
            at = image.find(magic, at + 1)
    sys.exit("the kernel is compressed in a way that is not known here")


def module_bytes(path: Path) -> bytes:
    data = path.read_bytes()
    return lzma.decompress(data) if path.suffix == ".xz" else data


class Cpio:
    """A file system in the kernel's own archive format, newc."""

    def __init__(self):
        self.entries = {}

    def folder(self, path: str):
        path = path.strip("/")
        while path:
            self.entries.setdefault(path, (0o40755, b"", (0, 0)))
            path = os.path.dirname(path)

    def file(self, path: str, data: bytes, mode: int = 0o755):
        path = path.strip("/")
        self.folder(os.path.dirname(path))
        self.entries[path] = (0o100000 | mode, data, (0, 0))

    def link(self, path: str, target: str):
        path = path.strip("/")
        self.folder(os.path.dirname(path))
        self.entries[path] = (0o120777, target.encode(), (0, 0))

    def device(self, path: str, mode: int, number: tuple):
        self.entries[path] = (0o20000 | mode, b"", number)

    def write(self, path: Path):
        with path.open("wb") as out:
            entries = sorted(self.entries.items())
            for inode, (name, (mode, data, device)) in enumerate(
                [*entries, ("TRAILER!!!", (0, b"", (0, 0)))], 1
            ):
                encoded = name.encode() + b"\0"
                fields = (inode, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(encoded), 0)
                out.write(b"070701" + b"".join(b"%08x" % field for field in fields) + encoded)
                out.write(b"\0" * (-out.tell() % 4))
                out.write(data)
                out.write(b"\0" * (-out.tell() % 4))


def add_modules(cpio: Cpio, tree: Path):
    """The modules and what they need, and the order to load them in."""
    known = {}
    for path in tree.rglob("*.ko*"):
        known[path.name.split(".ko")[0].replace("-", "_")] = path
    order = []

    def add(name: str):
        name = name.replace("-", "_")
        if name in order:
            return
        if name not in known:
            sys.exit(f"this kernel has no module {name}")
        data = module_bytes(known[name])
        needs = re.search(rb"depends=([^\0]*)\0", data)
        for need in needs.group(1).decode().split(",") if needs else []:
            if need:
                add(need)
        order.append(name)
        cpio.file(f"modules/{name}.ko", data, 0o644)

    for module in MODULES:
        add(module)
    cpio.file("modules/order", "".join(f"{name}\n" for name in order).encode(), 0o644)


def add_program(cpio: Cpio, program: Path, root: Path, at: str):
    """A program with the libraries it loads: those unpacked here, else the machine's."""
    cpio.file(at, program.read_bytes())
    places = [root / "usr/lib/x86_64-linux-gnu", root / "lib/x86_64-linux-gnu"]
    environment = dict(os.environ, LD_LIBRARY_PATH=":".join(map(str, places)))
    listed = subprocess.run(
        ["ldd", program], env=environment, capture_output=True, text=True, check=True
    ).stdout
    for library in re.findall(r"(?:=>\s+)?(/\S+)\s+\(0x", listed):
        inside = library.removeprefix(str(root))
        cpio.file(inside, Path(library).resolve().read_bytes())


def main():
    folder = Path(sys.argv[1])
    root, kernel = folder / "root", folder / "kernel"
    image = next((kernel / "boot").glob("vmlinuz-*"))
    (folder / "vmlinux").write_bytes(uncompressed(image.read_bytes()))

    cpio = Cpio()
    for path in ("proc", "sys", "dev", "run", "tmp", "host", "root", "lib64"):
        cpio.folder(path)
    cpio.device("dev/console", 0o600, (5, 1))
    cpio.device("dev/null", 0o666, (1, 3))
    add_modules(cpio, kernel)
    cpio.file("bin/busybox", (root / "bin/busybox").read_bytes())
    add_program(cpio, root / "bin/udevadm", root, "bin/udevadm")
    cpio.link("lib/systemd/systemd-udevd", "/bin/udevadm")
    rules = next(
        place
        for place in (root / "usr/lib/udev/rules.d", root / "lib/udev/rules.d")
        if place.is_dir()
    )
    for name in RULES:
        cpio.file(f"lib/udev/rules.d/{name}", (rules / name).read_bytes(), 0o644)
    cpio.file("etc/group", GROUPS.encode(), 0o644)
    cpio.file("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n", 0o644)
    cpio.file("init", INIT.read_bytes())
    cpio.write(folder / "initrd.cpio")


if __name__ == "__main__":
    main()
