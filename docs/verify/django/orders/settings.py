import os

ISSUER = os.environ["ISSUER"]

SIMPLE_JWT = {
    "ALGORITHM": "ES256",
    "JWK_URL": f"{ISSUER}/.well-known/jwks.json",
    "ISSUER": ISSUER,
    "AUDIENCE": os.environ.get("AUDIENCE", ISSUER),
    "USER_ID_CLAIM": "sub",
    # Latchkey's tokens have no claim for it: their type is in the header, which orders.authentication checks.
    "TOKEN_TYPE_CLAIM": None,
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["orders.authentication.AccessTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "orders.permissions.answer",
}
# simplejwt imports these models. The service needs no database.
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"]
ROOT_URLCONF = "orders.urls"
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")
USE_TZ = True
