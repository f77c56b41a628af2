"""What simplejwt leaves to you: the token's type, and how often keys are fetched."""

import time

import jwt
from django.conf import settings
from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.state import token_backend


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
