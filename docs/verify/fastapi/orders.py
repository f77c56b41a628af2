"""A service that checks Latchkey's access tokens with the public keys."""

import os
import time

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

ISSUER = os.environ["ISSUER"]
AUDIENCE = os.environ.get("AUDIENCE", ISSUER)
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


keys = PublicKeys(f"{ISSUER}/.well-known/jwks.json", lifespan=300)
app = FastAPI()


def refuse(status: int, challenge: str) -> HTTPException:
    return HTTPException(status, headers={"WWW-Authenticate": challenge})


def user(sent: HTTPAuthorizationCredentials = Depends(HTTPBearer(auto_error=False))) -> dict:
    if sent is None:
        raise refuse(401, "Bearer")
    try:
        if jwt.get_unverified_header(sent.credentials).get("typ") != "at+jwt":
            raise jwt.InvalidTokenError("no access token")
        key = keys.get_signing_key_from_jwt(sent.credentials).key
        return jwt.decode(
            sent.credentials,
            key,
            algorithms=["ES256"],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
    except (jwt.InvalidTokenError, jwt.PyJWKClientError) as error:
        raise refuse(401, 'Bearer error="invalid_token"') from error


def in_group(group: str):
    def check(claims: dict = Depends(user)) -> dict:
        if group not in claims.get("groups", []):
            raise refuse(403, 'Bearer error="insufficient_scope"')
        return claims

    return check


def signed_in(level: str, seconds: int):
    """Demands a level, or a better one, and a sign-in of the last seconds (RFC 9470)."""
    challenge = f'Bearer error="insufficient_user_authentication", acr_values="{level}", max_age="{seconds}"'
    enough = LEVELS[LEVELS.index(level) :]

    def check(claims: dict = Depends(user)) -> dict:
        if claims.get("acr") not in enough or claims.get("auth_time", 0) < time.time() - seconds:
            raise refuse(401, challenge)
        return claims

    return check


@app.get("/orders")
def orders(claims: dict = Depends(user)):
    return {"user": claims["sub"]}


@app.get("/reports")
def reports(claims: dict = Depends(in_group("editors"))):
    return {"user": claims["sub"]}


@app.post("/payments")
def pay(claims: dict = Depends(signed_in("aal2", 600))):
    return {"user": claims["sub"]}
