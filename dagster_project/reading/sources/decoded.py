"""Decodes a picture that a document holds as a file, within bounds: a few bytes may unfold into gigabytes."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, UnidentifiedImageError


class PictureError(Exception):
    """A picture that can't be decoded: damaged, or of a format without pixels (EMF, WMF)."""


class PictureTooLarge(PictureError):
    """A picture that has more pixels than the caller decodes."""


def decoded(data: bytes, most_pixels: int) -> Image.Image:
    """The picture in an image file, with its transparency, as RGBA.

    Raises PictureTooLarge where it has more than `most_pixels`, and PictureError where it can't be decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data))
            if picture.width * picture.height > most_pixels:
                raise PictureTooLarge
            return picture.convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PictureTooLarge from error
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise PictureError from error
