"""One file per family of checks; each has check(segment, evidence, ...) -> findings."""
