"""Rights to the catalogue: editors write texts and the tree, managers also prices, stock and deletions."""

from __future__ import annotations

from rustok_commerce.module.rights.roles import MANAGERS, STAFF, WRITERS, declare

CATALOGUE = declare(
    ("commerce.product", "read", "See products with their prices and stock.", STAFF),
    ("commerce.product", "create", "Make products.", WRITERS),
    ("commerce.product", "update", "Change products, options and variants.", WRITERS),
    ("commerce.product", "publish", "Show products to shoppers and withdraw them.", WRITERS),
    ("commerce.product", "delete", "Delete products.", MANAGERS),
    ("commerce.price", "update", "Set prices.", MANAGERS),
    ("commerce.price_list", "read", "See price lists.", STAFF),
    ("commerce.price_list", "create", "Make price lists.", MANAGERS),
    ("commerce.price_list", "update", "Change price lists, switch them on and off.", MANAGERS),
    ("commerce.price_list", "delete", "Delete price lists.", MANAGERS),
    ("commerce.channel", "read", "See channels.", STAFF),
    ("commerce.channel", "create", "Make channels.", MANAGERS),
    ("commerce.channel", "update", "Change channels, choose the default one.", MANAGERS),
    ("commerce.channel", "delete", "Delete channels.", MANAGERS),
    ("commerce.inventory", "read", "See locations and the ledger of stock.", STAFF),
    ("commerce.inventory", "adjust", "Change stock and locations.", MANAGERS),
    ("commerce.job", "read", "See imports, exports and bulk changes, and fetch their files.", WRITERS),
    ("commerce.job", "create", "Import, export and change products in bulk.", WRITERS),
    ("commerce.job", "cancel", "Cancel imports, exports and bulk changes.", WRITERS),
    ("commerce.collection", "read", "See collections.", STAFF),
    ("commerce.collection", "create", "Make collections.", WRITERS),
    ("commerce.collection", "update", "Change collections and what is in them.", WRITERS),
    ("commerce.collection", "delete", "Delete collections.", MANAGERS),
    ("commerce.attribute", "create", "Make attributes and product types.", WRITERS),
    ("commerce.attribute", "update", "Change attributes and product types.", WRITERS),
    ("commerce.attribute", "delete", "Delete attributes and product types.", MANAGERS),
    ("commerce.category", "read", "See categories.", STAFF),
    ("commerce.category", "create", "Make categories.", WRITERS),
    ("commerce.category", "update", "Change and move categories.", WRITERS),
    ("commerce.category", "delete", "Delete categories.", MANAGERS),
)
