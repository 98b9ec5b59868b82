"""What is done with transfers: exactly the steps of the two tables in `rules`, each with its row and its event.

Every deed locks the patient first and a unit second, so that two deeds about one patient queue up and no two wait for
each other.
"""
