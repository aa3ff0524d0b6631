"""What the tenant `acme` sells: supplies for workshops, in English and German, in euro."""

from rustok_commerce.demo.records import Extra, Picture, eur, item, text
from rustok_commerce.demo.wording import capacity, colour, material, size

PRODUCTS = (
    item(
        "nitrile-work-gloves",
        code="AC-GLV",
        category="safety",
        tags=("ppe", "en388"),
        texts={
            "en": text(
                "Nitrile Work Gloves",
                "Cut level C, EN 388",
                (
                    "Knitted gloves with a foamed nitrile palm that grips oily parts. Sold by"
                    " the pair, washable at 40 degrees."
                ),
            ),
            "de": text(
                "Arbeitshandschuhe Nitril",
                "Schnittschutz Stufe C, EN 388",
                (
                    "Strickhandschuhe mit geschäumter Nitrilfläche, die auch ölige Teile "
                    "sicher greift. Paarweise, bei 40 Grad waschbar."
                ),
            ),
        },
        options=(material("nitrile"), size("8", "9", "10")),
        price=eur(690),
        grams=60,
        stock=(240, 410, 180),
        picture=Picture(drawing="gloves", palette="orange"),
    ),
    item(
        "site-safety-helmet",
        code="AC-HLM",
        category="safety",
        tags=("ppe", "en397"),
        texts={
            "en": text(
                "Site Safety Helmet",
                "Ventilated shell with ratchet",
                (
                    "A ventilated ABS helmet with a six-point cradle and a ratchet that works"
                    " with gloves on. Slots for ear defenders and visor."
                ),
                seo=(
                    "Safety helmet EN 397 | Acme",
                    "Ventilated site helmet with ratchet adjustment in three colours.",
                ),
            ),
            "de": text(
                "Schutzhelm",
                "Belüftete Schale mit Drehrad",
                (
                    "Ein belüfteter ABS-Helm mit Sechspunktaufhängung und einem Drehrad, das "
                    "sich mit Handschuhen bedienen lässt. Aufnahmen für Gehörschutz und "
                    "Visier."
                ),
                seo=(
                    "Schutzhelm EN 397 | Acme",
                    "Belüfteter Bauhelm mit Drehradverstellung in drei Farben.",
                ),
            ),
        },
        options=(colour("yellow", "snow", "orange"),),
        price=eur(2490),
        grams=380,
        stock=(75, 60, 4),
        picture=Picture(drawing="helmet", palette="yellow"),
    ),
    item(
        "clear-safety-goggles",
        code="AC-GOG",
        category="safety",
        tags=("ppe", "en166"),
        texts={
            "en": text(
                "Clear Safety Goggles",
                "Fits over spectacles",
                "Anti-fog polycarbonate goggles with indirect vents and a wide elastic strap.",
            ),
            "de": text(
                "Vollsichtbrille klar",
                "Passt über die Korrektionsbrille",
                "Beschlagfreie Polycarbonatbrille mit indirekter Belüftung und breitem Gummiband.",
            ),
        },
        options=(size("regular"),),
        price=eur(1290, was=1590),
        grams=95,
        stock=(130,),
        picture=Picture(drawing="goggles", palette="lake"),
    ),
    item(
        "hex-bolt-din-933",
        code="AC-BLT",
        category="fasteners",
        tags=("din933", "metric"),
        texts={
            "en": text(
                "Hex Bolt DIN 933",
                "Full thread, strength 8.8",
                ("Zinc-plated hexagon bolts with full thread, 40 mm long. Packed in a box that closes again."),
            ),
            "de": text(
                "Sechskantschraube DIN 933",
                "Vollgewinde, Festigkeit 8.8",
                ("Verzinkte Sechskantschrauben mit Vollgewinde, 40 mm lang. In der wiederverschließbaren Schachtel."),
            ),
        },
        options=(size("m6", "m8", "m10"), capacity("pack-50", "pack-200")),
        price=eur(890),
        extras={
            "m8": Extra({"EUR": 300}, 420),
            "m10": Extra({"EUR": 900}, 1100),
            "pack-200": Extra({"EUR": 1900}, 2400),
        },
        grams=640,
        stock=(90, 44, 120, 0, 36, 12),
        picture=Picture(drawing="bolt", palette="slate"),
    ),
    item(
        "washer-assortment",
        code="AC-WSH",
        category="fasteners",
        tags=("din125", "assortment"),
        texts={
            "en": text(
                "Washer Assortment",
                "Nine sizes, M3 to M16",
                ("Flat washers to DIN 125 in a divided case. Refills for each compartment are available."),
            ),
            "de": text(
                "Unterlegscheiben-Sortiment",
                "Neun Größen, M3 bis M16",
                ("Flache Scheiben nach DIN 125 im Sortimentskasten. Nachfüllpackungen für jedes Fach sind lieferbar."),
            ),
        },
        options=(material("zinc-plated", "stainless"),),
        price=eur(1990),
        extras={"stainless": Extra({"EUR": 1400})},
        grams=1250,
        stock=(28, 6),
        picture=Picture(drawing="washers", palette="ink"),
    ),
    item(
        "wood-screws-torx",
        code="AC-SCR",
        category="fasteners",
        tags=("torx", "wood"),
        texts={
            "en": text(
                "Torx Wood Screws",
                "Cutting tip, no pre-drilling",
                ("Countersunk screws 4 x 50 mm with a cutting tip and a waxed thread that keeps the driver cool."),
            ),
            "de": text(
                "Holzschrauben Torx",
                "Bohrspitze, kein Vorbohren",
                ("Senkkopfschrauben 4 x 50 mm mit Bohrspitze und gewachstem Gewinde, das den Schrauber schont."),
            ),
        },
        options=(capacity("pack-50", "pack-200"),),
        price=eur(590),
        extras={"pack-200": Extra({"EUR": 1200}, 540)},
        grams=190,
        stock=(320, 150),
        picture=Picture(drawing="screw", palette="ochre"),
    ),
    item(
        "combination-wrench",
        code="AC-WRN",
        category="hand-tools",
        tags=("chrome-vanadium", "metric"),
        texts={
            "en": text(
                "Combination Wrench",
                "Chrome vanadium, offset ring",
                ("Drop-forged wrench with a 15 degree offset ring. Lifetime guarantee against breakage."),
            ),
            "de": text(
                "Ringmaulschlüssel",
                "Chrom-Vanadium, gekröpfter Ring",
                ("Gesenkgeschmiedeter Schlüssel mit um 15 Grad gekröpftem Ring. Lebenslange Garantie gegen Bruch."),
            ),
        },
        options=(size("m6", "m8", "m10"),),
        price=eur(750),
        extras={"m8": Extra({"EUR": 150}, 30), "m10": Extra({"EUR": 400}, 75)},
        grams=70,
        stock=(64, 58, 0),
        backorder=True,
        picture=Picture(drawing="wrench", palette="berry"),
    ),
    item(
        "claw-hammer",
        code="AC-HMR",
        category="hand-tools",
        tags=("forged", "ash"),
        texts={
            "en": text(
                "Claw Hammer",
                "450 g head, ash handle",
                ("A balanced claw hammer with a magnetic nail holder. The handle is sealed with three wedges."),
            ),
            "de": text(
                "Klauenhammer",
                "450-g-Kopf, Eschenstiel",
                ("Ein ausgewogener Klauenhammer mit magnetischem Nagelhalter. Der Stiel ist dreifach verkeilt."),
            ),
        },
        options=(material("ash"),),
        price=eur(2190),
        grams=720,
        stock=(37,),
        picture=Picture(drawing="hammer", palette="clay"),
    ),
    item(
        "steel-toolbox",
        code="AC-BOX",
        category="hand-tools",
        tags=("storage", "steel"),
        texts={
            "en": text(
                "Cantilever Toolbox",
                "Five trays, one handle",
                "Powder-coated sheet steel with five trays that open together. Takes a padlock.",
            ),
            "de": text(
                "Werkzeugkasten",
                "Fünf Fächer, ein Griff",
                (
                    "Pulverbeschichtetes Stahlblech mit fünf Fächern, die gemeinsam "
                    "aufklappen. Mit Vorhängeschloss abschließbar."
                ),
            ),
        },
        options=(colour("berry", "ink"), size("medium", "large")),
        price=eur(5900),
        extras={"large": Extra({"EUR": 1500}, 1600)},
        grams=4200,
        stock=(14, 9, 3, 0),
        picture=Picture(drawing="toolbox", palette="berry"),
    ),
    item(
        "cloth-tape",
        code="AC-TAP",
        category="tapes",
        tags=("adhesive", "repair"),
        texts={
            "en": text(
                "Cloth Tape",
                "Tears by hand, holds for years",
                ("Polyethylene-coated cloth tape on 50 m rolls. Removes without residue within fourteen days."),
            ),
            "de": text(
                "Gewebeband",
                "Von Hand reißbar, hält jahrelang",
                (
                    "Polyethylenbeschichtetes Gewebeband auf 50-m-Rollen. Innerhalb von "
                    "vierzehn Tagen rückstandsfrei zu entfernen."
                ),
            ),
        },
        options=(colour("black", "yellow"), size("25mm", "50mm")),
        price=eur(790),
        extras={"50mm": Extra({"EUR": 400}, 380)},
        grams=390,
        stock=(210, 175, 96, 0),
        picture=Picture(drawing="tape", palette="yellow"),
    ),
    item(
        "assembly-adhesive",
        code="AC-ADH",
        category="tapes",
        tags=("adhesive", "solvent-free"),
        texts={
            "en": text(
                "Assembly Adhesive",
                "Solvent-free, paintable",
                (
                    "A high-tack assembly adhesive for wood, metal and stone in a standard "
                    "cartridge. Keeps for eighteen months unopened."
                ),
            ),
            "de": text(
                "Montagekleber",
                "Lösemittelfrei, überstreichbar",
                (
                    "Ein Montagekleber mit hoher Anfangshaftung für Holz, Metall und Stein in"
                    " der Standardkartusche. Ungeöffnet achtzehn Monate haltbar."
                ),
            ),
        },
        options=(capacity("250ml", "450ml"),),
        price=eur(650, was=750),
        extras={"450ml": Extra({"EUR": 350}, 240)},
        grams=420,
        stock=(88, 5),
        picture=Picture(drawing="cartridge", palette="pine"),
    ),
    item(
        "cable-drum",
        code="AC-DRM",
        category="tapes",
        tags=("electrical", "ip44"),
        status="draft",
        texts={
            "en": text(
                "Cable Drum 25 m",
                "Rubber cable, IP44",
                ("A rubber cable drum with four sockets and a thermal cut-out. Listing in preparation."),
            ),
        },
        options=(size("regular"),),
        price=eur(6900),
        grams=5600,
        stock=(0,),
        picture=Picture(drawing="drum", palette="orange"),
    ),
)
