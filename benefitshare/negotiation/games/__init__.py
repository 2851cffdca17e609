"""Games and claims: what coalitions could have on their own, and how others divided what is too
little for all who claim it.
"""
