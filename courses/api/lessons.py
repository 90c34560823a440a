"""A lesson as the API tells it."""

from typing import Any

from courses.models import Caption
from courses.selectors import learning, playing
from courses.selectors.blocks import drawn
from courses.selectors.learning import Study
from courses.selectors.playing import Found
from synthai.core.media import links
from synthai.core.media.languages import language_label


def shown_lesson(
    organisation: str, study: Study, key: str, *, user_id: int | None = None, saves_data: bool = False
) -> dict[str, Any]:
    """A lesson that may be read now. Raises NotFound, NotInCourse, LessonClosed."""
    lesson = learning.readable(study, key)
    row = study.rows.get(key)
    blocks = learning.blocks_of(study, lesson)
    found = playing.found_in(blocks, user_id=user_id, saves_data=saves_data)
    return {
        "lesson": lesson,
        "is_done": study.is_done(key),
        "stopped_at": row.place if row else {},
        "saves_data": found.taste.saves_data,
        "links_last": links.FILE_SECONDS,
        "blocks": [{**drawn(organisation, block), **_files_of(block, found)} for block in blocks],
    }


def _files_of(block: dict[str, Any], found: Found) -> dict[str, Any]:
    """Signed links to everything there is of a block's file now, smallest first; captions with their words."""
    row = found.files.get(block["media"]["id"]) if block.get("media") else None
    if row is None:
        return {}
    made = found.made.get(row.pk, [])
    told = {
        "file_url": playing.signed_address(row, None),
        "renditions": [
            {
                "label": each.label,
                "type": each.content_type,
                "size": each.size,
                "width": each.width,
                "height": each.height,
                "url": playing.signed_address(row, each),
            }
            for each in made
        ],
        "captions": [_told(each) for each in found.captions.get(row.pk, [])],
        "media": {**block["media"], "seconds": row.seconds, "state": row.state},
    }
    if any(not each.content_type.startswith("image/") for each in made):
        del told["file_url"]  # the upload itself is larger, and knows where it was filmed
    return told


def _told(caption: Caption) -> dict[str, Any]:
    cues = [{"start": start, "end": end, "text": text} for start, end, text in caption.cues]
    return {"language": caption.language, "label": language_label(caption.language), "cues": cues}
