## Der Preis einer kostenpflichtigen Anfrage, der angenommen oder abgelehnt wird

accept-title = Preis annehmen
accept-title-accepted = Preis angenommen
accept-title-declined = Preis abgelehnt
accept-title-settled = Kein Preis anzunehmen
accept-asked = { $name }, Ihre Anfrage ist kostenpflichtig. Bitte sagen Sie uns, ob wir sie zu diesem Preis bearbeiten sollen.
accept-request = Anfrage
accept-opened = Eingegangen
accept-until = Antwort möglich bis
accept-words = Was Sie geschrieben haben
accept-shortened = Hier steht der Anfang; die ganze Nachricht haben Sie in Ihrer E-Mail.
accept-changed = Der Preis hat sich geändert, seit wir Ihnen geschrieben haben. Es gilt der Preis, der hier steht.
accept-told = Mitgeteilt war: { $words }
accept-moved = Der Preis hat sich gerade geändert, deshalb ist noch nichts entschieden. Bitte entscheiden Sie noch einmal.
accept-yes = Preis annehmen
accept-no = Ablehnen
accept-nothing = Es gibt nichts mehr anzunehmen.
accept-others = Ansprechpartner Ihres Vertrags sind: { $names }.
accept-done-accepted = Angenommen von { $name }, { $at }.
accept-done-declined = Abgelehnt von { $name }, { $at }. Wir melden uns bei Ihnen.
accept-staff = Sie sind als Mitarbeiter angemeldet. Entscheiden kann nur, wer die E-Mail bekommen hat.
accept-thanks-accepted = Danke, der Preis ist angenommen.
accept-thanks-declined = Der Preis ist abgelehnt.

acceptance-title = Preis
acceptance-waits = Preis noch nicht angenommen
acceptance-run-out = Preis nicht angenommen, der Link ist abgelaufen
acceptance-accepted = Preis angenommen
acceptance-declined = Preis abgelehnt
acceptance-by = von { $name }

event-accept-price = { $name } hat den Preis angenommen: { $price }
event-decline-price = { $name } hat den Preis abgelehnt: { $price }
notice-accept-price = { $name } hat den Preis angenommen
notice-decline-price = { $name } hat den Preis abgelehnt

problem-price-decided = Über diesen Preis ist schon entschieden.
problem-nothing-to-accept = Hier ist kein Preis anzunehmen.

wording-accept = Adresse, unter der der Preis angenommen oder abgelehnt wird; leer, wenn danach nicht gefragt wird
