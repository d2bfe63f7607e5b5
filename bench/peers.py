"""Turns the PDF labels in a folder into printer bytes with zebrafy and with CUPS's own filters, and prints both
beside ours.

Usage: peers.py FOLDER PPD, after the station's own measurements were left in FOLDER/ours.json.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import time

from zebrafy import ZebrafyPDF

ROUNDS = 15


def median(work) -> tuple[float, int]:
    """Median milliseconds of some rounds, and the bytes of the last."""
    times, size = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        size = len(work())
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), size


def zebrafy(pdf: pathlib.Path) -> bytes:
    return ZebrafyPDF(pdf.read_bytes(), format="Z64", dpi=203, dither=False).to_zpl().encode()


def cups(pdf: pathlib.Path, ppd: str) -> bytes:
    """The whole chain, as a job in a queue runs it: pdftopdf, a rasteriser, rastertolabel."""
    command = ["cupsfilter", "-e", "-p", ppd, "-m", "printer/label", "-o", "PageSize=w288h432", str(pdf)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    assert b"^XA" in done.stdout, "CUPS made no label"
    return done.stdout


def main() -> None:
    folder, ppd = pathlib.Path(sys.argv[1]), sys.argv[2]
    ours = json.loads((folder / "ours.json").read_text())
    print("goals: bytes at most 0.80 of zebrafy's where the label is drawn, 1.00 where it is a picture;")
    print("       time at most 0.50 of zebrafy's and 0.15 of CUPS's")
    print(f"{'PDF label at 203 dpi':<22}{'ours':>20}{'zebrafy Z64':>20}{'CUPS filters':>20}"
          f"{'bytes/z':>9}{'time/z':>8}{'bytes/c':>9}{'time/c':>8}")
    for name, figure in ours.items():
        pdf = folder / "labels" / f"{name}.pdf"
        z_ms, z_bytes = median(lambda: zebrafy(pdf))
        c_ms, c_bytes = median(lambda: cups(pdf, ppd))
        print(
            f"{name:<22}{figure['ms']:>9.2f} ms {figure['bytes']:>6} B"
            f"{z_ms:>9.2f} ms {z_bytes:>6} B{c_ms:>9.2f} ms {c_bytes:>6} B"
            f"{figure['bytes'] / z_bytes:>9.2f}{figure['ms'] / z_ms:>8.2f}"
            f"{figure['bytes'] / c_bytes:>9.2f}{figure['ms'] / c_ms:>8.2f}"
        )


if __name__ == "__main__":
    main()
