"""Content of the tenant `acme`: a supplier for workshops, in English and German."""

from rustok_content.demo.records import page, post, text

NODES = (
    page(
        "about",
        author="desk",
        position=0,
        texts={
            "en": text(
                "About Acme Workshop Supply",
                "Parts on the shelf, people on the phone.",
                """
                Acme Workshop Supply keeps craft businesses and maintenance teams working. We stock what
                breaks, what wears out and what is always missing on a Friday afternoon.

                ## What we stand for

                - **Stock that is real.** The number on the page is the number on the shelf.
                - **Standards named.** Every fastener carries its DIN or ISO number and strength.
                - **One price list.** In euro, without small print.

                ## For business customers

                1. Open an account with your tax number.
                2. Name the people who may order and their limits.
                3. Pay monthly, on one invoice per cost centre.

                Our counter is open from 6:30 on working days, because that is when vans are loaded. Orders
                placed by 17:00 leave the same day. If you need advice about a load, a material or a thread,
                ask for the desk: two former fitters answer, and both have dropped a nut into a gearbox.
                """,
            ),
            "de": text(
                "Über Acme Werkstattbedarf",
                "Teile im Regal, Menschen am Telefon.",
                """
                Acme hält Handwerksbetriebe und Instandhalter am Laufen. Wir führen, was bricht, was
                verschleißt und was freitagnachmittags immer fehlt.

                ## Wofür wir stehen

                - **Echter Bestand.** Die Zahl auf der Seite ist die Zahl im Regal.
                - **Genannte Normen.** Jedes Verbindungselement trägt seine DIN- oder ISO-Nummer und die
                  Festigkeit.
                - **Eine Preisliste.** In Euro und ohne Kleingedrucktes.

                ## Für Geschäftskunden

                1. Eröffnen Sie ein Konto mit Ihrer Steuernummer.
                2. Nennen Sie die Personen, die bestellen dürfen, und deren Grenzen.
                3. Zahlen Sie monatlich, mit einer Rechnung je Kostenstelle.

                Unser Tresen öffnet werktags um 6:30 Uhr, denn dann werden die Wagen beladen. Was bis 17 Uhr
                bestellt ist, geht am selben Tag hinaus. Bei Fragen zu Last, Werkstoff oder Gewinde antworten
                zwei ehemalige Monteure, und beiden ist schon eine Mutter ins Getriebe gefallen.
                """,
            ),
        },
    ),
    page(
        "delivery",
        author="desk",
        position=1,
        texts={
            "en": text(
                "Delivery",
                "Same-day dispatch, pallet service and collection from the counter.",
                """
                ## Parcels

                Orders up to 30 kg leave on the day they are placed, if they reach us by 17:00. Delivery
                within Germany takes one working day, to the rest of the EU two to four. Below 150 EUR we
                charge 6.90 EUR.

                ## Pallets

                Above 30 kg we ship by pallet with a tail lift. The driver announces a window of two hours.
                Please make sure of:

                - a firm surface in front of the gate
                - a person who may sign
                - 2.4 metres of clear height

                ## Collection

                Choose *Counter* at checkout. Orders are ready within an hour, and you find them on the shelf
                with your customer number. The counter is open from 6:30 to 18:00.

                ## Damaged on arrival

                1. Note the damage on the delivery slip before you sign.
                2. Take two pictures, one of the parcel and one of the part.
                3. Send both within three working days.

                We send a replacement on the same day and collect the damaged goods later.
                """,
            ),
            "de": text(
                "Lieferung",
                "Versand am selben Tag, Palettendienst und Abholung am Tresen.",
                """
                ## Pakete

                Bestellungen bis 30 kg verlassen uns am selben Tag, wenn sie bis 17 Uhr eingehen. Innerhalb
                Deutschlands dauert die Zustellung einen Werktag, in die übrige EU zwei bis vier. Unter 150
                EUR berechnen wir 6,90 EUR.

                ## Paletten

                Über 30 kg liefern wir auf Palette mit Hebebühne. Der Fahrer kündigt ein Zeitfenster von zwei
                Stunden an. Bitte sorgen Sie für:

                - festen Untergrund vor dem Tor
                - eine Person, die unterschreiben darf
                - 2,4 Meter freie Höhe

                ## Abholung

                Wählen Sie an der Kasse *Tresen*. Bestellungen stehen innerhalb einer Stunde bereit, im Regal
                unter Ihrer Kundennummer. Der Tresen ist von 6:30 bis 18 Uhr geöffnet.

                ## Beschädigt angekommen

                1. Vermerken Sie den Schaden auf dem Lieferschein, bevor Sie unterschreiben.
                2. Machen Sie zwei Bilder, eines vom Paket und eines vom Teil.
                3. Senden Sie beide innerhalb von drei Werktagen.

                Den Ersatz schicken wir am selben Tag, die beschädigte Ware holen wir später ab.
                """,
            ),
        },
    ),
    post(
        "reading-bolt-heads",
        author="desk",
        category="know-how",
        tags=("fasteners", "din933"),
        day=(3, 5),
        texts={
            "en": text(
                "How to read a bolt head",
                "Two numbers and a mark say nearly everything about a bolt.",
                """
                On the head of a metric bolt you find two numbers with a dot between them. They are not a
                size. They tell you what the steel can take.

                ## The two numbers

                Take **8.8** as an example.

                1. The first number times 100 is the tensile strength in newtons per square millimetre: 800.
                2. Both numbers multiplied, times 10, give the yield strength: 640. Beyond it, the bolt stays
                   longer than it was.

                ## Common classes

                - **4.6:** furniture, covers, nothing that holds a life
                - **8.8:** machines and vehicles, the standard on our shelf
                - **10.9:** hitches and flanges, tighten with a torque wrench
                - **12.9:** socket screws in tools, brittle if plated carelessly

                ## The other mark

                Letters or a symbol name the maker. A bolt without one has no parents, and no place in a load
                path. Stainless bolts are marked **A2** or **A4** with the strength after a dash, for instance
                A4-70.

                ## A rule to remember

                Never replace a bolt by a stronger one without asking why the old one broke. Often the joint
                was loose, and then a stronger bolt merely breaks later, at a worse moment.
                """,
            ),
            "de": text(
                "Wie man einen Schraubenkopf liest",
                "Zwei Zahlen und ein Zeichen sagen fast alles über eine Schraube.",
                """
                Auf dem Kopf einer metrischen Schraube stehen zwei Zahlen mit einem Punkt dazwischen. Sie sind
                keine Größe. Sie sagen, was der Stahl aushält.

                ## Die zwei Zahlen

                Nehmen wir **8.8** als Beispiel.

                1. Die erste Zahl mal 100 ergibt die Zugfestigkeit in Newton je Quadratmillimeter: 800.
                2. Beide Zahlen miteinander und mit 10 multipliziert ergeben die Streckgrenze: 640. Darüber
                   bleibt die Schraube länger, als sie war.

                ## Übliche Klassen

                - **4.6:** Möbel, Abdeckungen, nichts, woran ein Leben hängt
                - **8.8:** Maschinen und Fahrzeuge, der Standard in unserem Regal
                - **10.9:** Kupplungen und Flansche, mit dem Drehmomentschlüssel anziehen
                - **12.9:** Innensechskantschrauben in Werkzeugen, bei nachlässiger Verzinkung spröde

                ## Das andere Zeichen

                Buchstaben oder ein Symbol nennen den Hersteller. Eine Schraube ohne Zeichen hat keine Eltern
                und im Kraftfluss nichts zu suchen. Edelstahl trägt **A2** oder **A4** und die Festigkeit nach
                dem Strich, etwa A4-70.

                ## Eine Regel zum Merken

                Ersetzen Sie nie eine Schraube durch eine festere, ohne zu fragen, warum die alte brach. Oft
                war die Verbindung lose, dann bricht die festere nur später.
                """,
            ),
        },
    ),
    post(
        "glove-sizes-that-fit",
        author="desk",
        category="safety",
        tags=("ppe", "gloves"),
        day=(4, 9),
        texts={
            "en": text(
                "Gloves that people actually wear",
                "The best protection is the pair that is not lying on the bench.",
                """
                Most hand injuries happen without gloves, in firms that own plenty of them. The usual reason
                is fit: a glove that is too large is taken off for the fiddly part, and the fiddly part is
                where it happens.

                ## Measure

                Lay a tape around the palm, below the knuckles, without the thumb.

                - up to 203 mm: size 8
                - up to 229 mm: size 9
                - up to 254 mm: size 10

                Between two sizes take the smaller one. Knitted gloves stretch within an hour.

                ## Choose by task

                1. **Oily parts:** foamed nitrile, cut level B or C.
                2. **Sheet metal:** cut level D and above, with a long cuff.
                3. **Rotating machines:** none at all. A glove that is caught pulls the hand in.

                ## Read EN 388

                Under the hammer pictogram stand four numbers and a letter: abrasion, cut by the old method,
                tear, puncture, and cut by the new method. **The letter is the one to look at** when blades
                and edges are involved.

                ## Replace

                When the coating has turned smooth or a fingertip shows, throw the pair away. A glove costs
                less than the form you fill in afterwards.
                """,
            ),
        },
    ),
    post(
        "tool-wall-in-an-afternoon",
        author="desk",
        category="know-how",
        tags=("workshop", "order"),
        day=(5, 21),
        texts={
            "en": text(
                "A tool wall in one afternoon",
                "Every tool has a place, and an empty place speaks up.",
                """
                A search for a wrench takes four minutes on average. Five searches a day in a team of six cost
                two hours. A wall costs an afternoon and some plywood.

                ## You need

                - a birch board, 18 mm, as wide as the bench
                - hooks and wood screws 4 x 50
                - a marker, and paint in one strong colour

                ## How to

                1. Lay the board on the floor and put all tools on it. Move them until what is used together
                   lies together.
                2. Keep heavy things at hip height, small things at eye level.
                3. Trace every outline with the marker, and paint it.
                4. Fix the hooks, hang the board on battens, and leave a finger's width behind it.

                ## Why the painted outline matters

                An empty hook is just a hook. A painted shape without its tool is a question, and **whoever
                walks past will ask it**.

                ## Keeping it

                Agree on one rule: the last five minutes of the shift belong to the wall. After two weeks
                nobody needs reminding. Label the drawers below it with the DIN numbers, and even the
                apprentice finds the washers.
                """,
            ),
            "de": text(
                "Eine Werkzeugwand an einem Nachmittag",
                "Jedes Werkzeug hat seinen Platz, und ein leerer Platz meldet sich.",
                """
                Die Suche nach einem Schlüssel dauert im Schnitt vier Minuten. Fünf Suchen am Tag in einem
                Team von sechs kosten zwei Stunden. Eine Wand kostet einen Nachmittag und etwas Sperrholz.

                ## Sie brauchen

                - eine Birkenplatte, 18 mm, so breit wie die Werkbank
                - Haken und Holzschrauben 4 x 50
                - einen Stift und Farbe in einem kräftigen Ton

                ## So geht es

                1. Legen Sie die Platte auf den Boden und alles Werkzeug darauf. Schieben Sie, bis
                   zusammenliegt, was zusammen gebraucht wird.
                2. Schweres auf Hüfthöhe, Kleines auf Augenhöhe.
                3. Zeichnen Sie jeden Umriss nach und malen Sie ihn aus.
                4. Setzen Sie die Haken, hängen Sie die Platte auf Leisten und lassen Sie dahinter eine
                   Fingerbreite Luft.

                ## Warum der gemalte Umriss zählt

                Ein leerer Haken ist nur ein Haken. Eine gemalte Form ohne Werkzeug ist eine Frage, und **wer
                vorbeigeht, stellt sie**.

                ## So bleibt es

                Vereinbaren Sie eine Regel: Die letzten fünf Minuten der Schicht gehören der Wand. Nach zwei
                Wochen muss niemand mehr erinnern. Beschriften Sie die Schubladen mit den DIN-Nummern, dann
                findet auch der Lehrling die Scheiben.
                """,
            ),
        },
    ),
)
