"""Reports: what the store says at one date as a spreadsheet, a document, a page without links outside, a printed sheet.

`content` takes the facts from the same reckoning as the pages, `words` puts them into sentences, and one file a format
writes them. Documents are made from templates that an office can replace.
"""
