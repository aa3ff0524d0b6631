"""Staff's routes of nodes and categories, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_content.rest import (
    addresses,
    blocks,
    categories,
    community_urls,
    counters,
    lifecycle,
    menus,
    places,
    revisions,
    tags,
    views,
)

urlpatterns = [
    *community_urls.urlpatterns,
    path("block-types", blocks.BlockTypesView.as_view(), name="content-block-types"),
    path("bodies/render", blocks.RenderBodyView.as_view(), name="content-render-body"),
    path("nodes", views.NodesView.as_view(), name="content-nodes"),
    path("nodes/reorder", places.ReorderNodesView.as_view(), name="content-nodes-reorder"),
    path("nodes/<ulid:id>", views.NodeView.as_view(), name="content-node"),
    path("nodes/<ulid:id>/translations", views.NodeTranslationsView.as_view(), name="content-node-translations"),
    path(
        "nodes/<ulid:id>/translations/<str:locale>",
        views.NodeTranslationView.as_view(),
        name="content-node-translation",
    ),
    path("nodes/<ulid:id>/addresses", addresses.NodeAddressesView.as_view(), name="content-node-addresses"),
    path("node-categories", categories.CategoriesView.as_view(), name="content-categories"),
    path("node-categories/order", categories.OrderCategoriesView.as_view(), name="content-order-categories"),
    path("node-categories/<ulid:id>", categories.CategoryView.as_view(), name="content-category"),
    path("node-categories/<ulid:id>/merge", categories.MergeCategoryView.as_view(), name="content-merge-category"),
    path("content-counters", counters.CountersView.as_view(), name="content-counters"),
    path("content-counters/repair", counters.RepairCountersView.as_view(), name="content-repair-counters"),
    path("node-tags", tags.TagsView.as_view(), name="content-tags"),
    path("node-tags/<ulid:id>", tags.TagView.as_view(), name="content-tag"),
    path("node-tags/<ulid:id>/merge", tags.MergeTagsView.as_view(), name="content-merge-tags"),
    path("menus", menus.MenusView.as_view(), name="content-menus"),
    path("menus/<ulid:id>", menus.MenuView.as_view(), name="content-menu"),
    path("menus/<ulid:id>/items", menus.MenuItemsView.as_view(), name="content-menu-items"),
    path("addresses", addresses.AddressesView.as_view(), name="content-addresses"),
    path("redirects", addresses.RedirectsView.as_view(), name="content-redirects"),
    path("redirects/import", addresses.ImportRedirectsView.as_view(), name="content-import-redirects"),
    path("redirects/<ulid:id>", addresses.RedirectView.as_view(), name="content-redirect"),
    path("nodes/<ulid:id>/drafts/<str:locale>", lifecycle.NodeDraftView.as_view(), name="content-node-draft"),
    path("nodes/<ulid:id>/publish", lifecycle.PublishNodeView.as_view(), name="content-node-publish"),
    path("nodes/<ulid:id>/unpublish", lifecycle.UnpublishNodeView.as_view(), name="content-node-unpublish"),
    path("nodes/<ulid:id>/schedule", lifecycle.ScheduleNodeView.as_view(), name="content-node-schedule"),
    path("nodes/<ulid:id>/move", places.MoveNodeView.as_view(), name="content-node-move"),
    path("nodes/<ulid:id>/copy", places.CopyNodeView.as_view(), name="content-node-copy"),
    path("nodes/<ulid:id>/restore", lifecycle.RestoreNodeView.as_view(), name="content-node-restore"),
    path("nodes/<ulid:id>/trash", lifecycle.PurgeNodeView.as_view(), name="content-node-purge"),
    path("nodes/<ulid:id>/previews", lifecycle.NodePreviewsView.as_view(), name="content-node-previews"),
    path("nodes/<ulid:id>/references", places.NodeReferencesView.as_view(), name="content-node-references"),
    path("nodes/<ulid:id>/revisions", revisions.NodeRevisionsView.as_view(), name="content-node-revisions"),
    path(
        "nodes/<ulid:id>/revisions/<int:revision>", revisions.NodeRevisionView.as_view(), name="content-node-revision"
    ),
    path(
        "nodes/<ulid:id>/revisions/<int:revision>/diff",
        revisions.NodeRevisionDiffView.as_view(),
        name="content-node-revision-diff",
    ),
    path(
        "nodes/<ulid:id>/revisions/<int:revision>/restore",
        revisions.RestoreRevisionView.as_view(),
        name="content-node-revision-restore",
    ),
    path("nodes/<ulid:id>/submissions", revisions.SubmitNodeView.as_view(), name="content-node-submit"),
    path("node-previews/<ulid:id>", lifecycle.NodePreviewView.as_view(), name="content-preview"),
    path("node-submissions", revisions.SubmissionsView.as_view(), name="content-submissions"),
    path(
        "node-submissions/<ulid:id>/approve",
        revisions.ApproveSubmissionView.as_view(),
        name="content-submission-approve",
    ),
    path(
        "node-submissions/<ulid:id>/reject", revisions.RejectSubmissionView.as_view(), name="content-submission-reject"
    ),
    path(
        "node-submissions/<ulid:id>/withdraw",
        revisions.WithdrawSubmissionView.as_view(),
        name="content-submission-withdraw",
    ),
    path("content-usages", places.ContentUsagesView.as_view(), name="content-usages"),
    path("content-board", places.ContentBoardView.as_view(), name="content-board"),
    path("content-board/counts", places.ContentBoardCountsView.as_view(), name="content-board-counts"),
]
