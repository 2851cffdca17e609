"""The independent oracle: `docs/pipeline.md` once more, in plain Python, to read beside the page.

Nothing here comes from `benefitshare`. Money is `int` fen or an exact `Fraction`; days are
`datetime.date`; an agreement is the document itself. Each module is one part of the page:

words      money, shares, roundings, periods            (sections 1, 2)
clocks     tier years                                   (section 3)
clauses    which clause is in force, whom it names      (sections 1, 4)
records    dates, scope, gates, slices, division        (sections 2, 4, 5, 6)
base       negative bases, deductions, baselines        (section 7)
share      splits and their rounding                    (section 8)
limit      caps, extensions, floors                     (section 9)
direct     pair payments and set-asides                 (section 10)
closing    rounding at the end, transfers               (sections 8, 11)
output     assessment credits                           (section 12)
pipeline   the order of it all, and late amendments     (section 4)
"""

from tests.oracle.pipeline import settle, totals

__all__ = ["settle", "totals"]
