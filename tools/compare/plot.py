"""Draws the ratios in the tables of docs/performance.md as bars into docs/performance/*.svg; the thin line is the bar that was set.

usage: plot.py          needs nothing but Python; run it after a table has changed
"""

from pathlib import Path
from xml.sax.saxutils import escape

DOCS = Path(__file__).resolve().parents[2] / "docs"
WIDTH, LEFT, RIGHT, STEP, TOP = 760, 250, 70, 30, 54


def tables(text: str) -> dict[str, list[dict[str, str]]]:
    """The first table below each heading: rows by the names of their columns. An empty first cell means as above."""
    found, heading, names = {}, "", None
    for line in text.splitlines():
        if line.startswith("## "):
            heading, names = line[3:], None
        elif line.startswith("|") and (heading not in found or names):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if names is None:
                names, found[heading] = cells, []
            elif set(line) - set("|-: "):
                above = found[heading][-1][names[0]] if found[heading] else ""
                found[heading].append(dict(zip(names, [cells[0] or above, *cells[1:]])))
        else:
            names = None
    return found


def number(text: str) -> float:
    return float(text.rstrip("x%"))


def drawing(title: str, bars: list[tuple[str, float, float | None]]) -> str:
    """Bars: label, ratio, and the ratio that was to be reached."""
    most = max(max(ratio, bar or 0) for _, ratio, bar in bars) * 1.05
    height = TOP + STEP * len(bars) + 14

    def x(ratio: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * ratio / most

    said = "; ".join(f"{label}: {ratio:g}x" for label, ratio, _ in bars)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif" font-size="14">',
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/><text x="14" y="28" font-size="16" fill="#1a1a1a">{escape(title)}</text>',
    ]
    for bar_no, (label, ratio, bar) in enumerate(bars):
        y = TOP + STEP * bar_no
        colour = "#1b5e8c" if bar is None or ratio >= bar else "#b45309"
        lines.append(
            f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end" fill="#1a1a1a">{escape(label)}</text>'
            f'<rect x="{LEFT}" y="{y}" width="{x(ratio) - LEFT:.1f}" height="20" fill="{colour}"/>'
            f'<text x="{max(x(ratio), x(bar or 0)) + 8:.1f}" y="{y + 15}" fill="#1a1a1a">{ratio:g}x</text>'
        )
        if bar is not None:
            lines.append(f'<path d="M{x(bar):.1f} {y - 4}v28" stroke="#1a1a1a" stroke-width="2"/>')
    return "\n".join([*lines, "</svg>", ""])


def pixels(row: dict[str, str]) -> int:
    width, height = row["picture"].split("x")
    return int(width) * int(height)


def searches(rows: list[dict[str, str]]) -> list[tuple[str, float, float | None]]:
    """Times faster than each peer, by the mean; the bars are of uniform hashes."""
    ours = {row["hashes"]: number(row["mean us"]) for row in rows if row["index"] == "amparo"}
    to_reach = {"1 M uniform": 8, ("10 M uniform", "BinaryFlat"): 15, ("10 M uniform", "MultiHash"): 40}
    bars = []
    for row in rows:
        group, index = row["hashes"], row["index"]
        if index != "amparo":
            bar = to_reach.get((group, index), to_reach.get(group))
            bars.append((f"{group}, {index}", round(number(row["mean us"]) / ours[group]), bar))
    return bars


def main() -> None:
    found = tables((DOCS / "performance.md").read_text())
    drawings = {
        "pdq": ("PDQ of a decoded picture: times faster than pdqhash",
                [(row["picture"], number(row["ratio"]), 20 if pixels(row) < 1_000_000 else 40) for row in found["PDQ"]]),
        "jpeg": ("JPEG file to PDQ, libjpeg-turbo on both sides: times faster than pdqhash",
                 [(row["picture"], number(row["same decoder"]), 4 if pixels(row) < 1_000_000 else 8) for row in found["From a JPEG file to its hash"]]),
        "digests": ("MD5, SHA-1 and SHA-256 in one pass: times faster than one after the other",
                    [(row["one after the other"], number(row["ratio"]), 1.4 if "BLAKE3" not in row["one after the other"] else None) for row in found["Digests"]]),
        "search": ("Look-up within 31 bits: times faster than faiss", searches(found["Near look-up"])),
    }
    folder = DOCS / "performance"
    folder.mkdir(exist_ok=True)
    for name, (title, bars) in drawings.items():
        (folder / f"{name}.svg").write_text(drawing(title, bars))
        print(folder.relative_to(DOCS.parent) / f"{name}.svg")


if __name__ == "__main__":
    main()
