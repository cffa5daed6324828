import contextlib
import io
import random
import struct
import threading
import zlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, PngImagePlugin

from newsroom.shared import images, renditions
from newsroom.shared.images import ImageRefused, Picture

HEIC = Path(__file__).parent / "sample.heic"


def make_image(width=640, height=480, mode="RGB"):
    """Four coloured quarters, so that one sees which way up it is."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 200, 30), (width // 2, 0, width, height // 2))
    image.paste((30, 30, 200), (0, height // 2, width // 2, height))
    return image.convert(mode)


def encoded(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def read(data):
    return images.read(ContentFile(data))


def decoded(picture):
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    return image


def refusal(data):
    with pytest.raises(ImageRefused) as caught:
        read(data)
    return caught.value.code, caught.value.messages[0]


@pytest.mark.parametrize(
    ("kind", "mode", "extension"),
    [
        ("JPEG", "RGB", "jpg"),
        ("JPEG", "L", "jpg"),
        ("JPEG", "CMYK", "jpg"),
        ("WEBP", "RGB", "jpg"),
        ("WEBP", "RGBA", "jpg"),
        ("PNG", "RGB", "png"),
        ("PNG", "RGBA", "png"),
        ("PNG", "LA", "png"),
        ("PNG", "P", "png"),
        ("PNG", "1", "png"),
        ("PNG", "I;16", "png"),
        ("GIF", "P", "png"),
    ],
)
def test_each_accepted_kind_becomes_an_rgb_jpeg_or_png_of_the_same_size(kind, mode, extension):
    source = make_image().convert("I").convert("I;16") if mode == "I;16" else make_image(mode=mode)

    picture = read(encoded(source, kind))

    assert (picture.extension, picture.width, picture.height) == (extension, 640, 480)
    image = decoded(picture)
    assert (image.format, image.mode, image.size) == ({"jpg": "JPEG", "png": "PNG"}[extension], "RGB", (640, 480))


def test_a_heic_photo_becomes_a_jpeg_the_right_way_up_without_metadata():
    picture = read(HEIC.read_bytes())

    image = decoded(picture)
    assert (picture.extension, image.size, dict(image.getexif())) == ("jpg", (240, 320), {})
    left, right = image.getpixel((10, 10)), image.getpixel((230, 10))
    assert (left[2] > 150 > left[0], right[0] > 150 > right[2]) == (True, True)


def test_an_animated_gif_gives_its_first_frame():
    frames = [make_image(), Image.new("RGB", (640, 480), "black")]

    picture = read(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))

    image = decoded(picture)
    assert (getattr(image, "n_frames", 1), image.getpixel((10, 10))[0] > 150) == (1, True)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_place_camera_comment_and_description_are_dropped(kind):
    exif = Image.Exif()
    exif[0x010F] = "Canary Maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 3.0, 0.0)})
    options = {"exif": exif.tobytes(), "xmp": b"<x:xmpmeta>Canary Place</x:xmpmeta>"}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "Canary Comment")
        text.add_itxt("XML:com.adobe.xmp", "Canary Place")
        options = {"exif": exif.tobytes(), "pnginfo": text}
    if kind == "JPEG":
        options["comment"] = b"Canary Comment"
    source = encoded(make_image(), kind, **options)
    assert b"Canary" in source

    picture = read(source)

    assert b"Canary" not in picture.data
    assert dict(decoded(picture).getexif()) == {}
    assert set(decoded(picture).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_of_the_camera_is_applied(orientation):
    upright = make_image(640, 480)
    undone = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
    turned = upright if orientation == 1 else upright.transpose(images._TURNS[undone])
    exif = Image.Exif()
    exif[0x0112] = orientation

    picture = read(encoded(turned, "PNG", exif=exif.tobytes()))

    assert decoded(picture).tobytes() == upright.tobytes()


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says what it thinks of the metadata
def test_damaged_metadata_do_not_hinder_a_whole_picture():
    picture = read(encoded(make_image(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff garbage"))

    assert (picture.width, picture.height) == (640, 480)


def test_transparent_parts_become_white():
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))

    picture = read(encoded(image, "PNG"))

    assert decoded(picture).getpixel((5, 5)) == (255, 255, 255)


def test_a_transparent_palette_entry_becomes_white():
    image = Image.new("P", (300, 300), 0)
    image.putpalette([10, 20, 30, 200, 100, 50])

    picture = read(encoded(image, "GIF", transparency=0))

    assert decoded(picture).getpixel((5, 5)) == (255, 255, 255)


def test_colours_of_another_profile_are_converted_and_the_profile_is_dropped():
    """A profile whose red and blue are swapped: a red picture tagged with it looks blue, and must be blue in sRGB."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[:] = profile.replace(b"rXYZ", b"tmp0").replace(b"bXYZ", b"rXYZ").replace(b"tmp0", b"bXYZ")
    red = Image.new("RGB", (300, 300), (250, 0, 0))

    picture = read(encoded(red, "PNG", icc_profile=bytes(profile)))

    image = decoded(picture)
    assert "icc_profile" not in image.info
    assert image.getpixel((5, 5))[2] > 200 > 60 > image.getpixel((5, 5))[0]


def test_a_profile_that_cannot_be_used_is_ignored():
    plain = read(encoded(make_image(), "PNG"))

    assert read(encoded(make_image(), "PNG", icc_profile=b"no profile")) == plain


def test_the_same_upload_gives_the_same_bytes():
    source = encoded(make_image())

    assert read(source) == read(source)


def test_the_result_read_again_is_refused_by_nothing():
    again = read(read(encoded(make_image(), "PNG")).data)

    assert again == read(encoded(make_image(), "PNG"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "svg"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE svg>\n<svg/>", "svg"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "eps"),
        (b"\xc5\xd0\xd3\xc6" + b"\0" * 30, "eps"),
        (b"%PDF-1.7\n", "eps"),
        (b"MZ\x90\0" + b"\0" * 200, "program"),
        (b"\x7fELF" + b"\0" * 200, "program"),
        (b"#!/bin/sh\n", "program"),
        (b"just words", "unknown"),
        (b"\0" * 4000, "unknown"),
        (b"\xff\xd8\xff", "broken"),
        (b"GIF89a", "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "broken"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_own_reason(data, code):
    assert refusal(data)[0] == code


@pytest.mark.parametrize(
    ("kind", "code"), [("TIFF", "tiff"), ("BMP", "unknown"), ("ICO", "unknown"), ("EPS", "eps"), ("AVIF", "unknown")]
)
def test_pictures_of_other_kinds_are_refused(kind, code):
    assert refusal(encoded(make_image(), kind))[0] == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_picture_is_refused(kind, kept):
    noise = Image.frombytes("RGB", (300, 300), random.Random(1).randbytes(300 * 300 * 3))
    data = encoded(noise, kind)

    assert refusal(data[: int(len(data) * kept)])[0] in {"broken", "unknown"}


def test_a_truncated_heic_is_refused():
    data = HEIC.read_bytes()

    assert refusal(data[: len(data) * 2 // 3])[0] in {"broken", "unknown"}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says what it thinks of the metadata
def test_random_damage_ends_in_a_picture_or_in_a_refusal():
    rolls = random.Random(7)
    sources = [HEIC.read_bytes(), *(encoded(make_image(210, 210), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF"))]

    for turn in range(150):
        data = bytearray(sources[turn % len(sources)])
        for _each in range(rolls.randrange(1, 12)):
            data[rolls.randrange(12, len(data))] = rolls.randrange(256)
        with contextlib.suppress(ImageRefused):
            assert isinstance(read(bytes(data)), Picture)


def test_a_file_beyond_the_limit_is_refused_without_reading_it_all(settings):
    settings.NEWSROOM_PHOTO_MAX_BYTES = 1000
    upload = io.BytesIO(b"x" * 5000)

    with pytest.raises(ImageRefused) as caught:
        images.read(upload)

    assert caught.value.messages == ["The file is larger than 1000\xa0bytes. Make it smaller and upload it again."]
    assert upload.tell() == 1001


def test_more_pixels_than_allowed_are_refused(settings):
    settings.NEWSROOM_PHOTO_MAX_PIXELS = 300_000

    assert refusal(encoded(make_image(640, 480)))[0] == "too_many_pixels"


def png_that_says(width, height):
    """A few bytes that promise a huge picture."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000, 2**31 - 1])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(side):
    assert refusal(png_that_says(side, side)) == (
        "too_many_pixels",
        "The picture has more than 50 million pixels. Make it smaller and upload it again.",
    )


def test_a_bomb_in_a_text_chunk_is_refused():
    text = PngImagePlugin.PngInfo()
    for number in range(70):
        text.add_text(f"bomb {number}", "x" * 1_000_000, zip=True)

    assert refusal(encoded(make_image(), "PNG", pnginfo=text))[0] in {"broken", "unknown"}


def test_a_tiny_picture_is_refused_with_its_size():
    assert refusal(encoded(make_image(640, 120))) == (
        "too_small",
        "The picture is too small: 640 × 120 pixels. Each side needs at least 200.",
    )


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        (200, [200]),
        (320, [320]),
        (1000, [320, 640, 960, 1000]),
        (1920, [320, 640, 960, 1280, 1920]),
        (6000, [320, 640, 960, 1280, 1920]),
    ],
)
def test_sizes_are_never_wider_than_the_picture(original, expected):
    assert renditions.widths(original) == expected


@pytest.mark.parametrize("extension", ["avif", "webp", "jpg"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_size_is_made_in_each_format_and_kept(kind, extension):
    picture = read(encoded(make_image(1000, 750), kind))
    renditions.store(picture)

    path = renditions.rendition(picture.sha256, picture.extension, 640, extension)

    assert path == f"renditions/{picture.sha256[:2]}/{picture.sha256}/640.{extension}"
    with default_storage.open(path) as file, Image.open(file) as image:
        assert (image.size, image.format.lower().replace("jpeg", "jpg")) == ((640, 480), extension)


def test_a_size_is_made_once_however_many_ask_at_once(monkeypatch):
    picture = read(encoded(make_image(1000, 750)))
    renditions.store(picture)
    made, shrink = [], renditions._shrink
    monkeypatch.setattr(renditions, "_shrink", lambda *size: made.append(size) or shrink(*size))
    asking = [
        threading.Thread(target=renditions.rendition, args=(picture.sha256, picture.extension, 640, "webp"))
        for _each in range(8)
    ]

    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()

    assert made == [(renditions.original_path(picture.sha256, "jpg"), 640, "webp")]


def test_where_a_size_cannot_be_made_the_original_stands_in(caplog):
    files_path = renditions.original_path("ab" * 32, "jpg")
    default_storage.save(files_path, ContentFile(b"not a picture any more"))

    assert renditions.rendition("ab" * 32, "jpg", 640, "webp") == files_path
    assert "could not be made" in caplog.text


def test_a_missing_original_is_said_to_be_missing():
    with pytest.raises(FileNotFoundError):
        renditions.rendition("cd" * 32, "jpg", 640, "webp")


def test_storing_twice_leaves_one_file_in_each_size():
    picture = read(encoded(make_image(1000, 750)))

    renditions.store(picture)
    renditions.store(picture)

    folder = f"{picture.sha256[:2]}/{picture.sha256}"
    assert default_storage.listdir(f"photos/{picture.sha256[:2]}")[1] == [f"{picture.sha256}.jpg"]
    assert sorted(default_storage.listdir(f"renditions/{folder}")[1]) == ["320.jpg", "640.avif", "960.avif"]


def test_deleting_removes_every_size():
    picture = read(encoded(make_image(1000, 750)))
    renditions.store(picture)

    renditions.delete(picture.sha256, picture.extension)
    renditions.delete(picture.sha256, picture.extension)

    assert default_storage.listdir(f"photos/{picture.sha256[:2]}")[1] == []
    assert default_storage.listdir(f"renditions/{picture.sha256[:2]}/{picture.sha256}")[1] == []
