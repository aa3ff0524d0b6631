"""REST of users for operators, ``/api/v1/admin/users``."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.auth.dto import CreateUserRequest, UpdateUserRequest, UserListRequest, UserResponse
from rustok.auth.selectors import users as selectors
from rustok.auth.services import users
from rustok.dto import Page


class UsersView(ApiView):
    """The tenant's users."""

    tag = "users"
    signed_in = True

    @endpoint(query=UserListRequest, response=UserResponse, page=True)
    def get(self, request: Request, query: UserListRequest) -> Page[UserResponse]:
        """List users, the newest first."""
        return selectors.list_users(self.ctx, query)

    @endpoint(request=CreateUserRequest, response=UserResponse)
    def post(self, request: Request, data: CreateUserRequest) -> UserResponse:
        """Make a user; without a password the user is invited by mail."""
        return users.create_user(self.ctx, data)


class UserView(ApiView):
    """One of the tenant's users."""

    tag = "users"
    signed_in = True

    @endpoint(response=UserResponse)
    def get(self, request: Request, id: UUID) -> UserResponse:
        """Show a user."""
        return selectors.get_user(self.ctx, id)

    @endpoint(request=UpdateUserRequest, response=UserResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateUserRequest) -> UserResponse:
        """Change a user. A new password, role or status ends the user's sessions at once."""
        return users.update_user(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a user with all sessions and tokens."""
        users.delete_user(self.ctx, id)
