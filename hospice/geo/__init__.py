"""Places: coordinate systems, straight-line distance, county borders, typed addresses and the map. No rows, no pages."""
