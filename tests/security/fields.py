"""The fields at the root of the GraphQL schema, where they take ids, and documents made from the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from rustok.api.graphql.schema import current_schema
from rustok.testing.api import PASSWORD
from tests.security.bodies import (
    delivery_of,
    fitting,
    order_of,
    site_of,
    small_refund,
    whole_address,
    whole_promotion,
)
from tests.security.kinds import UnknownKind, kind_of
from tests.security.operations import Choose, Place
from tests.security.world import World
from tests.security.world.seeds import numbers

_DEPTH: Final = 3
_FILLS_COLLECTIONS: Final = ("addCollectionProducts", "removeCollectionProducts", "orderCollection")
_IN_STATE: Final = {
    "completeOrder": "done_order",
    "issueInvoice": "order",
    "markPaymentPaid": "manual_payment",
    "requestReturn": "sent_order",
    "shipFulfilment": "packed_fulfilment",
    "approveReturn": "requested_return",
    "rejectReturn": "requested_return",
    "adminForumReplies": "forum_topic",
    "createForumReply": "forum_topic",
    "setForumSolution": "forum_topic",
    "setReaction": "others_topic",
    "setVote": "others_topic",
    "restoreForumTopic": "deleted_forum_topic",
    "restoreForumReply": "deleted_forum_reply",
    "adminPostComments": "post",
    "changePostComments": "post",
    "createComment": "post",
    "restoreComment": "deleted_comment",
    "restoreNode": "trashed_node",
    "purgeNode": "trashed_node",
    "createNodePreview": "node",
    "discardNodeDraft": "node",
    "deleteSpammer": "member",
    "deleteComposerDraft": "composer_draft",
    "unassign": "assignment",
    "deleteBookmark": "bookmark",
    "postAuthor": "author",
    "memberTexts": "member",
    "textEdits": "others_topic",
    "similarForumTopics": "forum_topic",
}
"""What is addressed where it must be in a state of its own."""


def schema() -> GraphQLSchema:
    """Return the schema that is served."""
    served: GraphQLSchema = current_schema().graphql_schema
    return served


def snake(name: str) -> str:
    """Write ``categoryId`` as ``category_id``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


@dataclass(frozen=True)
class Field:
    """A field of Query or Mutation."""

    operation: str
    name: str
    said: GraphQLField

    def __str__(self) -> str:
        return f"{self.operation} {self.name}"

    def __hash__(self) -> int:
        return hash((self.operation, self.name))

    @cached_property
    def places(self) -> list[Place]:
        """Where ids stand: ``("categoryId",)``, ``("input", "media", "[]", "assetId")``."""
        return [
            (name, *rest) for name, argument in self.said.args.items() for rest in _places(argument.type, frozenset())
        ]

    def kind(self, place: Place, world: World) -> str:
        """Say what an id is of.

        :raises UnknownKind: nothing says it.
        """
        names = [part for part in place if part != "[]"]
        if names == ["id"] and self.name in _IN_STATE:
            return _IN_STATE[self.name]
        if names == ["id"]:
            words = f"_{snake(self.name)}_"
            for owner in ("cart", "draft"):
                # What is about a part of a cart is about the cart.
                if f"_{owner}_" in words:
                    return owner
            known = [kind for kind in world.ids if f"_{kind}_" in words]
            if not known:
                raise UnknownKind(f"{self}: of what is the id?")
            return max(known, key=len)
        return kind_of(self.name, snake(names[-1]), self)

    def is_address(self, place: Place) -> bool:
        """Whether the id says what the field is about; what is in an input is only referred to."""
        return len(place) == 1 and (place == ("id",) or self.operation == "mutation")

    def document(self, world: World, choose: Choose, with_place: Place | None = None) -> tuple[str, dict[str, Any]]:
        """Return a document and its variables that the tenant's administrator may send with success."""
        variables: dict[str, Any] = {}
        for name, argument in self.said.args.items():
            leads = with_place is not None and with_place[0] == name
            if is_required_argument(argument) or leads:
                rest = with_place[1:] if leads and with_place else None
                variables[name] = self._value(argument.type, name, (name,), world, choose, rest)
        self._mend(variables, world)
        heads = ", ".join(f"${name}: {self.said.args[name].type}" for name in variables)
        given = ", ".join(f"{name}: ${name}" for name in variables)
        selection = _selection(self.said.type, _DEPTH)
        text = (
            f"{self.operation} Asked{f'({heads})' if heads else ''} "
            f"{{ {self.name}{f'({given})' if given else ''} {selection} }}"
        )
        return text, variables

    def _value(self, tp: Any, name: str, place: Place, world: World, choose: Choose, wanted: Place | None) -> Any:
        if isinstance(tp, GraphQLNonNull):
            tp = tp.of_type
        if isinstance(tp, GraphQLList):
            if name == "currencies":
                return ["USD"]
            leads = wanted is not None and wanted[:1] == ("[]",)
            needed = name in ("options", "values") and place[0] == "input" and self.name == "setProductOptions"
            needed |= name == "nodeIds" and self.name == "reorderNodes"
            needed |= name in ("answerIds", "ids") and "Forum" in self.name
            needed |= name == "productIds" and self.name in _FILLS_COLLECTIONS
            needed |= name in ("categoryIds", "tagIds") and self.name in ("orderNodeCategories", "mergeIntoNodeTag")
            needed |= name == "ids" and self.name in ("decideReviews", "myReadStates")
            needed |= name == "lines" and self.name in ("createReturn", "promotionsExplained", "requestReturn")
            rest = wanted[1:] if leads and wanted else None
            if not leads and not needed and not name.endswith(("translations", "names", "kinds")):
                return []
            return [self._value(tp.of_type, name, (*place, "[]"), world, choose, rest)]
        if getattr(tp, "name", "") == "ID":
            return choose(place, self.kind(place, world))
        if (hint := _hint(self, snake(name), getattr(tp, "name", ""), world)) is not None:
            return hint
        if isinstance(tp, GraphQLInputObjectType):
            made = {}
            for key, part in tp.fields.items():
                leads = wanted is not None and wanted[:1] == (key,)
                required = isinstance(part.type, GraphQLNonNull)
                if required or leads:
                    rest = wanted[1:] if leads and wanted else None
                    made[key] = self._value(part.type, key, (*place, key), world, choose, rest)
            return made
        if isinstance(tp, GraphQLEnumType):
            return next(iter(tp.values))
        return {"Int": 1, "Long": 1, "Float": 1.0, "Boolean": True, "JSON": {}}.get(
            tp.name, f"{world.mark} {next(numbers)}"
        )

    def _mend(self, variables: dict[str, Any], world: World) -> None:
        """Change what must fit together."""
        fitting(variables.get("input"), world, "variant" if "Variant" in self.name else "product")
        if self.name in ("setCartAddress", "setDraftAddress"):
            asked = variables["input"]
            asked["shippingAddress"] = whole_address(asked["shippingAddress"], world)
        elif self.name.endswith("Address") and "input" in variables:
            variables["input"] = whole_address(variables["input"], world)
        match self.name:
            case "createPromotion" | "updatePromotion" | "promotionsExplained":
                variables["input"] = whole_promotion(variables["input"])
                if variables["input"].get("effect") == {"free_shipping": {}}:
                    variables["input"]["effect"] = {"freeShipping": {}}
            case "createMenu" | "updateMenu" | "setMenuItems":
                variables["input"] = site_of(variables["input"], world)
            case "createRedirect" | "updateRedirect" | "importRedirects":
                variables["input"] = site_of(variables["input"], world)
            case "orderNodeCategories":
                variables["input"] = order_of(variables["input"], world)
            case "reorderNodes" if variables["input"].get("parentId"):
                variables["input"]["nodeIds"] = [world.referred("child_node")]
            case "setReaction":
                variables["input"]["name"] = "like"
            case "changeForumTopics":
                variables["input"]["action"] = "MOVE" if "categoryId" in variables["input"] else "LOCK"
            case "flag":
                variables["input"]["kind"] = "reply"
            case "follow":
                variables["input"]["kind"] = "TOPIC"
            case "createPaymentMethod":
                variables["input"]["provider"] = "manual"
            case "createRefund":
                variables["input"] = small_refund(variables["input"])
            case "replayWebhook":
                variables["input"]["firstSequence"] = 1
            case "importCoupons":
                variables["input"]["csv"] = f"code\n{world.mark}-{next(numbers)}\n"
            case "giftCardBalance":
                variables["input"]["code"] = world.secrets["gift_card"]
            case "addCartPromotion" | "removeCartPromotion" | "addDraftPromotion":
                variables["input"]["code"] = world.texts["coupon"]
            case "addCartCredit":
                variables["input"]["code"] = world.texts["gift_card"]
            case "startCartPayment" | "placeDraft":
                variables["input"]["method"] = "manual"
            case "setCartShippingMethod" | "setDraftShippingMethod":
                variables["input"]["code"] = None
            case "createProduct" | "setProductType":
                variables["input"]["productType"] = world.texts["product_type"]
            case "createVariant":
                variables["input"]["options"] = [{"option": "colour", "value": "green"}]
            case "setProductOptions":
                values = [{"key": "red"}, {"key": "blue"}]
                variables["input"]["options"] = [{"key": "colour", "values": values}]
            case "createShippingMethod" | "updateShippingMethod":
                asked = delivery_of(variables["input"], world, zone="zoneId", location="locationId", pickup="PICKUP")
                variables["input"] = asked
            case "signIn":
                variables["input"]["email"] = f"{world.mark}.first@example.com"
            case "changeProducts":
                asked = variables["input"]
                if not asked.get("selection"):
                    asked["selection"] = {"everything": True}
                if "prices" in asked:
                    asked |= {"action": "CHANGE_PRICES", "prices": {**asked["prices"], "percent": "1"}}
                elif "channelId" in asked:
                    asked |= {"action": "SET_CHANNEL", "isAvailable": True}
                elif "categoryIds" in asked:
                    asked |= {"action": "ADD_CATEGORIES"}
            case "mergeTags":
                variables["input"]["tags"] = [f"tag {world.mark}"]
            case "renameTag":
                variables["input"]["tag"] = f"tag {world.mark}"
            case "deleteTag":
                variables["tag"] = f"tag {world.mark}"
            case "collectionPreview":
                variables["input"]["rules"] = [{"field": "TAG", "value": f"tag {world.mark}"}]
            case "category" | "collection" | "product" if not variables:
                variables["handle" if self.name == "product" else "slug"] = world.texts[self.name]


def fields() -> list[Field]:
    """Return every field at the root."""
    found = []
    for operation, root in (("query", schema().query_type), ("mutation", schema().mutation_type)):
        if root is not None:
            found += [Field(operation, name, said) for name, said in root.fields.items()]
    return found


def _places(tp: Any, seen: frozenset[str]) -> Iterator[Place]:
    if isinstance(tp, GraphQLNonNull):
        yield from _places(tp.of_type, seen)
    elif isinstance(tp, GraphQLList):
        for place in _places(tp.of_type, seen):
            yield ("[]", *place)
    elif isinstance(tp, GraphQLInputObjectType):
        if tp.name not in seen:
            for name, part in tp.fields.items():
                for place in _places(part.type, seen | {tp.name}):
                    yield (name, *place)
    elif tp.name == "ID":
        yield ()


def _selection(tp: Any, depth: int) -> str:
    """Select everything that needs no arguments, so many levels down."""
    named = get_named_type(tp)
    if is_leaf_type(named):
        return ""
    if not isinstance(named, GraphQLObjectType):
        return "{ __typename }"
    parts = ["__typename"]
    for name, field in named.fields.items():
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            parts.append(name)
        elif depth > 1:
            parts.append(f"{name} {_selection(inner, depth - 1)}")
    return "{ " + " ".join(parts) + " }"


def _hint(field: Field, name: str, type_name: str, world: World) -> Any:
    """Give what the schema cannot say."""
    number = next(numbers)
    match name:
        case "email":
            return f"{world.mark}.{number}@example.com"
        case "password" | "current_password":
            return PASSWORD
        case "new_password":
            return f"{PASSWORD} {number}"
        case "path":
            return world.texts["address"]
        case "template":
            return "default"
        case "locale" | "target":
            return "ru" if field.name.startswith("remove") else "en"
        case "kind":
            return "page"
        case _ if type_name == "Date":
            return "2026-11-01"
        case "tracking_url":
            return f"https://example.com/{world.mark}"
        case "country":
            return "DE"
        case "provider" | "tax_provider":
            return "table"
        case "tax_class":
            return world.texts["tax_class"]
        case "currency":
            return "EUR" if field.name.startswith("remove") else "USD"
        case "names" if type_name == "JSON":
            return {"en": f"Name {world.mark}"}
        case "slug" | "handle" | "code" | "key":
            return f"{world.mark}-{number}"
        case "country":
            return "DE"
        case "postcode":
            return "10115"
        case "phone":
            return "+49 30 123456"
        case "url":
            return f"https://{world.mark}-{number}.invalid/hook"
        case "content_type":
            return "image/png"
        case "width":
            return 320
        case "phrases":
            return [f"{world.mark} {number}", f"other {number}"]
        case "word":
            return f"{world.mark}{number}"
        case "refresh_token":
            return world.secrets["refresh"]
        case "until":
            return "2100-01-01T00:00:00Z"
        case "token" if field.name.lower().startswith("unsubscri"):
            return world.secrets["unsubscribe"]
        case "token":
            return world.secrets[{"verifyEmail": "verify", "previewedNode": "preview"}.get(field.name, "reset")]
        case "module" | "module_slug":
            return "blog"
    return None
