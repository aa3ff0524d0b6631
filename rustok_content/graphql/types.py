"""Types of nodes that more than one part of the schema shows."""

from __future__ import annotations

from rustok.api.graphql.dto import object_type
from rustok_content.dto.nodes import NodeResponse

Node = object_type(NodeResponse, "AdminNode")
