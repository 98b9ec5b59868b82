"""What is done with beds and stays.

Locks are taken in one order: the patient, then the unit. So two deeds never wait for each other.
"""
