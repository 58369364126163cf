"""A Django site with one event stream, as its author would write it: django-eventstream behind a GRIP proxy."""
