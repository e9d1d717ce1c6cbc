"""What people look at: pages, charts, JSON API, messages and reports. The only plotly, the only HTTP server.

content/ makes frozen dataclasses from the store, without HTML; pages/, api.py, digest.py and reports/ only show them.
Sentences stand in locale/, one file an area, zh and en alike; i18n.py and wording.py are the only way to words.
"""
