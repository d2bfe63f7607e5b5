#!/usr/bin/env python3
"""Runs a command as root in a virtual machine with Debian's kernel, and ends as it ends.

    machine.py FOLDER CHECKOUT SECONDS COMMAND…

FOLDER is what `fetch.sh kernel` made. The guest sees this machine's files, read-only, so the command and
its libraries run from where they are; it has USB devices of its own, and nothing else of this machine.

The processor is emulated. What a virtual machine inside a virtual machine offers as /dev/kvm may emulate a
stock kernel instruction by instruction and never come up, so it is not tried.
"""

import os
import shlex
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ENDED = "packbench: ended with "


def main() -> int:
    folder, checkout = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    limit, command = float(sys.argv[3]), sys.argv[4:]
    root = folder / "root"

    with tempfile.TemporaryDirectory(dir=folder, prefix="job-") as work:
        job = Path(work) / "job.sh"
        words = {"checkout": checkout, "job": job}
        if any(" " in str(path) for path in words.values()):
            sys.exit("A path with a space in it cannot be handed to a kernel; move the checkout.")
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "TMPDIR": "/run/packbench",
            "HOME": "/run/packbench",
            "LC_ALL": "C.UTF-8",
            "RUST_BACKTRACE": os.environ.get("RUST_BACKTRACE", "0"),
            "PACKBENCH_USB_WORLD": "kernel",
        }
        lines = [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
        job.write_text("\n".join([*lines, f"cd {shlex.quote(str(checkout))}", shlex.join(command), ""]))

        arguments = " ".join(
            ["console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off nokaslr tsc=reliable"]
            + [f"packbench.{name}={path}" for name, path in words.items()]
        )
        host = "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"
        qemu = [root / "usr/bin/qemu-system-x86_64"]
        qemu += ["-L", root / "usr/share/qemu", "-L", root / "usr/share/seabios"]
        qemu += ["-accel", "tcg", "-M", "pc", "-m", "1024", "-nodefaults", "-no-user-config"]
        qemu += ["-display", "none", "-no-reboot", "-serial", "stdio"]
        qemu += ["-kernel", folder / "vmlinux", "-initrd", folder / "initrd.cpio"]
        qemu += ["-append", arguments, "-virtfs", host]
        libraries = [root / "usr/lib/x86_64-linux-gnu", root / "lib/x86_64-linux-gnu"]
        return run(qemu, dict(os.environ, LD_LIBRARY_PATH=":".join(map(str, libraries))), limit)


def run(qemu: list, environment: dict, limit: float) -> int:
    """Shows what the guest prints; answers with the command's exit code."""
    guest = subprocess.Popen(
        [str(word) for word in qemu],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    late = threading.Timer(limit, guest.kill)
    late.start()
    code = None
    for line in guest.stdout:
        line = line.rstrip("\r\n")
        if line.startswith(ENDED):
            code = int(line.removeprefix(ENDED))
        else:
            print(line, flush=True)
    guest.wait()
    if late.is_alive():
        late.cancel()
    else:
        print(f"The virtual machine was ended after {limit:.0f} s.")
    if code is None:
        print("The virtual machine did not come to the end of its job.")
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
