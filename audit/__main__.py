"""python -m audit is mt-audit."""

from audit.cli import main

main()
