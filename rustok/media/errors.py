"""What can be wrong with a file."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound, TooLarge


class AssetNotFound(NotFound):
    """No such file for this tenant."""

    code = "media.asset.not_found"
    message = "There is no file {id}."


class UnsupportedFile(Invalid):
    """Not one of the picture formats that are taken, whatever its name says."""

    code = "media.asset.unsupported"
    message = "Only JPEG, PNG, WebP, AVIF and GIF pictures are taken."


class BrokenFile(Invalid):
    """The beginning looks like a picture, the rest does not."""

    code = "media.asset.broken"
    message = "The picture is damaged."


class FileTooLarge(TooLarge):
    """More bytes than allowed."""

    code = "media.asset.too_large"
    message = "The file is larger than {limit} bytes."


class TooManyPixels(TooLarge):
    """A small file can hold a picture that fills the memory (ASVS 5 V5.2.6)."""

    code = "media.asset.too_many_pixels"
    message = "The picture has more than {limit} pixels."


class TooManyFrames(TooLarge):
    """A small file can hold an animation that fills the memory."""

    code = "media.asset.too_many_frames"
    message = "The picture has more than {limit} frames."


class Polyglot(Invalid):
    """A picture and something else in one file: an archive, a document, a page with scripts."""

    code = "media.asset.polyglot"
    message = "The file is a picture and holds something else too: {found}."


class UnsupportedRendition(Invalid):
    """A size that is not given out: each one costs space and time, so there are only some."""

    code = "media.rendition.unsupported"
    message = "Widths and heights are of {sizes}; a height goes with the fits contain and cover."


class AssetInUse(Conflict):
    """Readers see the file in something that is published; where, its usages tell."""

    code = "media.asset.in_use"
    message = "Readers see this file in {count} published texts, such as {title!r}."


class UploadNotFound(NotFound):
    """No such upload for this tenant, or its time is over."""

    code = "media.upload.not_found"
    message = "There is no upload {id}, or its time is over."


class UploadIncomplete(Conflict):
    """The upload is completed before anything was sent."""

    code = "media.upload.incomplete"
    message = "The file has not arrived yet."
