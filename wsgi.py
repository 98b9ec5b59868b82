"""What the web server imports: one application, configured by the environment."""

import gc

from hospice.app import create_app

app = create_app()

# What stands after the start stands until the end: the collector need not walk through it again and again. It comes by
# less often, too, since a request leaves a few thousand objects behind that go by themselves.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
