"""Routes under ``/api/v1/auth/``."""

from __future__ import annotations

from django.urls import path

from rustok.api.auth import views
from rustok.api.rest import converters

__all__ = ["converters", "urlpatterns"]

urlpatterns = [
    path("register", views.RegisterView.as_view()),
    path("login", views.LoginView.as_view()),
    path("refresh", views.RefreshView.as_view()),
    path("logout", views.LogoutView.as_view()),
    path("me", views.MeView.as_view()),
    path("change-password", views.ChangePasswordView.as_view()),
    path("sessions", views.SessionsView.as_view()),
    path("sessions/<ulid:id>", views.SessionView.as_view()),
    path("password-reset", views.PasswordResetView.as_view()),
    path("password-reset/confirm", views.PasswordResetConfirmView.as_view()),
    path("verify-email", views.VerifyEmailView.as_view()),
    path("verify-email/confirm", views.VerifyEmailConfirmView.as_view()),
]
