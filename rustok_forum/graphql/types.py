"""GraphQL types of topics and replies as moderators and authors see them."""

from rustok.api.graphql.dto import object_type
from rustok_content.dto.answers import AnswerResponse
from rustok_content.dto.topics import TopicResponse

Topic = object_type(TopicResponse, "AdminForumTopic")
Answer = object_type(AnswerResponse, "AdminAnswer")
