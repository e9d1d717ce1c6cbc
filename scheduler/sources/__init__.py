"""Where files of statistics come from: each source fetches bytes and a name, and knows how to put the file away."""
