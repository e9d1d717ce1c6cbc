"""What the pages are told. The roof fills these from config.yaml."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """Everything that pages and API need to know and the store does not hold."""

    #: True: only released figures exist (outside the bureau); False: all figures
    released_only: bool = True
    #: zh or en: language of a visitor who chose none
    language: str = "zh"
    #: address under which people reach the pages, no slash at the end
    base_url: str = "http://127.0.0.1:8000"
    #: largest file that is taken in, bytes
    max_upload_bytes: int = 256 * 1024 * 1024
