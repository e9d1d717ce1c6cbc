"""The roof: command line, configuration, wiring, demo."""
