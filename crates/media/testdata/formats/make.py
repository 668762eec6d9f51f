"""Draws the pictures of this folder: soft waves, in variants of formats that our own tests cannot encode.

usage: make.py    (needs: pip install numpy==2.4.6 pillow==13.0.0)
"""

from pathlib import Path

import numpy
from PIL import Image

HERE = Path(__file__).parent
WIDTH, HEIGHT, WAVES = 96, 80, 14


def waves(seed: int) -> numpy.ndarray:
    """Three planes of sums of waves, textured enough for quality 50."""
    rng = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH].astype(numpy.float64)
    planes = numpy.zeros((HEIGHT, WIDTH, 3))
    for plane in range(3):
        for _ in range(WAVES):
            across, down = rng.uniform(-0.08, 0.08, 2)
            planes[:, :, plane] += numpy.sin(2 * numpy.pi * (across * x + down * y + rng.uniform()))
    return (127 + 45 * planes / planes.std()).clip(0, 255).astype(numpy.uint8)


def main() -> None:
    picture = Image.fromarray(waves(1))
    with_alpha = picture.convert("RGBA")
    with_alpha.putalpha(Image.fromarray(waves(2)[:, :, 0]))
    moving = [Image.fromarray(numpy.roll(waves(1), 7 * step, axis=1)) for step in range(6)]
    picture.save(HERE / "baseline.jpg", quality=80)
    picture.save(HERE / "progressive.jpg", quality=80, progressive=True)
    picture.save(HERE / "restarts.jpg", quality=80, restart_marker_rows=1)
    picture.convert("CMYK").save(HERE / "cmyk.jpg", quality=80)
    picture.save(HERE / "lossy.webp", quality=80)
    with_alpha.save(HERE / "lossy-alpha.webp", quality=80)
    picture.quantize(32).save(HERE / "interlaced.gif", interlace=1)
    picture.quantize(32).convert("RGB").save(HERE / "interlaced-as-rgb.png")
    picture.quantize(16).save(HERE / "palette.png")
    picture.quantize(16).save(HERE / "palette.bmp")
    picture.quantize(16).convert("RGB").save(HERE / "palette-as-rgb.png")
    picture.convert("1").save(HERE / "one-bit.png")
    picture.convert("1").save(HERE / "one-bit.bmp")
    picture.convert("1").convert("RGB").save(HERE / "one-bit-as-rgb.png")
    picture.convert("L").save(HERE / "deflate.tif", compression="tiff_adobe_deflate")
    picture.convert("L").save(HERE / "packbits.tif", compression="packbits")
    moving[0].save(HERE / "moving.webp", save_all=True, append_images=moving[1:], duration=80, quality=60)
    few = [frame.quantize(8) for frame in moving[:4]]
    few[0].save(HERE / "moving.png", save_all=True, append_images=few[1:], duration=80)


if __name__ == "__main__":
    main()
