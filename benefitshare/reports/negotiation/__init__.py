"""Pages for negotiators: proposals, assessments and comparisons as text in Chinese and English.

A page reads a result of `benefitshare.negotiation` and computes nothing that moves money.
"""
