"""Files that pages load: our own styles and scripts, and plotly.js out of the installed plotly package.

An address carries the hash of its content, so that a browser may keep the file for a year.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.permissions import open_to_all
from measures.errors import NotFound

STATIC: Final = Path(__file__).parent / "static"
MEDIA: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
A_YEAR: Final = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """One file."""

    #: "plotly.min.js"
    name: str
    #: the file itself
    path: Path

    @cached_property
    def data(self) -> bytes:
        """The bytes."""
        return self.path.read_bytes()

    @cached_property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with the content."""
        return hashlib.sha256(self.data).hexdigest()[:16]

    @cached_property
    def packed(self) -> bytes:
        """The bytes under gzip."""
        return gzip.compress(self.data, compresslevel=9, mtime=0)

    @property
    def address(self) -> str:
        """Where a page loads it from."""
        return f"/static/{self.digest}/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """Every file by name."""
    import plotly

    plotly_js = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    files = [*sorted(STATIC.iterdir()), plotly_js]
    return {file.name: Asset(file.name, file) for file in files if file.suffix in MEDIA}


def address(name: str) -> str:
    """The address of a file, for templates."""
    return assets()[name].address


@cache
def chart_style_ids() -> tuple[str, ...]:
    """Identifiers of the style elements that plotly.js would add for its maps.

    The Content-Security-Policy forbids added styles; plotly.js leaves one out where an element of its id stands.
    """
    found = re.findall(rb'getElementById\("([0-9a-f]{64})"\)', assets()["plotly.min.js"].data)
    return tuple(dict.fromkeys(identifier.decode() for identifier in found))


@router.get("/static/{digest}/{name}")
@open_to_all
def serve_asset(request: Request, digest: str, name: str) -> Response:
    """One file, packed where the browser takes it so."""
    asset = assets().get(name)
    if asset is None or asset.digest != digest:
        raise NotFound("file", name)
    headers = {"Cache-Control": A_YEAR, "Vary": "Accept-Encoding"}
    body = asset.data
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = asset.packed
    return Response(body, media_type=MEDIA[asset.path.suffix], headers=headers)
