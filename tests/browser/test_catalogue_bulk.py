"""Many products at once: changed from their list, taken in from a file and written to one."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import uuid4

from rustok.runtime.demo_logins import DEMO
from tests.browser.conftest import Visit
from tests.browser.watched import Visitor

LIST: Final = "/admin/rustok_commerce/product/"
SIZE: Final = {"width": 1440, "height": 900}


def _press(visitor: Visitor, form: str, button: str) -> None:
    with visitor.page.expect_navigation(wait_until="load"):
        visitor.page.get_by_test_id(form).get_by_role("button", name=button, exact=True).click()


def _asked(visitor: Visitor, query: str, action: str, *, everything: bool = False) -> None:
    """Tick all of a list that is narrowed down, and choose an action."""
    page = visitor.page
    visitor.open(f"{LIST}?{query}")
    page.locator("#action-toggle").check()
    if everything:
        page.get_by_text("Select all", exact=False).first.click()
    page.select_option("[name=action]", label=f"{action} …")
    visitor.save("Run")
    assert page.get_by_test_id("chosen").is_visible()


def _import(visitor: Visitor, name: str, content: str, *, is_dry_run: bool = False) -> None:
    """Take in a file."""
    page = visitor.page
    visitor.open(LIST)
    page.get_by_test_id("transfer").get_by_role("link", name="Import").click()
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})
    if is_dry_run:
        page.locator("[name=dry_run]").check()
    visitor.shot("catalogue-import")
    _press(visitor, "import", "Import")


def _ended(visitor: Visitor) -> None:
    """Wait until the page of a job, which renews itself, says that it has ended."""
    visitor.page.locator("[data-testid=job][data-status=finished]").wait_for(timeout=60_000)


def test_products_come_from_a_file_are_changed_together_and_go_to_one(visit: Visit) -> None:
    mark = uuid4().hex[:8]
    rows = [f"{mark}-{number},Mug {mark} {number},{mark}-{number},{number + 10}.50" for number in range(3)]
    content = "\n".join(["handle,title,sku,price:USD", *rows, f"{mark}-x,Broken {mark},{mark}-x,a lot"])
    with visit(DEMO) as visitor:
        page = visitor.page
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]

        _import(visitor, "mugs.csv", content, is_dry_run=True)
        assert page.get_by_text("Dry run: nothing was changed.").is_visible()
        visitor.open(f"{LIST}?q={mark}")
        assert page.locator("#result_list tbody tr input.action-select").count() == 0
        _import(visitor, "mugs.csv", content)
        assert page.get_by_test_id("refused").locator("tbody tr").count() == 1
        visitor.shot("catalogue-job")
        with page.expect_download() as refused:
            page.get_by_test_id("result").click()
        assert f"{mark}-x" in Path(refused.value.path()).read_text()

        _asked(visitor, f"q={mark}", "Change prices")
        page.fill("[name=change]", "-10")
        page.locator("[name=currency]").select_option("USD")
        page.locator("[name=rounding]").select_option("ninety_nine")
        visitor.shot("catalogue-bulk-prices")
        _press(visitor, "bulk", "Change prices")
        assert page.get_by_text("Change prices: 3 done").is_visible()
        assert page.locator("#result_list").get_by_text("$8.99").count() == 1

        _asked(visitor, f"q={mark}", "Change tags")
        page.fill("[name=add_tags]", mark)
        visitor.shot("catalogue-bulk-tags")
        _press(visitor, "bulk", "Change tags")
        _asked(visitor, f"tag={mark}", "Publish")
        visitor.shot("catalogue-bulk-publish")
        _press(visitor, "bulk", "Publish")
        assert page.get_by_text("Publish: 3 done").is_visible()
        visitor.shot("catalogue-bulk-done")

        page.get_by_test_id("transfer").get_by_role("link", name="Export this list").click()
        page.wait_for_url("**/export/**")
        visitor.shot("catalogue-export")
        _press(visitor, "export", "Export")
        with page.expect_download() as written:
            page.get_by_test_id("result").click()
        assert len(Path(written.value.path()).read_text().strip().splitlines()) == 4

        _asked(visitor, f"tag={mark}", "Delete")
        visitor.shot("catalogue-bulk-delete")
        _press(visitor, "bulk", "Delete")
        assert page.get_by_text("Delete: 3 done").is_visible()


def test_a_long_import_is_followed_and_taken_back(visit: Visit) -> None:
    mark = uuid4().hex[:8]
    rows = [f"{mark}-{number},Cup {mark} {number},{mark}-{number},9" for number in range(120)]
    with visit(DEMO) as visitor:
        page = visitor.page
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]

        _import(visitor, "cups.csv", "\n".join(["handle,title,sku,price:USD", *rows]))
        visitor.shot("catalogue-job-live")
        _ended(visitor)
        assert page.get_by_text("120 of 120").is_visible()

        _asked(visitor, f"q={mark}", "Delete", everything=True)
        assert page.get_by_test_id("chosen").get_by_text("All 120 products that the filter leaves").is_visible()
        assert page.get_by_text("More than 100 are changed in the background").is_visible()
        _press(visitor, "bulk", "Delete")
        _ended(visitor)
        visitor.open("/admin/rustok_commerce/job/")
        assert page.locator("#result_list tbody tr").first.get_by_text("120 of 120").is_visible()
        visitor.shot("catalogue-jobs")
        visitor.open(f"{LIST}?q={mark}")
        assert page.locator("#result_list tbody tr input.action-select").count() == 0
