"""Reports as PDF: the HTML form printed by WeasyPrint, fonts embedded.

WeasyPrint needs the system's Pango. Where it is absent ReportUnavailable says so.
"""

from measures.errors import GapwatchError

#: targets that the printed annex lists: a long table takes minutes and nobody reads it
MOST = 40


class ReportUnavailable(GapwatchError):
    """A form of report that this machine cannot make."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"PDF cannot be made here: {reason} (Debian/Ubuntu: apt install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk); use --format html or docx"
        )


def to_pdf(page: str) -> bytes:
    """A page of dashboards.reports.html as PDF; raises ReportUnavailable without Pango."""
    try:
        from weasyprint import HTML
    except OSError as error:
        raise ReportUnavailable(str(error).splitlines()[0]) from error

    printed: bytes = HTML(string=page, url_fetcher=_refuse).write_pdf()
    return printed


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    """Nothing outside the page is fetched."""
    raise ValueError(f"{url} is outside the report")
