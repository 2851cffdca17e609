"""Negotiation: from an agreement with open values to terms both sides can sign, and the reasons."""
