"""REST of signs at texts, of votes, and of what texts said before."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_content.dto.reactions import ReactionsResponse, SetReactionRequest, SetVoteRequest
from rustok_content.dto.revisions import TextEditResponse
from rustok_content.selectors.edits import list_edits
from rustok_content.services import reactions


class ReactionsView(ApiView):
    """Signs at a text."""

    tag = "community"
    signed_in = True

    @endpoint(request=SetReactionRequest, response=ReactionsResponse, status=200, operation_id="set_reaction")
    def post(self, request: Request, id: UUID, data: SetReactionRequest) -> ReactionsResponse:
        """Set a sign at a topic, a post, a reply or a comment, or take it back."""
        return reactions.set_reaction(self.ctx, id, data.name, is_set=data.is_set)


class VoteView(ApiView):
    """A vote for or against a text."""

    tag = "community"
    signed_in = True

    @endpoint(request=SetVoteRequest, response=ReactionsResponse, status=200, operation_id="set_vote")
    def post(self, request: Request, id: UUID, data: SetVoteRequest) -> ReactionsResponse:
        """Vote for or against a topic, a post, a reply or a comment, or take the vote back."""
        return reactions.set_vote(self.ctx, id, data.value)


class EditsView(ApiView):
    """What a text said before."""

    tag = "community"

    @endpoint(response=TextEditResponse, page=True, operation_id="list_text_edits")
    def get(self, request: Request, id: UUID) -> tuple[TextEditResponse, ...]:
        """List the edits of a topic, a reply or a comment, the last first, for those who may know."""
        return list_edits(self.ctx, id)
