"""What can go wrong with members, what they send, and moderation of it."""

from __future__ import annotations

from rustok.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited


class MemberNotFound(NotFound):
    """No such member of this community."""

    code = "content.member.not_found"
    message = "There is no member {id}."


class DuplicateMemberName(Conflict):
    """Another member has this name, whatever its capitals."""

    code = "content.member.duplicate_name"
    message = "The name {name!r} is taken."


class Silenced(Forbidden):
    """A moderator lets the member read and not write."""

    code = "content.member.silenced"
    message = "You cannot write until {until}."


class Suspended(Forbidden):
    """A moderator keeps the member out."""

    code = "content.member.suspended"
    message = "You are suspended until {until}."


class CannotModerate(Forbidden):
    """Nobody disciplines themselves or those who may discipline others."""

    code = "content.member.cannot_moderate"
    message = "This member cannot be disciplined by you."


class TooFast(RateLimited):
    """Texts follow each other too fast."""

    code = "content.text.too_fast"
    message = "You have just written: try again in {retry_after} s."


class TooManyPerDay(RateLimited):
    """The member may write so many a day."""

    code = "content.text.too_many_per_day"
    message = "You may write {limit} a day: try again in {retry_after} s."


class TooManyLinks(Invalid):
    """Whoever is new links little."""

    code = "content.text.too_many_links"
    message = "You may put {limit} links into a text."


class TooManyMentions(Invalid):
    """Whoever is new calls few others."""

    code = "content.text.too_many_mentions"
    message = "You may mention {limit} members in a text."


class WatchedWordBlocked(Invalid):
    """The community does not take texts with such words. Which one is not said."""

    code = "content.text.watched_word"
    message = "The text has a word that is not allowed here."


class DuplicateText(Conflict):
    """The same was written a short time ago."""

    code = "content.text.duplicate"
    message = "You have written this already."


class WatchedWordNotFound(NotFound):
    """No such word is watched."""

    code = "content.watched_word.not_found"
    message = "There is no watched word {id}."


class DuplicateWatchedWord(Conflict):
    """The word is watched already."""

    code = "content.watched_word.duplicate"
    message = "The word {word!r} is watched already."


class EmptyWatchedWord(Invalid):
    """Without any letter it would be found in every text."""

    code = "content.watched_word.empty"
    message = "A watched word has at least two letters or digits."


class ReviewItemNotFound(NotFound):
    """No such entry in the queue."""

    code = "content.review.not_found"
    message = "There is no entry {id} in the queue."


class ReviewDecided(Conflict):
    """Somebody has decided in between."""

    code = "content.review.decided"
    message = "The entry is {state} already."


class ReviewClaimed(Conflict):
    """Somebody else is looking at it."""

    code = "content.review.claimed"
    message = "The entry is claimed by somebody else."


class TargetNotFound(NotFound):
    """What should be reviewed or flagged is not there, or not for whoever asks."""

    code = "content.target.not_found"
    message = "There is no {kind} {id}."


class AlreadyFlagged(Conflict):
    """One flag per person and target."""

    code = "content.flag.duplicate"
    message = "You have flagged this already."


class OwnTextFlagged(Conflict):
    """Nobody flags what they wrote."""

    code = "content.flag.own_text"
    message = "This is your own text."


class TooManyFlags(RateLimited):
    """So many flags a day."""

    code = "content.flag.too_many"
    message = "You may flag {limit} texts a day: try again in {retry_after} s."


class FollowedNotFound(NotFound):
    """What should be followed is not there, or not for whoever asks."""

    code = "content.subscription.target_not_found"
    message = "There is no {kind} {id}."


class NotificationNotFound(NotFound):
    """The member has no such notification."""

    code = "content.notification.not_found"
    message = "There is no notification {id}."


class ComposerDraftNotFound(NotFound):
    """The member has no such draft."""

    code = "content.composer_draft.not_found"
    message = "There is no draft {key!r}."


class EditsNotShown(Forbidden):
    """What a text said before is for its author and moderators."""

    code = "content.text.edits_not_shown"
    message = "What this text said before is not shown."


class MemberPrivate(Forbidden):
    """The member keeps what they do to themselves."""

    code = "content.member.private"
    message = "This member does not show what they write."


class BookmarkedNotFound(NotFound):
    """What should be marked is not there, or not for whoever asks."""

    code = "content.bookmark.target_not_found"
    message = "There is no text {id}."


class BookmarkNotFound(NotFound):
    """The member has not marked the text."""

    code = "content.bookmark.not_found"
    message = "You have not marked {id}."


class TooManyBookmarks(Conflict):
    """A member keeps so many bookmarks."""

    code = "content.bookmark.too_many"
    message = "You may keep {limit} bookmarks."


class TooManyDrafts(Conflict):
    """A member keeps so many drafts."""

    code = "content.composer_draft.too_many"
    message = "You may keep {limit} drafts."


class ComposerDraftTooLarge(Invalid):
    """A draft is as large as a text may be."""

    code = "content.composer_draft.too_large"
    message = "A draft has at most {limit} characters."


class UnsubscribeTokenInvalid(NotFound):
    """The link of a mail leads nowhere."""

    code = "content.unsubscribe.invalid"
    message = "The link is not valid."
