"""Places: coordinate systems, straight-line distance, county borders, typed addresses, the map. No rows, no pages."""
