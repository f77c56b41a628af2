from django.urls import path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from orders.permissions import InGroup, SignedIn


class Editors(InGroup):
    group = "editors"


class RecentlyWithTwoFactors(SignedIn):
    level = "aal2"
    seconds = 600


class Orders(APIView):
    def get(self, request):
        return Response({"user": request.user.id})


class Reports(APIView):
    permission_classes = [IsAuthenticated, Editors]

    def get(self, request):
        return Response({"user": request.user.id})


class Payments(APIView):
    permission_classes = [IsAuthenticated, RecentlyWithTwoFactors]

    def post(self, request):
        return Response({"user": request.user.id})


urlpatterns = [
    path("orders", Orders.as_view()),
    path("reports", Reports.as_view()),
    path("payments", Payments.as_view()),
]
