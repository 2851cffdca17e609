"""`python -m benefitshare`."""

from __future__ import annotations

import sys

from benefitshare.cli import main

if __name__ == "__main__":
    sys.exit(main())
