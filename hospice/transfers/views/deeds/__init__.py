"""The steps of a request and of a transfer: a table (`registry`), what is asked (`asking`), done (`acts`), and the pages."""
