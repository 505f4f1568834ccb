## Schlagworte, Zusatzfelder, Ansichten, mehrere Anfragen auf einmal

side-tags = Schlagworte
tag-add-label = Schlagworte hinzufügen, durch Kommas getrennt
tag-add = Hinzufügen
tag-remove = Schlagwort { $tag } entfernen
side-fields = Zusatzfelder
side-fields-fill = Ausfüllen
field-nothing = –
event-tag-added = { $name } hat das Schlagwort { $tags } hinzugefügt
event-tag-removed = { $name } hat das Schlagwort { $tags } entfernt
event-tag-changed = { $name } hat das Schlagwort { $added } hinzugefügt und { $removed } entfernt
event-field = { $name } hat ausgefüllt: { $changes }
field-too-many = Höchstens { $detail }.
field-no-day = Bitte einen Tag angeben, zum Beispiel { $detail }.
field-no-decimal = Bitte eine Zahl angeben, zum Beispiel 12 oder 12,5.
field-not-of-product = Die Anfrage hat dieses Zusatzfeld nicht mehr. Bitte die Seite neu laden.
problem-too-many = Es gibt schon { $detail }, mehr können nicht gespeichert werden.

fields-title = Zusatzfelder
fields-how = Felder, die Ihr Team an Anfragen ausfüllt. Kunden sehen sie nicht. Der Schlüssel steht in Filtern: field:schlüssel=wert.
fields-none = Noch keine Zusatzfelder. Legen Sie unten das erste an.
field-new = Weiteres Zusatzfeld
field-define = Anlegen
field-name = Name
field-key = Schlüssel
field-key-how = Kleinbuchstaben, Ziffern und Bindestriche. Bleibt er leer, entsteht er aus dem Namen.
field-kind = Art
field-kind-text = Text
field-kind-number = Zahl
field-kind-choice = Eines aus einer Liste
field-kind-day = Tag
field-kind-yes-no = Ja oder nein
field-choices = Auswahl
field-choices-how = Eine Möglichkeit je Zeile; nur für Felder mit Liste.
field-product = Produkt
field-product-all = Alle Produkte
field-state = In Gebrauch
field-retire = Ausmustern
field-restore = Wieder aufnehmen
