"""What is refused about customers, their groups and addresses."""

from __future__ import annotations

from rustok.errors import Conflict, NotFound


class CustomerNotFound(NotFound):
    """No such customer for this tenant."""

    code = "commerce.customer.not_found"
    message = "There is no customer {customer!r}."


class DuplicateCustomer(Conflict):
    """Another customer has this address."""

    code = "commerce.customer.duplicate_email"
    message = "There is a customer with this e-mail address already."


class CustomerHasLogin(Conflict):
    """The address is the login's, and changes there."""

    code = "commerce.customer.has_login"
    message = "The customer signs in: the e-mail address is the login's."


class CustomerHasHistory(Conflict):
    """Deleting would take orders or credit away unseen."""

    code = "commerce.customer.has_history"
    message = "The customer has orders or store credit: erase them instead."


class CustomerErased(Conflict):
    """Nothing can be said about somebody who was forgotten."""

    code = "commerce.customer.erased"
    message = "The customer's personal data were erased."


class SameCustomer(Conflict):
    """A customer cannot be merged with themselves."""

    code = "commerce.customer.same"
    message = "Two different customers are needed."


class BothHaveLogins(Conflict):
    """A merge would leave somebody's login without a customer."""

    code = "commerce.customer.both_have_logins"
    message = "Both customers sign in: only one without a login can be merged into another."


class AddressNotFound(NotFound):
    """No such address in this customer's book."""

    code = "commerce.customer_address.not_found"
    message = "There is no address {address!r}."


class TooManyAddresses(Conflict):
    """The book is full."""

    code = "commerce.customer_address.too_many"
    message = "A customer has at most {limit} addresses."


class CustomerGroupNotFound(NotFound):
    """No such group for this tenant."""

    code = "commerce.customer_group.not_found"
    message = "There is no customer group {group!r}."


class DuplicateCustomerGroup(Conflict):
    """Another group has this code."""

    code = "commerce.customer_group.duplicate_code"
    message = "Code {code!r} is already taken."


class CustomerGroupInUse(Conflict):
    """Customers are in it, or prices and promotions are for it."""

    code = "commerce.customer_group.in_use"
    message = "The group is in use."
