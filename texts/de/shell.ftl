## Rahmen jeder Seite

skip-to-content = Zum Inhalt
nav-label = Bereiche
nav-queue = Warteschlange
nav-search = Suche
nav-customers = Kunden
nav-on-call = Bereitschaft
nav-mails = E-Mails
nav-plans = Pläne
nav-invoices = Rechnungen
nav-settings = Einstellungen
nav-more = Mehr
nav-more-label = Weitere Bereiche
nav-home = Übersicht
nav-new-ticket = Neue Anfrage
nav-emergency = Notfall
language-label = Sprache
theme-label = Darstellung
theme-light = Hell
theme-dark = Dunkel
theme-system = Wie das System
sign-out = Abmelden
toasts-label = Meldungen
close-dialog = Schließen
save = Speichern
undo = Rückgängig
cancel = Abbrechen

keys-title = Tasten
keys-palette = alle Aktionen und Orte
keys-move = nächste und vorige Zeile
keys-open = Zeile öffnen
keys-search = suchen
keys-write = antworten, notieren
keys-go = zur Warteschlange; auch c Kunden, o Bereitschaft, m E-Mails, p Pläne, i Rechnungen, e Einstellungen
keys-send = Geschriebenes senden
keys-leave = Feld verlassen, Offenes schließen
keys-help = diese Liste
connection-lost = Der Server antwortet gerade nicht. Bitte versuchen Sie es noch einmal.
panel-label = Anruf

## The palette

palette-title = Befehle
palette-hint = Anfrage, Kunde, Aktion, Ort …
palette-actions = Auf dieser Seite
palette-places = Gehe zu
palette-settings = Darstellung und Sprache
palette-none = Nichts mit diesem Namen. Enter sucht danach.
palette-choose = wählen
palette-do = ausführen
key-ctrl = Strg
