"""What can go wrong with threads and what is written in them."""

from __future__ import annotations

from rustok.errors import Conflict, Forbidden, Invalid, NotFound


class ThreadNotFound(NotFound):
    """No such topic or post for whoever asks."""

    code = "content.thread.not_found"
    message = "There is no thread {id}."


class AnswerNotFound(NotFound):
    """No such answer for whoever asks."""

    code = "content.answer.not_found"
    message = "There is no answer {id}."


class ThreadLocked(Conflict):
    """A moderator, or the author of a post, wants no more answers."""

    code = "content.thread.locked"
    message = "Nothing more can be written here."


class ThreadClosed(Conflict):
    """The time for answers is over."""

    code = "content.thread.closed"
    message = "This thread was closed at {closed_at}."


class ThreadArchived(Conflict):
    """An archived thread is read only, down to its reactions."""

    code = "content.thread.archived"
    message = "This thread is archived."


class CategoryClosed(Conflict):
    """The category takes nothing new."""

    code = "content.category.closed"
    message = "Nothing more can be written in this category."


class CategoryRightMissing(Forbidden):
    """The actor's role may not do this in the category."""

    code = "content.category.right_missing"
    message = "Your role may not {action} in this category."


class CategoryNeeded(Invalid):
    """A topic is filed somewhere."""

    code = "content.category.needed"
    message = "A {kind} needs a category."


class SlowMode(Conflict):
    """Who has just written waits."""

    code = "content.thread.slow_mode"
    message = "You can write here again in {seconds} s."


class ParentOutsideThread(Invalid):
    """An answer answers something of its own thread."""

    code = "content.answer.parent_outside"
    message = "What is answered is not in this thread."


class GuestsNotAllowed(Forbidden):
    """Only who is signed in may write."""

    code = "content.answer.guests_not_allowed"
    message = "Sign in to write here."


class GuestNameMissing(Invalid):
    """A guest says who they are."""

    code = "content.answer.guest_name_missing"
    message = "A guest gives a name."


class CommentsDisabled(Conflict):
    """The site takes no comments."""

    code = "content.comments.disabled"
    message = "Comments are switched off."


class EditWindowOver(Conflict):
    """Authors change what they wrote for a while only."""

    code = "content.answer.edit_window_over"
    message = "What you wrote can be changed for {minutes} minutes."


class ReactionNotOffered(Invalid):
    """The community has no such sign."""

    code = "content.reaction.not_offered"
    message = "There is no reaction called {name!r}."


class VotesDisabled(Conflict):
    """The community does not vote."""

    code = "content.vote.disabled"
    message = "Votes are switched off."


class OwnText(Conflict):
    """Nobody votes for or signs what they wrote themselves."""

    code = "content.vote.own_text"
    message = "This is your own text."


class NotInOneThread(Conflict):
    """Answers of several threads cannot be moved at once."""

    code = "content.answer.not_in_one_thread"
    message = "The answers are not in one thread."


class SameThread(Conflict):
    """A thread cannot be merged into itself."""

    code = "content.thread.same"
    message = "A thread cannot be merged into itself."


class ThreadAnswered(Conflict):
    """Others have written in the topic: its author cannot take it away from them."""

    code = "content.thread.answered"
    message = "Others have written here; ask a moderator to delete it."
