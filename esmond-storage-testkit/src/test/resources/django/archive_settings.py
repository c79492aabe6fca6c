"""Settings for Django's commands in tests."""

import os

SECRET_KEY = "for tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "rest_framework.authtoken",
    "api",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["TEST_HOST"],
        "PORT": os.environ["TEST_PORT"],
        "NAME": os.environ["TEST_DATABASE"],
        "USER": os.environ["TEST_USER"],
        "PASSWORD": os.environ["TEST_PASSWORD"],
    }
}
