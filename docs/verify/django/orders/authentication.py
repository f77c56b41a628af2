"""What simplejwt does not check: the token's type, how often keys are fetched, groups, and the sign-in."""

import time

import jwt
from django.conf import settings
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.views import exception_handler
from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.state import token_backend

LEVELS = ["aal1", "aal2", "phr"]


class PublicKeys(jwt.PyJWKClient):
    """Fetched again after five minutes, and for an unknown key, but at most once in 30 seconds."""

    fetched = 0.0

    def get_jwk_set(self, refresh=False):
        return super().get_jwk_set(refresh and time.monotonic() - self.fetched > 30)

    def fetch_data(self):
        self.fetched = time.monotonic()
        try:
            return super().fetch_data()
        except Exception as error:
            # The token may be good: the answer is 500, not 401.
            raise ConnectionError("Latchkey's keys") from error


token_backend.jwks_client = PublicKeys(settings.SIMPLE_JWT["JWK_URL"], lifespan=300)


class AccessTokenAuthentication(JWTStatelessUserAuthentication):
    def get_validated_token(self, raw_token):
        try:
            if jwt.get_unverified_header(raw_token).get("typ") != "at+jwt":
                raise InvalidToken("no access token")
            return super().get_validated_token(raw_token)
        except jwt.PyJWTError as error:
            raise InvalidToken() from error


class InGroup(BasePermission):
    group = None

    def has_permission(self, request, view):
        if self.group not in request.auth.get("groups", []):
            denied = PermissionDenied()
            denied.challenge = 'Bearer error="insufficient_scope"'
            raise denied
        return True


class SignedIn(BasePermission):
    """Demands a level, or a better one, and a sign-in of the last seconds (RFC 9470)."""

    level = None
    seconds = None

    def has_permission(self, request, view):
        enough = LEVELS[LEVELS.index(self.level) :]
        if request.auth.get("acr") not in enough or request.auth.get("auth_time", 0) < time.time() - self.seconds:
            refused = AuthenticationFailed()
            refused.challenge = (
                f'Bearer error="insufficient_user_authentication", '
                f'acr_values="{self.level}", max_age="{self.seconds}"'
            )
            raise refused
        return True


def answer(error, context):
    response = exception_handler(error, context)
    if hasattr(error, "challenge"):
        response["WWW-Authenticate"] = error.challenge
    return response
