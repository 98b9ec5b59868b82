"""The chart: everything that is known of one patient, on one page, and how it is entered."""
