"""The content of both demo tenants: Fernholt for `demo`, Acme Workshop Supply for `acme`."""

from rustok_content.demo import care, guides, pages_brand, pages_service, size_guide, stories, workshop
from rustok_content.demo.records import Author, Category, Entry, Library, Menu

FERNHOLT = Library(
    tenant="demo",
    locales=("en", "ru", "de"),
    authors=(
        Author(key="maren", name="Maren Aske", email="maren@fernholt.example"),
        Author(key="ilya", name="Ilya Brand", email="ilya@fernholt.example"),
        Author(key="tomas", name="Tomas Reed", email="tomas@fernholt.example"),
    ),
    categories=(
        Category(slug="guides", position=0, names={"en": "Guides", "ru": "Советы", "de": "Ratgeber"}),
        Category(slug="stories", position=1, names={"en": "Stories", "ru": "Истории", "de": "Geschichten"}),
        Category(slug="care", position=2, names={"en": "Care", "ru": "Уход за вещами", "de": "Pflege"}),
    ),
    nodes=(*guides.POSTS, *stories.POSTS, *care.POSTS, *pages_brand.PAGES, *pages_service.PAGES, *size_guide.PAGES),
    menus=(
        Menu(
            location="main",
            name="Main menu",
            entries=(
                Entry(url="/products", labels={"en": "Shop", "ru": "Магазин", "de": "Shop"}),
                Entry(url="/blog", labels={"en": "Journal", "ru": "Журнал", "de": "Journal"}),
                Entry(url="/forum", labels={"en": "Forum", "ru": "Форум", "de": "Forum"}),
                Entry(page="about"),
            ),
        ),
        Menu(
            location="footer",
            name="Foot of the page",
            entries=tuple(Entry(page=node.slug) for node in (*pages_service.PAGES, *size_guide.PAGES)),
        ),
    ),
)

ACME = Library(
    tenant="acme",
    locales=("en", "de"),
    authors=(Author(key="desk", name="The Acme desk", email="desk@acme.example"),),
    categories=(
        Category(slug="know-how", position=0, names={"en": "Know-how", "de": "Fachwissen"}),
        Category(slug="safety", position=1, names={"en": "Safety", "de": "Arbeitsschutz"}),
    ),
    nodes=workshop.NODES,
    menus=(
        Menu(
            location="main",
            name="Main menu",
            entries=tuple(Entry(page=node.slug) for node in workshop.NODES if node.kind == "page"),
        ),
    ),
)

LIBRARIES = {library.tenant: library for library in (FERNHOLT, ACME)}
