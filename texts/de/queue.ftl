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
field-no-colleague = Der Kunde hat keinen Ansprechpartner mit dieser Adresse. Legen Sie ihn beim Kunden an.
field-not-the-address = Das ist nicht die Adresse dieser Person: { $detail }
field-asked-it = { $detail } hat selbst gefragt und bekommt jede Antwort.
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

column-number = Nummer
column-subject = Betreff
column-customer = Kunde
column-plan = Plan
column-severity = Schweregrad
column-due = Fällig
column-assignee = Zugewiesen an
column-product = Produkt
column-channel = Kanal
column-waiting = Wartet seit
column-changed = Letzte Änderung
column-state = Stand

filter-title = Filter
filter-words = Wörter und weitere Filter
filter-words-how = Wörter aus Betreff, Nachrichten und Notizen, auch Filter wie changed:2026-11 oder -tag:spam.
filter-any = beliebig
filter-none = ohne
filter-me = ich
filter-today = heute fällig
filter-nothing-due = nichts fällig
filter-tag = Schlagwort
filter-answer = Abdeckung
filter-field = Zusatzfeld
filter-value = Wert des Zusatzfelds
filter-sort = Reihenfolge
filter-group = Gruppieren nach
filter-columns = Spalten
filter-columns-how = Ohne Spalten sieht die Liste aus wie die Warteschlange.
filter-column = Spalte { $n }
filter-show = Anzeigen
sort-next = Was als Nächstes kommt: verletzt und bald fällig, dann Schweregrad, Plan, Wartezeit
sort-due = Fälligkeit, dann Schweregrad, Plan, Wartezeit
sort-severity = Schweregrad
sort-rank = Rang des Plans
sort-waiting = Wartet am längsten
sort-opened = Neueste zuerst
sort-changed = Letzte Änderung
group-none = nicht gruppiert
group-all = { $count ->
    [one] eine Anfrage
   *[other] alle { $count } Anfragen
  }
view-save = Als Ansicht speichern
view-save-new = Als weitere Ansicht speichern
view-edit = Ansicht bearbeiten
view-name = Name der Ansicht
view-shared = Für alle
view-front = Nach vorn
view-back = Nach hinten
view-remove = Ansicht entfernen
queue-none = Keine Anfrage passt
queue-none-how = Nehmen Sie einen Filter weg oder suchen Sie nach anderen Wörtern.
queue-as-board = Board
queue-as-list = Liste
board-empty = Nichts hier
board-moved = #{ $ticket } ist jetzt: { $state }.
many-title = Mit den ausgewählten Anfragen etwas tun
many-picked = ausgewählt
many-pick = Anfrage #{ $number } auswählen
many-pick-head = Auswahl
many-clear = Nichts auswählen
many-tags = Schlagworte, durch Kommas getrennt
many-untag = Entfernen
many-none = Es ist keine Anfrage ausgewählt.
many-done = { $count ->
    [0] Nichts wurde geändert.
    [one] Eine Anfrage wurde geändert.
   *[other] { $count } Anfragen wurden geändert.
  }
many-unchanged = { $count ->
    [one] Bei einer war es schon so.
   *[other] Bei { $count } war es schon so.
  }
many-undone = { $count ->
    [0] Nichts wurde zurückgenommen.
    [one] Eine Anfrage ist wieder wie vorher.
   *[other] { $count } Anfragen sind wieder wie vorher.
  }
many-failed = Nicht { $tickets }: { $why }
many-more = { $count } weitere
many-not-there = diese Anfrage gibt es nicht.
many-no-severity = { $severity } gehört nicht zum Plan.
problem-changed-since = Das wurde inzwischen geändert und bleibt so.
problem-undone = Das wurde schon zurückgenommen.
problem-too-late = Das ist zu lange her, um es hier zurückzunehmen.
keys-pick = Anfrage auswählen, mit Umschalt alle bis dorthin
keys-board = auf dem Board: zwischen Karten bewegen
keys-pick-all = alle Anfragen der Liste auswählen oder keine
many-pick-all = Alle auswählen
many-merge-how = Leer: das älteste der gewählten. Alle anderen werden als Duplikate geschlossen, ihre Antworten gehen an dieses.
field-merge-one = Wählen Sie ein weiteres Ticket, oder nennen Sie ein anderes Ziel.
