"""The agreements of a brief: each can be used, none twice, something in them is open."""

from __future__ import annotations

from collections.abc import Iterator

from benefitshare.findings import Finding
from benefitshare.negotiation.brief.draft import BriefDraft


def not_usable(draft: BriefDraft) -> Iterator[Finding]:
    """An agreement that cannot be read or has errors, with what was found in it."""
    for read in (*draft.read_agreements, *draft.read_today):
        errors = sum(f.severity == "error" for f in read.findings)
        if errors:
            name = read.node.get("file").text or "document"
            yield draft.finding("agreement-not-usable", read.node, name=name, count=errors)
        yield from read.findings


def named_twice(draft: BriefDraft) -> Iterator[Finding]:
    """Two agreements with one id."""
    for read_all in (draft.read_agreements, draft.read_today):
        seen: set[str] = set()
        for read in read_all:
            if read.id and read.id in seen:
                yield draft.finding("brief-agreement-twice", read.node, id=read.id)
            seen.add(read.id)


def nothing_open(draft: BriefDraft) -> Iterator[Finding]:
    """No agreement leaves anything to agree."""
    if draft.complete and not draft.names.open:
        yield draft.finding("nothing-open", draft.root.get("agreements"))


def today_open(draft: BriefDraft) -> Iterator[Finding]:
    """An agreement of today has open values, so that it gives no amounts."""
    from benefitshare.negotiation.brief.names import Names

    for read in draft.read_today:
        if read.usable and read.data and (open_shares := Names.of([read.data]).open):
            count = len(open_shares)
            yield draft.finding("today-open", read.node, id=read.id, count=count)


CHECKS = (not_usable, named_twice, nothing_open, today_open)
