"""Clinical scores (domain §3.2), each computed from its items by a formula that is data and has a version.

All are decision aids: the result carries what went in, the formula, its source, and that the clinician decides.
Numbers are whole numbers or fractions throughout; a float is never compared.
"""
