"""The commands of the guide do what it says, in its order."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from tests.rustok_content.imports.conftest import SITE
from tests.security.world import png

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "import-content.md"
NAMES = {"shop": "a", "other": "b"}
ELSEWHERE = {"reindex"}
"""Commands that work outside of a transaction; that they take these arguments is enough here."""


def test_the_commands_of_the_guide_run(
    tenant_a: Tenant, tenant_b: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tenant in (tenant_a, tenant_b):
        with tenant_scope(tenant):
            for slug in ("blog", "pages"):
                toggles.enable_module(RequestContext.system(tenant.id), slug)
    monkeypatch.chdir(tmp_path)
    shutil.copy(SITE, "site.xml")
    Path("uploads/2024/02").mkdir(parents=True)
    Path("uploads/2024/02/leaf.png").write_bytes(png("green"))
    redirect = {"url": "/was", "action_data": {"url": "https://old.example/is"}, "action_code": 301, "enabled": True}
    Path("redirection.json").write_text(json.dumps({"redirects": [redirect]}))

    block = re.search(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.M | re.S)
    assert block is not None
    ran = []
    for line in block[1].splitlines():
        program, script, name, *arguments = shlex.split(line)
        assert (program, script) == ("python", "manage.py")
        command = load_command_class(get_commands()[name], name)
        given = [NAMES.get(each, each) for each in arguments]
        parsed = vars(command.create_parser("manage.py", name).parse_args(given))
        if name not in ELSEWHERE:
            command.handle(**parsed)
        ran.append(name)

    assert len(ran) >= 10
    with tenant_scope(tenant_a):
        counts = models.Node.objects.filter(kind__in=["page", "post"]).count()
        assert models.Redirect.objects.get(path="/was").target == "/is"
    with tenant_scope(tenant_b):
        assert models.Node.objects.filter(kind__in=["page", "post"]).count() == counts > 5
    with platform_scope():
        copy = Tenant.objects.select_related("cell").get(slug="copy")
    with tenant_scope(copy):
        assert models.Node.objects.filter(kind__in=["page", "post"]).count() == counts
