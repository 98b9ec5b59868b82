"""安宁网: the coordination desk of a hospice care network. Importing a rule from here never starts the app."""
