"""Settings of a site that does not store its events; the GRIP_URL comes from the environment."""
import os

SECRET_KEY = "only for tests, and longer than thirty-two bytes"
DEBUG = True
ALLOWED_HOSTS = ["*"]
USE_TZ = True
ROOT_URLCONF = "django_site.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django_eventstream"]
MIDDLEWARE = ["django_grip.GripMiddleware"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
GRIP_URL = os.environ["GRIP_URL"]
