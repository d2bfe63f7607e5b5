"""Turns the PDF labels in a folder into ZPL with zebrafy, and prints both sides of the comparison.

Usage: zebrafy_labels.py FOLDER, after the station's own measurements were left in FOLDER/ours.json.
"""

import json
import pathlib
import statistics
import sys
import time

from zebrafy import ZebrafyPDF

ROUNDS = 25


def measure(pdf: bytes) -> tuple[float, int]:
    """Median milliseconds and bytes of one label as Z64 at 203 dpi."""
    times, size = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        zpl = ZebrafyPDF(pdf, format="Z64", dpi=203, dither=False).to_zpl()
        times.append((time.perf_counter() - began) * 1000)
        size = len(zpl.encode())
    return statistics.median(times), size


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    ours = json.loads((folder / "ours.json").read_text())
    print(f"{'PDF label to ZPL at 203 dpi':<24}{'ours':>20}{'zebrafy Z64':>22}{'time':>8}{'bytes':>8}   goal: at most 1.00 each")
    for name, figure in ours.items():
        theirs_ms, theirs_bytes = measure((folder / "labels" / f"{name}.pdf").read_bytes())
        print(
            f"{name:<24}{figure['ms']:>8.2f} ms {figure['bytes']:>6} B"
            f"{theirs_ms:>10.2f} ms {theirs_bytes:>6} B"
            f"{figure['ms'] / theirs_ms:>8.2f}{figure['bytes'] / theirs_bytes:>8.2f}"
        )


if __name__ == "__main__":
    main()
