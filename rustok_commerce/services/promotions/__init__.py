"""Promotions: which hold for a basket and what they take off, how often they were used, and how they are written."""
