"""Groups, and sign-ins that are good and recent enough."""

import time

from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.views import exception_handler

LEVELS = ["aal1", "aal2", "phr"]


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
    """Answers as Django REST framework does, with the challenge of a permission."""
    response = exception_handler(error, context)
    if hasattr(error, "challenge"):
        response["WWW-Authenticate"] = error.challenge
    return response
