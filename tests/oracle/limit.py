"""Caps, extensions and floors on the measured amounts (section 9)."""

import math
from fractions import Fraction

from tests.oracle import clauses as cl
from tests.oracle.base import cell_order, day_of, pair, pool_row
from tests.oracle.clocks import in_years
from tests.oracle.share import cap_of_project, outside_party
from tests.oracle.words import (
    date,
    half_up,
    largest_remainder,
    period_first,
    period_of,
    share,
    yuan,
)


class Limits:
    """The measured amounts while the limit clauses run over them, in document order."""

    def __init__(self, case, measured, plans, qualified, settled):
        self.case = case
        self.measured = measured
        self.plans = plans
        self.qualified = [p for p, failed in qualified.items() if not failed]
        self.settled = settled
        self.rows = []
        self.frozen = None  # Z of the set-asides with order before_cap, once a cap has run

    def run(self):
        done = set()

        def once(rule, clause_id):
            if clause_id not in done:
                done.add(clause_id)
                rule(clause_id)

        for span in self.case.spans:
            if span["kind"] == "extend":
                once(self.extend, span["id"])
            elif span["kind"] == "cap":
                for other in self.case.of_kind("extend"):  # an extension is decided before its cap
                    if other["node"]["cap"] == span["id"]:
                        once(self.extend, other["id"])
                once(self.cap, span["id"])
            elif span["kind"] == "floor":
                once(self.floor, span["id"])
        return self.rows

    # -------------------------------------------------------------- helpers

    def cells(self):
        return sorted({cell for cell, _ in self.measured}, key=lambda c: (c[2], *cell_order(c)))

    def move(self, span, cell, payer, payee, amount):
        """Takes `amount` of a cell from one party and gives it to another."""
        if not amount or payer == payee:
            return
        self.rows.append(pool_row(self.case, span, cell, payer, -amount))
        self.rows.append(pool_row(self.case, span, cell, payee, amount))
        for party, signed in ((payer, -amount), (payee, amount)):
            key = cell, party
            self.measured[key] = self.measured.get(key, 0) + signed

    def set_aside_before_cap(self):
        """[(span, its amounts)] of the set-asides computed before any cap."""
        if self.frozen is not None:
            return self.frozen
        return [
            (span, set_aside_amounts(self.case, span, self.measured))
            for span in self.case.of_kind("set_aside")
            if span["node"].get("order", "after_cap") == "before_cap"
        ]

    def reserved(self):
        """Z[cell, party], which no cap counts."""
        found = {}
        for _, amounts in self.set_aside_before_cap():
            for cell, party, _, amount in amounts:
                found[cell, party] = found.get((cell, party), 0) + amount
        return found

    def account_cells(self, versions, account_per):
        """{account project or "": {period: (span, [(cell, party)])}} of a period-level clause."""
        accounts = {}
        for cell in self.cells():
            day = self.case.test_day(cell[2])
            project = self.case.projects[cell[0]]
            for span in versions:
                if cl.in_force(span, day) and cl.applies(span, project, cell[1]):
                    account = cell[0] if account_per == "project" else ""
                    party = cl.resolve(span["node"]["party"], project, span["changes"])
                    periods = accounts.setdefault(account, {})
                    periods.setdefault(cell[2], (span, []))[1].append((cell, party))
        return accounts

    # -------------------------------------------------------------- cap

    def cap(self, clause_id):
        self.frozen = self.set_aside_before_cap()
        reserved = self.reserved()
        for account, periods in self._cap_accounts(clause_id).items():
            used = {}
            for period in sorted(periods):
                span, places = periods[period]
                before, _ = self._use(span, account, places, period, used, reserved)
                self._take_excess(span, places, before, reserved)

    def _cap_accounts(self, clause_id):
        versions = [s for s in self.case.of_kind("cap") if s["id"] == clause_id]
        return self.account_cells(versions, versions[0]["node"].get("per", "project"))

    def _use(self, span, account, places, period, used, reserved):
        """One period of one account: (excess, used after it). `used` is updated."""
        node = span["node"]
        key = _account_key(span, self.case.projects.get(account))
        if node.get("window", "cumulative") == "yearly":
            key = key, period_first(period, self.case.cycle).year
        limit = self._limit(span, account)
        before = used.get(key, 0)
        earned = sum(self._measures(place, reserved) for place in places)
        if node.get("test", "within_year") == "within_year":
            allowed = min(earned, max(limit - before, 0)) if earned > 0 else earned
        else:
            allowed = min(earned, 0) if before >= limit else earned
        reopens = node.get("refund_reopens", True)
        used[key] = before + (allowed if reopens else max(allowed, 0))
        return earned - allowed, used[key] < limit

    def _measures(self, place, reserved):
        return self.measured.get(place, 0) - reserved.get(place, 0)

    def _limit(self, span, account):
        projects = [account] if account else self.qualified
        limits = [
            cap_of_project(self.case, span, self.case.projects[p])
            for p in projects
            if cl.applies(span, self.case.projects[p])
        ]
        if "amount" in span["node"]["at_most"]:
            return int(yuan(span["node"]["at_most"]["amount"]))
        return math.floor(sum(n for n in limits if n is not None))

    def _take_excess(self, span, places, excess, reserved):
        if not excess:
            return
        positive = [p for p in places if self._measures(p, reserved) > 0]
        positive.sort(key=lambda place: cell_order(place[0]))
        amounts = [self._measures(p, reserved) for p in positive]
        if span["node"].get("last_room", "proportional") == "in_order":
            taken, left = [], excess
            for amount in reversed(amounts):
                taken.insert(0, min(amount, left))
                left -= taken[0]
        elif self.case.rounding["at"] == "end":
            taken = [Fraction(excess) * a / sum(amounts) for a in amounts]
        else:
            taken = largest_remainder(excess, amounts)
        for (cell, party), amount in zip(positive, taken, strict=True):
            receiver = self.case.collector(cell[0], day_of(self.case, cell))
            if span["node"].get("excess_to"):
                project = self.case.projects[cell[0]]
                receiver = cl.resolve(span["node"]["excess_to"], project, span["changes"])
            self.move(span, cell, party, receiver, amount)

    # -------------------------------------------------------------- extend

    def extend(self, clause_id):
        """Years that were not earned go to the split's `outside_to`."""
        for project in self.case.projects:
            mine = [
                (cell, self.plans[cell])
                for cell in self.cells()
                if cell[0] == project and cell in self.plans and self.plans[cell]["extend"]
            ]
            for cell, plan in mine:
                span = plan["extend"]
                if span["id"] != clause_id or self._earned(span, project, plan["clock_end"]):
                    continue
                receiver = outside_party(self.case, plan, cell)
                for place in [p for p in self.measured if p[0] == cell]:
                    self.move(span, cell, place[1], receiver, self.measured[place])

    def _earned(self, span, project, clock_end):
        node = span["node"]
        accounts = self._cap_accounts(node["cap"])
        reserved = self.reserved()
        used, below_cap = {}, []
        periods = accounts.get(project, {})
        for period in sorted(periods):
            version, places = periods[period]
            places = [p for p in places if day_of(self.case, p[0]) < clock_end]
            if places:
                _, under = self._use(version, project, places, period, used, reserved)
                below_cap.append(under)
        if node.get("earned", "not_reached_at_end") == "never_reached":
            return all(below_cap)
        return not below_cap or below_cap[-1]

    # -------------------------------------------------------------- floor

    def floor(self, clause_id):
        versions = [s for s in self.case.of_kind("floor") if s["id"] == clause_id]
        case = self.case
        per = versions[0]["node"].get("per", "agreement")
        for period in self.settled:
            day = case.test_day(period)
            spans = [s for s in versions if cl.in_force(s, day)]
            if not spans or not case.starts_in_term(period):
                continue
            span = spans[0]
            node = span["node"]
            cumulative = node.get("window", "yearly") == "cumulative"
            if cumulative and (
                case.term_to is None or period != period_of(case.term_to, case.cycle)
            ):
                continue
            accounts = [""]
            if per == "project":
                accounts = [p for p in self.qualified if cl.applies(span, case.projects[p])]
            for account in accounts:
                project = case.projects.get(account)
                if "years" in node:
                    start = cl.clock_of(case, span, project)
                    if not in_years(start, node["years"], day):
                        continue
                party = cl.resolve(node["party"], project, span["changes"])
                payer = cl.resolve(node["paid_by"], project, span["changes"])
                earned = 0
                for cell, owner in self.measured:
                    row = case.projects[cell[0]]
                    if (
                        owner == cl.resolve(node["party"], row, span["changes"])
                        and (cumulative or cell[2] == period)
                        and (not account or cell[0] == account)
                        and cl.applies(span, row, cell[1])
                    ):
                        earned += self.measured[cell, owner]
                short = max(yuan(node["at_least"]) - earned, 0)
                if case.rounding["at"] != "end":
                    short = int(short)
                if short:
                    self.rows += pair(case, span, (account, "", period, None), party, payer, short)


def _account_key(span, project):
    """What has been used is counted under this key; a change of party may start a new one."""
    key, party = span["id"], span["node"]["party"]
    for number, change in enumerate(span["changes"]):
        named = cl.resolve(party, project, span["changes"][:number])
        if named == change["from"] and change["cap_used"] == "starts_anew":
            key = f"{key}@{change['amendment']}"
    return key


def set_aside_amounts(case, span, measured):
    """(cell, party, receiver, Z) of one set-aside span on the measured amounts."""
    node = span["node"]
    result = []
    for cell, owner in list(measured):
        project = case.projects[cell[0]]
        if not cl.in_force(span, day_of(case, cell)) or not cl.applies(span, project, cell[1]):
            continue
        if "years" in node and (
            cell[3] is None
            or not in_years(cl.clock_of(case, span, project), node["years"], cell[3])
        ):
            continue
        portion = sum(
            share(text)
            for reference, text in node["of"].items()
            if cl.resolve(reference, project, span["changes"]) == owner
        )
        amount = portion * measured[cell, owner]
        if case.rounding["at"] != "end":
            amount = half_up(amount)
        if amount:
            receiver = cl.resolve(node["to"], project, span["changes"])
            result.append((cell, owner, receiver, amount))
    return result


__all__ = ["Limits", "date", "set_aside_amounts"]
