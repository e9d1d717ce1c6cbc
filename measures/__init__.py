"""The ground floor: numbers, units, periods, indicators, places, and the words and columns that every floor shares.

Pure: no clock, no database; the only files read are its own tables (units.txt, indicators.csv, places.csv …), and the
only floor that knows pint. Modules are imported by name, so that a command pays only for what it uses:
numerals, units, periods, catalogue, places, frames, terms, problems, errors.
"""
