"""English and Korean, side by side: one table, a file a part of the page."""

from __future__ import annotations

from dltrain.report.tables import answers, course, page, result, several, unsupervised

TABLE: dict[str, tuple[str, str]] = {
    **page.TABLE,
    **result.TABLE,
    **course.TABLE,
    **answers.TABLE,
    **several.TABLE,
    **unsupervised.TABLE,
}
