"""What the web server imports: one application, configured by the environment."""

from hospice.app import create_app

app = create_app()
