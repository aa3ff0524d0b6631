"""The storefront's GraphQL fields."""
