"""One file a family of commands. Each has `add(parsers)`; what a command needs is imported when it runs, so that --help is quick."""
