"""One file a family of commands, each with `add`; what a command needs is imported when it runs: --help stays quick."""
