## Pläne nebeneinander

plans-caption = Pläne und was sie zusagen
plans-own = Ihr Plan
plans-alike = In jedem Plan

plans-choose = Zusammenstellen
plans-plan = Plan
plans-options = Optionen und Pakete
plans-compute = Berechnen
plans-month = Im Monat, netto
plans-month-gross = Im Monat, mit Steuer
plans-once = { $name }, einmalig
plans-included = Ohne Aufpreis dabei: { $names }
plans-open = Preis nach Vereinbarung oder nicht genannt, in der Summe nicht enthalten: { $names }
plans-usage = Gerechnet für einen ganzen Monat ohne Verbrauch. Anrufe und Arbeit über das Kontingent hinaus kommen nach Tarif dazu.
plans-not-with = { $option } gibt es nicht zu { $plan }; nicht mitgerechnet.
plans-tax = Steuer, { $percent }
