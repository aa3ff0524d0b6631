"""Watched words: found as Unicode folds them, masked where they stand, and never slow."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok_content import errors, models
from rustok_content.dto.moderation import CreateWatchedWordRequest, WatchedAction
from rustok_content.services import watched_word_list, watched_words

pytestmark = pytest.mark.django_db


def watch(ctx: RequestContext, word: str, action: WatchedAction = WatchedAction.CENSOR) -> None:
    watched_word_list.create_watched_word(ctx, parse(CreateWatchedWordRequest, {"word": word, "action": action.value}))


@pytest.mark.parametrize(
    ("word", "text", "shown"),
    [
        ("pill", "A pill, two pills", "A ■■■■, two pills"),
        ("pill*", "PILLS and pillow", "■■■■■ and ■■■■■■"),
        ("*casino*", "megaCasino777!", "■■■■■■■■■■■■■!"),
        ("buy now", "Buy -- NOW; buy later now", "■■■■■■■■■■; buy later now"),
        ("straße", "STRASSE", "■■■■■■■"),
        ("спам", "это СПАМ.", "это ■■■■."),
        ("evil", "e\u200bvil", "■■■■■"),
        ("evil", "ｅｖｉｌ", "■■■■"),
        ("a*b*c", "axxbyyc abc ac", "■■■■■■■ ■■■ ac"),
    ],
)
def test_words_are_masked_as_they_are_folded(ctx: RequestContext, word: str, text: str, shown: str) -> None:
    watch(ctx, word)

    assert watched_words.censored(text) == shown


def test_each_word_says_what_is_to_happen(ctx: RequestContext) -> None:
    watch(ctx, "bad", WatchedAction.BLOCK)
    watch(ctx, "odd", WatchedAction.REVIEW)

    assert watched_words.actions_for("An odd thing") == {WatchedAction.REVIEW}
    assert watched_words.actions_for("odd and bad") == {WatchedAction.REVIEW, WatchedAction.BLOCK}
    assert watched_words.actions_for("badly oddly") == frozenset()


def test_no_pattern_is_slow(ctx: RequestContext) -> None:
    # A regular expression of this pattern would not end within a lifetime.
    watch(ctx, "*a*a*a*a*a*a*a*a*a*a*a*a*a*b*")

    assert watched_words.actions_for("a" * 100_000) == frozenset()


@pytest.mark.parametrize("word", ["*", "* *", "!?", "a*", "a *"])
def test_what_would_be_found_everywhere_is_not_watched(ctx: RequestContext, word: str) -> None:
    with pytest.raises(errors.EmptyWatchedWord):
        watch(ctx, word)

    assert not models.WatchedWord.objects.exists()


def test_a_word_is_watched_once(ctx: RequestContext) -> None:
    watch(ctx, "Spam")

    with pytest.raises(errors.DuplicateWatchedWord):
        watch(ctx, "sPAM")
    assert models.WatchedWord.objects.count() == 1
