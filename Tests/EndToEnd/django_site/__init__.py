"""A Django site as its author would write it: django-eventstream and django-grip behind a GRIP proxy."""
