"""What pages and API say: frozen dataclasses made from the store, without HTML and without sentences.

A page, its JSON and its exports are three views of the same dataclass.
"""

from dashboards.content.reckoning import reckon_gaps

__all__ = ["reckon_gaps"]
