## Plans side by side

plans-caption = Plans and what they promise
plans-own = Your plan
plans-alike = In every plan
