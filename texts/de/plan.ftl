## Pläne nebeneinander

plans-caption = Pläne und was sie zusagen
plans-own = Ihr Plan
plans-alike = In jedem Plan
